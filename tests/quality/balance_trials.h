// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/analysis/analysis.h"
#include "tests/quality/proofs.h"

#include <string>
#include <vector>

/// What moves_bench asks of moves that follow the balance: by spectra alone, nothing is rendered.
namespace kilter::quality {

/// A piece without its samples; songs of one folder are by one hand.
struct Song {
    std::string name, folder;
    Analysis analysis;
};
using Songs = std::vector<Song>;

/// At most `longest` from the middle of each. Throws std::runtime_error.
[[nodiscard]] Songs readSongs(const std::vector<std::string>& files, Seconds longest);

/// The same reference in another key: how much the moves follow its notes. `groups`: files, by
/// commas, the first in its own key.
void otherKeys(const Songs& mixes, const std::vector<std::string>& groups, Proofs& proofs);
/// Halves of the good sections, and single ones, of the mix and of the reference.
void otherSections(const Songs& songs, Proofs& proofs);
/// A reference given twice; two sections of it as two.
void sameWitness(const Songs& songs, Proofs& proofs);
/// From 1 to 8 references by one hand, one by one.
void growingReferences(const Songs& songs, Proofs& proofs);
/// What lies outside the corridor of two references is moved or explained.
void outsideCorridor(const Songs& songs, Proofs& proofs);
/// How much of the gap the default closes.
void defaultClosing(const Songs& songs, Proofs& proofs);
/// Filters put on a mix come back, beside other songs by the same hand.
void knownFaults(const Songs& songs, Proofs& proofs);
/// Whether a move of 80 % is found again in 80 % of the cases.
void calibration(const Songs& songs, Proofs& proofs);

} // namespace kilter::quality
