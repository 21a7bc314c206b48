#!/bin/bash
# SPDX-License-Identifier: ISC
# Logs in at POP3 servers: mechanisms, refusals, TLS, turns, lists of servers.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset

# answer USER PASSWORD: what PAM says, and notes how long the log was before.
logins() { messages | grep -c 'login: '; }
answer() {
	logins >"$T/logins"
	pam_answer "$1" "$2" | tail -n 1
}

# last_login: the log's line on what was asked for last, when it is there.
last_login() {
	wait_for 60 more_logins
	messages | grep 'login: ' | tail -n 1
}
more_logins() { [ "$(logins)" -gt "$(cat "$T/logins")" ]; }

# servers URL...: both domains' list; MORE is put behind it.
MORE=
servers() {
	local domain list
	list=$(printf ', "%s"' "$@")
	for domain in example.test example.org; do
		printf 'login "%s" {\n\tserver = { %s }\n' "$domain" "${list#, }"
		printf '\tca-file = "/etc/postern/ca.pem"\n%s}\n' "$MORE"
	done | put /etc/postern/postern.conf
}

# Sessions through a real sshd.
for scheme in pop3s pop3; do
	servers $scheme://mail.example.test
	for method in password keyboard-interactive; do
		is "$scheme: $method login" "$(ssh_try $method 'wonder land' \
		    alice@example.test 'id -un')" alice@example.test
	done
	is "$scheme: PAM alone" "$(answer alice@example.test 'wonder land')" \
	    SUCCESS
	like "$scheme: the log names server and mechanism" "$(last_login)" \
	    "alice@example.test: $scheme://mail.example.test:[0-9]+: accepted by SCRAM-SHA-256"
	is "$scheme: local= login" \
	    "$(ssh_try password 'can we fix it' bob 'id -un')" bob
	unlike "$scheme: a wrong password" "$(ssh_try password wonderland \
	    alice@example.test 'echo inside' 2>&1)" inside
	is "$scheme: what PAM says of it" \
	    "$(answer alice@example.test wonderland)" AUTH_ERR
	is "$scheme: a disabled mailbox" \
	    "$(answer disabled@example.org disabled-pw)" AUTH_ERR
done

# Each mechanism alone, with odd passwords; the one of 511 bytes is longer
# than a command may be.
for server in plain login scram scram1; do
	servers pop3s://$server.example.test
	for user in quote space utf8 long; do
		password=$(password_of $user@example.org)
		is "$user password at $server" \
		    "$(answer $user@example.org "$password")" SUCCESS
		is "$user password less a letter at $server" \
		    "$(answer $user@example.org "${password%?}")" AUTH_ERR
	done
done
servers pop3://login.example.test
is 'LOGIN behind STLS' "$(answer alice@example.test 'wonder land')" SUCCESS
like 'and the log says so' "$(last_login)" 'accepted by LOGIN '

# fake SCRIPT ADDRESS CERTIFICATE: sets FAKE to its pid.
fake() {
	FAKE=$(background /var/log/fake.log python3 \
	    "$PST_TOP/tests/wire/fakeserver.py" --listen "$2:1995" \
	    --cert "/shared/pki/$3.pem" --key /shared/pki/server.key \
	    --port-file /shared/port --log /shared/fake.log "/shared/$1")
	wait_for 60 test -s "$SHARED/port"
	rm -f "$SHARED/port"
}

# said: what the fake server heard, once its one client has gone.
said() {
	wait_for 60 grep -q close "$SHARED/fake.log"
	cat "$SHARED/fake.log"
}

# USER and PASS: a server that knows nothing else, not even CAPA.
cat >"$SHARED/old" <<'X'
T
S +OK POP3 <1896.697170952@fake.example.test>
C CAPA
S -ERR unknown command
C USER space@example.org
S +OK
C PASS   two  spaces 
S +OK maildrop ready
E
X
fake old 127.0.0.60 good
servers pop3s://fake.example.test:1995
is 'USER and PASS, blanks and all' \
    "$(answer space@example.org '  two  spaces ')" SUCCESS
like 'the log says USER and PASS' "$(last_login)" 'accepted by USER and PASS'
end_process "$FAKE"
fake old 127.0.0.60 good
MORE=$'\tmechanisms = "PLAIN"\n' servers pop3s://fake.example.test:1995
is 'not where other mechanisms are demanded' \
    "$(answer space@example.org '  two  spaces ')" AUTHINFO_UNAVAIL
unlike 'and neither of them is sent' "$(said)" 'C: (USER|PASS)'
end_process "$FAKE"

# TLS: bad certificates, at Dovecot and at a server that would take anything.
cat >"$SHARED/pop3s" <<'X'
T
S +OK ready
C CAPA
s +OK\r\nUSER\r\nSASL PLAIN\r\n.\r\n
E
X
cat >"$SHARED/pop3" <<'X'
S +OK ready
C STLS
S +OK go
T
C CAPA
s +OK\r\nUSER\r\nSASL PLAIN\r\n.\r\n
E
X
for scheme in pop3s pop3; do
	fake $scheme 127.0.0.60 good
	servers $scheme://fake.example.test:1995
	background /var/log/ask.log bash -c 'printf "wonder land" |
	    pam-answer imap-only alice@example.test' >/dev/null
	check "$scheme: a good certificate gets the password" wait_for 60 \
	    grep -q "C: AUTH PLAIN $(printf '\0alice@example.test\0%s' \
		'wonder land' | base64)" "$SHARED/fake.log"
	end_process "$FAKE"
done
address=20
for kind in expired selfsigned wrongname unknownca; do
	address=$((address + 1))
	for scheme in pop3s pop3; do
		what="$kind certificate, $scheme"
		servers $scheme://$kind.example.test
		is "$what: Dovecot" "$(answer alice@example.test \
		    'wonder land')" AUTHINFO_UNAVAIL
		fake $scheme 127.0.0.$address $kind
		servers $scheme://$kind.example.test:1995
		is "$what" "$(answer alice@example.test 'wonder land')" \
		    AUTHINFO_UNAVAIL
		unlike "$what: nothing was said in TLS" "$(said)" \
		    'C:.*(CAPA|AUTH|USER|PASS)'
		end_process "$FAKE"
		like "$what: the log names the server" "$(last_login)" \
		    "untrusted: $scheme://$kind.example.test"
	done
done

# A server without STLS, or somebody who hides it: nothing goes in the clear.
cat >"$SHARED/stripped" <<'X'
S +OK ready
C STLS
S -ERR unknown command
E
X
fake stripped 127.0.0.60 good
servers pop3://fake.example.test:1995
is 'STLS hidden' "$(answer alice@example.test 'wonder land')" AUTHINFO_UNAVAIL
unlike 'nothing but STLS was said' "$(said)" 'C: (CAPA|AUTH|USER|PASS)'
end_process "$FAKE"

# proxy NAME LISTEN TARGET: counts in $SHARED/NAME.
proxy() {
	background "/var/log/$1" python3 \
	    "$PST_TOP/tests/system/lib/turns.py" "$2" "$3" "/shared/$1" \
	    >/dev/null
	wait_for 60 host bash -c "</dev/tcp/${2/://}"
}

# login_trips NAME URL WANTED: the round trips of a login, TCP's included.  A
# busy machine only adds to them.
login_trips() {
	local said seen
	servers "$2"
	for _ in 1 2 3; do
		said=$(answer alice@example.test 'wonder land')
		seen=$(awk '$2 == "open" { c = $1; n = 1 }
		    $2 == "turn" && $1 == c { n = $3 + 1 } END { print n }' \
		    "$SHARED/${1%% *}")
		[ "$seen" != "$3" ] || break
	done
	is "$1: logs in" "$said" SUCCESS
	is "$1: round trips" "$seen" "$3"
}

host_reset
proxy pplain 127.0.0.50:995 127.0.0.11:995
proxy pscram 127.0.0.50:2995 127.0.0.12:995
proxy pstls 127.0.0.50:110 127.0.0.11:110
# TCP, TLS, greeting, CAPA, AUTH PLAIN with its initial response.
login_trips 'pplain on 995' pop3s://proxy.example.test 5
login_trips 'pscram on 995' pop3s://proxy.example.test:2995 6
# TCP, greeting, STLS, TLS, CAPA (with TLS's end), AUTH PLAIN.
login_trips 'pstls on 110' pop3://proxy.example.test 6

# in_order NAME WANTED-URL URL...
in_order() {
	local name=$1 wanted=$2
	shift 2
	servers "$@"
	is "$name: logs in" "$(answer alice@example.test 'wonder land')" SUCCESS
	like "$name: at the right one" "$(last_login)" \
	    "alice@example.test: $wanted:[0-9]+: accepted"
}

in_order 'a dead IMAP server, then POP3' pop3s://mail.example.test \
    imaps://dead.example.test pop3s://mail.example.test
in_order 'a dead POP3 server, then IMAP' imaps://mail.example.test \
    pop3s://dead.example.test imaps://mail.example.test
in_order 'two dead ones, then STLS' pop3://plain.example.test \
    pop3s://dead.example.test imap://dead.example.test \
    pop3://plain.example.test imaps://mail.example.test
in_order 'the first of two that live' pop3s://scram.example.test \
    pop3s://scram.example.test imaps://mail.example.test

servers pop3s://plain.example.test imaps://proxy.example.test
rm -f "$SHARED/other"
background /var/log/other.log python3 "$PST_TOP/tests/system/lib/turns.py" \
    127.0.0.50:993 127.0.0.10:993 /shared/other --free >/dev/null
wait_for 60 host bash -c '</dev/tcp/127.0.0.50/993'
opens() { grep -c open "$SHARED/other"; }
is 'a refusal is final' "$(answer alice@example.test wonderland)" AUTH_ERR
is 'and no other server hears of it' "$(opens)" 1
servers pop3s://dead.example.test imaps://proxy.example.test
is 'as it would' "$(answer alice@example.test 'wonder land')" SUCCESS
is 'without that' "$(opens)" 2
