# SPDX-License-Identifier: ISC
# The RPM packages of this tree, and a root that they are put into.
#
# The root is a tree of Debian packages.  Its rpm knows none of them: one
# package stands for all that ours ask of others, so that what they ask of each
# other is looked at as on any host.  A test sources this after nspawn.sh.

RPM_TOOLS=(rpm rpmlint xz-utils bzip2 selinux-policy-dev checkpolicy
	semodule-utils)
RPMS=(postern postern-common pam_imap nss_imap postern-sendmail
	postern-selinux)

# rpms_build DIRECTORY [ARGUMENT...]: by make rpm, for Debian's library
# directory; DIRECTORY then has the packages of release 1.
rpms_build() {
	local lock log=$T/make-rpm.log libdir status=0 dir=$1
	shift
	libdir=/usr/lib/$(gcc -print-multiarch)
	exec {lock}>"$PST_BUILD/debs.lock"
	flock "$lock"
	make -C "$PST_BUILD" rpm \
	    RPMFLAGS="--noclean --with selinux \
	    --define '_libdir $libdir' $*" >"$log" 2>&1 </dev/null || status=$?
	mkdir -p "$dir"
	cp "$PST_BUILD"/rpmbuild/RPMS/*/*.rpm "$PST_BUILD"/rpmbuild/SRPMS/*.rpm \
	    "$dir" || status=1
	exec {lock}>&-
	[ $status = 0 ] || { tail -n 30 "$log"; return 1; }
}

# rpms_next DIRECTORY RELEASE: the same once more as a higher release, of what
# make rpm has compiled.
rpms_next() {
	local dir=$PST_BUILD/rpmbuild spec=$T/next.spec libdir
	libdir=/usr/lib/$(gcc -print-multiarch)
	sed -e "s/^\(Release:[[:space:]]*\)[0-9]*/\1$2/" \
	    -e '/^%build$/,/^%install$/{/^%build$/b;/^%install$/b;d}' \
	    "$PST_TOP/rpm/postern.spec" >"$spec"
	mkdir -p "$1"
	rpmbuild -bb --noprep --with selinux --without check \
	    --define "_topdir $dir" \
	    --define "_rpmdir $1" --define "_libdir $libdir" \
	    --define '_build_name_fmt %%{NAME}-%%{RELEASE}.rpm' \
	    "$spec" >"$T/next.log" 2>&1 </dev/null ||
	    { tail -n 30 "$T/next.log"; return 1; }
}

# rpms_others DIRECTORY RPM...: makes the package that stands for all others.
rpms_others() {
	local dir=$1 spec=$T/others.spec
	shift
	{
		printf '%s\n' 'Name: others' 'Version: 1' 'Release: 1' \
		    'Summary: All others' 'License: ISC' 'BuildArch: noarch'
		rpm -qp --requires "$@" | awk '!/^rpmlib\(/ &&
		    !/^(config)?\(/ && !/^(postern|pam_imap|nss_imap)/ {
			print "Provides: " $1 }' | sort -u
		printf '%s\n' '%description' 'All others.' '%files'
	} >"$spec"
	rpmbuild -bb --define "_topdir $T/others" --define "_rpmdir $dir" \
	    --define '_build_name_fmt %%{NAME}.rpm' "$spec" \
	    >"$T/others.log" 2>&1 || { tail "$T/others.log"; return 1; }
}

# rpm_root ARGUMENT...: rpm in the root; its output without what Debian's
# rpm and update-alternatives say of themselves.
rpm_root() {
	rpm --root "$R" --dbpath /var/lib/rpm --force-debian "$@" 2>&1 |
	    sed '/^update-alternatives: /d'
	return "${PIPESTATUS[0]}"
}

# rpm_files: all that is in the root, but what rpm and the tools that make
# users note for themselves.
rpm_files() {
	(cd "$R" && find . -xdev \( -path ./var/lib/rpm -o -path ./proc \
	    -o -path ./run -o -path ./dev -o -path ./sys -o -path ./tmp \) \
	    -prune -o -print) |
	    grep -Ev '^\./etc/((passwd|group|g?shadow|sub[ug]id)-|\.pwd\.lock)$' |
	    grep -v '^\./var/log/alternatives\.log$' | sort
}
