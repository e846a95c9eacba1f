#!/usr/bin/env bash
# SPDX-FileCopyrightText: Kilter contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing, builds everything and runs every test. Arguments go to ctest (-R name, -L label ...).

. "$(dirname "$0")/common.sh"

install_missing "${build_packages[@]}" "${test_packages[@]}"
build dev
cd "$KILTER_TOP"
ctest --preset dev --parallel "$(nproc)" "$@"
