#!/bin/bash
# SPDX-License-Identifier: ISC
# Tries to get in where there is no way in: with messages, options, files in
# the spool, requests, and a relay that lies.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset
SPOOL=/var/spool/postern
RELAY=/var/log/talking-relay.log

attack() {
	checks_of "$*" host python3 "$PST_TOP/tests/system/lib/mail_in.py" \
	    "$@"
}
queue_is_empty() { host mailq | grep -q 'queue is empty'; }
in_spool() { host bash -c "find $SPOOL/$1 -type f ! -name '.*' | wc -l"; }

# At the door.
attack setgid envelopes frames options
is 'nothing was left' "$(in_spool drop)" 0
checks_of 'queue-put, started oddly' host python3 \
    "$PST_TOP/tests/system/lib/setgid.py" limits descriptors signals places \
    table

# The runner says how much may wait, and is gone then.
host bash -c "sed -i 's/^mail {/&\n\tuser-messages = 20\n\tuser-bytes = 200K/' \
    /etc/postern/postern.conf"
queue_start
check 'the limits are told' wait_for 60 host grep -q '^messages 20$' \
    $SPOOL/drop/limits
queue_stop
attack quota
host_reset

# What ends a message ends none: to a relay with CHUNKING, and by DATA.
# smuggled NAME: of what was handed in, and nothing else, tells what arrived.
smuggled() {
	check "$1: all is sent" wait_for 120 queue_is_empty
	is "$1: each is one message" "$(mail_count carol@example.test)" 13
	is "$1: nobody else got one" "$(mail_count tina@example.test)\
$(provider bash -c 'ls /srv/vmail | grep -vc carol@example.test')" 00
	seen=$(mail_text carol@example.test | tr -d '\r')
	is "$1: the insides are all there" \
	    "$(grep -c '^Subject: smuggled$' <<<"$seen") $(grep -c '^last$' \
		<<<"$seen")" '12 12'
	is "$1: so are lone dots" "$(sed -n '/^Subject: dots/,/^Ret/p' \
	    <<<"$seen" | grep -c '^\.\{1,3\} *$')" 5
	provider bash -c 'rm -rf /srv/vmail/*'
}
attack smuggle
queue_start
smuggled 'BDAT'
queue_stop
settings imaps://mail.example.test submissions://mail.example.test \
    '	chunking = false
'
attack smuggle
queue_start
smuggled 'DATA'

# Files that queue-put does not write, requests, others' messages.
attack identity envelope_files strange_files others sockets changed_files \
    shrinking_file
check 'a good message still arrives' host_as mallet bash -c \
    'echo x | sendmail carol@example.test'
check 'soon' mail_arrives carol@example.test 1 60
check 'no program has crashed' host bash -c \
    '! grep -qE "signal|killed|Sanitizer" /var/log/postern-queue.log'
queue_stop
host bash -c "find $SPOOL -type f -delete"

# A relay that lies to the host about recipients.
host_reset
provider bash -c ': >"$1"' _ $RELAY
provider bash -c 'setsid python3 "$1" 2525 "$2" /shared/pki/good.pem \
    /shared/pki/server.key </dev/null >/var/log/talking.err 2>&1 &
    echo $! >/run/talking.pid' _ \
    "$PST_TOP/tests/system/lib/talking_relay.py" $RELAY
listens() { provider bash -c ': </dev/tcp/127.0.0.1/2525' 2>/dev/null; }
wait_for 60 listens
settings imaps://mail.example.test submissions://mail.example.test:2525
queue_start
for lie in lines boundary quotes long bytes; do
	host_as mallet bash -c 'printf "Subject: $1\n\nx\n" |
	    sendmail -f alice@example.test "$1@example.test"' _ $lie
done
reported() {
	[ "$(provider grep -c 'RCPT TO:<alice@' $RELAY)" -ge "$1" ]
}
check 'each lie is reported' wait_for 120 reported 5
# These are no replies at all: the relay is not believed any more.
for lie in escape return feed; do
	host_as mallet bash -c 'printf "Subject: $1\n\nx\n" |
	    sendmail -f alice@example.test "$1@example.test"' _ $lie
done
no_reply() { host mailq | grep -q 'something that is no reply'; }
check 'what is no reply ends the conversation' wait_for 60 no_reply
seen=$(provider cat $RELAY | tr -d "\000")
unlike 'no lie is a field of a report' "$seen" '^T: X-Evil'
is 'no control character gets into a report' "$(provider bash -c \
    'LC_ALL=C grep -aPc "^T: .*[\x00-\x08\x0b-\x1f\x7f]." "$1"' _ $RELAY)" 0
unlike 'nor into the log' "$(host cat /var/log/postern-queue.log)" \
    '[[:cntrl:]]'
unlike 'nor into what mailq prints' "$(host mailq)" '[[:cntrl:]]'
is 'no lie makes a line of the log' "$(host grep -c '^X-Evil' \
    /var/log/postern-queue.log)" 0
like 'the log quotes what was said' \
    "$(host grep 'to=<quotes@' /var/log/postern-queue.log)" \
    '^[^"]* status=bounced reply="'
like 'only known commands were sent' "$(grep '^C: ' <<<"$seen" | tr -d '\r' |
    cut -d' ' -f2 | cut -d: -f1 | sort -u | xargs)" \
    '^(DATA|EHLO|MAIL|QUIT|RCPT|RSET|NOOP| )+$'
queue_stop
provider bash -c 'kill $(cat /run/talking.pid)'
