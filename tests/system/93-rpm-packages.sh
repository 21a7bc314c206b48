#!/bin/bash
# SPDX-License-Identifier: ISC
# The RPM packages: built, installed, upgraded and erased in a root with their
# scriptlets.
. "$PST_TOP/tests/system/lib/test.sh"
. "$PST_TOP/tests/system/lib/nspawn.sh"
. "$PST_TOP/tests/system/lib/rpms.sh"
install_tools "$T/apt.log" "${RPM_TOOLS[@]}"

if [ -n "${PST_FULL-}" ]; then
	BUILD=()
else
	# make check has been run, and code that is quick is not the matter.
	BUILD=(--without check "--define 'optflags -O0 -pipe'")
fi
check 'make rpm' rpms_build "$T/first" "${BUILD[@]}"
check 'a higher release' rpms_next "$T/next" 2
check 'rpmlint finds no error' rpmlint -r "$PST_TOP/rpm/rpmlintrc" \
    "$T"/first/*.rpm "$PST_TOP/rpm/postern.spec"
is 'nothing is setuid, one program setgid' \
    "$(rpm -qp --qf '[%{FILEMODES:perms} %{FILENAMES}\n]' "$T"/first/*.rpm |
	awk '!/^d/ && $1 ~ /[sS]/')" \
    '-rwxr-sr-x /usr/libexec/postern/queue-put'
is 'no two packages have the same file' \
    "$(rpm -qpl $(ls "$T"/first/*.rpm | grep -v '\.src\.') |
	grep -Ev '^/usr/lib/\.build-id(/..)?$|no files' | sort | uniq -d)" ''

nspawn_root
R=$(nspawn_tree)
mount -t proc proc "$R/proc"
trap 'umount "$R/proc"; nspawn_leave; leave' EXIT
run() { root_chroot "$R" "$@"; }
NSS='^(passwd|group):'
cp "$R/etc/nsswitch.conf" "$T/nsswitch"
rpm --root "$R" --dbpath /var/lib/rpm --initdb
# What other packages own on a Fedora host.
mkdir -p "$R"/usr/share/licenses "$R"/usr/share/selinux/packages/targeted \
    "$R"/usr/share/selinux/devel/include/contrib
rpms_others "$T" "$T"/first/*.rpm
check 'a package for all others' rpm_root -i "$T/others.rpm"
rpm_files >"$T/before"
install_all() { rpm_root -i $(ls "$T"/first/*.rpm | grep -v '\.src\.'); }
is 'they are installed, and say nothing' "$(install_all 2>&1)" ''
is 'all are there' "$(rpm_root -q "${RPMS[@]}" | grep -c -- -0.1.0-1)" 6
refute 'the common part cannot go alone' rpm_root -e postern-common

# What scriptlets do.
for name in login check queue drop; do
	like "the user postern-$name" "$(run getent passwd postern-$name)" \
	    "^postern-$name:[^:]*:[1-9][0-9]{2}:[0-9]+:Postern.*:/:.*nologin$"
	is "and its group" "$(run id -gn postern-$name)" "postern-$name"
done
is 'imap stands behind files' \
    "$(grep -E "$NSS" "$R/etc/nsswitch.conf" | tr -s ' ')" \
    "$(grep -E "$NSS" "$T/nsswitch" | sed 's/files/& imap/' | tr -s ' ')"
for link in /usr/sbin/sendmail /usr/lib/sendmail /usr/bin/mailq \
    /usr/bin/newaliases; do
	is "$link is ours" "$(run readlink -f $link)" \
	    /usr/sbin/sendmail.postern
done
for page in man8/sendmail.8 man1/mailq.1 man1/newaliases.1; do
	check "$page is there" run test -s /usr/share/man/$page.gz
done
is 'modes and owners are right' "$(run postern check 2>&1 |
    grep -E 'owner|mode' | grep -v 'right owners')" ''
is 'rpm -V is content' "$(rpm_root -V "${RPMS[@]}")" ''
is 'every line of the settings is a comment' \
    "$(cat "$R/etc/postern/postern.conf" "$R/etc/postern/accounts" |
	grep -v '^#' | tr -d '\n')" ''

# It works.
echo 'alice@example.test' >>"$R/etc/postern/accounts"
like 'an address is an account' "$(run getent passwd alice@example.test)" \
    '^alice@example.test:\*:2[0-9]{9}:'
check 'a message is taken in' run setpriv --reuid=nobody --regid=nogroup \
    --clear-groups sh -c 'echo hello | sendmail alice@example.test'
message() {
	find "$R/var/spool/postern" -type f ! -name '.*' ! -name limits
}
like 'and waits' "$(message)" '/drop/new/[^/ ]+$'
run sh -c 'echo $$ >/run/runner.pid
    exec postern-queue --foreground' >"$T/runner.log" 2>&1 &
check 'the runner takes it' wait_for 120 eval '[[ $(message) == */queue/* ]]'
kill "$(cat "$R/run/runner.pid")"
wait
queued=$(message)
is 'rpm -V names what the administrator changed' \
    "$(rpm_root -V "${RPMS[@]}" | tr -s ' ')" \
    'S.5....T. c /etc/postern/accounts'

# An upgrade: what was set, and what waits, stays.
sed -i -E "/$NSS/s/files imap/imap files/" "$R/etc/nsswitch.conf"
cp "$R/etc/nsswitch.conf" "$T/nsswitch-mine"
is 'an upgrade says nothing' \
    "$(rpm_root -U "$T"/next/*.rpm 2>&1)" ''
is 'the next are there' "$(rpm_root -q "${RPMS[@]}" | grep -c -- -0.1.0-2)" 6
is 'the message waits' "$(message)" "$queued"
like 'the settings stay' "$(cat "$R/etc/postern/accounts")" '^alice@'
check 'and so does nsswitch.conf' cmp "$R/etc/nsswitch.conf" "$T/nsswitch-mine"
is 'sendmail is ours' "$(run readlink -f /usr/sbin/sendmail)" \
    /usr/sbin/sendmail.postern
is 'rpm -V is content again' "$(rpm_root -V "${RPMS[@]}" | tr -s ' ')" \
    'S.5....T. c /etc/postern/accounts'

# Erased: what is not the packages' is kept, and named.
echo 'secret' >"$R/etc/postern/relay.password"
seen=$(rpm_root -e "${RPMS[@]}" 2>&1)
like 'erasing says where mail is left' "$seen" \
    'what is in /var/spool/postern stays'
like 'and of the settings' "$seen" 'what is in /etc/postern stays'
unlike 'and of nothing that is gone' "$seen" 'what is in /var/lib/postern'
is 'the message is there' "$(message)" "$queued"
is 'what was set is there' "$(ls "$R/etc/postern")" \
    $'accounts.rpmsave\nrelay.password'
unlike 'imap is gone' "$(grep -E "$NSS" "$R/etc/nsswitch.conf")" imap
rm -r "$R/etc/postern" "$R/var/spool/postern"
is 'nothing else is left' "$(rpm_files | diff "$T/before" -)" ''

# nsswitch.conf with lines of all sorts; what of a line is a comment, stays.
odd() {
	sed "s/<imap>/$1/" <<-'EOF'
		# passwd: files
		passwd:files<imap>
		passwd: compat systemd
		passwd:	sss files [!UNAVAIL=return]<imap> systemd # no imap yet
		group: files<imap>
		group: files-x # files
		initgroups: files<imap> imap-x
	EOF
}
odd '' >"$R/etc/nsswitch.conf"
check 'the NSS module is installed alone' rpm_root -i --nodeps \
    "$T"/first/nss_imap-0*.rpm
is 'it stands behind files in the odd lines' "$(cat "$R/etc/nsswitch.conf")" \
    "$(odd ' imap')"
odd ' imap [NOTFOUND=return]' >"$R/etc/nsswitch.conf"
check 'it goes' rpm_root -e nss_imap
is 'with what was said of it' "$(cat "$R/etc/nsswitch.conf")" "$(odd '')"

# Where authselect writes the files, its profile is turned off.
printf '#!/bin/sh\necho "$@" >>/authselect.log
[ "$1" != current ] || echo postern with-mkhomedir\n' \
    >"$R/usr/bin/authselect"
chmod 755 "$R/usr/bin/authselect"
cp "$T/nsswitch" "$R/etc/nsswitch.conf"
check 'they are installed again' install_all
check 'authselect has nsswitch.conf' cmp "$R/etc/nsswitch.conf" "$T/nsswitch"
: >"$R/authselect.log"
check 'they are erased again' rpm_root -e "${RPMS[@]}"
is 'the profile of local users is selected' \
    "$(grep -v current "$R/authselect.log")" \
    'select local with-mkhomedir --force'
rm "$R/authselect.log" "$R/usr/bin/authselect"
is 'nothing at all is left' "$(rpm_files | diff "$T/before" -)" ''
