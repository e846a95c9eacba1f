// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

namespace kilter::quality {

/// A table that reads well on a terminal and is Markdown.
class Table {
  public:
    explicit Table(std::vector<std::string> head)
        : rows_{std::move(head)} {}
    void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }

    void print() const {
        std::vector<std::size_t> width(rows_[0].size());
        for (const auto& row : rows_)
            for (std::size_t c = 0; c < row.size(); ++c)
                width[c] = std::max(width[c], row[c].size());
        for (std::size_t r = 0; r < rows_.size(); ++r) {
            for (std::size_t c = 0; c < width.size(); ++c)
                std::printf(c == 0 ? "| %-*s " : "| %*s ", static_cast<int>(width[c]),
                            c < rows_[r].size() ? rows_[r][c].c_str() : "");
            std::printf("|\n");
            if (r == 0) {
                for (std::size_t c = 0; c < width.size(); ++c)
                    std::printf("|%s%s", std::string(width[c] + 1, '-').c_str(),
                                c == 0 ? "-" : ":");
                std::printf("|\n");
            }
        }
        std::printf("\n");
        std::fflush(stdout);
    }

  private:
    std::vector<std::vector<std::string>> rows_;
};

[[nodiscard]] inline std::string figure(double value, int decimals = 1) {
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", decimals, value);
    return text;
}

} // namespace kilter::quality
