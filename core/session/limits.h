// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/audio/limits.h"
#include "core/chain/chain_settings.h"

#include <cstddef>

/// What a session's values may be: the one table that its file's reader and writer, the command
/// line and the window's fields share. Whatever they let pass can be saved, and read again; the
/// engine holds for all of it.
namespace kilter::limits {

/// Both ends are allowed.
struct Range {
    double least, most;

    [[nodiscard]] constexpr bool holds(double value) const {
        return value >= least && value <= most; // not for NaN
    }
};

// Of a session
inline constexpr std::size_t kReferences = 50;
inline constexpr std::size_t kProfiles = 50;
inline constexpr std::size_t kBands = kEqualiserBands; ///< own ones and proposals together
inline constexpr std::size_t kTextBytes = 1000;        ///< title and artist, in UTF-8
inline constexpr Range kWeight{0.001, 1000.0};         ///< of a reference, relative to the others
inline constexpr Range kSectionTime{0.0, 1e6};         ///< s
inline constexpr Range kSectionLength{1.0, 3600.0};    ///< s, of good and loudest ones
inline constexpr Range kWithin{0.0, 70.0};             ///< LU under the loudest

// Of the rules of services
inline constexpr std::size_t kServices = 100;
inline constexpr Range kServiceLevel{-40.0, 0.0}; ///< LUFS

// Of a move
inline constexpr Range kFrequency{10.0, 40e3}; ///< Hz
inline constexpr Range kGain{-24.0, 24.0};     ///< dB
inline constexpr Range kQ{0.05, 40.0};
inline constexpr Range kSlope{6.0, 48.0}; ///< dB/oct, in steps of kSlopeStep
inline constexpr int kSlopeStep = 6;
inline constexpr Range kAmount{0.0, 2.0}; ///< of a move, alone and with the overall amount

// Of what is proposed
inline constexpr Range kMost{0.0, kEqualiserBands};
inline constexpr Range kLargestGain{0.5, 24.0}; ///< dB, of moves and of the match curve
inline constexpr Range kMatchPercent{0.0, 150.0};
inline constexpr Range kDetail{0.33, 1.0};      ///< octaves
inline constexpr Range kCurveGain{-60.0, 60.0}; ///< dB

// Of the target and the limiter
inline constexpr Range kLoudness{-70.0, 0.0}; ///< LUFS
inline constexpr Range kDrive{-60.0, 60.0};   ///< dB
inline constexpr Range kCeiling{-40.0, 0.0};  ///< dBTP
inline constexpr Range kLink{0.0, 1.0};
inline constexpr Range kRelease{1.0, 5000.0}; ///< ms; beside them 0: automatic

// Of the delivery
inline constexpr Range kRate{kLowestRate, kHighestRate}; ///< Hz
inline constexpr std::size_t kCodecs = 16;
inline constexpr Range kCodecCeiling{-12.0, 0.0}; ///< dBTP, decoded

/// dB: what was measured, and is only told. A floating-point file may hold nearly anything.
inline constexpr Range kMeasured{-1000.0, 1000.0};
inline constexpr Range kSpread{0.0, 1000.0}; ///< dB, likewise

} // namespace kilter::limits
