// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/chain/compressor/spec.h"

#include <algorithm>
#include <cmath>
#include <type_traits>

namespace kilter {

namespace {

template <auto Member>
std::optional<double> read(const CompressorSpec& spec) {
    return spec.*Member;
}

template <auto Member>
void write(CompressorSpec& spec, std::optional<double> value) {
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(spec.*Member)>, double>)
        spec.*Member = value.value_or(spec.*Member);
    else
        spec.*Member = value;
}

template <auto Member>
constexpr CompressorField field(std::string_view key, std::string_view label, std::string_view unit,
                                double low, double high, double step,
                                std::span<const double> choices = {}) {
    constexpr bool kCanBeAuto =
        !std::is_same_v<std::remove_cvref_t<decltype(CompressorSpec{}.*Member)>, double>;
    return {key, label, unit, low, high, step, kCanBeAuto, choices, read<Member>, write<Member>};
}

using Spec = CompressorSpec;

constexpr std::array kFields{
    field<&Spec::thresholdDb>("threshold", "Threshold", "dB", -60.0, 0.0, 0.5),
    field<&Spec::ratio>("ratio", "Ratio", ":1", kCompressorRatios.front(), kCompressorRatios.back(),
                        1.0, kCompressorRatios),
    field<&Spec::attackMs>("attack", "Attack", "ms", 0.1, 30.0, 1.0),
    field<&Spec::releaseMs>("release", "Release", "ms", 100.0, 1200.0, 50.0),
    field<&Spec::kneeDb>("knee", "Knee", "dB", 0.0, 12.0, 1.0),
    field<&Spec::highPassHz>("highpass", "Low cut", "Hz", 20.0, 300.0, 10.0),
    field<&Spec::mixPercent>("mix", "Mix", "%", 0.0, 100.0, 5.0),
    field<&Spec::makeUpDb>("makeup", "Make-up", "dB", -12.0, 24.0, 0.5)};

} // namespace

bool CompressorField::allows(std::optional<double> value) const {
    if (!value)
        return canBeAuto;
    if (!std::isfinite(*value) || *value < low || *value > high)
        return false;
    return choices.empty() || std::find(choices.begin(), choices.end(), *value) != choices.end();
}

std::span<const CompressorField> compressorFields() {
    return kFields;
}

bool isValid(const CompressorSpec& spec) {
    return std::all_of(kFields.begin(), kFields.end(),
                       [&](const CompressorField& f) { return f.allows(f.read(spec)); });
}

} // namespace kilter
