#!/bin/bash
# SPDX-License-Identifier: ISC
# Tries wrong passwords from everywhere: how many reach the provider, and who
# is shut out by them.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset

ALICE=alice@example.test
DAVE=dave@example.org
RIGHT='wonder land'

# reset_counts [LINE]: a new daemon, and settings with one more line a section.
reset_counts() {
	login_stop
	settings imaps://plain.example.test
	[ $# = 0 ] || host sed -i "/^login/a\\	$1" /etc/postern/postern.conf
	login_start
}

# try RHOST USER PASSWORD: what PAM says to a program of root's; no RHOST: to
# one for somebody at this machine.
try() {
	printf '%s\n' "$3" | host timeout 60 pamtester ${1:+-I "rhost=$1"} \
	    imap-only "$2" authenticate 2>&1 | tail -n 1 |
	    sed 's/.*exhausted maximum.*/MAXTRIES/
		s/.*successfully authenticated.*/SUCCESS/
		s/.*Authentication failure.*/AUTH_ERR/'
}

# tries N RHOST USER: that many different wrong passwords.
tries() {
	local i
	for ((i = 1; i <= $1; i++)); do
		try "$2" "$3" "wrong $i"
	done | sort | uniq -c | sed 's/^ *//'
}

# locker: alice's own screen, whose program is hers.
locker() {
	local uid
	uid=$(host id -u $ALICE)
	printf %s "$1" | host timeout 60 setpriv --reuid="$uid" \
	    --regid="$uid" --clear-groups pam-answer imap-only $ALICE |
	    tail -n 1
}

# asked: wrong passwords that the provider was sent so far.  Its log comes by
# another process: it is asked about nobody, too, and that line is the last.
asked() {
	local name=nobody$RANDOM-$BASHPID@example.test
	provider doveadm -c /etc/dovecot/plain.conf auth test $name x >/dev/null
	wait_for 60 provider grep -q "$name" /var/log/dovecot.log
	provider grep -ci 'password mismatch' /var/log/dovecot.log
}

reset_counts
is 'she has been in' "$(try 192.0.2.1 $ALICE "$RIGHT")" SUCCESS

before=$(asked)
for rhost in 203.0.113.1 203.0.113.1 198.51.100.7 ''; do
	is "the same wrong password from ${rhost:-here}" \
	    "$(try "$rhost" $ALICE 'not it')" AUTH_ERR
done
is 'reaches the provider once' $(($(asked) - before)) 1
like 'the log tells them apart' "$(messages)" \
    "login: $ALICE: refused: .*within the last minute"

is 'three more, five in all from there' "$(tries 3 203.0.113.1 $ALICE)" \
    '3 AUTH_ERR'
before=$(asked)
is 'then not even the right one' "$(try 203.0.113.1 $ALICE "$RIGHT")" MAXTRIES
is 'nor wrong ones' "$(tries 3 203.0.113.1 $ALICE)" '3 MAXTRIES'
is 'nor from the same host by another name' \
    "$(try ::ffff:203.0.113.1 $ALICE "$RIGHT")" MAXTRIES
is 'the provider hears of none' $(($(asked) - before)) 0
like 'the log says who, how often and until when' "$(messages)" \
    "login: $ALICE: throttled: 5 failures in 600 s of $ALICE from 203.0.113.1 \(again in [0-9]+ s\)"
is 'from another host she gets in' "$(try 192.0.2.1 $ALICE "$RIGHT")" SUCCESS
is 'at this machine too' "$(try '' $ALICE "$RIGHT")" SUCCESS
is 'and at her own screen' "$(locker "$RIGHT")" SUCCESS
is 'another account from that host' "$(try 203.0.113.1 $DAVE dave-pw)" SUCCESS
is 'and it is still shut for her' "$(try 203.0.113.1 $ALICE "$RIGHT")" MAXTRIES

reset_counts
is 'one IPv6 network is one host' \
    "$(tries 3 2001:db8::1 $ALICE; tries 2 2001:db8::ffff:1 $ALICE)" \
    $'3 AUTH_ERR\n2 AUTH_ERR'
is 'all of it is shut' "$(try 2001:db8:0:0:1::1 $ALICE "$RIGHT")" MAXTRIES
is 'the next one is not' "$(try 2001:db8:0:1::1 $ALICE "$RIGHT")" SUCCESS

is 'five at this machine' "$(tries 5 '' $ALICE)" '5 AUTH_ERR'
is 'shut this machine for her' "$(try '' $ALICE "$RIGHT")" MAXTRIES
is 'not her own screen' "$(locker "$RIGHT")" SUCCESS
is 'nor the way from afar' "$(try 192.0.2.1 $ALICE "$RIGHT")" SUCCESS

reset_counts
for round in 1 2 3; do
	is "round $round: four wrong ones" "$(tries 4 192.0.2.9 $ALICE)" \
	    '4 AUTH_ERR'
	is "round $round: the right one forgives them" \
	    "$(try 192.0.2.9 $ALICE "$RIGHT")" SUCCESS
done

# Connections that are opened ahead, and no password.
reset_counts
# Some more than twenty: they leak while a slow machine is at it.
for ((i = 0; i < 22; i++)); do
	host timeout 60 pamtester -I rhost=198.51.100.9 imap-only $ALICE \
	    authenticate </dev/null >/dev/null 2>&1
done
is 'twenty that ask for nothing' "$(try 198.51.100.9 $DAVE dave-pw)" MAXTRIES
is 'shut nobody else out' "$(try 198.51.100.10 $DAVE dave-pw)" SUCCESS
is 'nor this machine' "$(try '' $ALICE "$RIGHT")" SUCCESS

# All the world together.
reset_counts 'throttle-server = "6/10m"'
for i in 1 2 3 4 5 6; do
	try 198.51.100.$i $ALICE "wrong $i"
done >/dev/null
before=$(asked)
is 'six from six hosts' "$(try 192.0.2.1 $DAVE dave-pw)" MAXTRIES
is 'the provider hears of no more' $(($(asked) - before)) 0
like 'the log says so' "$(messages)" \
    'throttled: 6 failures in 600 s at plain.example.test from all remote hosts'
is 'at this machine one gets in' "$(try '' $DAVE dave-pw)" SUCCESS

# What sshd says of its clients.
reset_counts
for ((i = 0; i < 5; i++)); do
	ssh_try password "wrong $i" $ALICE 'echo inside'
done >/dev/null 2>&1
unlike 'five through sshd shut her out' \
    "$(ssh_try password "$RIGHT" $ALICE 'echo inside' 2>&1)" inside
like 'from there' "$(messages)" "of $ALICE from 127.0.0.1 "
is 'not from elsewhere' "$(try 127.0.0.2 $ALICE "$RIGHT")" SUCCESS
is 'root gets in' "$(ssh_try password 'root unix' root 'id -un')" root
login_stop
