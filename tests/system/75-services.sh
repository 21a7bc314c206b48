#!/bin/bash
# SPDX-License-Identifier: ISC
# Sends mail from services that may do next to nothing, on a machine with a
# real systemd.
. "$PST_TOP/tests/system/lib/test.sh"
. "$PST_TOP/tests/system/lib/nspawn.sh"
. "$PST_TOP/tests/system/lib/nspawn_postern.sh"

MAILX_PACKAGES=(bsd-mailx libbsd0 libmd0 liblockfile1 libnss-systemd)

# mailx: mail(1) in the machine, without a mail server of Debian's.
mailx() {
	local root dir=$PST_CACHE/mailx deb
	root=$(nspawn_tree)
	mkdir -p "$dir"
	(
		cd "$dir" || exit 1
		flock 9
		ls libnss-systemd_*.deb >/dev/null 2>&1 && exit 0
		apt-get -q download "${MAILX_PACKAGES[@]}" ||
		    { apt-get -q update &&
			apt-get -q download "${MAILX_PACKAGES[@]}"; }
	) 9>"$dir/lock" >"$T/mailx.log" 2>&1 || { cat "$T/mailx.log"; return 1; }
	for deb in "$dir"/*.deb; do
		dpkg-deb --fsys-tarfile "$deb" |
		    tar -x --keep-directory-symlink -C "$root" || return 1
	done
	ln -sf bsd-mailx "$root/usr/bin/mail"
	sed -i 's/^passwd:.*/& systemd/' "$root/etc/nsswitch.conf"
	root_chroot "$root" ldconfig
}

nspawn_root
nspawn_postern
ROOT=$(nspawn_tree)
mailx || die 'mail(1) could not be installed'
password_of web1@example.test >"$ROOT/etc/postern/relay.password"
root_chroot "$ROOT" chown root:postern-queue /etc/postern/relay.password
chmod 640 "$ROOT/etc/postern/relay.password"
echo 'root: carol@example.test' >"$ROOT/etc/aliases"
root_chroot "$ROOT" useradd -m -s /bin/bash mallet
root_chroot "$ROOT" systemctl --quiet enable postern-queue.service \
    postern-submit.socket
provider bash -c 'rm -rf /srv/vmail/*'
nspawn_boot

UNITS=(postern-queue.socket postern-queue.service postern-submit.socket
	postern-submit@1.service)
SPOOL=/var/spool/postern
active() { nspawn_run systemctl show --value -p ActiveState "$1"; }
arrived() { mail_text carol@example.test | grep -q "^Subject: $1"; }
# received TAG: the Received field of that message, which is ours.
received() {
	provider bash -c 'cat "$(grep -l "^Subject: $1" \
	    /srv/vmail/carol@example.test/new/* | head -n 1)"' _ "$1" |
	    tr -d '\r' | grep -o '(Postern, .*)'
}

# sends TAG SETTING...: a service with these settings mails root.
sends() {
	local tag=$1 settings=() setting status=0
	shift
	for setting; do settings+=(-p "$setting"); done
	nspawn_unit "${settings[@]}" bash -c "echo x | mail -s $tag root" \
	    >"$T/out" 2>&1 || status=$?
	is "a service with $*: mail -s" "$status $(cat "$T/out")" '0 '
}

is 'the machine runs' "$(nspawn_run systemctl is-system-running)" running
is 'the units are without a fault' "$(nspawn_run systemd-analyze verify \
    --man=no "${UNITS[@]}" 2>&1)" ''
check 'postern-queue: an exposure of 2.0 or less' nspawn_run \
    systemd-analyze security --threshold=20 postern-queue.service
check 'postern-submit@: an exposure of 1.5 or less' nspawn_run \
    systemd-analyze security --threshold=15 postern-submit@1.service
for unit in postern-queue.service postern-submit@1.service; do
	nspawn_run systemd-analyze security $unit |
	    sed -n 's/^.* Overall/  (Overall/p'
done
for unit in postern-queue.socket postern-queue.service postern-submit.socket; do
	is "$unit is active" "$(active $unit)" active
done
is 'the runner is its user' "$(nspawn_run stat -c %U "/proc/$(nspawn_run \
    systemctl show --value -p MainPID postern-queue.service)")" postern-queue

# Each setting alone, and all of them.
ALL=(DynamicUser=yes NoNewPrivileges=yes ProtectSystem=strict)
n=0
for setting in "${ALL[@]}"; do
	# mail(1) itself needs a /tmp that it can write to.
	sends "alone$n" "$setting" PrivateTmp=yes
	n=$((n + 1))
done
is 'sendmail where nothing at all can be written' "$(nspawn_unit \
    -p ProtectSystem=strict bash -c \
    'printf "Subject: strict\n\nx\n" | sendmail root; echo $?' 2>&1)" 0
sends all "${ALL[@]}" User=backup-job
sends nothing CapabilityBoundingSet= NoNewPrivileges=yes User=bob \
    ProtectSystem=strict PrivateTmp=yes PrivateDevices=yes PrivateNetwork=yes \
    RestrictAddressFamilies=AF_UNIX MemoryDenyWriteExecute=yes
for tag in alone0 alone1 alone2 strict all nothing; do
	check "$tag: it arrives" wait_for 60 arrived $tag
done
like 'who it was: the name of a user that is gone' "$(received all)" \
    'from backup-job, uid 6[0-9]+\)'
like 'who it was: a user of the machine' "$(received nothing)" \
    "from bob, uid $(nspawn_run id -u bob)\)"
like 'who it was: root' "$(received alone2)" 'from root, uid 0\)'
like 'the log knows it too' "$(nspawn_journal -b -o cat \
    _SYSTEMD_UNIT=postern-queue.service)" \
    'taken in: from=<backup-job> uid=6[0-9]+ user=backup-job '

# Nothing is asked of the runner.
nspawn_run systemctl stop postern-queue.socket postern-queue.service
sends stopped "${ALL[@]}"
is 'without the runner: it is in the spool' \
    "$(nspawn_run find $SPOOL/drop/new -type f | wc -l)" 1
is 'and its owner is the door' "$(nspawn_run find $SPOOL/drop/new -type f \
    -printf '%u %g %m')" 'postern-drop postern-queue 640'
nspawn_run systemctl start postern-queue.service
check 'without the runner: it arrives later' wait_for 60 arrived stopped
nspawn_run systemctl stop postern-queue.socket postern-queue.service

# Eight of one user at a time, each of which has begun a message and waits.
hands() { nspawn_run systemctl list-units --no-legend --state=active \
    'postern-submit@*.service' | wc -l; }
hands_are() { [ "$(hands)" = "$1" ]; }
begun() { nspawn_run find $SPOOL/drop/tmp -type f | wc -l; }
begun_are() { [ "$(begun)" = "$1" ]; }
spooled() { nspawn_run find $SPOOL/drop/new -type f | wc -l; }
spooled_are() { [ "$(spooled)" = "$1" ]; }
as() {
	local user=$1
	shift
	nspawn_as "$user" setpriv --no-new-privs "$@"
}
cat >"$SHARED/hold.sh" <<'X'
cd /tmp
for i in 1 2 3 4 5 6 7 8; do
	mkfifo held.$i
	sendmail root <held.$i &
	pid=$!
	exec {fd}>held.$i
	fds+=($fd)
	echo $pid >pid.$i
	printf "Subject: held$i\n\nline\n" >&$fd
	head -c 200000 /dev/zero | tr '\0' x | fold >&$fd
done
while [ ! -e enough ]; do sleep 0.1; done
for fd in "${fds[@]}"; do exec {fd}>&-; done
wait
X
as mallet bash /shared/hold.sh >"$T/held" 2>&1 &
held=$!
# A unit is active before its process has taken a place; a file is begun after.
check 'eight of a user are served' wait_for 30 begun_are 8
check 'each by a process of its own' wait_for 30 hands_are 8
status=0
as mallet bash -c 'echo x | sendmail root' >"$T/out" 2>&1 || status=$?
is 'the ninth is not' $status 75
like 'and is told why' "$(cat "$T/out")" \
    'hands in 8 messages already \(try again later\)'
status=0
as tina bash -c 'echo x | sendmail root' >"$T/out" 2>&1 || status=$?
is 'another user is' "$status $(cat "$T/out")" '0 '
is 'accepted so far' "$(spooled)" 1
nspawn_run bash -c 'kill -KILL $(cat /tmp/pid.3)'
check 'whose peer dies is done with' wait_for 30 hands_are 7
is 'and left nothing' "$(begun)" 7
nspawn_run touch /tmp/enough
wait $held
check 'the others were accepted' wait_for 30 spooled_are 8
is 'nothing is left in drop/tmp' "$(begun)" 0

# What comes by the socket may be anything, from anybody, any number of times.
before=$(spooled)
nspawn_run bash -c "mkdir /root/aside && mv $SPOOL/drop/new/* /root/aside/"
submitting() {
	exec python3 "$PST_TOP/tests/system/lib/submitting.py" \
	    "/proc/$(nspawn_leader)/root" "$(nspawn_run id -u mallet)" \
	    "$(nspawn_run id -u tina)" "$@"
}
checks_of 'the second door' submitting wrong large identity descriptors \
    silence

# One user connects as often as he can, and systemd closes what is too much,
# whoever it is.  Others are to get in: sooner or later, as luck has it.
submitting flooding >"$T/flooding" 2>&1 &
flooding=$!
is_begun() { [ "$(begun)" -gt 0 ]; }
check 'a flood of one user has begun' wait_for 60 is_begun
late=0
for i in 1 2 3 4 5; do
	start=$(date +%s%N)
	for try in 1 2 3; do
		status=0
		as tina bash -c 'echo x | sendmail root' >"$T/out" 2>&1 ||
		    status=$?
		[ $status = 75 ] || break
		late=$((late + 1))
	done
	is "which keeps no other out: mail $i" "$status $(cat "$T/out")" '0 '
	echo "  ($(($(date +%s%N) / 1000000 - start / 1000000)) ms)"
done
echo "  (of so many tries a minute was not enough: $late)"
kill $flooding
wait $flooding || :
checks_of 'behind it' submitting behind
is 'the door is still open' "$(active postern-submit.socket)" active
nspawn_run bash -c "mv /root/aside/* $SPOOL/drop/new/"
is 'what waited is there' "$(spooled)" "$before"

# Without the second door there is a reason to be read.
nspawn_run systemctl stop postern-submit.socket
status=0
as mallet bash -c 'echo x | sendmail root' >"$T/out" 2>&1 || status=$?
is 'no door' $status 75
like 'says what to do' "$(cat "$T/out")" \
    'postern-submit.socket: systemctl enable --now'

nspawn_run systemctl start postern-queue.service
check 'all of it is sent' wait_for 60 nspawn_run bash -c \
    'mailq | grep -q "queue is empty"'
is 'no unit has failed' "$(nspawn_run systemctl --failed --no-legend)" ''
unlike 'nothing is said against the rules' "$(nspawn_journal -b -o cat \
    _SYSTEMD_UNIT=postern-queue.service + \
    '_SYSTEMD_SLICE=system-postern\x2dsubmit.slice')" \
    'spool:|corrupt|No such file|denied'
