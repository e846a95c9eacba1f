// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/quality/table.h"

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

namespace kilter::quality {

struct Statistics {
    std::vector<double> values;

    void add(double v) { values.push_back(v); }
    [[nodiscard]] double mean() const {
        double sum = 0.0;
        for (const double v : values)
            sum += v;
        return values.empty() ? 0.0 : sum / static_cast<double>(values.size());
    }
    [[nodiscard]] double worst() const {
        return values.empty() ? 0.0 : *std::max_element(values.begin(), values.end());
    }
    [[nodiscard]] double median() const {
        if (values.empty())
            return 0.0;
        std::vector<double> sorted = values;
        std::sort(sorted.begin(), sorted.end());
        return sorted[sorted.size() / 2];
    }
};

// What was promised, what came out, and whether that will do.
class Proofs {
  public:
    void add(const std::string& what, double value, const char* relation, double bound,
             int decimals, const std::string& cases) {
        const bool holds = relation[0] == '<' ? value <= bound : value >= bound;
        failed_ += holds ? 0 : 1;
        table_.add({what, figure(value, decimals),
                    std::string(relation) + " " + figure(bound, decimals), cases,
                    holds ? "yes" : "NO"});
        std::printf("%-60s %s (%s %s)%s\n", what.c_str(), figure(value, decimals).c_str(), relation,
                    figure(bound, decimals).c_str(), holds ? "" : "  MISSED");
        std::fflush(stdout);
    }
    [[nodiscard]] int finish() const {
        std::printf("\n");
        table_.print();
        return failed_ == 0 ? 0 : 1;
    }

  private:
    Table table_{{"proof", "reached", "promised", "cases", "holds"}};
    int failed_ = 0;
};

[[nodiscard]] inline std::string count(std::size_t n) {
    return std::to_string(n);
}

} // namespace kilter::quality
