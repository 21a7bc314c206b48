#!/bin/bash
# SPDX-License-Identifier: ISC
# Logs in through the daemon from every kind of program, polite or careless,
# while nothing else could answer: the program's file is away.
. "$PST_TOP/tests/system/lib/test.sh"
. "$PST_TOP/tests/system/lib/callers.sh"
host_reset
LOGIN=/usr/sbin/postern-login

login_start
host mv $LOGIN $LOGIN.away
trap 'host mv $LOGIN.away $LOGIN; leave' EXIT

ALICE=alice@example.test

# Programs that log people in.
for method in password keyboard-interactive; do
	for user in $ALICE:'wonder land' dave@example.org:dave-pw \
	    bob:'can we fix it' tina:'tina unix'; do
		name=${user%%:*}
		is "sshd, $method: $name" \
		    "$(ssh_try $method "${user#*:}" "$name" 'id -un')" "$name"
	done
	unlike "sshd, $method: a wrong password" "$(ssh_try $method "no $method" \
	    $ALICE 'echo inside' 2>&1)" inside
done
like 'the log names server, mechanism, service and host' "$(messages)" \
    "login: $ALICE: imaps://mail.example.test:993.*(SCRAM|PLAIN).*service sshd, from 127.0.0.1"
for user in $ALICE:'wonder land' bob:'can we fix it' tina:'tina unix'; do
	name=${user%%:*}
	like "login: $name" "$(login_as "$name" "${user#*:}")" "^$name"
	like "su to $name" "$(su_to "$name" "${user#*:}")" '^inside'
	like "sudo of $name" "$(sudo_as "$name" "${user#*:}")" 'root$'
done
unlike 'login: a wrong password' "$(login_as $ALICE 'not login')" '/dev/pts'
unlike 'su: a wrong password' "$(su_to $ALICE 'not su')" '^inside'
unlike 'sudo: a wrong password' "$(sudo_as $ALICE 'not sudo')" 'root$'

# pamtester, whose conversation is libpam's own.
tester() {
	local user=$1 password=$2
	shift 2
	host bash -c 'printf "%s\n" "$1" | { shift; timeout 60 pamtester "$@"; }
		echo "exit $?"' _ "$password" "$@" 2>&1
}
for user in $ALICE:'wonder land' bob:'can we fix it' tina:'tina unix'; do
	name=${user%%:*}
	seen=$(tester "$name" "${user#*:}" login "$name" \
	    "authenticate(0)" acct_mgmt open_session close_session)
	like "pamtester: all of $name" "$seen" '^exit 0'
	like "pamtester: $name is authenticated" "$seen" \
	    'successfully authenticated'
done
like 'pamtester: setcred' "$(tester $ALICE 'wonder land' imap-only $ALICE \
    authenticate 'setcred(PAM_ESTABLISH_CRED)')" '^exit 0'
like 'pamtester: a wrong password' \
    "$(tester $ALICE 'not pamtester' login $ALICE authenticate)" '^exit 1'
seen=$(tester $ALICE 'wonder land' passwd $ALICE chauthtok)
like 'pamtester: the password is changed elsewhere' "$seen" 'mail provider'
like 'pamtester: and not here' "$seen" '^exit 1'

# answer_as USER [--HOW...]: by the module alone, to a program of that user.
answer_as() {
	local uid
	uid=$(host id -u "$1")
	shift
	printf 'wonder land' | host timeout 60 setpriv --reuid="$uid" \
	    --regid="$uid" --clear-groups pam-answer "$@" imap-only $ALICE |
	    tail -n 1
}

# Careless programs: root's, and one of her own as a screen locker is.
ways='--closed-fds --many-fds --no-children --threads --no-processes'
for user in root $ALICE; do
	for way in $ways; do
		is "a program with $way of $user" "$(answer_as $user "$way")" \
		    SUCCESS
	done
	# shellcheck disable=SC2086 # several arguments
	is "a program of $user with all of these" \
	    "$(answer_as $user $ways)" SUCCESS
done

# enclosed COMMAND...: in a namespace whose root, and all below, is read-only.
enclosed() {
	host unshare --mount bash -c 'findmnt -rno TARGET | sort -r |
	    while read -r at; do mount -o remount,bind,ro "$at"; done 2>/dev/null
		! touch /etc/x /run/x /tmp/x 2>/dev/null && "$@"' _ "$@" |
	    tail -n 1
}
is 'with a read-only root' "$(enclosed bash -c \
    "printf 'wonder land' | pam-answer imap-only $ALICE")" SUCCESS
is 'in a network without anything, without a way to more rights' \
    "$(host unshare --net setpriv --no-new-privs --bounding-set=-all \
    --inh-caps=-all bash -c \
    "printf 'wonder land' | pam-answer imap-only $ALICE" | tail -n 1)" SUCCESS

login_stop
is 'the daemon was all there was' "$(pam_answer $ALICE 'wonder land' |
    tail -n 1)" SYSTEM_ERR
host mv $LOGIN.away $LOGIN
trap leave EXIT

# Without the daemon, as root.
for way in ${ways% *}; do
	is "no daemon, a program with $way" "$(answer_as root "$way")" SUCCESS
done
