#!/bin/bash
# SPDX-License-Identifier: ISC
# Counts the round trips that a person waits for: those behind the moment in
# which the prompt is answered.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset

# proxy NAME LISTEN TARGET: counts in $SHARED/NAME.
proxy() {
	background "/var/log/$1" python3 \
	    "$PST_TOP/tests/system/lib/turns.py" "$2" "$3" "/shared/$1" \
	    >/dev/null
	wait_for 60 host bash -c "</dev/tcp/${2/://}"
}

# turns NAME: those of the latest connection; opened: how many there were.
turns() {
	awk '$2 == "open" { c = $1; n = 0 }
	    $2 == "turn" && $1 == c { n = $3 } END { print n }' "$SHARED/$1"
}
opened() { grep -c open "$SHARED/$1"; }
has_turns() { [ "$(opened "$1")" = "$2" ] && [ "$(turns "$1")" -ge "$3" ]; }

# person NAME URL BEFORE [MORE-SETTINGS]: a login whose password is typed once
# the server has had BEFORE turns.  Sets AT_ENTER and AT_END to the turns.
person() {
	local name=$1 typing next
	settings "$2"
	host sed -i "/^login/a\\ ${4-}" /etc/postern/postern.conf
	next=$(($(opened "$name") + 1))
	rm -f "$T/typing"
	mkfifo "$T/typing"
	host timeout 60 /usr/local/bin/pam-answer imap-only \
	    alice@example.test <"$T/typing" >"$T/answer" 2>&1 &
	exec {typing}>"$T/typing"
	wait_for 60 grep -q ^prompt "$T/answer"
	[ "$3" = 0 ] || wait_for 60 has_turns "$name" "$next" "$3"
	AT_ENTER=$(turns "$name")
	[ "$(opened "$name")" = "$next" ] || AT_ENTER=0
	printf %s 'wonder land' >&"$typing"
	exec {typing}>&-
	wait $!
	AT_END=$(turns "$name")
}

# one_left NAME URL BEFORE
one_left() {
	local name=$1
	# A busy machine only adds to them.
	for _ in 1 2 3; do
		person "${name%% *}" "$2" "$3"
		[ "$AT_ENTER-$AT_END" != "$3-$(($3 + 1))" ] || break
	done
	is "$WAY, $name: logs in" "$(tail -n 1 "$T/answer")" SUCCESS
	is "$WAY, $name: all but one come while it is typed" "$AT_ENTER" "$3"
	is "$WAY, $name: one is left after Enter" $((AT_END - AT_ENTER)) 1
}

# TLS, greeting.  For SCRAM its first message too; STARTTLS has a greeting
# before TLS and CAPABILITY behind it; POP3 asks for CAPA.
all() {
	one_left plain imaps://proxy.example.test 2
	one_left scram imaps://proxy.example.test:2993 3
	one_left scram-pop3 pop3s://proxy.example.test:2995 4
	one_left starttls imap://proxy.example.test 4
	one_left pop3s pop3s://proxy.example.test 3
}

proxy plain 127.0.0.50:993 127.0.0.11:993
proxy scram 127.0.0.50:2993 127.0.0.12:993
proxy scram-pop3 127.0.0.50:2995 127.0.0.12:995
proxy starttls 127.0.0.50:143 127.0.0.11:143
proxy pop3s 127.0.0.50:995 127.0.0.11:995
login_start
WAY='with the daemon'
all
for _ in 1 2 3; do
	person plain imaps://proxy.example.test 0 'preconnect = no'
	[ "$AT_ENTER-$AT_END" != 0-3 ] || break
done
is 'without preconnect all of them come after Enter' "$AT_ENTER-$AT_END" 0-3
login_stop
WAY='without a daemon'
all
