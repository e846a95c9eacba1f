// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/playback/listening.h"

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace kilter {

enum class BlindQuestion { WhichIsTheMaster, WhichIsPreferred };

struct BlindPlan {
    BlindQuestion question = BlindQuestion::WhichIsTheMaster;
    bool withReference = false; ///< beside mix and master
    int rounds = 10;            ///< 1..100

    friend bool operator==(const BlindPlan&, const BlindPlan&) = default;
};

/// What lay behind A, B (and C), and which of them was chosen.
struct BlindRound {
    std::vector<HeardSource> behind;
    int chosen = -1; ///< -1: not yet
};

/// The rounds of a blind test: which source lies behind which letter is drawn anew for each round,
/// every order as likely as any other.
class BlindTrial {
  public:
    BlindTrial(const BlindPlan& plan, std::uint64_t seed);

    [[nodiscard]] const BlindPlan& plan() const { return plan_; }
    [[nodiscard]] int letters() const { return plan_.withReference ? 3 : 2; }
    [[nodiscard]] int answered() const {
        return static_cast<int>(rounds_.size()) - (over() ? 0 : 1);
    }
    [[nodiscard]] bool over() const { return rounds_.back().chosen >= 0; }

    /// What lies behind a letter in the present round; 0 is A.
    [[nodiscard]] HeardSource behind(int letter) const {
        return rounds_.back().behind[static_cast<std::size_t>(letter)];
    }
    /// Answers the present round, and draws the next.
    void choose(int letter);
    /// No further rounds. At least one is answered.
    void stop();

    [[nodiscard]] const std::vector<BlindRound>& rounds() const { return rounds_; }

  private:
    void draw();

    BlindPlan plan_;
    std::mt19937_64 random_;
    std::vector<BlindRound> rounds_; ///< the last is the present one
};

/// What came out.
struct BlindScore {
    int rounds = 0;
    int mix = 0, master = 0, reference = 0;   ///< how often each was chosen
    HeardSource favourite = HeardSource::Mix; ///< chosen most often; of equals the first
    /// How likely luck alone does as well. For WhichIsTheMaster: of so many hits or more between
    /// two, since whoever knows the song can tell the reference from it. For WhichIsPreferred: of
    /// any one being chosen as often as the favourite or more.
    double luck = 1.0;
};
[[nodiscard]] BlindScore scoreOf(const BlindTrial& trial);

} // namespace kilter
