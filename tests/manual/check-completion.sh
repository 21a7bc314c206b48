#!/bin/sh
# SPDX-License-Identifier: ISC
# Compares what bash completes for postern with the tool's own tables.
set -eu
top=$(cd "${top_srcdir:-.}" && pwd)
program=$(cd "${top_builddir:-.}" && pwd)/tests/manual/facts
command -v bash >/dev/null || exit 77
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
words=$(grep -o '"--[a-z]*"' "$top/admin/command.c" | tr -d '"')
"$program" - "$scratch/minimal.conf" $words 2>/dev/null >"$scratch/facts"
bash "$top/tests/manual/completion.bash" "$top/etc/bash-completion/postern" \
    "$scratch"
