#!/bin/bash
# SPDX-License-Identifier: ISC
# Installs the packages on a machine with a real systemd, uses, upgrades and
# purges them; local people get in all the time.
. "$PST_TOP/tests/system/lib/test.sh"
. "$PST_TOP/tests/system/lib/nspawn.sh"
. "$PST_TOP/tests/system/lib/packages.sh"
. "$PST_TOP/tests/system/lib/nspawn_apt.sh"
. "$PST_TOP/tests/system/lib/people.sh"
. "$PST_TOP/tests/system/lib/installs.sh"
apt_root
people
authority
nobody_answers
trap 'somebody_answers; nspawn_leave; leave' EXIT
provider bash -c 'rm -rf /srv/vmail/*'
LIB=$PST_TOP/tests/system/lib
PASSWORD='wonder land'

# apt_files PATTERN: installs the machine's files of that name.
apt_files() {
	nspawn_run bash -c "DEBIAN_FRONTEND=noninteractive apt-get -q -y \
	    -o Dpkg::Use-Pty=0 install $1"
}

# always NAME COMMAND...: it succeeds, and tina is never refused meanwhile.
always() {
	local name=$1
	shift
	check "$name" throughout "$@"
	is "$name: tina logs in all the time" "$(sort -u "$T/tina")" tina
}

profile() { nspawn_run env DEBIAN_FRONTEND=noninteractive pam-auth-update \
    "$1" postern postern-password; }
cron_job() { nspawn_run bash -c \
    'rm -f /run/crond.reboot; systemctl restart cron'; }

# works STAGE NUMBER: what the packages are for; cron has sent that many.
works() {
	is "$1: alice logs in, at home" "$(nspawn_ssh password "$PASSWORD" \
	    $ALICE 'id -un; stat -c "%n %U %a" "$PWD"' 2>&1)" \
	    "$ALICE"$'\n'"/home/example.test/alice $ALICE 700"
	check "$1: echo hi | mail -s t root" nspawn_run bash -c \
	    "echo hi | mail -s 't $1' root"
	check "$1: it arrives" wait_for 120 subjects_are "t $1" 1
	check "$1: a cron job's output arrives" wait_for 120 \
	    subjects_are 'Cron <root@.*> echo by cron' "$2"
	is "$1: no unit has failed" "$(nspawn_run systemctl --failed \
	    --no-legend)" ''
}

nspawn_boot
network_cut
asked=$(asked_nobody)
nspawn_run timeout 1 bash -c ': </dev/tcp/mail.example.test/993'
check 'who asks the mail server without network is seen' \
    test "$(asked_nobody)" -gt "$asked"
network_back
local_people 'before'
echo '@reboot root echo by cron' >"$(nspawn_tree)/etc/cron.d/says"
nspawn_run bash -c 'mkdir /srv/before && cp -a /etc/pam.d /etc/nsswitch.conf \
    /srv/before'
packages >"$T/packages.before"
listing >"$T/listing.before"

# Not configured.
always 'apt-get install ./*.deb' apt_files '/srv/packages/lower/*.deb'
nspawn_run test -d /etc/postern || die 'there is nothing to test'
always 'apt-get install bsd-mailx' apt_machine install bsd-mailx
is 'nothing else sends mail' "$(nspawn_run dpkg -S /usr/sbin/sendmail)" \
    'postern-sendmail: /usr/sbin/sendmail'
is 'names: imap directly behind files' "$(nspawn_run grep -E \
    '^(passwd|group):' /etc/nsswitch.conf | tr -s ' ')" \
    $'passwd: files imap systemd\ngroup: files imap systemd'
check 'PAM is as it was' nspawn_run diff -r /srv/before/pam.d /etc/pam.d
unconfigured() {
	local here before
	people_everywhere "$1"
	read -r here before < <(nspawn_run bash -s <"$LIB/sudo_times.sh")
	echo "  ($1: sudo takes $here us, before $before us)"
	check "$1: sudo takes no longer" \
	    test "$((${here:-9999999}))" -le $((${before:-0} * 6 / 5 + 2000))
	check "$1: mail is accepted" nspawn_as tina bash -c \
	    "printf 'Subject: $1\n\nx\n' | sendmail root"
}
unconfigured 'not configured'
cron_job
check 'not configured: mail is kept, cron'"'"'s too' wait_for 120 waiting_are 2
check 'a profile without settings' profile --enable
unconfigured 'a profile without settings'
check 'a profile without settings: mail is kept' wait_for 120 waiting_are 3
told() { nspawn_journal -b -o cat |
    grep -c 'mail is kept (write it, with a relay section)'; }
wait_for 60 told
is 'the log says once what to write' "$(told)" 1
unlike 'and nothing of logins' "$(nspawn_journal -b -o cat)" \
    'pam_imap|imap-check'

# Configured.
configure
check 'settings by the README: postern check is content' \
    nspawn_run postern check
for subject in 'not configured' 'a profile without settings'; do
	check "$subject: what was kept arrives" wait_for 120 \
	    subjects_are "$subject" 1
done
cron_job
works 'configured' 2
people_everywhere 'configured'
nspawn_reboot
works 'started again' 3
people_everywhere 'started again'

# Upgraded, while mail waits and comes in, and alice is there and comes again.
relay_is() { sed -i "s|submissions://[a-z]*|submissions://$1|" \
    "$(nspawn_tree)/etc/postern/postern.conf"; }
types() { (echo "$1" >&"$typed"); }
session_says() { wait_for 120 grep -qx "$1" "$T/session"; }
executable() { nspawn_run readlink "/proc/$(nspawn_run systemctl show --value \
    -p MainPID "$1.service")/exe"; }
executable_is() { [ "$(executable "$1")" = "$2" ]; }
# is_new NAME PROGRAM: the service's process has become the one installed now.
is_new() {
	wait_for 60 executable_is "$2" "/usr/sbin/$2"
	is "$1 is the new one" "$(executable "$2")" "/usr/sbin/$2"
}
# sockets: which ones are open, and since which start of theirs.
sockets() { nspawn_run systemctl show -p Id -p ActiveState -p InvocationID \
    postern-{login,queue,submit}.socket; }

# comes_again, sends: until told otherwise.
comes_again() {
	until [ -e "$T/enough" ]; do
		nspawn_ssh password "$PASSWORD" $ALICE 'id -un' 2>&1 ||
		    echo refused
	done
}
sends() {
	local n=0
	until [ -e "$T/enough" ] || [ $n = 200 ]; do
		nspawn_as tina bash -c \
		    "printf 'Subject: waits, $n\n\nx\n' | sendmail root &&
			mailq >/dev/null" 2>&1 || echo "exit $?"
		n=$((n + 1))
	done
	echo $n >"$T/sent"
}

relay_is dead
sends_before=3
for ((i = 1; i <= sends_before; i++)); do
	nspawn_run bash -c "echo x | mail -s 'waits, before $i' root"
done
check 'mail waits' wait_for 120 waiting_are $sends_before
mkfifo "$T/typed"
NSPAWN_SESSION=300 nspawn_ssh password "$PASSWORD" $ALICE bash \
    <"$T/typed" >"$T/session" 2>&1 &
session=$!
exec {typed}>"$T/typed"
types 'echo "$LOGNAME is here"'
check 'alice is there' session_says "$ALICE is here"
comes_again >"$T/alice" &
meanwhile=($!)
sends >"$T/refused" &
meanwhile+=($!)
sockets >"$T/sockets"
always 'an upgrade' apt_files '/srv/packages/*.deb'
: >"$T/enough"
wait "${meanwhile[@]}"
is 'it is one' "$(nspawn_run dpkg-query -W -f '${Version}\n' \
    "${DEB_PACKAGES[@]}" | sort -u)" \
    "$(dpkg-deb -f "$(deb_of postern)" Version)"
is 'alice logs in all the time' "$(sort -u "$T/alice")" $ALICE
is 'no mail is refused, nor mailq' "$(cat "$T/refused")" ''
is 'the sockets stayed open' "$(sockets)" "$(cat "$T/sockets")"
types 'echo "$(id -un) is still here"; exit'
check 'the session has lived on' session_says "$ALICE is still here"
exec {typed}>&-
wait $session
is_new 'the runner' postern-queue
relay_is mail
all_waits() { [ "$(subjects 'waits, ')" -ge \
    $((sends_before + $(cat "$T/sent"))) ]; }
check 'all that waited arrives' wait_for 300 all_waits
is 'and nothing twice' "$(subjects 'waits, ')" \
    $((sends_before + $(cat "$T/sent")))
echo "  ($(cat "$T/sent") messages and $(wc -l <"$T/alice") logins of alice" \
    "came in meanwhile)"
works 'upgraded' 3
is_new 'who decides about logins' postern-login
people_everywhere 'upgraded'

# Removed as it is, with the profile enabled; then purged.
always 'apt-get remove' apt_machine remove "${DEB_PACKAGES[@]}" bsd-mailx
people_everywhere 'removed'
check 'removed: PAM is as before' nspawn_run diff -r /srv/before/pam.d \
    /etc/pam.d
check 'removed: so is nsswitch.conf' nspawn_run diff /srv/before/nsswitch.conf \
    /etc/nsswitch.conf
check 'removed: settings and spool are kept' nspawn_run test -s \
    /etc/postern/postern.conf -a -d /var/spool/postern/queue
always 'apt-get purge' apt_machine purge --autoremove "${DEB_PACKAGES[@]}" \
    bsd-mailx
people_everywhere 'purged'
packages >"$T/packages.after"
listing >"$T/listing.after"
check 'no package is left' diff "$T/packages.before" "$T/packages.after"
check 'nothing is left' diff "$T/listing.before" "$T/listing.after"
refute 'not below /run either' nspawn_run test -e /run/postern
nspawn_reboot
is 'purged: no unit has failed' "$(nspawn_run systemctl --failed \
    --no-legend)" ''
people_everywhere 'purged and started again'
