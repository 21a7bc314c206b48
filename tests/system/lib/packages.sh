# SPDX-License-Identifier: ISC
# The Debian packages of this tree, built once for all tests that want them.
#
#	debs		prints the directory they are in (built when it has to be)
#	deb_of NAME	prints the path of one of them
#
# Beside them, build.log is what the build said.  A test sources this after
# test.sh.

. "$PST_TOP/tests/system/lib/machine.sh"

DEB_TOOLS=(dpkg-dev debhelper dh-apparmor dh-nss build-essential xz-utils)
DEB_PACKAGES=(libnss-imap libpam-imap postern postern-common postern-sendmail)

# debs_sources: a sum of all that ends up in a package.
debs_sources() {
	(
		cd "$PST_TOP" || exit 1
		find Makefile.am configure.ac README NEWS SECURITY libcore \
		    pam_imap nss_imap sendmail-shim admin etc man debian \
		    -type f ! -name '*.[oa]' ! -name '*.l[oa]' -print0 |
			sort -z | xargs -0 sha256sum | sha256sum
	)
}

# debs_build: without the unit tests, which tests/run has run.
debs_build() {
	local log=$PST_BUILD/debs.log
	install_tools "$log" "${DEB_TOOLS[@]}" >&2
	DEB_BUILD_OPTIONS="nocheck noautodbgsym parallel=$(nproc)" \
	    LC_ALL=C.UTF-8 \
	    make -C "$PST_BUILD" deb >"$log" 2>&1 </dev/null ||
	    { tail -n 40 "$log" >&2; return 1; }
	mv "$log" "$PST_BUILD/debs/build.log"
}

debs() {
	local lock sources status=0
	exec {lock}>"$PST_BUILD/debs.lock"
	flock "$lock"
	sources=$(debs_sources)
	if [ "$(cat "$PST_BUILD/debs/sources" 2>/dev/null)" != "$sources" ]; then
		debs_build && echo "$sources" >"$PST_BUILD/debs/sources" ||
		    status=1
	fi
	exec {lock}>&-
	echo "$PST_BUILD/debs"
	return $status
}

deb_of() {
	local file
	for file in "$(debs)/${1}"_*.deb; do
		[ ! -f "$file" ] || { echo "$file"; return; }
	done
	echo "no package $1" >&2
	return 1
}
