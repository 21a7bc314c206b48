#!/bin/sh
# SPDX-License-Identifier: ISC
# Compares the manual pages with the code.
set -eu
top=$(cd "${top_srcdir:-.}" && pwd)
program=$(cd "${top_builddir:-.}" && pwd)/tests/manual/facts
python3 -c '' 2>/dev/null || exit 77
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
PYTHONDONTWRITEBYTECODE=1 python3 "$top/tests/manual/compare.py" "$top" \
    "$program" "$scratch"
