#!/bin/bash
# SPDX-License-Identifier: ISC
# Looks into the Debian packages, then installs, upgrades, removes and purges
# them in a tree where no systemd runs; with --full, piuparts does too.
. "$PST_TOP/tests/system/lib/test.sh"
. "$PST_TOP/tests/system/lib/nspawn.sh"
. "$PST_TOP/tests/system/lib/packages.sh"

install_tools "$PST_WORK/lint.log" lintian blhc devscripts file \
    ${PST_FULL:+piuparts}
DEBS=$(debs) || die 'the packages could not be built'
for name in "${DEB_PACKAGES[@]}"; do
	FILES+=("$(deb_of "$name")")
done
nspawn_root
ROOT=$(nspawn_tree)
DOOR=/usr/libexec/postern/queue-put
SPOOL=/var/spool/postern

# in_root COMMAND...: in the tree, with processes of its own, which end with it.
in_root() {
	unshare --mount --pid --fork --kill-child --propagation private \
	    bash -c 'mount -t proc proc "$1/proc" && shift &&
		exec "$@"' _ "$ROOT" env -i PATH="$ROOT_PATH" HOME=/root \
	    LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive chroot "$ROOT" "$@" \
	    </dev/null
}

# contents PACKAGE FILE: a line of packages.table for each of its files.
contents() {
	dpkg-deb --fsys-tarfile "$2" | tar -t | grep -v '/$' |
		sed "s,^\.,,; s,$(gcc -print-multiarch),TRIPLET," |
		grep -Ev "^/usr/share/doc/$1/(copyright|changelog.*\.gz)\$" |
		sed "s,^\(/usr/share/postern/[^/]*/\).*,\1*," |
		LC_ALL=C sort -u | sed "s/^/$1\t/"
}

inside() {
	local i
	is 'the packages' "$(cd "$DEBS" && echo *.deb | tr ' ' '\n' |
		sed 's/_.*//' | sort)" "$(printf '%s\n' "${DEB_PACKAGES[@]}")"
	for i in "${!FILES[@]}"; do
		contents "${DEB_PACKAGES[i]}" "${FILES[i]}"
	done >"$T/contents"
	is 'each file is in its package' "$(cat "$T/contents")" \
	    "$(grep -v '^#' "$PST_TOP/tests/system/packages.table")"
	is 'no file of a package has a right that others lack' \
	    "$(for i in "${FILES[@]}"; do
		dpkg-deb --fsys-tarfile "$i" | tar -tv |
			grep -Ev '^(-rw-r--r--|[-d]rwxr-xr-x|lrwxrwxrwx) root/root '
	    done)" ''
}

lints() {
	local programs
	check 'lintian has no error or warning' lintian --pedantic \
	    --allow-root --fail-on error,warning "$DEBS"/*.changes
	is 'and was told to overlook none' \
	    "$(find "$PST_TOP/debian" -name '*lintian-overrides')" ''
	check 'blhc finds hardening in each command of the build' \
	    blhc --all "$DEBS/build.log"
	mapfile -t programs < <(find "$DEBS"/postern-*/debian/tmp -type f \
	    -exec file {} + | sed -n 's/: *ELF.*//p')
	is 'programs and modules' ${#programs[@]} 9
	# Debian 12's own start files are without that mark.
	check 'they are hardened' hardening-check --quiet --nocfprotection \
	    "${programs[@]}"
}

# listing: all files of the tree, and what those of /etc contain, but for the
# copies that passwd and dpkg keep of what was before.
listing() {
	in_root find / -xdev '(' -path /proc -o -path /tmp -o -path /run/systemd \
	    -o -path /var/log \
	    -o -path /root/debs -o -path /var/lib/dpkg/statoverride-old ')' \
	    -prune -o -printf '%p %M %u:%g %l\n' | sort
	in_root find /etc /var/lib/pam /var/lib/dpkg/statoverride -type f \
	    ! -name '*-' ! -name ld.so.cache -exec sha256sum {} + | sort -k 2
}

pam_lines() { (cd "$ROOT/etc/pam.d" && grep -h pam_imap common-*); }
names() { sed -n 's/^\(passwd\|group\): */\1 /p' "$ROOT/etc/nsswitch.conf"; }
door() { in_root stat -c '%A %U:%G' $DOOR; }
waiting() { in_root mailq | tail -n 1; }
deb_users() { grep -c '^postern-' "$ROOT/etc/passwd"; }
files() { printf '/root/debs/%s\n' "${FILES[@]##*/}"; }

installed() {
	check 'they install' in_root dpkg -i $(files)
	is 'and are whole' "$(in_root dpkg --audit; in_root dpkg -V)" ''
	is 'one program is setgid, none setuid' "$(in_root bash -c \
	    'dpkg -L "$@" | sort -u | while read -r file; do
		[ -f "$file" ] && find "$file" -perm /6000
	    done' _ "${DEB_PACKAGES[@]}")" $DOOR
	is 'to its group' "$(door)" '-rwxr-sr-x root:postern-drop'
	is 'imap stands behind files' "$(names)" \
	    "$(sed 's/files/files imap/' <<<"$NAMES")"
	is 'PAM is as it was' "$(pam_lines)" ''
	is 'this starts with the machine' "$(in_root systemctl is-enabled \
	    postern-login.socket postern-queue.socket postern-queue.service \
	    postern-submit.socket | tr '\n' ' ')" \
	    'enabled enabled enabled enabled '
	is 'the units are without a fault' "$(in_root bash -c \
	    'systemd-analyze verify --man=no /lib/systemd/system/postern-*' \
	    2>&1)" ''
	check 'nobody sends mail' in_root setpriv --reuid=nobody \
	    --regid=nogroup --clear-groups sendmail -i root
	like 'it is kept' "$(waiting)" '^1 message,'
}

upgraded() {
	local auth=$ROOT/etc/pam.d/common-auth
	check 'the profile is turned on' in_root pam-auth-update --enable \
	    postern postern-password
	is 'in three stacks' "$(pam_lines | wc -l)" 3
	like 'before pam_unix' "$(grep -o -e pam_imap -e pam_unix "$auth" |
		head -n 1)" pam_imap
	check 'a package is unpacked over itself' in_root dpkg --unpack \
	    "$(files | grep postern-sendmail)"
	is 'meanwhile users can send' "$(door)" '-rwxr-sr-x root:postern-drop'
	check 'all of them' in_root dpkg -i $(files)
	is 'PAM stays' "$(pam_lines | wc -l)" 3
	is 'names stay' "$(names | grep -c 'files imap')" 2
	like 'mail stays' "$(waiting)" '^1 message,'
}

removed() {
	local seen
	check 'login goes' in_root dpkg -r postern libpam-imap libnss-imap
	is 'with its lines in PAM' "$(pam_lines)" ''
	is 'and in nsswitch.conf' "$(names)" "$NAMES"
	seen=$(in_root dpkg -r postern-sendmail postern-common 2>&1)
	like 'mail goes, and says what waits' "$seen" 'messages that wait: 1$'
	check 'the common part is purged alone' in_root dpkg -P postern-common
	is 'the users of mail that waits stay' "$(deb_users)" 4
	check 'all comes back' in_root dpkg -i $(files)
	like 'mail is there again' "$(waiting)" '^1 message,'
}

purged() {
	check 'they are purged' in_root dpkg -P "${DEB_PACKAGES[@]}"
	check 'they are unpacked, and go before they are configured' \
	    in_root bash -c 'dpkg --unpack $1 && dpkg -P $2' _ "$(files)" \
	    "${DEB_PACKAGES[*]}"
	listing >"$T/after"
	is 'nothing is left' "$(diff "$T/before" "$T/after")" ''
}

# What an administrator has decided stays so.
decided() {
	sed -i 's/^\(passwd:.*files\).*/\1 systemd imap/' \
	    "$ROOT/etc/nsswitch.conf"
	in_root dpkg-statoverride --add root root 0755 $DOOR
	check 'they install a second time' in_root dpkg -i $(files)
	is 'nsswitch.conf of an administrator' "$(names)" \
	    "$(sed '/^passwd/s/files.*/files systemd imap/' <<<"$NAMES")"
	is 'a mode of an administrator' "$(door)" '-rwxr-xr-x root:root'
	mkdir -p "$ROOT/home/example.com/alice"
	check 'they are purged again' in_root dpkg -P "${DEB_PACKAGES[@]}"
	check 'homes stay' rmdir "$ROOT/home/example.com/alice" \
	    "$ROOT/home/example.com"
}

# What maintainer scripts find elsewhere: image builders have no /proc, a spool
# may be a file system of its own, and containers have their own postern-queue,
# whose processes the host sees.
elsewhere() {
	check 'they install where /proc is missing' \
	    root_chroot "$ROOT" dpkg -i $(files)
	check 'and are removed there' \
	    root_chroot "$ROOT" dpkg -r "${DEB_PACKAGES[@]}"
	mkdir -p "$ROOT$SPOOL"
	check 'a spool that is mounted is purged' in_root bash -c \
	    "mount -t tmpfs spool $SPOOL && touch $SPOOL/x && "'dpkg -P "$@" &&
	    ! ls -A $0 | grep .' "$SPOOL" "${DEB_PACKAGES[@]}"
	rmdir "$ROOT$SPOOL"
	check 'they install for the last time' in_root dpkg -i $(files)
	mkdir -p "$T/container/usr/sbin" "$T/container/old"
	echo 'int pause(void); int main(void) { return pause(); }' |
		gcc -static -x c - -o "$T/container/usr/sbin/postern-queue"
	is 'a container'"'"'s postern-queue is not stopped' \
	    "$(unshare --mount --pid --fork --kill-child --mount-proc \
		--propagation private bash \
		"$PST_TOP/tests/system/lib/beside.sh" "$ROOT" \
		"$T/container" 2>&1)" \
	    $'removed\nours is stopped\nthe other runs'
	check 'and they are purged' in_root dpkg -P "${DEB_PACKAGES[@]}"
}

piuparts_run() {
	local base mirror release
	base=$(nspawn_base)
	release=$(. /etc/os-release && echo "$VERSION_CODENAME")
	mirror=$(nspawn_mirror "$release")
	piuparts --existing-chroot="$base" --distribution="$release" \
	    ${mirror:+--mirror="$mirror main"} \
	    --no-upgrade-test --no-eatmydata --pedantic-purge-test \
	    --do-not-verify-signatures --tmpdir="$T" "${FILES[@]}"
}

inside
lints
mkdir "$ROOT/root/debs"
cp "${FILES[@]}" "$ROOT/root/debs"
NAMES=$(names)
listing >"$T/before"
installed
upgraded
removed
purged
decided
elsewhere
[ -z "$PST_FULL" ] || check 'piuparts passes' piuparts_run
