#!/bin/bash
# SPDX-License-Identifier: ISC
# Several servers, pinned keys, addresses that are silent, a dead resolver.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset

PASSWORD='wonder land'
MAIL=imaps://mail.example.test
NOBODY=imaps://dead.example.test

# servers 'KEY = VALUE'...: the settings of both domains, and an empty log.
servers() {
	local domain key
	log_sync host
	host truncate -s 0 /var/log/messages
	for domain in example.test example.org; do
		printf 'login "%s" {\n\tca-file = "/etc/postern/ca.pem"\n' \
		    "$domain"
		for key; do
			printf '\t%s\n' "$key"
		done
		printf '}\n'
	done | put /etc/postern/postern.conf
}

# answer [PASSWORD]: what the module says, alone.
answer() { pam_answer alice@example.test "${1-$PASSWORD}" | tail -n 1; }

logged() { like "$1" "$(messages)" "$2"; } # NAME REGEX

# took FROM: seconds since then; between NAME SECONDS LEAST MOST
took() { echo $((SECONDS - $1)); }
between() {
	if [ "$2" -ge "$3" ] && [ "$2" -le "$4" ]; then
		pass "$1"
	else
		fail "$1" "took $2 s, not $3 to $4"
	fi
}

# watch NAME TARGET: counts connections of proxy.example.test:1993.
watch() {
	WATCH=$(background /var/log/turns.log python3 \
	    "$PST_TOP/tests/system/lib/turns.py" 127.0.0.50:1993 "$2" \
	    "/shared/$1" --free)
	wait_for 60 test -f "$SHARED/$1"
	wait_for 60 host bash -c 'ss -Hltn "src 127.0.0.50:1993" | grep -q .'
}
watched() {
	end_process "$WATCH"
	grep -c open "$SHARED/$1"
}

# Nobody listens at the first, and at the second there is no such name.
servers "server = { \"$NOBODY\", \"imaps://nowhere.invalid\", \"$MAIL\" }"
is 'two that cannot be reached, and one that can' "$(answer)" SUCCESS
logged 'the log names the one that answered' \
    'imaps://mail.example.test:993: accepted'
servers "server = { \"$NOBODY\", \"pop3s://mail.example.test\" }"
is 'IMAP is not there, POP3 is' "$(answer)" SUCCESS
servers "server = { \"$NOBODY\", \"imap://dead.example.test\" }"
is 'none can be reached' "$(answer)" AUTHINFO_UNAVAIL
logged 'the log names the last' \
    'imap://dead.example.test:143: connecting .*refused'

# Who has decided, or is not to be trusted, is the last to be asked.
watch decided 127.0.0.11:993
servers "server = { \"$MAIL\", \"imaps://proxy.example.test:1993\" }"
is 'the first refuses the password' "$(answer wrong)" AUTH_ERR
servers 'server = { "imaps://expired.example.test",
		    "imaps://proxy.example.test:1993" }'
is 'the certificate of the first is bad' "$(answer)" AUTHINFO_UNAVAIL
is 'the second was not asked' "$(watched decided)" 0
watch asked 127.0.0.11:993
servers "server = { \"$NOBODY\", \"imaps://proxy.example.test:1993\" }"
is 'the first is not there' "$(answer)" SUCCESS
is 'the second was asked' "$(watched asked)" 1

# pin_of CERTIFICATE: as postern.conf(5) shows it.
pin_of() {
	printf 'sha256//'
	host bash -c 'openssl x509 -pubkey -noout -in "$1" |
	    openssl pkey -pubin -outform der |
	    openssl dgst -sha256 -binary | base64' _ "$1"
}
PIN=$(pin_of /shared/pki/good.pem)
OTHER=$(pin_of /shared/pki/ca.pem)
servers "server = \"$MAIL\"" "pin = \"$PIN\""
is 'the pinned key' "$(answer)" SUCCESS
servers "server = \"imap://mail.example.test\"" "pin = { \"$OTHER\", \"$PIN\" }"
is 'the second of two pinned keys' "$(answer)" SUCCESS
servers "server = \"pop3s://mail.example.test\"" "pin = \"$OTHER\""
is 'another key' "$(answer)" AUTHINFO_UNAVAIL
logged 'another key: the log shows it' "another key .*${PIN//+/\\+}"
servers 'server = "imaps://expired.example.test"' "pin = \"$PIN\""
is 'the pinned key in an expired certificate' "$(answer)" AUTHINFO_UNAVAIL
logged 'the pinned key in an expired certificate: the log' expired
servers "server = \"$MAIL\"" "pin = \"${PIN%=}\""
is 'a pin that is none' "$(answer)" SYSTEM_ERR
logged 'a pin that is none: the log names file, line and key' \
    'postern.conf:4: login "example.test": pin: '

# What a server hears whose key is another one.
cat >"$SHARED/hears" <<'X'
T
S * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready
E
X
FAKE=$(background /var/log/fake.log python3 \
    "$PST_TOP/tests/wire/fakeserver.py" --listen 127.0.0.60:1993 \
    --cert /shared/pki/good.pem --key /shared/pki/server.key \
    --log /shared/heard --port-file /shared/hears.port /shared/hears)
wait_for 60 test -s "$SHARED/hears.port"
servers 'server = "imaps://fake.example.test:1993"' "pin = \"$OTHER\""
is 'another key at a server that listens' "$(answer)" AUTHINFO_UNAVAIL
wait_for 60 grep -q close "$SHARED/heard"
end_process "$FAKE"
like 'it was there' "$(cat "$SHARED/heard")" '^1 open'
unlike 'and heard nothing' "$(cat "$SHARED/heard")" ' C: '

# silent KIND ADDRESS PORT: somebody who never answers; sets SILENT.
silent() {
	rm -f "$SHARED/silent"
	SILENT=$(background /var/log/silent.log python3 \
	    "$PST_TOP/tests/system/lib/silent.py" "$@" /shared/silent)
	wait_for 60 test -f "$SHARED/silent"
}

# IPv6 comes first and is a hole; IPv4 is tried a quarter of a second later.
nsenter --target "$PST_NET_PID" --net ip -6 address add 2001:db8::2/128 \
    dev lo nodad 2>/dev/null
silent tcp 2001:db8::2 993
is 'IPv6 comes first' \
    "$(host getent ahosts split.example.test | awk 'NR == 1 { print $1 }')" \
    2001:db8::2
is 'and is silent' "$(host timeout 1 bash -c '</dev/tcp/2001:db8::2/993'
    echo $?)" 124
servers 'server = "imaps://split.example.test"'
from=$SECONDS
is 'IPv6 is a hole, IPv4 is there' "$(answer)" SUCCESS
between 'IPv6 is a hole: it costs no time' "$(took $from)" 0 9
end_process "$SILENT"

# One that takes the connection and says nothing has a share of the time.
printf 'E\n' >"$SHARED/hangs"
rm -f "$SHARED/hears.port"
FAKE=$(background /var/log/fake.log python3 \
    "$PST_TOP/tests/wire/fakeserver.py" --listen 127.0.0.60:1993 \
    --log /shared/hung --port-file /shared/hears.port /shared/hangs)
wait_for 60 test -s "$SHARED/hears.port"
servers "server = { \"imaps://fake.example.test:1993\", \"$NOBODY\",
		    \"$MAIL\" }"
from=$SECONDS
is 'the first hangs' "$(answer)" SUCCESS
between 'the first hangs: it had its share of 30 s' "$(took $from)" 9 25
end_process "$FAKE"

# A resolver that swallows queries, and would be asked for minutes.  Two
# logins at a time: one has a name that needs no resolver behind it.
host sed -i 's/^hosts:.*/hosts: files dns/' /etc/nsswitch.conf
printf 'nameserver 127.0.0.53\noptions timeout:30 attempts:5\n' |
    put /etc/resolv.conf
silent udp 127.0.0.53 53
{
	printf 'login "example.test" {\n\tca-file = "/etc/postern/ca.pem"\n'
	printf '\tserver = "imaps://imap.example.net"\n}\n'
	printf 'login "example.org" {\n\tca-file = "/etc/postern/ca.pem"\n'
	printf '\tserver = { "imaps://imap.example.net", "%s" }\n}\n' "$MAIL"
} | put /etc/postern/postern.conf
from=$SECONDS
{
	pam_answer dave@example.org dave-pw | tail -n 1 >"$T/second"
	took $from >"$T/second-took"
} &
second=$!
is 'a dead resolver' "$(answer)" AUTHINFO_UNAVAIL
between 'a dead resolver: the deadline holds' "$(took $from)" 29 50
wait $second
is 'a dead resolver, and a server that needs none' "$(cat "$T/second")" SUCCESS
between 'a dead resolver had its share of 30 s' "$(cat "$T/second-took")" 14 28
logged 'a dead resolver: the log says so' \
    'imap.example.net: the resolver does not answer in time'
end_process "$SILENT"
host sed -i 's/^hosts:.*/hosts: files/' /etc/nsswitch.conf
: | put /etc/resolv.conf
