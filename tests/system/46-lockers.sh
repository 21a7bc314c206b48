#!/bin/bash
# SPDX-License-Identifier: ISC
# The daemon and programs that are not root, as screen lockers are not; and
# what becomes of a login when the daemon goes, hangs, or is somebody else.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset

ALICE=alice@example.test
DAVE=dave@example.org

# locker USER ABOUT PASSWORD [PHASE]: the module's answer to USER's program.
locker() {
	local uid
	uid=$(host id -u "$1")
	printf %s "$3" | host timeout 60 setpriv --reuid="$uid" \
	    --regid="$uid" --clear-groups pam-answer imap-only "$2" \
	    "${4-auth}" | tail -n 1
}

login_start
# Both get their accounts, which an ordinary user can only see then.
is "$DAVE has been in" "$(ssh_try password dave-pw $DAVE 'id -un')" $DAVE
is "$ALICE has been in" "$(ssh_try password 'wonder land' $ALICE 'id -un')" \
    $ALICE

is 'her own locker opens' "$(locker $ALICE $ALICE 'wonder land')" SUCCESS
is 'not with a wrong password' "$(locker $ALICE $ALICE 'not hers')" AUTH_ERR
is 'her account' "$(locker $ALICE $ALICE '' acct)" SUCCESS
is "bob's locker opens with his mailbox's password" \
    "$(locker bob bob 'can we fix it')" SUCCESS

# refused WHAT ANSWER: it is none that lets anybody in or asks further.
refused() {
	is "$1" "$2" PERM_DENIED
}
refused "$DAVE asks about $ALICE" "$(locker $DAVE $ALICE 'wonder land')"
refused "tina asks about bob" "$(locker tina bob 'can we fix it')"
refused "mallet asks about $ALICE" "$(locker mallet $ALICE 'wonder land')"
refused "mallet asks about her account" "$(locker mallet $ALICE '' acct)"
like 'the log says who asked about whom' "$(messages)" \
    "$ALICE.*asked by user $(host id -u mallet), who may only ask about itself"

# The daemon is restarted while she types.
prompted() { host grep -q assword /tmp/said; }
answered() { host grep -q '^exit' /tmp/said; }
# ask: starts a program whose prompt waits for what is written to $typed.
ask() {
	host rm -f /tmp/said
	exec {typed}> >(host bash -c 'timeout 200 pamtester imap-only "$1" \
	    authenticate >/tmp/said 2>&1; echo "exit $?" >>/tmp/said' _ $ALICE)
	wait_for 60 prompted
}
# type PASSWORD: what the program says then.
type_in() {
	printf '%s\n' "$1" >&"$typed"
	wait_for 60 answered
	exec {typed}>&-
	host cat /tmp/said
}
ask
login_stop
login_start
like 'the daemon is restarted while she types' \
    "$(type_in 'wonder land')" '^exit 0'
ask
end_process "$(host cat /run/postern/test-login.pid)" KILL
login_start
unlike 'it is killed while she types, and the password is wrong' \
    "$(type_in 'not typed')" '^exit 0'
ask
login_stop
like 'it ends for good: root has another' "$(type_in 'wonder land')" '^exit 0'

# A dead socket, and none.
is 'nobody listens: a locker cannot ask' \
    "$(locker $ALICE $ALICE 'wonder land')" AUTHINFO_UNAVAIL
is 'nor about her account' "$(locker $ALICE $ALICE '' acct)" AUTHINFO_UNAVAIL
is 'nobody listens: root needs nobody' \
    "$(locker root $ALICE 'wonder land')" SUCCESS
host rm -f /run/postern/login.sock
is 'no socket: a locker cannot ask' \
    "$(locker $ALICE $ALICE 'wonder land')" AUTHINFO_UNAVAIL

# Somebody else listens there: no byte is sent.
background /var/log/stranger.log python3 -c '
import os, socket, sys
s = socket.socket(socket.AF_UNIX)
s.bind("/run/postern/login.sock")
os.chmod("/run/postern/login.sock", 0o666)
heard = open("/tmp/heard", "wb", 0)
os.setresuid(*[int(sys.argv[1])] * 3)
s.listen()
open("/tmp/listens", "w").close()
while True:
    c = s.accept()[0]
    heard.write(b"(connected)")
    while (b := c.recv(8192)):
        heard.write(b)' "$(host id -u mallet)" >/dev/null
wait_for 60 host test -f /tmp/listens
is 'a stranger at the socket: a locker cannot ask' \
    "$(locker $ALICE $ALICE 'wonder land')" AUTHINFO_UNAVAIL
is 'a stranger at the socket: root has its own' \
    "$(locker root $ALICE 'wonder land')" SUCCESS
wait_for 60 host grep -q connected /tmp/heard
seen=$(host cat /tmp/heard)
like 'the stranger was there' "$seen" connected
unlike 'and heard nothing' "$seen" 'alice|wonder|PS'
like 'the log says who listens' "$(messages)" \
    "user $(host id -u mallet) listens there, who is neither root nor"

# The steps, and no secret.
host bash -c 'sed "s/pam_imap.so/& debug/" /etc/pam.d/imap-only \
    >/etc/pam.d/imap-debug'
host pkill -u mallet python3
host rm -f /run/postern/login.sock
login_start
is 'with debug' "$(pam_answer $ALICE 'wonder land' imap-debug |
    tail -n 1)" SUCCESS
is 'with debug and a wrong password' "$(pam_answer $ALICE 'not debug' \
    imap-debug | tail -n 1)" AUTH_ERR
seen=$(messages)
for step in 'an address of ours, number' 'connected to postern-login' \
    'postern-login connects ahead' 'there is a password' \
    'postern-login says success' 'the answer is: Authentication failure' \
    'login: .* ms: logging in by'; do
	like "debug says: $step" "$seen" "$step"
done
unlike 'and no password' "$seen" \
    "wonder|not debug|$(printf 'wonder land' | base64 | cut -c 1-12)"

# A daemon that hangs: nobody waits for ever, and local users not at all.
if [ -n "$PST_FULL" ]; then
	daemon=$(host cat /run/postern/test-login.pid)
	host kill -STOP "$daemon"
	from=$SECONDS
	is 'the daemon hangs: no answer' "$(pam_answer $ALICE 'wonder land' |
	    tail -n 1)" AUTHINFO_UNAVAIL
	check 'after 35 seconds' test $((SECONDS - from)) -ge 34 -a \
	    $((SECONDS - from)) -le 60
	from=$SECONDS
	is 'the daemon hangs: a local user logs in' \
	    "$(ssh_try password 'tina unix' tina 'id -un')" tina
	check 'at once' test $((SECONDS - from)) -lt 10
	host kill -CONT "$daemon"
	is 'it goes on' "$(pam_answer $ALICE 'wonder land' | tail -n 1)" SUCCESS
fi
