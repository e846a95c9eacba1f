// SPDX-FileCopyrightText: Kilter contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <new>
#include <string>
#include <utility>

namespace kilter {

/// The disk has no room for sound that is too long for the memory.
class NoScratchRoom : public std::bad_alloc {
  public:
    explicit NoScratchRoom(std::string text)
        : text_(std::move(text)) {}
    [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }

  private:
    std::string text_;
};

/// What there was too little of, for the user.
[[nodiscard]] inline std::string textOf(const std::bad_alloc& fault) {
    const auto* scratch = dynamic_cast<const NoScratchRoom*>(&fault);
    return scratch ? scratch->what() : "out of memory";
}

} // namespace kilter
