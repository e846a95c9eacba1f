// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/pair_cascade.h"

namespace kilter {

namespace {

template <int Abreast>
void cascadeOf(PairSection* const* sections, Pair* x, int frames) noexcept {
    PairCoefficients c[Abreast];
    PairState s[Abreast];
    for (int k = 0; k < Abreast; ++k) {
        c[k] = sections[k]->c;
        s[k] = sections[k]->s;
    }
    for (int i = 0; i < frames; ++i) {
        Pair y = x[i];
        for (int k = 0; k < Abreast; ++k)
            y = step(c[k], s[k], y);
        x[i] = y;
    }
    for (int k = 0; k < Abreast; ++k)
        sections[k]->s = s[k];
}

} // namespace

void cascade(PairSection* const* sections, int count, Pair* x, int frames) noexcept {
    for (; count >= 4; count -= 4, sections += 4)
        cascadeOf<4>(sections, x, frames);
    if (count >= 2) {
        cascadeOf<2>(sections, x, frames);
        count -= 2;
        sections += 2;
    }
    if (count == 1)
        cascadeOf<1>(sections, x, frames);
}

} // namespace kilter
