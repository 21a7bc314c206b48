# SPDX-License-Identifier: ISC
# Makes and keeps the tree that machines with systemd start from: Debian's
# packages and nothing of Postern.
#
# It is of the machine's own release, so that what was built here runs there,
# and stays in $PST_CACHE; its name says what is in it.

NSPAWN_PACKAGES=(systemd systemd-sysv dbus libpam-systemd openssh-server
	openssh-client procps passwd login util-linux sudo ca-certificates)

# nspawn_libraries: the packages of the libraries that Postern is built with,
# as they are called in this release: what its -dev packages depend on.
nspawn_libraries() {
	local dev
	for dev in "${BUILD_PACKAGES[@]}"; do
		[[ $dev == lib*-dev ]] || continue
		dpkg-query -W -f '${Depends}\n' "$dev"
	done | tr ',' '\n' | awk '/\(= / && $1 ~ /^lib/ && $1 !~ /-dev/ {
		sub(/:any$/, "", $1)
		print $1
	}' | sort -u
}

# nspawn_mirror: where the machine itself has this release from.
nspawn_mirror() {
	apt-get indextargets --format '$(RELEASE) $(SITE)' 2>/dev/null |
		awk -v release="$1" '$1 == release { print $2; exit }'
}

# nspawn_base: prints the tree's directory; makes it when it is not there.
nspawn_base() {
	local release dir packages lock status=0
	release=$(. /etc/os-release && echo "$VERSION_CODENAME")
	mapfile -t packages < <(printf '%s\n' "${NSPAWN_PACKAGES[@]}" \
	    $(nspawn_libraries))
	dir=$PST_CACHE/systemd-$release-$(printf '%s\n' "${packages[@]}" |
	    sha256sum | cut -c 1-12)
	mkdir -p "$PST_CACHE/debs"
	exec {lock}>"$PST_CACHE/lock-systemd"
	flock "$lock"
	[ -d "$dir" ] || nspawn_debootstrap "$release" "$dir" \
	    "${packages[@]}" || status=1
	exec {lock}>&-
	echo "$dir"
	return $status
}

# nspawn_debootstrap RELEASE DIR PACKAGE...: the tree is made beside its name.
nspawn_debootstrap() {
	local release=$1 dir=$2 include log=$PST_WORK/debootstrap.log mirror
	shift 2
	include=$(IFS=,; echo "$*")
	mirror=$(nspawn_mirror "$release")
	rm -rf --one-file-system "$dir.new"
	# shellcheck disable=SC2086 # nothing when it is not known
	debootstrap --variant=minbase --include="$include" \
	    --cache-dir="$PST_CACHE/debs" "$release" "$dir.new" $mirror \
	    >"$log" 2>&1 </dev/null ||
	    { tail -n 20 "$log" >&2; return 1; }
	# What would tell two machines apart is made by each of them.
	rm -f "$dir.new"/etc/ssh/ssh_host_* "$dir.new/var/lib/dbus/machine-id"
	: >"$dir.new/etc/machine-id"
	rm -f "$dir.new"/var/cache/apt/*.bin \
	    "$dir.new"/var/cache/apt/archives/*.deb
	mv "$dir.new" "$dir"
}
