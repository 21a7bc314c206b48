#!/bin/bash
# SPDX-License-Identifier: ISC
# Logs in at Cyrus IMAP, whose SCRAM can be bound to the TLS connection, and
# past somebody who ends that connection before the server.
. "$PST_TOP/tests/system/lib/test.sh"
. "$PST_TOP/tests/system/lib/cyrus.sh"
host_reset
cyrus_start || fail 'Cyrus starts' "$(tail "$PST_WORK/cyrus-packages.log")"

PASSWORD='wonder land'

# mechanisms LIST: only these from now on; without an argument all.
MECHANISMS=
mechanisms() { MECHANISMS=${1-}; }

# login URL [PASSWORD [USER]]: what the module answers.
login() {
	settings "$1"
	[ -z "$MECHANISMS" ] || host sed -i \
	    "s|^login .*|&\n\tmechanisms = \"$MECHANISMS\"|" \
	    /etc/postern/postern.conf
	pam_answer "${3:-alice@example.test}" "${2-$PASSWORD}" | tail -n 1
}

# at_cyrus: sets LOGGED to what Cyrus wrote of logins since the last call.
SEEN=0
at_cyrus() {
	log_sync cyrus
	cyrus grep -E 'login: |badlogin: |starttls: ' /var/log/cyrus.log \
	    >"$T/cyrus"
	LOGGED=$(tail -n +$((SEEN + 1)) "$T/cyrus")
	SEEN=$(wc -l <"$T/cyrus")
}

for url in imaps imap pop3s pop3; do
	what="TLS 1.2, $url"
	is "$what: logs in" "$(login $url://cyrus12.example.test)" SUCCESS
	at_cyrus
	like "$what: bound by tls-unique" "$LOGGED" \
	    'login: .*alice@example.test SCRAM-SHA-256-PLUS\+TLS'
	unlike "$what: at once" "$LOGGED" badlogin
	like "$what: our log says so" "$(messages | tail -n 1)" \
	    'accepted by SCRAM-SHA-256-PLUS'
	is "$what: a wrong password" \
	    "$(login $url://cyrus12.example.test wrong)" AUTH_ERR
	at_cyrus
	is "$what: which was tried once" "$(grep -c badlogin <<<"$LOGGED")" 1

	# Cyrus knows no tls-exporter, and says so only after the proof.
	what="TLS 1.3, $url"
	is "$what: logs in" "$(login $url://cyrus13.example.test)" SUCCESS
	at_cyrus
	like "$what: the binding was tried" "$LOGGED" \
	    'badlogin: .*SCRAM-SHA-256-PLUS .*bad protocol'
	like "$what: by SCRAM then" "$LOGGED" \
	    'login: .*alice@example.test SCRAM-SHA-256\+TLS'
	is "$what: on the same connection" \
	    "$(grep -c starttls: <<<"$LOGGED")" 1
	is "$what: a wrong password" \
	    "$(login $url://cyrus13.example.test wrong)" AUTH_ERR
	at_cyrus
	unlike "$what: which PLAIN did not get" "$LOGGED" 'PLAIN|LOGIN'
done

# Only what binds, or only one that it does not offer.
mechanisms SCRAM-SHA-1-PLUS
is 'SCRAM-SHA-1-PLUS alone: logs in' \
    "$(login imaps://cyrus12.example.test)" SUCCESS
at_cyrus
like 'SCRAM-SHA-1-PLUS alone: is what was used' "$LOGGED" \
    'login: .*alice@example.test SCRAM-SHA-1-PLUS\+TLS'
is 'SCRAM-SHA-1-PLUS alone: not where it cannot be done' \
    "$(login imaps://cyrus13.example.test)" AUTHINFO_UNAVAIL
mechanisms SCRAM-SHA-256-PLUS
is 'a pinned mechanism that Dovecot does not offer' \
    "$(login imaps://mail.example.test)" AUTHINFO_UNAVAIL
like 'the log names it' "$(messages | tail -n 1)" \
    'no mechanism in common.*we take SCRAM-SHA-256-PLUS'
mechanisms

# between NAME SERVER-ADDRESS [OPTION...]: somebody on proxy.example.test:1993
# with a certificate that is trusted; sets BETWEEN to its pid.
between() {
	local name=$1 server=$2
	shift 2
	BETWEEN=$(background /var/log/mitm.log python3 \
	    "$PST_TOP/tests/system/lib/mitm.py" 127.0.0.50:1993 \
	    "$server:993" "/shared/$name" /shared/pki/good.pem \
	    /shared/pki/server.key "$@")
	wait_for 60 host bash -c '</dev/tcp/127.0.0.50/1993'
}

# away: ends it, and sets HEARD to what it heard.
away() {
	end_process "$BETWEEN"
	HEARD=$(cat "$SHARED/$1")
}

# no_password NAME: neither in the clear nor as PLAIN or LOGIN encode it.
no_password() {
	unlike "$1: hears no password" "$HEARD" \
	    "$PASSWORD|$(printf '\0alice@example.test\0%s' "$PASSWORD" |
		base64)|$(printf %s "$PASSWORD" | base64)"
}

between mitm-unique 127.0.0.16 --newest 1.2
is 'somebody between, TLS 1.2: no login' \
    "$(login imaps://proxy.example.test:1993)" AUTHINFO_UNAVAIL
away mitm-unique
at_cyrus
like 'somebody between, TLS 1.2: was there' "$HEARD" \
    'C: .* AUTHENTICATE SCRAM-SHA-256-PLUS '
is 'somebody between, TLS 1.2: nothing follows the proof' \
    "$(grep -c 'C: .* AUTHENTICATE' <<<"$HEARD")" 1
no_password 'somebody between, TLS 1.2'
like 'somebody between, TLS 1.2: Cyrus saw it' "$LOGGED" \
    'badlogin: .*SCRAM-SHA-256-PLUS .*[Cc]hannel bindings mismatch'
like 'somebody between, TLS 1.2: the log says what it means' \
    "$(messages | tail -n 1)" 'does not know our TLS connection'

# What TLS 1.3 brings is no different from a server without tls-exporter;
# who names the mechanisms gives way to nobody.
between mitm-exporter 127.0.0.16
login imaps://proxy.example.test:1993 >"$T/answer"
away mitm-exporter
is 'somebody between, TLS 1.3: SCRAM at most' \
    "$(grep -o 'AUTHENTICATE [A-Z0-9-]*' <<<"$HEARD" | sort -u | tr '\n' ,)" \
    'AUTHENTICATE SCRAM-SHA-256,AUTHENTICATE SCRAM-SHA-256-PLUS,'
no_password 'somebody between, TLS 1.3'
mechanisms SCRAM-SHA-256-PLUS
between mitm-pinned 127.0.0.16
is 'somebody between, what binds alone: no login' \
    "$(login imaps://proxy.example.test:1993)" AUTHINFO_UNAVAIL
away mitm-pinned
is 'somebody between, what binds alone: nothing else' \
    "$(grep -c 'C: .* AUTHENTICATE' <<<"$HEARD")" 1

# Who names what binds takes nothing else when somebody hides it.
mechanisms SCRAM-SHA-256-PLUS
between mitm-hides 127.0.0.16 --hide AUTH=SCRAM-SHA-256-PLUS
is 'somebody hides what binds: no login' \
    "$(login imaps://proxy.example.test:1993)" AUTHINFO_UNAVAIL
away mitm-hides
like 'somebody hides what binds: was there' "$HEARD" '^open TLS'
unlike 'somebody hides what binds: did so' "$HEARD" \
    'S: .*AUTH=SCRAM-SHA-256-PLUS'
unlike 'somebody hides what binds: nobody logs in' "$HEARD" \
    'C: .*(AUTHENTICATE|LOGIN)'
no_password 'somebody hides what binds'
mechanisms
