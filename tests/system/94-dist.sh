#!/bin/bash
# SPDX-License-Identifier: ISC
# The release tarball: the same bytes from any clone, at any time, and from
# what it unpacks to; with --full, make distcheck and the packages from it.
. "$PST_TOP/tests/system/lib/test.sh"
. "$PST_TOP/tests/system/lib/machine.sh"
install_tools "$T/apt.log" git xz-utils

# tarball TREE MASK TIME-ZONE: makes it; prints its sum.
tarball() (
	umask "$2"
	export TZ=$3
	cd "$1" || exit 1
	{
		{ [ -x configure ] || ./autogen.sh; } && ./configure -q &&
		    make -s dist
	} >"$T/dist.log" 2>&1 || { tail -n 20 "$T/dist.log" >&2; exit 1; }
	sha256sum <postern-*.tar.xz
)

# sources: the names of what the tree is made from, each ended by NUL.
sources() {
	git -C "$PST_TOP" -c safe.directory='*' ls-files -z --deduplicate ||
	    (cd "$PST_TOP" && find . \( -path './build*' -o -path ./_build \
		-o -name configure -o -name '*.tar.xz' \) -prune \
		-o -type f -print0)
}

first=$T/here/postern second=$T/there/by/another/name
mkdir -p "$first"
sources |
    tar -C "$PST_TOP" --null -T - -cf - | tar -C "$first" -xf -
commit() { git -C "$first" -c user.name=a -c user.email=a@example.test "$@"; }
commit init -q
commit add -A
GIT_COMMITTER_DATE='2026-02-03T04:05:06Z' commit commit -qm all
git clone -q "$first" "$second" 2>"$T/clone.log"
find "$second" -name .git -prune -o -type f -exec touch -d 2001-02-03 {} +
sum=$(tarball "$first" 022 UTC)
like 'make dist' "$sum" '^[0-9a-f]{64} '
[ -n "$sum" ] || exit 1
is 'the same bytes from another clone' \
    "$(tarball "$second" 077 Asia/Tokyo)" "$sum"
archive=$(echo "$first"/postern-*.tar.xz)
is 'its files have the date of the commit' \
    "$(TZ=UTC tar -tvJf "$archive" | awk '{ print $4, $5 }' | sort -u)" \
    '2026-02-03 04:05'
is 'and no owner of here' \
    "$(tar --numeric-owner -tvJf "$archive" | awk '{ print $2 }' | sort -u)" \
    0/0
mkdir "$T/third"
tar -C "$T/third" --strip-components=1 --no-same-permissions -xJf "$archive"
is 'the same bytes from what it unpacks to' "$(tarball "$T/third" 022 UTC)" \
    "$sum"
is 'all of the tree is in it, but what only developers need' \
    "$(comm -23 <(git -C "$first" ls-files | sort) \
    <(tar -tJf "$archive" | sed 's|^[^/]*/||' | sort) |
	grep -Ev '^(\.gitignore|\.ci/|debian/)')" ''
if [ -n "${PST_FULL-}" ]; then
	is 'a date that is given counts' "$(SOURCE_DATE_EPOCH=86400 make -s -C \
	    "$second" dist >/dev/null 2>&1; TZ=UTC tar -tvJf "$second"/postern-*.xz |
		awk '{ print $4 }' | sort -u)" 1970-01-02
	check 'make distcheck' make -s -C "$second" distcheck
	install_tools "$T/apt.log" rpm
	check 'rpmbuild -ta' rpmbuild -ta --without check \
	    --define "_topdir $T/rpmbuild" "$archive"
fi
