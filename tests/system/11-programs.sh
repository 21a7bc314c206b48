#!/bin/bash
# SPDX-License-Identifier: ISC
# Logs in through login, su and sudo, which each treat PAM differently.
. "$PST_TOP/tests/system/lib/test.sh"
. "$PST_TOP/tests/system/lib/callers.sh"
host_reset

for user in alice@example.test:"wonder land" bob:"can we fix it" \
    dave@example.org:dave-pw tina:"tina unix"; do
	name=${user%%:*}
	password=${user#*:}
	home=$(host getent passwd "$name" | cut -d: -f6)
	seen=$(login_as "$name" "$password")
	like "login: $name" "$seen" "^$name"
	like "login: $name is at home" "$seen" "^$home"
	seen=$(su_to "$name" "$password")
	like "su to $name" "$seen" '^inside'
	like "su to $name is at home" "$seen" "^$home"
	unlike "login: $name with a wrong password" \
	    "$(login_as "$name" "not $password")" '/dev/pts'
	unlike "su to $name with a wrong password" \
	    "$(su_to "$name" "not $password")" '^inside'
	like "sudo: the password of $name" \
	    "$(sudo_as "$name" "$password")" 'root$'
	unlike "sudo: a wrong password of $name" \
	    "$(sudo_as "$name" "not $password")" 'root$'
done
like 'sudo -p reaches the prompt' \
    "$(sudo_as alice@example.test 'wonder land')" '^Who\?'

# What the module alone answers.
is 'a good password' "$(pam_answer alice@example.test 'wonder land' |
    tail -n 1)" SUCCESS
is 'a wrong one' "$(pam_answer alice@example.test x | tail -n 1)" AUTH_ERR
is 'an empty one' "$(pam_answer alice@example.test '' | tail -n 1)" AUTH_ERR
is 'a local user is asked nothing' "$(pam_answer tina x)" USER_UNKNOWN
is 'nor is root' "$(pam_answer root x)" USER_UNKNOWN
is 'nor a name that no line has' "$(pam_answer nobody-here x)" USER_UNKNOWN
phase() {
	printf '%s' "${3-}" | host pam-answer imap-only "$1" "$2" | tail -n 1
}
is 'account: a registered address' "$(phase alice@example.test acct)" SUCCESS
is 'account: root is not ours' "$(phase root acct)" USER_UNKNOWN
unlike 'account: an unregistered address' \
    "$(phase quote@example.org acct)" '^(SUCCESS|IGNORE|USER_UNKNOWN)$'
is 'setcred reads nothing' "$(phase quote@example.org cred)" SUCCESS
is 'passwd for an address' "$(phase alice@example.test password)" PERM_DENIED
is 'passwd for a local account' "$(phase bob password)" USER_UNKNOWN
