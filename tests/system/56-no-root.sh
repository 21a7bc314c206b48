#!/bin/bash
# SPDX-License-Identifier: ISC
# Tries to become root, the system or somebody else with a mailbox: by local
# accounts, the accounts file, and a registry in the wrong hands.
. "$PST_TOP/tests/system/lib/test.sh"
. "$PST_TOP/tests/system/lib/taker.sh"
host_reset
taker_start

ALICE=alice@example.test
RIGHT='wonder land'
USERS=/var/lib/postern/users

# answer USER [PASSWORD [SERVICE]]: PAM's word.
answer() { pam_answer "$1" "${2-$RIGHT}" "${3-imap-only}" | tail -n 1; }

# gets_in NAME: alice does.  stays_out NAME: she does not.
gets_in() { is "$1: SUCCESS" "$(answer $ALICE)" SUCCESS; }
stays_out() { unlike "$1" "$(answer $ALICE)" '^(SUCCESS|IGNORE)$'; }

lines() { printf '%s\n' "$@" | put /etc/postern/accounts; } # LINE...
uid_of() { host getent passwd "$1" | cut -d: -f3; }

# A local account, with anybody's number, for as long as it takes.
local_account() { # NAME UID
	host bash -c 'cp -p /etc/passwd /run/passwd
		echo "$1:x:$2:1500::/tmp:/bin/sh" >>/etc/passwd' _ "$1" "$2"
}
local_as_before() { host cp -p /run/passwd /etc/passwd; }

# not_ours NAME USER: the server, which takes every password, is not asked.
not_ours() {
	local before
	before=$(taken)
	is "$1" "$(answer "$2")" USER_UNKNOWN
	is "$1: the server is not asked" "$(taken)" "$before"
}

settings $TAKER
gets_in 'an account that is an address'
for number in 0 500 1500; do
	local_account carol@example.test $number
	not_ours "a local account called like an address, number $number" \
	    carol@example.test
	local_as_before
done
local_account toor 0
lines "$ALICE local=root"
not_ours 'local=root' root
lines "$ALICE local=toor"
not_ours 'local= of another account with number 0' toor
lines "$ALICE local=daemon"
not_ours 'local= of an account of the system' daemon
lines "$ALICE local=nobody"
not_ours 'local=nobody' nobody
lines "$ALICE local=bob"
is 'local= of an ordinary account' "$(answer bob)" SUCCESS
local_as_before

settings imaps://mail.example.test

# small NAME LINE...: no number of the system's comes of these lines.
small() {
	local name=$1
	shift
	host rm -rf $USERS/by-name/$ALICE
	lines "$@"
	stays_out "$name"
	unlike "$name: name service" "$(uid_of $ALICE)" '^[0-9]{1,3}$'
	unlike "$name: sshd" "$(ssh_try password "$RIGHT" $ALICE 'id -u' \
	    2>&1)" '^[0-9]+$'
}
small 'uid=0' "$ALICE uid=0"
small 'uid=00' "$ALICE uid=00"
small 'uid=-0' "$ALICE uid=-0"
small 'uid=4294967296' "$ALICE uid=4294967296"
small 'uid=999' "$ALICE uid=999"
small "the number of the system's user sshd" "$ALICE uid=$(host id -u sshd)"
small 'a range of 0' 'defaults range=0-0' $ALICE
small 'a range with the system in it' 'defaults range=0-500' $ALICE
small 'a range that wraps' 'defaults range=4294967290-4294967300' $ALICE

# The registry in the hands of whoever took over the daemon's user.
host_reset
gets_in 'before the registry is changed'
NUMBER=$(uid_of $ALICE)
is 'carol is registered too' "$(answer carol@example.test carol-pw)" SUCCESS
CAROL=$(uid_of carol@example.test)
TINA=$(host id -u tina)
account() {
	host timeout 60 pam-answer imap-only $ALICE acct </dev/null \
	    2>/dev/null | tail -n 1
}
is 'before the registry is changed: the account phase' "$(account)" SUCCESS

# record NAME TARGET [NUMBER]: what alice's record says, and the number's.
record() {
	host bash -c 'cd "$1"; ln -sfn "$3" "by-name/$2"
		[ -z "$4" ] || ln -sfn "$2" "by-uid/$4"
		chown -h postern-login: by-name/* by-uid/*' _ $USERS $ALICE \
	    "$2" "${3-}"
	stays_out "a registry with $1"
	unlike "a registry with $1: the account phase" "$(account)" \
	    '^(SUCCESS|IGNORE)$'
	unlike "a registry with $1: name service" "$(uid_of $ALICE)" \
	    "^([0-9]{1,3}|$TINA|$CAROL)\$"
	unlike "a registry with $1: sshd" "$(ssh_try password "$RIGHT" \
	    $ALICE 'id -u' 2>&1)" '^[0-9]+$'
	[ -z "${3-}" ] || host rm "$USERS/by-uid/$3"
}
record 'the number 0' 0:/root:/bin/bash 0
record 'the number 00' 00:/root:/bin/bash 00
record 'a number of the system' 33:/var/www:/bin/bash 33
record "a local user's number" "$TINA:/home/tina:/bin/bash" "$TINA"
record "carol's number" "$CAROL:/home/example.test/carol:/bin/sh"
record 'a number out of the range' 1999999999:/tmp:/bin/sh 1999999999
record 'a number with a sign' "+$NUMBER:/tmp:/bin/sh"
record 'a number beyond all' 99999999999999999999:/tmp:/bin/sh
record 'a line end' "$NUMBER:/tmp:/bin/sh
root:x:0:0"
record 'one colon more' "$NUMBER:/tmp:/x:/bin/sh"
record 'nothing' :
record 'a home that is no path' "$NUMBER:tmp:/bin/sh"
host bash -c "cd $USERS/by-name; rm $ALICE; mkdir $ALICE"
stays_out 'a registry with a directory'
host bash -c "cd $USERS/by-name; rmdir $ALICE
	ln -s $NUMBER:/home/example.test/alice:/bin/bash $ALICE"
gets_in 'the registry as it was'
