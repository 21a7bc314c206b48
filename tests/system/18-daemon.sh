#!/bin/bash
# SPDX-License-Identifier: ISC
# Runs postern-login as a daemon: whom it answers, how many at a time, what it
# opens ahead, and how it ends.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset

printf '%s\n' '127.0.0.118 mute.example.test' |
    host bash -c 'cat >>/etc/hosts'
login_start --foreground
daemon=$(host cat /run/postern/test-login.pid)

speak() {
	checks_of "$1" host python3 "$PST_TOP/tests/system/lib/daemon.py" \
	    "${2-$1}"
}
log() { host cat /var/log/postern-login.log; }

is 'everybody may reach the socket' \
    "$(host stat -c '%a %U' /run/postern/login.sock)" '666 root'
alice=$(password_of alice@example.test)
like 'a login through sshd' \
    "$(ssh_try password "$alice" alice@example.test id)" \
    'uid=2[0-9]+\(alice@example.test\)'
like 'the daemon logs it, with server and mechanism' "$(log)" \
    'login: alice@example.test: imaps://.*: accepted by SCRAM-SHA-256'
is 'a user that is no root, about itself' \
    "$(printf %s "$(password_of bob@example.test)" |
	host_as bob /usr/local/bin/pam-answer imap-only bob 2>/dev/null |
	tail -n 1)" SUCCESS

speak peers "peers=$(password_of bob@example.test)"
speak crowd "crowd=$alice"
speak clients
speak ahead
speak slots

refute 'a second daemon does not take the socket' \
    host timeout 60 postern-login --foreground
like 'and says why' \
    "$(host timeout 60 postern-login --foreground 2>&1)" 'another process'
is 'the daemon is the same process still' \
    "$(host pgrep -o -f '^postern-login')" "$daemon"
fds() { host bash -c 'ls /proc/$1/fd | wc -l' _ "$daemon"; }
few() { [ "$(fds)" -lt 12 ]; }
check 'and has few open files' wait_for 60 few
check 'it ends when it is told to' login_stop
like 'and says so' "$(log)" 'info: stop'
unlike 'it never complained about itself' "$(log)" \
    'internal|error: (accept|start)'
