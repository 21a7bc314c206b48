#!/bin/bash
# SPDX-License-Identifier: ISC
# Tries to get in where there is no way in: by servers, by names, and between
# module and daemon.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset

ALICE=alice@example.test
RIGHT='wonder land'
SOCKET=/run/postern/login.sock

attack() {
	checks_of "$*" host python3 "$PST_TOP/tests/system/lib/nowayin.py" \
	    "$@"
}

# answer USER [PASSWORD [SERVICE]]: PAM's word.
answer() { pam_answer "$1" "${2-$RIGHT}" "${3-imap-only}" | tail -n 1; }

# Servers and names, without the daemon and with it.
attack servers names
login_start
attack servers names frames others garbage floods
login_stop

# Whoever listens in the daemon's place gets nothing of a password.
cat >"$SHARED/listen.py" <<'X'
# Listens at a path as a user, and writes what it is told to a file.
import os, pwd, socket, sys
path, user, log = sys.argv[1:]
server = socket.socket(socket.AF_UNIX)
account = pwd.getpwnam(user)
out = open(log, "wb", buffering=0)
os.setegid(account.pw_gid), os.seteuid(account.pw_uid)
server.bind(path)
os.chmod(path, 0o666)
server.listen(64)
open(log + ".ready", "w").close()
while True:
    client = server.accept()[0]
    client.settimeout(5)
    out.write(b"accepted\n")
    try:
        while data := client.recv(65536):
            out.write(data)
    except OSError:
        pass
X
# listen USER PATH: starts it there.
listen() {
	host bash -c 'rm -f "$1" /tmp/heard*; chmod 1777 "${1%/*}"' _ "$2"
	LISTENER=$(background /var/log/listen.log python3 /shared/listen.py \
	    "$2" "$1" /tmp/heard)
	wait_for 60 host test -e /tmp/heard.ready
}
# deaf: ends the listener; prints what it was told.
deaf() {
	end_process "$LISTENER"
	host cat /tmp/heard
}
bob() {
	printf %s 'can we fix it' | host_as bob pam-answer imap-only bob \
	    2>/dev/null | tail -n 1
}
host_reset
for user in mallet bob postern-check postern-queue; do
	listen $user $SOCKET
	is "$user listens on login.sock: root goes another way" \
	    "$(answer $ALICE)" SUCCESS
	is "$user listens on login.sock: others do not go at all" "$(bob)" \
	    AUTHINFO_UNAVAIL
	wait_for 60 host grep -q accepted /tmp/heard
	heard=$(deaf)
	like "$user listens on login.sock: the module was there" "$heard" \
	    accepted
	unlike "$user listens on login.sock: it says nothing to it" "$heard" \
	    'wonder|fix it|PS|alice|bob'
done
# This test would see it: postern-login's own user is trusted.
listen postern-login $SOCKET
(answer $ALICE >/dev/null) &
check 'postern-login listens on login.sock: it is told the password' \
    wait_for 60 host grep -q "$RIGHT" /tmp/heard
host kill "$LISTENER"
wait
host bash -c "rm -f $SOCKET; chmod 755 /run/postern"

# No argument of the module's leads elsewhere.
listen mallet /tmp/evil.sock
for name in socket login_socket login-socket path sock program server; do
	echo "auth required pam_imap.so $name=/tmp/evil.sock"
done | put /etc/pam.d/imap-evil
is "arguments that name mallet's socket" "$(answer $ALICE "$RIGHT" \
    imap-evil)" SUCCESS
is 'nobody came there' "$(deaf)" ''
like 'and the log says that they are not known' "$(messages)" \
    "unknown argument 'socket=/tmp/evil.sock'"
host rm /etc/pam.d/imap-evil
