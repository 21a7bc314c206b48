# SPDX-License-Identifier: ISC
# Machines whose packages come from a repository that they carry with them.
#
# No network reaches a machine, so all that its apt may install lies in its
# /srv/repository, and Postern's own packages in /srv/packages.  A test sources
# this after nspawn.sh and packages.sh, and then says
#
#	apt_root [MTA...]		a tree of Debian packages with a cron and
#					none of Postern's libraries; its apt
#					knows those, mail(1), and these
#	apt_machine ARGUMENT...		apt-get in it, while it runs

NSPAWN_PACKAGES+=(cron expect libnss-systemd)
nspawn_libraries() { :; }
# What packages with a lower version say they are.
LOWER=0.0.9-1

apt_root() {
	local mta
	nspawn_root
	echo "127.0.1.1 $NSPAWN.example.test" >>"$(nspawn_tree)/etc/hosts"
	apt_packages || die "Postern's packages could not be built"
	apt_fetch "$(nspawn_tree)"/srv/packages/*.deb bsd-mailx
	for mta; do apt_fetch "$mta"; done
	apt_repository
}

# apt_packages: the built ones, and in lower/ the same with a lower version.
apt_packages() {
	local to name deb
	to=$(nspawn_tree)/srv/packages
	mkdir -p "$to/lower"
	for name in "${DEB_PACKAGES[@]}"; do
		deb=$(deb_of "$name") || return 1
		cp "$deb" "$to/" && apt_lower "$deb" "$to/lower" || return 1
	done
}

# apt_lower DEB DIRECTORY
apt_lower() {
	local tree=$T/lower version
	version=$(dpkg-deb -f "$1" Version)
	rm -rf "$tree"
	dpkg-deb -R "$1" "$tree" &&
	    sed -i "s/\\b${version//./\\.}/$LOWER/g" "$tree/DEBIAN/control" &&
	    dpkg-deb -Zgzip -z1 -b "$tree" "$2" >>"$T/lower.log"
}

# apt_fetch PACKAGE...: downloads them and what the tree lacks for them, by
# what the machine itself has its packages from.
apt_fetch() {
	local lock cache=$PST_CACHE/repository log=$T/fetch.log
	mkdir -p "$cache/partial"
	exec {lock}>"$PST_CACHE/lock-repository"
	flock "$lock"
	apt_download "$log" "$cache" "$@" ||
	    { apt_lists "$log" && apt_download "$log" "$cache" "$@"; } ||
	    { tail -n 20 "$log" >&2; die "no packages for machines: $*"; }
	exec {lock}>&-
}

apt_download() {
	local log=$1 cache=$2
	shift 2
	apt "$log" --download-only --no-install-recommends \
	    -o Dir::State::status="$(nspawn_tree)/var/lib/dpkg/status" \
	    -o Dir::Cache::archives="$cache" -o Dir::Cache::pkgcache= \
	    -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root \
	    -o APT::Keep-Downloaded-Packages=true install "$@"
}

# apt_repository: all that was ever fetched is in it.
apt_repository() {
	local root
	root=$(nspawn_tree)
	mkdir -p "$root/srv/repository"
	cp "$PST_CACHE"/repository/*.deb "$root"/srv/packages/*.deb \
	    "$root/srv/repository/"
	(cd "$root/srv/repository" && dpkg-scanpackages -m . >Packages) \
	    2>"$T/scan.log" || { cat "$T/scan.log" >&2; die "no repository"; }
	rm -rf "$root"/etc/apt/sources.list.d/* "$root"/var/lib/apt/lists/*
	echo 'deb [trusted=yes] file:/srv/repository ./' \
	    >"$root/etc/apt/sources.list"
	root_chroot "$root" apt-get -q update >"$T/update.log" 2>&1 ||
	    { cat "$T/update.log" >&2; die "apt reads no repository"; }
}

apt_machine() {
	nspawn_run env DEBIAN_FRONTEND=noninteractive apt-get -q -y \
	    -o Dpkg::Use-Pty=0 "$@"
}
