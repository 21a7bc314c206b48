#!/bin/bash
# SPDX-License-Identifier: ISC
# Builds with gcc and clang, warnings as errors, and runs the unit tests with
# the sanitizers and, with --full, under valgrind.
. "$PST_TOP/tests/system/lib/test.sh"

# build NAME CONFIGURE-ARGUMENT...: a build of its own.
build() {
	local dir=$PST_WORK/build-$1
	shift
	mkdir -p "$dir"
	(cd "$dir" && "$PST_TOP/configure" -q --enable-werror "$@" &&
	    make -j"$(nproc)") >"$dir.log" 2>&1 </dev/null ||
	    { grep -E 'warning|error' "$dir.log" || tail -n 20 "$dir.log"
	    return 1; }
}

# unit NAME [MAKE-ARGUMENT...]: make check there.
unit() {
	local dir=$PST_WORK/build-$1
	shift
	make -C "$dir" -j"$(nproc)" check "$@" >"$dir.check" 2>&1 </dev/null ||
	    { grep -hE '^FAIL|:[FE]:|Sanitizer|SUMMARY|==.*(lost|Invalid)|error:' \
		"$dir/test-suite.log" "$dir.check"; return 1; }
}

# These are slow, and the machine may be busy: a timeout ends what hangs.
export CK_TIMEOUT_MULTIPLIER=30

SANITIZE='-g -O1 -fno-omit-frame-pointer -fsanitize=address,undefined'
SANITIZE="$SANITIZE -fno-sanitize-recover=all"
check 'gcc without a warning' build gcc CC=gcc
check 'clang without a warning' build clang CC=clang
check 'clang: unit tests' unit clang
check 'gcc with ASan and UBSan' build asan CC=gcc "CFLAGS=$SANITIZE" \
    --disable-hardening
# Leaks are valgrind's: the leak checker cannot look at a process that has
# hidden or confined itself, and takes that for an error.
export ASAN_OPTIONS=detect_leaks=0
check 'unit tests under ASan and UBSan' unit asan
# The slowest of all.  What threads that end keep is only possibly lost.
LEAKS=definite,indirect
[ -z "${PST_FULL-}" ] || check 'unit tests under valgrind' unit gcc \
    "LOG_COMPILER=valgrind -q --error-exitcode=99 --leak-check=full \
    --show-leak-kinds=$LEAKS --errors-for-leak-kinds=$LEAKS"
rm -rf "$PST_WORK"/build-*
