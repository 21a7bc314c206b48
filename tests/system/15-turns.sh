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
	wait_for 60 host bash -c "</dev/tcp/${2/://}"
}

# trips NAME: the round trips of the latest connection, TCP's included.
trips() {
	awk '$2 == "open" { c = $1; n = 1 }
	    $2 == "turn" && $1 == c { n = $3 + 1 } END { print n }' \
	    "$SHARED/$1"
}

# login_trips NAME URL WANTED
login_trips() {
	local answer seen
	settings "$2"
	# Who rests between two writes lets the other side speak: a busy
	# machine only adds to it.
	for _ in 1 2 3; do
		answer=$(pam_answer alice@example.test 'wonder land')
		seen=$(trips "${1%% *}")
		[ "$seen" != "$3" ] || break
	done
	is "$1: logs in" "$(tail -n 1 <<<"$answer")" SUCCESS
	is "$1: round trips" "$seen" "$3"
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
	local seen
	for _ in 1 2 3; do
		host_reset
		settings imaps://mail.example.test "$2"
		host bash -c 'echo hello | sendmail carol@example.test'
		queue_start
		mail_arrives carol@example.test
		wait_for 60 sent
		seen=$(trips "${1%% *}")
		queue_stop
		[ "$seen" != "$3" ] || break
	done
	is "$1: arrives" "$(mail_count carol@example.test)" 1
	is "$1: round trips" "$seen" "$3"
}

# Whether the queue has seen the final reply: the message is gone.
sent() {
	[ -z "$(host find /var/spool/postern/queue \
	    /var/spool/postern/drop -type f -name '*-*')" ]
}

proxy submissions 127.0.0.50:465 127.0.0.11:465
proxy submission 127.0.0.50:587 127.0.0.11:587
message_trips 'submissions 465, CHUNKING' submissions://proxy.example.test 6
message_trips 'submission 587, CHUNKING' submission://proxy.example.test 8
