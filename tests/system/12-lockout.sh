#!/bin/bash
# SPDX-License-Identifier: ISC
# Breaks one part after the other: root and local users still get in, and
# nobody gets in with a wrong password.
. "$PST_TOP/tests/system/lib/test.sh"

PAM=$(host bash -c 'ls /usr/lib/*/security/pam_imap.so /usr/lib/security/pam_imap.so 2>/dev/null' | head -n 1)
NSS=$(host bash -c 'ls /usr/lib/*/libnss_imap.so.2 /usr/lib/libnss_imap.so.2 2>/dev/null' | head -n 1)

# everybody WHAT: the checks that hold whatever is broken.
everybody() {
	is "$1: root logs in" \
	    "$(ssh_try password 'root unix' root 'id -un')" root
	is "$1: a local user logs in" "$(ssh_try keyboard-interactive \
	    'tina unix' tina 'id -un')" tina
	like "$1: a local user's sudo" "$(printf 'tina unix\n' | host_as tina \
	    timeout 60 sudo -S -p '' id -un 2>&1)" '^root$'
	like "$1: su of root" "$(host timeout 100 su - tina -c 'id -un' 2>&1)" \
	    '^tina$'
	unlike "$1: a wrong password of alice" "$(ssh_try password wrong \
	    alice@example.test 'echo inside' 2>&1)" inside
	unlike "$1: a wrong password of bob" "$(ssh_try password wrong \
	    bob 'echo inside' 2>&1)" inside
	unlike "$1: bob's unix account has no password" "$(ssh_try password '' \
	    bob 'echo inside' 2>&1)" inside
}

# without PATH WHAT: moves a file away for the checks.
without() {
	host mv "$1" "$1.away"
	everybody "$2"
	host mv "$1.away" "$1"
}

host_reset
everybody 'nothing broken'
is 'alice has been in' "$(ssh_try password 'wonder land' \
    alice@example.test 'id -un')" alice@example.test

echo 'login {{{ nonsense' | put /etc/postern/postern.conf
everybody 'settings that are nonsense'
host_reset
without /etc/postern/postern.conf 'no settings'
printf '\0\377 = = \n@@@\nalice@example.test uid=banana\n' |
    put /etc/postern/accounts
everybody 'accounts that are nonsense'
host_reset
without /etc/postern/accounts 'no accounts file'
host bash -c 'rm /etc/postern/accounts; mkdir /etc/postern/accounts'
everybody 'a directory instead of the accounts'
host rmdir /etc/postern/accounts
host_reset
accounts=$(host cat /etc/postern/accounts)
put /etc/postern/accounts 666 <<<"$accounts"
everybody 'accounts that anybody may write'
unlike 'accounts that anybody may write open nothing' "$(ssh_try password \
    'wonder land' alice@example.test 'echo inside' 2>&1)" inside
host_reset
without "$PAM" 'no PAM module'
without "$NSS" 'no NSS module'
without /var/lib/postern/users 'no registry'
unlike 'no registry: an address stays outside' "$(host mv \
    /var/lib/postern/users /var/lib/postern/away; ssh_try password \
    'wonder land' alice@example.test 'echo inside' 2>&1)" inside
host mv /var/lib/postern/away /var/lib/postern/users
without /usr/sbin/postern-login 'no postern-login'
without /usr/libexec/postern/imap-check 'no imap-check'
settings imaps://dead.example.test
everybody 'no server'
is 'no server: AUTHINFO_UNAVAIL' "$(pam_answer alice@example.test \
    'wonder land' | tail -n 1)" AUTHINFO_UNAVAIL
host_reset
is 'all mended: alice gets in again' "$(ssh_try password 'wonder land' \
    alice@example.test 'id -un')" alice@example.test
