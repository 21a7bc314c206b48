# SPDX-License-Identifier: ISC
# Prepares the machine: installs the build tools it lacks and builds Postern.

BUILD_PACKAGES=(gcc make libc6-dev autoconf automake libtool pkg-config
	libssl-dev libpam0g-dev libconfuse-dev libgsasl-dev libjansson-dev
	libcrypt-dev libidn2-dev check iproute2 mount)
TEST_PACKAGES=(clang valgrind libc6-dbg strace debootstrap systemd-container
	mandoc)

say() { printf '== %s\n' "$*"; }
die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

need_root() {
	[ "$(id -u)" = 0 ] ||
		die "needs root (namespaces, overlay mounts, Debian packages)"
	command -v apt-get >/dev/null ||
		die "needs Debian 12 or a relative of it: no apt-get here"
}

# apt LOG ARGUMENT...: apt-get that never asks; its output goes to LOG.
apt() {
	local log=$1
	shift
	DEBIAN_FRONTEND=noninteractive apt-get -q -y \
		-o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 \
		-o Acquire::Retries=3 \
		"$@" </dev/null >>"$log" 2>&1
}

# apt_lists LOG: apt-get update, one at a time: its own lock waits for nobody.
apt_lists() {
	mkdir -p "$PST_CACHE" &&
	    (flock 9 && apt "$1" update) 9>"$PST_CACHE/lock-lists"
}

# missing_packages PACKAGE...: prints those that are not installed.
missing_packages() {
	local p
	for p; do
		dpkg-query -W -f '${db:Status-Abbrev}\n' "$p" 2>/dev/null |
			grep -q '^.i' || printf '%s\n' "$p"
	done
}

# apt_tools LOG PACKAGE...: meanwhile no root, which is laid over the machine,
# gets packages of its own.
apt_tools() {
	local log=$1
	shift
	mkdir -p "$PST_CACHE"
	(
		flock 9
		apt "$log" --no-install-recommends install "$@" 9>&- ||
		    { apt_lists "$log" && apt "$log" \
			--no-install-recommends install "$@" 9>&-; }
	) 9>"$PST_CACHE/lock"
}

# install_tools LOG PACKAGE...: installs on the machine what it lacks.
install_tools() {
	local log=$1 lacking
	shift
	mapfile -t lacking < <(missing_packages "$@")
	[ ${#lacking[@]} -gt 0 ] || { say "build tools: all here"; return 0; }
	say "build tools: installing ${lacking[*]}"
	apt_tools "$log" "${lacking[@]}" ||
		{ tail -n 20 "$log" >&2; die "could not install build tools"; }
}

# build_postern TOP BUILD LOG [CONFIGURE-ARGUMENT...]: builds out of tree.
build_postern() {
	local top=$1 build=$2 log=$3
	shift 3
	[ ! -e "$top/config.status" ] ||
		die "$top is configured in place; run 'make distclean' there first"
	mkdir -p "$build"
	(
		set -e
		if [ ! -x "$top/configure" ] ||
		    [ -n "$(find "$top" -path "$top/build-*" -prune -o \
		    \( -name '*.am' -o -name configure.ac \) \
		    -newer "$top/configure" -print -quit)" ]; then
			"$top/autogen.sh"
		fi
		cd "$build"
		[ -f config.status ] && [ "$(cat .arguments 2>&1)" = "$*" ] ||
			"$top/configure" --quiet "$@"
		printf '%s' "$*" >.arguments
		make -j"$(nproc)" all tests/system/pam-answer \
		    tests/system/pam-load tests/system/peak-memory \
		    tests/system/fast-clock.la tests/system/spool-fill
	) >"$log" 2>&1 </dev/null &
	wait $! || {
		tail -n 40 "$log" >&2
		die "the build failed (all of it: $log)"
	}
}
