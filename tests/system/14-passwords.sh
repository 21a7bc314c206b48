#!/bin/bash
# SPDX-License-Identifier: ISC
# Tries odd passwords with every mechanism, and those that no server may see.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset

answer() { pam_answer "$1" "$2" | tail -n 1; }

for server in mail plain login scram scram1; do
	for protocol in imaps imap; do
		settings "$protocol://$server.example.test"
		for user in quote space utf8 long; do
			password=$(password_of $user@example.org)
			is "$user password at $protocol://$server" \
			    "$(answer $user@example.org "$password")" SUCCESS
			is "$user password and a letter at $server" \
			    "$(answer $user@example.org "${password%?}")" \
			    AUTH_ERR
		done
	done
done

# proxy_opens: connections that came to the proxy.
proxy_opens() { grep -c open "$SHARED/turns.log"; }
background /var/log/turns.log python3 \
    "$PST_TOP/tests/system/lib/turns.py" 127.0.0.50:993 127.0.0.10:993 \
    /shared/turns.log >/dev/null
wait_for 60 host bash -c '</dev/tcp/127.0.0.50/993'
settings imaps://proxy.example.test
is 'through the proxy' "$(answer alice@example.test 'wonder land')" SUCCESS
before=$(proxy_opens)
is 'a password with LF' \
    "$(answer alice@example.test $'wonder land\nx')" AUTH_ERR
is 'a password with CR' \
    "$(answer alice@example.test $'wonder land\rx')" AUTH_ERR
is 'an empty password' "$(answer alice@example.test '')" AUTH_ERR
is 'a password of 512 bytes' "$(answer alice@example.test \
    "$(printf '%0512d' 7)")" AUTH_ERR
ask() { host python3 "$PST_TOP/tests/system/lib/ask_check.py" "$@"; }
is 'imap-check alone: a password' "$(ask imaps://mail.example.test \
    alice@example.test 'wonder land')" SUCCESS
like 'imap-check: a password with NUL' "$(ask imaps://proxy.example.test \
    alice@example.test 'wonder land\x00x')" '^(EMPTY|REFUSED|no verdict)'
like 'imap-check: a password with LF' "$(ask imaps://proxy.example.test \
    alice@example.test 'wonder land\x0ax')" '^(EMPTY|REFUSED|no verdict)'
is 'the server heard of none of them' "$(proxy_opens)" "$before"
is 'the proxy still works' \
    "$(answer alice@example.test 'wonder land')" SUCCESS
refute 'which the proxy has seen' test "$(proxy_opens)" = "$before"
