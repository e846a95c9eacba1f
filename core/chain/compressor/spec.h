// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>

namespace kilter {

/// The glue compressor as a user sets it. Defaults: off, and a gentle setting for when it is on.
///
/// One gain for both channels, by the louder of them behind the high pass; mean and place of what
/// is in the mix stay where they are.
struct CompressorSpec {
    bool enabled = false;
    double thresholdDb = -18.0;      ///< dBFS, of peaks
    double ratio = 2.0;              ///< one of kCompressorRatios
    double attackMs = 30.0;          ///< until 63 % of a step up has been taken
    std::optional<double> releaseMs; ///< until 63 % has been given back; empty: by the programme
    double kneeDb = 6.0;             ///< its width, around the threshold
    double highPassHz = 80.0;        ///< of what the detector hears, 12 dB/oct
    double mixPercent = 100.0;       ///< of the compressed in what is heard
    std::optional<double> makeUpDb;  ///< empty: as much as keeps the integrated loudness

    friend bool operator==(const CompressorSpec&, const CompressorSpec&) = default;
};

inline constexpr std::array<double, 4> kCompressorRatios{1.5, 2.0, 4.0, 10.0};

/// One value of the compressor: what files, the command line and the window need to know of it.
struct CompressorField {
    std::string_view key;   ///< in files and on the command line
    std::string_view label; ///< for people
    std::string_view unit;
    double low, high;                ///< inclusive
    double step;                     ///< one press of an arrow
    bool canBeAuto;                  ///< then it may be empty
    std::span<const double> choices; ///< empty: any value within the limits
    std::optional<double> (*read)(const CompressorSpec&);
    void (*write)(CompressorSpec&, std::optional<double>); ///< empty only if it can be auto

    /// Within the limits, and one of the choices where there are some.
    [[nodiscard]] bool allows(std::optional<double> value) const;
};

/// All of them, in the order in which people are told.
[[nodiscard]] std::span<const CompressorField> compressorFields();

/// Every value is allowed.
[[nodiscard]] bool isValid(const CompressorSpec& spec);

} // namespace kilter
