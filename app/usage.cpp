// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/usage.h"

#include "app/option_values.h"
#include "core/session/check_file.h"
#include "core/session/names.h"
#include "core/session/wording.h"

namespace kilter {

namespace {

template <class Enum>
std::string listOf() {
    std::string text;
    for (int i = 0; i < kValuesOf<Enum>; ++i)
        text += "\n    " + std::string(nameOf(static_cast<Enum>(i)));
    return text;
}

} // namespace

void refuse(const std::string& option, const std::string& value, const std::string& expected) {
    throw BadUsage{option + ": '" + value + "' is not " + expected};
}

std::string plainDecimal(double x) {
    std::string s = std::to_string(x);
    s.erase(s.find_last_not_of('0') + 1);
    if (s.back() == '.')
        s.pop_back();
    return s;
}

double decimal(const std::string& option, const std::string& text, limits::Range range) {
    const auto value = parseDecimal(text);
    if (!value || !range.holds(*value))
        refuse(option, text,
               "a plain decimal from " + plainDecimal(range.least) + " to " +
                   plainDecimal(range.most));
    return *value;
}

void refuseMany(const std::string& option, std::size_t given, std::size_t most) {
    if (given > most)
        throw BadUsage{option + ": given " + std::to_string(given) + " times, and at most " +
                       std::to_string(most) + " are held"};
}

std::string helpFooter() {
    std::string text = R"(
Exit status: 0 done; 1 internal error; 2 usage; 3 an input can't be read; 4 the target can't be
reached; 5 the output can't be written; 130 interrupted.

Results go to standard output, progress and messages to standard error.

Codes in JSON
  verdict:)";
    for (int i = 0; i <= static_cast<int>(Verdict::Unknown); ++i)
        text += "\n    " + std::string(nameOf(static_cast<Verdict>(i)));
    text += "\n  unmoved_because (null where a move brings the band nearer):";
    for (int i = 1; i <= static_cast<int>(Unmoved::SetAside); ++i)
        text += "\n    " + std::string(nameOf(static_cast<Unmoved>(i)));
    text += "\n  finding:";
    for (int i = 0; i <= static_cast<int>(FindingCode::Louder); ++i)
        text += "\n    " + std::string(nameOf(static_cast<FindingCode>(i)));
    text += "\n  place:" + listOf<PlaceKind>() + "\n  destination:" + listOf<Outlet>() +
            "\n  what of it is checked:" + listOf<CheckedFor>() +
            "\n  verdict of a check:" + listOf<Judgement>();
    return text + "\n  warning:" + listOf<WarningCode>() + "\n  error:\n    usage\n    internal\n" +
           "    unreachable" + listOf<ErrorCode>() + "\n";
}

} // namespace kilter
