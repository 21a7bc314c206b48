#!/bin/bash
# SPDX-License-Identifier: ISC
# Counts the round trips of a login and of a message, without a clock.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset

# proxy NAME LISTEN TARGET: counts in $SHARED/NAME.
proxy() {
	background "/var/log/$1" python3 \
	    "$PST_TOP/tests/system/lib/turns.py" "$2" "$3" "/shared/$1" \
	    >/dev/null
	wait_for 10 host bash -c "</dev/tcp/${2/://}"
}

# trips NAME: the round trips of the latest connection, TCP's included.
trips() {
	awk '$2 == "open" { n = 1 } $2 == "turn" { n = $3 + 1 }
	    END { print n }' "$SHARED/$1"
}

# login_trips NAME URL WANTED
login_trips() {
	settings "$2"
	is "$1: logs in" "$(pam_answer alice@example.test 'wonder land' |
	    tail -n 1)" SUCCESS
	is "$1: round trips" "$(trips "${1%% *}")" "$3"
}

proxy plain 127.0.0.50:993 127.0.0.11:993
proxy scram 127.0.0.50:2993 127.0.0.12:993
proxy scram1 127.0.0.50:3993 127.0.0.13:993
proxy starttls 127.0.0.50:143 127.0.0.11:143
login_trips 'plain on 993' imaps://proxy.example.test 4
login_trips 'scram on 993' imaps://proxy.example.test:2993 5
login_trips 'scram1 on 993' imaps://proxy.example.test:3993 5
# TCP, greeting, STARTTLS, TLS, CAPABILITY (with TLS's end), PLAIN.
login_trips 'starttls on 143' imap://proxy.example.test 6

# message_trips NAME URL WANTED: one message, until its final 250.
message_trips() {
	host_reset
	settings imaps://mail.example.test "$2"
	host bash -c 'echo hello | sendmail carol@example.test'
	queue_start
	mail_arrives carol@example.test
	wait_for 10 sent
	is "$1: arrives" "$(mail_count carol@example.test)" 1
	is "$1: round trips" "$(trips "${1%% *}")" "$3"
	queue_stop
}

# Whether the queue has seen the final reply: the message is gone.
sent() {
	[ -z "$(host find /var/spool/postern/queue \
	    /var/spool/postern/drop -type f)" ]
}

proxy submissions 127.0.0.50:465 127.0.0.11:465
proxy submission 127.0.0.50:587 127.0.0.11:587
message_trips 'submissions 465, CHUNKING' submissions://proxy.example.test 6
message_trips 'submission 587, CHUNKING' submission://proxy.example.test 8
