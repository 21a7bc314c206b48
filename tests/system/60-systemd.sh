#!/bin/bash
# SPDX-License-Identifier: ISC
# Logs in on a machine with a real systemd: through the socket, from services
# that may do next to nothing, with sessions, and after a restart.
. "$PST_TOP/tests/system/lib/test.sh"
. "$PST_TOP/tests/system/lib/nspawn.sh"
. "$PST_TOP/tests/system/lib/nspawn_postern.sh"
nspawn_root
nspawn_postern

# A server that takes connections and says nothing.
background /var/log/silent python3 -c '
import socket
s = socket.create_server(("127.0.0.52", 993))
kept = []
while True:
    kept.append(s.accept())' >/dev/null
sed -i '/example.org/,/}/s/mail.example.test/127.0.0.52/' \
    "$(nspawn_tree)/etc/postern/postern.conf"
nspawn_boot

UNIT=postern-login.service
ALICE='alice@example.test'
PASSWORD='wonder land'
# What polkit's helper may still do.
LOCKED=(PrivateNetwork=yes NoNewPrivileges=yes
	RestrictAddressFamilies=AF_UNIX ProtectSystem=strict ProtectHome=yes
	MemoryDenyWriteExecute=yes)

property() { nspawn_run systemctl show --value -p "$1" "${2:-$UNIT}"; }
ask() { nspawn_answer "$1" nspawn_run pam-answer imap-only "$2"; }

# locked NAME SETTING...: a login in a service with these settings.
locked() {
	local name=$1 settings=() setting
	shift
	for setting; do settings+=(-p "$setting"); done
	is "$name: a login" "$(nspawn_answer "$PASSWORD" nspawn_unit \
	    "${settings[@]}" pam-answer imap-only $ALICE)" SUCCESS
	is "$name: a wrong password" "$(nspawn_answer wrong nspawn_unit \
	    "${settings[@]}" pam-answer imap-only $ALICE)" AUTH_ERR
}

# sessions METHOD: sshd's, which systemd knows about.
sessions() {
	local seen
	seen=$(nspawn_ssh "$1" "$PASSWORD" $ALICE 'id -un; pwd
	    loginctl show-session "$XDG_SESSION_ID" -p Name -p Service
	    cat /proc/self/cgroup; stat -c %U "$XDG_RUNTIME_DIR"' 2>&1)
	like "sshd, $1: a shell" "$(head -n 2 <<<"$seen" | tr '\n' ' ')" \
	    "^$ALICE /home/example.test/alice \$"
	like "sshd, $1: logind knows whose session it is" "$seen" \
	    "^Name=$ALICE\$"
	like "sshd, $1: it is a session's scope" "$seen" \
	    "/user.slice/user-[0-9]+.slice/session-.*.scope\$"
	is "sshd, $1: with a runtime directory of her own" \
	    "$(tail -n 1 <<<"$seen")" $ALICE
	unlike "sshd, $1: not with a wrong password" \
	    "$(nspawn_ssh "$1" wrong $ALICE pwd 2>&1)" /home
}

everything() {
	local setting pid
	is 'the socket is there' "$(property ActiveState \
	    postern-login.socket)" active
	is 'for anybody, in a directory of root' "$(nspawn_run stat -c \
	    '%a %U' /run/postern /run/postern/login.sock | tr '\n' ' ')" \
	    '755 root 666 root '
	is 'nothing runs before somebody asks' "$(property ActiveState)" \
	    inactive
	is 'the first login' "$(ask "$PASSWORD" $ALICE)" SUCCESS
	is 'has started the service' "$(property ActiveState)" active
	pid=$(property MainPID)
	is 'which is not root' "$(nspawn_run stat -c %U "/proc/$pid")" \
	    postern-login
	is 'a wrong password' "$(ask wrong $ALICE)" AUTH_ERR
	is 'a mailbox for a local account' "$(ask 'can we fix it' bob)" SUCCESS
	for setting in "${LOCKED[@]}"; do
		locked "a service with $setting" "$setting"
	done
	locked 'with all of them' "${LOCKED[@]}"
	locked 'with all of them, as herself' "${LOCKED[@]}" "User=$ALICE"
	is "with all of them, about somebody else" "$(nspawn_answer \
	    'can we fix it' nspawn_unit ${LOCKED[@]/#/-p} "-pUser=$ALICE" \
	    pam-answer imap-only bob)" PERM_DENIED
	is 'an unprivileged screen locker' "$(nspawn_answer "$PASSWORD" \
	    nspawn_as $ALICE pam-answer imap-only $ALICE)" SUCCESS
	is 'it is still the same process' "$(property MainPID)" "$pid"
	sessions password
	sessions keyboard-interactive
}

# waiting: whether the daemon that runs now has a worker; that is a child of its
# starter, and what a killed one leaves behind is not.
waiting() {
	local pid starter
	pid=$(property MainPID)
	[ "$pid" != 0 ] && starter=$(nspawn_run pgrep -o -P "$pid") &&
	    nspawn_run pgrep -x -P "$starter" imap-check
}
gone() { [ "$(property MainPID)" != "$1" ]; }

# killed: ends the daemon like a crash does.
killed() {
	local pid
	pid=$(property MainPID)
	nspawn_run kill -KILL "$pid"
	wait_for 60 gone "$pid"
}

# killed_twice: while a password waits for a server; the module tries again
# once, and then says that it cannot be known.
killed_twice() {
	local from end
	ask dave-pw dave@example.org >"$T/answer" &
	wait_for 60 waiting
	from=$(date +%s%N)
	killed
	wait_for 60 waiting
	killed
	wait $!
	end=$(date +%s%N)
	is 'killed during a login: the answer' "$(cat "$T/answer")" \
	    AUTHINFO_UNAVAIL
	check 'and at once' test $(((end - from) / 1000000)) -lt 20000
	wait_for 60 nothing_left
	is 'nothing is left of it' "$(nspawn_run pgrep -l imap-check)" ''
	is 'the next login starts it again' "$(ask "$PASSWORD" $ALICE)" SUCCESS
}

nothing_left() { ! nspawn_run pgrep -x imap-check; }

# killed_prepared: while a person types.
killed_prepared() {
	mkfifo "$T/typing"
	nspawn_run pam-answer imap-only $ALICE <"$T/typing" \
	    >"$T/answer" 2>&1 &
	exec {typing}>"$T/typing"
	wait_for 60 grep -q ^prompt "$T/answer"
	killed
	printf %s "$PASSWORD" >&"$typing"
	exec {typing}>&-
	wait $!
	is 'killed while the password is typed: the login' \
	    "$(tail -n 1 "$T/answer")" SUCCESS
}

is 'the machine runs' "$(nspawn_run systemctl is-system-running)" running
is 'the units are without a fault' "$(nspawn_run systemd-analyze verify \
    --man=no postern-login.socket $UNIT 2>&1)" ''
check 'an exposure of 2.0 or less' nspawn_run systemd-analyze security \
    --threshold=20 $UNIT
nspawn_run systemd-analyze security $UNIT | sed -n 's/^.* Overall/  (Overall/p'
everything
killed_twice
killed_prepared

nspawn_run systemctl stop postern-login.socket $UNIT
is 'without the socket: root logs in' "$(ask "$PASSWORD" $ALICE)" SUCCESS
is 'without the socket: nobody else does' "$(nspawn_answer "$PASSWORD" \
    nspawn_as $ALICE pam-answer imap-only $ALICE)" AUTHINFO_UNAVAIL

# A daemon that cannot start is tried for a while; root needs none.
mkdir -p "$(nspawn_tree)/etc/systemd/system/$UNIT.d"
printf '[Service]\nExecStart=\nExecStart=/bin/false\n' \
    >"$(nspawn_tree)/etc/systemd/system/$UNIT.d/broken.conf"
nspawn_run systemctl daemon-reload
nspawn_run systemctl start postern-login.socket
from=$(date +%s)
is 'a daemon that cannot start: root logs in' "$(ask "$PASSWORD" $ALICE)" \
    SUCCESS
check 'before long' test $(($(date +%s) - from)) -lt 30
is 'a daemon that cannot start: nobody else does' "$(nspawn_answer \
    "$PASSWORD" nspawn_as $ALICE pam-answer imap-only $ALICE)" AUTHINFO_UNAVAIL
has_failed() { [ "$(property ActiveState postern-login.socket)" = failed ]; }
check 'it is not tried for ever' wait_for 60 has_failed
starts=$(nspawn_journal -b -o cat UNIT=$UNIT | grep -c '^Started')
check "no more than 20 times more" test "$starts" -le $((20 + 5))
rm -r "$(nspawn_tree)/etc/systemd/system/$UNIT.d"

nspawn_reboot
everything

# but REGEX...: standard input without the lines that are expected.
but() { grep -Ev "$(IFS='|'; echo "$*")" || [ $? = 1 ] || echo 'bad regex'; }

is 'no unit has failed' "$(nspawn_run systemctl --failed --no-legend)" ''
is 'the service says nothing else' \
    "$(nspawn_journal -b -o cat _SYSTEMD_UNIT=$UNIT | but \
	'^start: /run/postern/login.sock$' \
	'^login: alice@example.test: (refused: )?imaps://' \
	'^login: bob \(bob@example.test\): imaps://.*: accepted' \
	'^login: bob: not permitted: asked by user [0-9]+, who may only')" ''
is 'systemd says nothing of it but that it started' \
    "$(nspawn_journal -b -o cat UNIT=$UNIT + UNIT=postern-login.socket | but \
	'^(Started|Listening on) postern-login\.')" ''
unlike 'the journal has no password' "$(nspawn_journal -b)" "$PASSWORD"
