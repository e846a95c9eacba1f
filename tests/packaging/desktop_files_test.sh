#!/bin/sh
# SPDX-FileCopyrightText: Kilter contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# What is installed beside the program is well formed, as far as this machine has the tools to say so, and the parts name
# each other rightly. Argument: the folder resources/.
set -eu
cd "$1/desktop"

check() { # check TOOL ARGUMENT...
    if command -v "$1" >/dev/null; then "$@"; else echo "$1 is not here: not checked"; fi
}
check desktop-file-validate kilter.desktop
check xmllint --noout kilter-mime.xml kilter.metainfo.xml ../icons/kilter.svg
check appstreamcli validate --no-net kilter.metainfo.xml

session=$(sed -n 's/.*mime-type type="\([^"]*\)".*/\1/p' kilter-mime.xml)
grep -q "^MimeType=.*$session;" kilter.desktop
grep -q "<mediatype>$session</mediatype>" kilter.metainfo.xml
grep -q 'glob pattern="\*\.kilter"' kilter-mime.xml
grep -q "^Icon=kilter$" kilter.desktop
grep -q '<launchable type="desktop-id">kilter.desktop</launchable>' kilter.metainfo.xml
