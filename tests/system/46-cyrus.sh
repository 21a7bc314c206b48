#!/bin/bash
# SPDX-License-Identifier: ISC
# Logs in at Cyrus IMAP, whose SCRAM can be bound to the TLS connection.
. "$PST_TOP/tests/system/lib/test.sh"
. "$PST_TOP/tests/system/lib/cyrus.sh"
host_reset
cyrus_start || fail 'Cyrus starts' "$(cyrus cat /var/log/cyrus.log | tail)"

# login URL PASSWORD [USER]: what the module answers.
login() {
	settings "$1"
	pam_answer "${3:-alice@example.test}" "$2" | tail -n 1
}

# at_cyrus: what Cyrus logged of logins since the last call.
SEEN=0
at_cyrus() {
	local lines
	lines=$(cyrus grep -E 'login: |badlogin: |starttls: ' /var/log/cyrus.log)
	tail -n +$((SEEN + 1)) <<<"$lines"
	SEEN=$(wc -l <<<"$lines")
}
# In this shell, so that SEEN stays.
logged() {
	at_cyrus >"$T/logged"
	LOGGED=$(cat "$T/logged")
}

for url in imaps imap; do
	is "TLS 1.2, $url: logs in" \
	    "$(login $url://cyrus12.example.test 'wonder land')" SUCCESS
	logged
	like "TLS 1.2, $url: bound by tls-unique" "$LOGGED" \
	    'login: .*alice@example.test SCRAM-SHA-256-PLUS\+TLS'
	is "TLS 1.3, $url: logs in" \
	    "$(login $url://cyrus13.example.test 'wonder land')" SUCCESS
	logged
	echo "$LOGGED"
	like "TLS 1.3, $url: falls to the next" "$LOGGED" \
	    'login: .*alice@example.test SCRAM-SHA-256\+TLS'
	is "TLS 1.3, $url: on the same connection" \
	    "$(grep -c starttls: <<<"$LOGGED")" 1
done
for url in imaps://cyrus12.example.test imaps://cyrus13.example.test; do
	is "$url: a wrong password" "$(login $url wrong)" AUTH_ERR
done
