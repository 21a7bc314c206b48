#!/bin/bash
# SPDX-License-Identifier: ISC
# Takes the provider away: whom a stored password lets in, and whom not.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset

ALICE=alice@example.test
DAVE=dave@example.org
RIGHT='wonder land'
STORE=/var/lib/postern/login

# offline_settings SERVER [TIME]: both domains keep passwords that long.
offline_settings() {
	settings "imaps://$1"
	host sed -i "/^login/a\\	offline = \"${2-7d}\"" \
	    /etc/postern/postern.conf
}

provider_stop() {
	provider doveadm -c /etc/dovecot/plain.conf stop
	wait_for 60 is_gone
}
is_gone() {
	provider bash -c '! </dev/tcp/127.0.0.11/993 &&
	    ! kill -0 "$(cat /run/dovecot-plain/master.pid)"' 2>/dev/null
}
provider_start() {
	provider dovecot -c /etc/dovecot/plain.conf
	provider bash "$PST_TOP/tests/system/lib/provider.sh" wait \
	    127.0.0.11 993
}
# What this test takes away is there again for the next one.
leave_all() {
	! is_gone || provider_start
	restore_password
	leave
}
trap leave_all EXIT

change_password() {
	provider sed -i.away 's/^alice@example.test:.*/alice@example.test:{PLAIN}new:\:\:\:\:\:/' \
	    /etc/dovecot/mailboxes
}
restore_password() {
	provider bash -c 'f=/etc/dovecot/mailboxes
		[ ! -f $f.away ] || mv $f.away $f'
}

answer() { pam_answer "$1" "$2" | tail -n 1; }
is_stored() { host test -f "$STORE/$1"; }
is_not_stored() { ! is_stored "$1"; }

# store: she logs in with the provider, and her password is stored.
store() {
	local before
	before=$(host stat -c %i "$STORE/$ALICE" 2>/dev/null)
	is "${1-she logs in with the provider}" "$(answer $ALICE "$RIGHT")" \
	    SUCCESS
	is_new() { [ "$(host stat -c %i $STORE/$ALICE)" != "$before" ]; }
	wait_for 60 is_new || fail 'no password is stored'
}

# opens NAME; stays_shut NAME: with the right password, while no server is.
opens() { is "$1" "$(answer $ALICE "$RIGHT")" SUCCESS; }
stays_shut() { is "$1" "$(answer $ALICE "$RIGHT")" AUTHINFO_UNAVAIL; }

# edit LINE: changes Alice's file by sed, and gives it the right sum.
edit() {
	host bash -c 'cd "$1" && sed -i "$3" "$2" && sed -i "/^sum /d" "$2" &&
		sum=$({ tr -d "\n" </etc/machine-id; cat "$2"; } | sha256sum) &&
		echo "sum ${sum%% *}" >>"$2"' _ $STORE $ALICE "$1"
	host bash -c 'chmod 600 "$1"; chown postern-login: "$1"' _ $STORE/$ALICE
}

# everything WAY: what holds for the daemon and for a single request.
everything() {
	store "$1: she logs in with the provider"
	is "$1: so does bob, a local account" \
	    "$(answer bob 'can we fix it')" SUCCESS
	check "$1: his is stored, too" wait_for 60 is_stored bob@example.test
	provider_stop
	like "$1: without it, her stored password opens" \
	    "$(pam_answer $ALICE "$RIGHT" | tr '\n' ' ')" \
	    'message: Your mail server cannot be reached; signed in with the stored password. SUCCESS'
	like "$1: the log says so" "$(messages)" \
	    "login: $ALICE: signed in with the stored password, since the server is unreachable"
	is "$1: bob's" "$(answer bob 'can we fix it')" SUCCESS
	is "$1: a wrong one does not" "$(answer $ALICE 'wonder lan')" \
	    AUTHINFO_UNAVAIL
	is "$1: nor bob's for her" "$(answer $ALICE 'can we fix it')" \
	    AUTHINFO_UNAVAIL
	is "$1: nobody who was never in" "$(answer $DAVE dave-pw)" \
	    AUTHINFO_UNAVAIL
	provider_start
	is "$1: the provider is asked first" "$(answer $ALICE wrong)" AUTH_ERR
	provider_stop
	opens "$1: its no to another password changes nothing"
	provider_start
}

offline_settings plain.example.test
host rm -rf $STORE
host systemd-tmpfiles --create /usr/lib/tmpfiles.d/postern.conf
everything 'alone'
host rm -f $STORE/*@*
login_start
everything 'the daemon'

is 'nobody else can read it' \
    "$(host stat -c '%a %U %h' $STORE $STORE/$ALICE | tr '\n' ' ')" \
    "700 postern-login 2 600 postern-login 1 "
unlike 'no password stands there' "$(host cat $STORE/$ALICE)" "$RIGHT"
like 'but a yescrypt hash' "$(host cat $STORE/$ALICE)" '^hash \$y\$'
provider_stop
like 'through sshd' "$(ssh_try keyboard-interactive "$RIGHT" $ALICE \
    'id -un' 2>&1)" "^$ALICE$"
provider_start

# The provider refuses the stored one: it was changed there.
change_password
is 'the old password is refused' "$(answer $ALICE "$RIGHT")" AUTH_ERR
check 'and no longer stored' wait_for 60 is_not_stored $ALICE
provider_stop
is 'the daemon remembers what was refused' "$(answer $ALICE "$RIGHT")" AUTH_ERR
login_stop
login_start
stays_shut 'nor does it open without the provider'
provider_start
restore_password

store
offline_settings expired.example.test
opens 'a certificate that cannot be verified'
like 'is an alert all the same' "$(messages)" \
    "$ALICE: signed in with the stored password, since the server is untrusted"

# A server that does what none may.
cat >"$SHARED/violation" <<'X'
T
S * PREAUTH welcome alice
E
X
background /var/log/fake.log python3 "$PST_TOP/tests/wire/fakeserver.py" \
    --listen 127.0.0.60:1993 --cert /shared/pki/good.pem \
    --key /shared/pki/server.key --port-file /shared/port \
    /shared/violation >/dev/null
wait_for 60 test -s "$SHARED/port"
offline_settings fake.example.test:1993
stays_shut 'a server that greets with PREAUTH'
like 'is a violation' "$(messages)" "$ALICE: violation"
rm -f "$SHARED/port"
offline_settings plain.example.test

# What becomes of the file.  Each time the provider mends it.
# broken NAME COMMAND...
broken() {
	local name=$1
	shift
	store
	"$@"
	provider_stop
	stays_shut "$name"
	provider_start
}
now=$(date +%s)
broken 'a clock that was ahead' edit "s/^seen .*/seen $((now + 100000))/"
broken 'a file from the future' edit "s/^stored .*/stored $((now + 100000))/"
broken 'a file that was made older' edit "s/^stored .*/stored $((now - 1000))/"
broken 'another number' edit 's/^uid .*/uid 2000300007/'
broken 'a file cut short' host truncate -s -10 $STORE/$ALICE
broken 'an empty file' host truncate -s 0 $STORE/$ALICE
broken 'a file of root' host chown root $STORE/$ALICE
broken 'a file for all' host chmod 644 $STORE/$ALICE
broken 'a file with two names' host ln $STORE/$ALICE $STORE/other
host rm $STORE/other
broken 'a symbolic link' host bash -c \
    "mv $STORE/$ALICE /tmp/moved && ln -s /tmp/moved $STORE/$ALICE"
broken "somebody else's file" host bash -c \
    "cp -p $STORE/bob@example.test $STORE/$ALICE"
broken 'a directory for all' host chmod 755 $STORE
host chmod 700 $STORE

other_machine() {
	host bash -c 'cp /etc/machine-id /tmp/machine-id
		echo 0123456789abcdef0123456789abcdef >/etc/machine-id'
}
this_machine() { host bash -c 'cat /tmp/machine-id >/etc/machine-id'; }
broken 'another machine' other_machine
this_machine
store
other_machine
provider_stop
edit 's/^x/x/'
stays_shut "another machine's, made to look right"
provider_start
this_machine

# Wrong ones in a row, from afar apart from here.
store
provider_stop
for i in 1 2 3 4 5; do
	answer $ALICE "wrong $i"
done >/dev/null
login_stop
login_start
stays_shut 'after five wrong ones, also for a new daemon'
like 'the log says why' "$(messages)" 'too many wrong passwords in a row'
is 'through sshd it still opens' \
    "$(ssh_try password "$RIGHT" $ALICE 'id -un' 2>&1)" $ALICE
provider_start
store 'the provider ends that'
provider_stop
opens 'and the stored one counts again'
provider_start

# on_full_disk SIZE: a small file system with what is stored, and nothing free.
on_full_disk() {
	host bash -c 'd=$(mktemp -d) && cp -a "$1/." "$d" && mount -t tmpfs \
	    -o "size=$2,mode=700,uid=$(id -u postern-login)" tmpfs "$1" &&
	    cp -a "$d/." "$1" && rm -r "$d" &&
	    ! head -c 1000000 /dev/zero >"$1/full"' _ $STORE "$1" 2>/dev/null
}
store
check 'a full disk' on_full_disk 64k
is 'there she logs in with the provider' "$(answer $ALICE "$RIGHT")" SUCCESS
said() { messages | grep -q "offline: $ALICE: the password is not stored"; }
check 'the log says that nothing is stored' wait_for 60 said
provider_stop
stays_shut 'a try that cannot be counted opens nothing'
host rm $STORE/full
opens 'with room again it does'
provider_start
host umount $STORE

# Without a directory, without a machine id, without the setting.
host mv $STORE $STORE.away
opens 'no directory: the provider decides'
host mv $STORE.away $STORE
host bash -c 'rm -f "$1"/*@*; mv /etc/machine-id /tmp/machine-id' _ $STORE
opens 'no machine id: the provider decides'
no_id() { messages | grep -q 'no machine id to bind passwords to'; }
check 'the log says that nothing can be stored' wait_for 60 no_id
refute 'nothing is stored' is_stored $ALICE
host mv /tmp/machine-id /etc/machine-id
store
settings imaps://plain.example.test
opens 'without offline: the provider decides'
refute 'and what was stored is gone' is_stored $ALICE
provider_stop
stays_shut 'nothing opens without it'
provider_start
login_stop
