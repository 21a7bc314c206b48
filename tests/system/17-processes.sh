#!/bin/bash
# SPDX-License-Identifier: ISC
# Looks at the processes of a login while the server lets them wait: who runs
# as whom, with what rights, and what is left of them afterwards.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset

# A server that takes connections and says nothing, but notes who speaks.
background /dev/null python3 -c '
import socket
s = socket.create_server(("127.0.0.51", 993))
kept = []
while True:
    kept.append(s.accept())
    if kept[-1][0].recv(1):
        open("/shared/spoken-to", "w").close()' >/dev/null
wait_for 60 host bash -c '</dev/tcp/127.0.0.51/993'
printf '%s\n' '127.0.0.51 silent.example.test' |
    host bash -c 'cat >>/etc/hosts'
settings imaps://silent.example.test

# pids NAME: of the processes that run this program.
pids() { host pgrep -f "^$1( |\$)"; }

# field PID NAME: of /proc/PID/status.
field() { host sed -n "s/^$2:[[:space:]]*//p" "/proc/$1/status"; }

gone() { [ -z "$(pids imap-check)$(pids postern-login)" ]; }

rm -f "$SHARED/spoken-to"
# A login in which a password waits; it is ended below.
pam_answer alice@example.test 'wonder land' >"$T/answer" &
login=$!
# By then it has put on all its fetters.
wait_for 60 test -e "$SHARED/spoken-to"

uid() { host id -u "postern-$1"; }
gid() { host id -g "postern-$1"; }

check=$(pids imap-check)
login_uid=$(uid login)
daemon='' starter=''
for pid in $(pids postern-login); do
	if [ "$(field "$pid" Uid | cut -f 1)" = "$login_uid" ]; then
		daemon=$pid
	else
		starter=$pid
	fi
done

# owned WHAT PID USER: all four of its numbers, groups, and no way up.
owned() {
	local u g
	u=$(uid "$3")
	g=$(gid "$3")
	is "$1 runs as postern-$3" "$(field "$2" Uid)" "$u	$u	$u	$u"
	is "$1 has that user's group" "$(field "$2" Gid)" "$g	$g	$g	$g"
	is "$1 has no other group" "$(field "$2" Groups | tr -d ' ')" ''
	is "$1 has no capability" "$(field "$2" CapPrm)$(field "$2" CapEff)" \
	    00000000000000000000000000000000
}

owned imap-check "$check" check
owned postern-login "$daemon" login
is 'the starter is root' "$(field "$starter" Uid | cut -f 1-4)" '0	0	0	0'
# CAP_SETGID is 6, CAP_SETUID is 7.
for set in CapPrm CapEff CapBnd; do
	is "the starter's $set is setuid and setgid" \
	    "$(field "$starter" $set)" 00000000000000c0
done
is "imap-check's bounding set too" "$(field "$check" CapBnd)" 00000000000000c0
for pid in "$check" "$daemon" "$starter"; do
	name=$(field "$pid" Name)-$pid
	is "$name cannot gain privileges" "$(field "$pid" NoNewPrivs)" 1
	is "$name dumps no core" "$(host sed -n \
	    's/^Max core file size *//p' "/proc/$pid/limits" |
	    awk '{ print $1, $2 }')" '0 0'
	# Its /proc files belong to root: nobody with its user can look in.
	is "$name is closed to its own user" \
	    "$(host stat -c %u "/proc/$pid/mem")" 0
	is "$name has an empty environment" \
	    "$(host cat "/proc/$pid/environ" | wc -c)" 0
	unlike "$name has no password among its arguments" \
	    "$(host tr '\0' ' ' <<<"$(host cat "/proc/$pid/cmdline" |
		tr '\0' ' ')")" wonder
done
is 'the starter holds one socket' "$(host ls "/proc/$starter/fd" |
    tr '\n' ' ')" '0 1 2 3 '
for fd in 0 1 2; do
	is "its fd $fd is /dev/null" \
	    "$(host readlink "/proc/$starter/fd/$fd")" /dev/null
done
unlike 'imap-check has no file of the registry or settings open' \
    "$(host ls -l "/proc/$check/fd")" 'postern'

# When the asking side goes, all go, at the latest at their own deadline.
kill "$login" 2>/dev/null || :
host pkill -x pam-answer || :
wait_for 60 gone
is 'nothing is left of them' "$(pids imap-check)$(pids postern-login)" ''
