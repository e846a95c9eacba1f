// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/blind_trial.h"

#include "ui/session/blind_score.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace kilter {

BlindTrial::BlindTrial(const BlindPlan& plan, std::uint64_t seed)
    : plan_(plan)
    , random_(seed) {
    assert(plan.rounds > 0);
    draw();
}

void BlindTrial::draw() {
    BlindRound round;
    round.behind = {HeardSource::Mix, HeardSource::Master};
    if (plan_.withReference)
        round.behind.push_back(HeardSource::Reference);
    // Fisher and Yates' shuffle, by hand: std::shuffle draws otherwise in each library.
    for (std::size_t i = round.behind.size() - 1; i > 0; --i)
        std::swap(round.behind[i],
                  round.behind[static_cast<std::size_t>((random_() >> 32U) * (i + 1) >> 32U)]);
    rounds_.push_back(std::move(round));
}

void BlindTrial::choose(int letter) {
    assert(!over() && letter >= 0 && letter < letters());
    rounds_.back().chosen = letter;
    if (static_cast<int>(rounds_.size()) < plan_.rounds)
        draw();
}

void BlindTrial::stop() {
    assert(answered() > 0);
    if (!over())
        rounds_.pop_back();
}

BlindScore scoreOf(const BlindTrial& trial) {
    BlindScore score;
    for (const BlindRound& round : trial.rounds()) {
        if (round.chosen < 0)
            continue;
        ++score.rounds;
        switch (round.behind[static_cast<std::size_t>(round.chosen)]) {
        case HeardSource::Mix:
            ++score.mix;
            break;
        case HeardSource::Reference:
            ++score.reference;
            break;
        case HeardSource::Master:
        case HeardSource::Difference:
        case HeardSource::Decoded:
        case HeardSource::Served:
        case HeardSource::Taken:
            ++score.master;
            break;
        }
    }
    const int most = std::max({score.mix, score.master, score.reference});
    if (score.mix != most)
        score.favourite = score.master == most ? HeardSource::Master : HeardSource::Reference;
    score.luck = trial.plan().question == BlindQuestion::WhichIsTheMaster
                     ? luckOfHits(score.master, score.rounds, 0.5)
                     : luckOfFavouring(most, score.rounds, trial.letters());
    return score;
}

} // namespace kilter
