#!/bin/bash
# SPDX-License-Identifier: ISC
# Has real servers act out rows of the verdict table: Dovecot and Cyrus.
. "$PST_TOP/tests/system/lib/test.sh"
. "$PST_TOP/tests/system/lib/cyrus.sh"
host_reset

ALICE=alice@example.test
RIGHT='wonder land'
STORED=/var/lib/postern/login/$ALICE
OFFLINE='signed in with the stored password'

# at URL [KEYS]: both domains' server, with more keys.
at() {
	local domain
	for domain in example.test example.org; do
		printf 'login "%s" {\n\tserver = "%s"\n%s\n%s\n}\n' $domain \
		    "$1" '	ca-file = "/etc/postern/ca.pem"' "${2-}"
	done | put /etc/postern/postern.conf
}

# lines USER: the log's lines about that one's logins.
lines() { messages | grep "login: $1:"; }

# seen NAME WANTED-CODE WANTED-LOG USER PASSWORD: what PAM says, and the log.
seen() {
	local before
	before=$(lines "$4" | wc -l)
	is "$1: $2" "$(pam_answer "$4" "$5" | tail -n 1)" "$2"
	more() { [ "$(lines "$4" | wc -l)" -gt "$before" ]; }
	wait_for 60 more "$@"
	like "$1: the log" "$(lines "$4" | tail -n 1)" "$3"
}

# mailbox_password WORD: changes alice's; Dovecot looks once a second.
mailbox_password() {
	provider sed -i "s/^$ALICE:[^:]*/$ALICE:{PLAIN}$1/" \
	    /etc/dovecot/mailboxes
	wait_for 60 provider doveadm -c /etc/dovecot/plain.conf auth test \
	    $ALICE "$1"
}

# dovecot NAME PORTS EDIT: another Dovecot beside "plain", on ports that begin
# with that digit.
dovecot() {
	provider bash -c 'conf=/etc/dovecot/$1.conf
		sed "s/dovecot-plain/dovecot-$1/; s/port = /port = $2/; $3" \
		    /etc/dovecot/plain.conf >$conf && dovecot -c $conf' _ "$@"
	wait_for 60 host bash -c "</dev/tcp/127.0.0.11/${2}993"
}

# each FUNCTION DIGIT: with the URL of each of its ports.
each() {
	local scheme
	for scheme in imaps:993 imap:143 pop3s:995 pop3:110; do
		"$1" "${scheme%:*}" \
		    "${scheme%:*}://plain.example.test:$2${scheme#*:}"
	done
}

# A Dovecot that cannot read its passwords, and one that takes one connection.
provider install -m 600 /etc/dovecot/mailboxes /etc/dovecot/unreadable
dovecot broken 2 's|/etc/dovecot/mailboxes|/etc/dovecot/unreadable|'
dovecot limited 3 's|userip_connections = 0|userip_connections = 1|'
dovecot foreign 4 's|auth_mechanisms = .*|auth_mechanisms = cram-md5|'

# Before the daemon: without one there is nobody who counts failures.
refusals() {
	at "$2"
	seen "Dovecot, $1: good" SUCCESS 'accepted' $ALICE "$RIGHT"
	seen "Dovecot, $1: wrong" AUTH_ERR 'refused: ' $ALICE wrong
	seen "Dovecot, $1: disabled" AUTH_ERR 'Login disabled for this user' \
	    disabled@example.org disabled-pw
}
refuse_all() {
	at "$2"
	seen "Dovecot, $1: it cannot read its passwords" AUTHINFO_UNAVAIL \
	    'busy: .*(UNAVAILABLE|SYS/TEMP)' $ALICE "$RIGHT"
}
foreign() {
	at "$2" '	mechanisms = "PLAIN"'
	seen "Dovecot, $1: no common mechanism" AUTHINFO_UNAVAIL \
	    'unreachable: .*in common' $ALICE "$RIGHT"
}
each refusals ''
each refuse_all 2
each foreign 4
at imaps://plain.example.test:4993
seen 'Dovecot: LOGINDISABLED' AUTHINFO_UNAVAIL 'LOGINDISABLED' $ALICE "$RIGHT"

# The stored password: not while the server refuses, but while it is in need.
login_start
at imaps://plain.example.test '	offline = "7d"'
seen 'Dovecot, a login that stores' SUCCESS accepted $ALICE "$RIGHT"
check 'it is stored' wait_for 60 host test -f $STORED
at imaps://plain.example.test:2993 '	offline = "7d"'
seen 'Dovecot in need, the stored password' SUCCESS "$OFFLINE" $ALICE "$RIGHT"
seen 'Dovecot in need, another' AUTHINFO_UNAVAIL busy $ALICE 'another'
# Somebody else has the one connection that there may be.
at imaps://plain.example.test:3993 '	offline = "7d"'
provider bash -c '(printf "a LOGIN %s \"%s\"\r\n" "$1" "$2"; sleep 120) |
	timeout 120 openssl s_client -quiet -connect 127.0.0.11:3993 \
	>/var/log/one-connection 2>&1 </dev/stdin & echo $!' _ \
	$ALICE "$RIGHT" >"$T/one"
wait_for 60 provider grep -q 'a OK' /var/log/one-connection
seen 'Dovecot [LIMIT], the stored password' SUCCESS "LIMIT" $ALICE "$RIGHT"
seen 'Dovecot [LIMIT], another' AUTH_ERR "refused" $ALICE 'yet another'
provider kill "$(cat "$T/one")"
# What the server refuses is the stored password no longer.
at imaps://plain.example.test '	offline = "7d"'
mailbox_password changed
seen 'Dovecot, the password was changed there' AUTH_ERR refused $ALICE "$RIGHT"
check 'what was stored is gone' wait_for 60 host test ! -e $STORED
# A new daemon, which does not remember that it was refused.
login_stop
login_start
at imaps://dead.example.test '	offline = "7d"'
seen 'and opens nothing, whatever happens' AUTHINFO_UNAVAIL unreachable \
    $ALICE "$RIGHT"
mailbox_password "$RIGHT"
login_stop

provider bash -c 'for name in broken limited foreign; do
	kill "$(cat /run/dovecot-$name/master.pid)"; done'

cyrus_start || fail 'Cyrus starts' "$(cyrus cat /var/log/cyrus.log | tail)"
for url in imaps imap pop3s pop3; do
	for name in cyrus12 cyrus13; do
		at $url://$name.example.test
		seen "Cyrus, $url://$name: good" SUCCESS accepted $ALICE \
		    "$RIGHT"
		seen "Cyrus, $url://$name: wrong" AUTH_ERR 'refused: ' $ALICE \
		    wrong
		at $url://$name.example.test '	mechanisms = "PLAIN"'
		seen "Cyrus, $url://$name: PLAIN, wrong" AUTH_ERR \
		    'refused: ' $ALICE wrong
	done
done
at imaps://cyrus13.example.test '	offline = "7d"'
seen 'Cyrus, a login that stores' SUCCESS accepted $ALICE "$RIGHT"
check 'it is stored' wait_for 60 host test -f $STORED
at imaps://cyrus13.example.test:1 '	offline = "7d"'
seen 'no Cyrus, the stored password' SUCCESS "$OFFLINE" $ALICE "$RIGHT"
seen 'no Cyrus, another' AUTHINFO_UNAVAIL 'unreachable' $ALICE 'another'
