#!/bin/bash
# SPDX-License-Identifier: ISC
# Serves bad certificates: no byte of a password may leave for such a server.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset

PASSWORD='wonder land'
RELAY_PASSWORD=$(password_of web1@example.test)

# The scripts of servers that would take anything.
cat >"$SHARED/imaps" <<'X'
T
S * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready
E
X
cat >"$SHARED/imap" <<'X'
S * OK [CAPABILITY IMAP4rev1 SASL-IR STARTTLS AUTH=PLAIN] ready
C (\S+) STARTTLS
S \1 OK go
T
E
X
cat >"$SHARED/submissions" <<'X'
T
S 220 ready
C EHLO .*
S 250-here
S 250 AUTH PLAIN LOGIN
E
X
cat >"$SHARED/submission" <<'X'
S 220 ready
C EHLO .*
S 250-here
S 250-AUTH PLAIN LOGIN
S 250 STARTTLS
C STARTTLS
S 220 go
T
E
X

# fake PROTOCOL ADDRESS CERTIFICATE: sets FAKE to its pid.
fake() {
	FAKE=$(background /var/log/fake.log python3 \
	    "$PST_TOP/tests/wire/fakeserver.py" --listen "$2:1993" \
	    --cert "/shared/pki/$3.pem" --key /shared/pki/server.key \
	    --port-file /shared/port --log /shared/fake.log "/shared/$1")
	wait_for 60 test -s "$SHARED/port"
	rm -f "$SHARED/port"
}

# no_secret NAME PASSWORD: what the server got holds no credentials.
no_secret() {
	local log
	log=$(cat "$SHARED/fake.log")
	like "$1: the server was there" "$log" '^1 open'
	unlike "$1: no password, no command behind TLS" "$log" \
	    "$(base64 <<<"$2" | cut -c 3-10)|$2|C:.*(AUTH|LOGIN|CAPABILITY)"
	like "$1: TLS was broken off or nothing said in it" "$log" \
	    'tls failed|eof'
}

# A server with a good certificate does get the password: what follows would
# see it.
fake imaps 127.0.0.60 good
settings imaps://fake.example.test:1993
background /var/log/ask.log bash -c \
    'printf "wonder land" | pam-answer imap-only alice@example.test' >/dev/null
check 'a good certificate gets the password' wait_for 60 grep -q \
    "C: .*AUTHENTICATE PLAIN $(printf '\0alice@example.test\0%s' \
	"$PASSWORD" | base64)" "$SHARED/fake.log"
end_process "$FAKE"

address=20
for kind in expired selfsigned wrongname unknownca; do
	address=$((address + 1))
	for protocol in imaps imap; do
		what="$kind certificate, $protocol"
		settings "$protocol://$kind.example.test"
		is "$what: Dovecot" "$(pam_answer alice@example.test \
		    "$PASSWORD" | tail -n 1)" AUTHINFO_UNAVAIL
		fake $protocol 127.0.0.$address $kind
		settings "$protocol://$kind.example.test:1993"
		is "$what" "$(pam_answer alice@example.test \
		    "$PASSWORD" | tail -n 1)" AUTHINFO_UNAVAIL
		wait_for 60 grep -q close "$SHARED/fake.log"
		end_process "$FAKE"
		no_secret "$what" "$PASSWORD"
		like "$what: the log names the server and the reason" \
		    "$(messages | tail -n 5)" "$kind.example.test"
	done
	host_reset
	for protocol in submissions submission; do
		what="$kind certificate, $protocol"
		fake $protocol 127.0.0.$address $kind
		settings imaps://mail.example.test \
		    "$protocol://$kind.example.test:1993"
		host bash -c 'echo hello | sendmail carol@example.test'
		queue_start
		wait_for 60 grep -q close "$SHARED/fake.log"
		wait_for 60 host bash -c 'mailq | grep -qi certificate'
		like "$what: mailq says why" "$(host mailq)" \
		    'certificate|TLS'
		queue_stop
		wait_for 60 grep -q close "$SHARED/fake.log"
		end_process "$FAKE"
		no_secret "$what" "$RELAY_PASSWORD"
		host_reset
	done
done

# The system's store instead of ca-file.
host bash -c 'sed -i /ca-file/d /etc/postern/postern.conf
	rm /etc/postern/ca.pem'
is 'an unknown CA without ca-file' "$(pam_answer alice@example.test \
    "$PASSWORD" | tail -n 1)" AUTHINFO_UNAVAIL
host bash -c 'mkdir -p /etc/ssl/certs
	cp /shared/pki/ca.pem /etc/ssl/certs/postern-test.pem
	ln -sf postern-test.pem "/etc/ssl/certs/$(openssl x509 -hash -noout \
	    -in /shared/pki/ca.pem).0"'
is 'the hashed directory of the system' "$(pam_answer alice@example.test \
    "$PASSWORD" | tail -n 1)" SUCCESS
host bash -c 'rm -f /etc/ssl/certs/postern-test.pem
	find /etc/ssl/certs -xtype l -delete'
