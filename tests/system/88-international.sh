#!/bin/bash
# SPDX-License-Identifier: ISC
# Recipients of which each has its own NOTIFY and ORCPT, and addresses that are
# not ASCII: with a relay that offers DSN and SMTPUTF8, and with one that does
# not.
. "$PST_TOP/tests/system/lib/test.sh"

ME=web1@example.test
JOERG=$'j\xc3\xb6rg@all.example.test'
ALL=@all.example.test

text_of() { mail_text "$1" | tr -d '\r'; }
fresh() { provider bash -c 'rm -rf /srv/vmail/*'; }
# in_dir DIRECTORY: how many messages lie there.
in_dir() {
	host find /var/spool/postern/"$1" -type f ! -name '.*' ! -name '*.j' |
	    wc -l
}
nothing_waits() { [ "$(in_dir queue)$(in_dir drop/new)" = 00 ]; }
# relay HOST: the only one, from now on.
relay() {
	queue_stop
	settings imaps://mail.example.test "submissions://$1"
	queue_start
}
# by_smtp COMMAND...: what -bs replies to these and a short text.
by_smtp() {
	printf '%s\r\n' 'EHLO here' "$@" DATA 'Subject: hello' '' x . QUIT |
	    host_as mallet sendmail -bs 2>&1
}
three() {
	by_smtp "MAIL FROM:<$ME>" \
	    'RCPT TO:<alice@example.test> NOTIFY=SUCCESS ORCPT=rfc822;al+2Bx@y' \
	    'RCPT TO:<bob@example.test> NOTIFY=NEVER' \
	    'RCPT TO:<refused@example.test> NOTIFY=NEVER' \
	    'RCPT TO:<tina> NOTIFY=FAILURE'
}

host_reset
queue_start
like 'each recipient is taken' "$(three)" '^250 2.0.0 queued as'
check 'one asked for a report of success' mail_arrives $ME
check 'the others get theirs' mail_arrives bob@example.test
check 'then nothing waits' wait_for 60 nothing_waits
report=$(text_of $ME)
like 'by the server that delivered it' "$report" '^Action: delivered'
like 'about that recipient' "$report" \
    '^Final-Recipient: rfc822; alice@example\.test'
like 'as the sender named it' "$report" '^Original-Recipient: rfc822; ?al\+x@y'
unlike 'and no other' "$report" '^Final-Recipient: .*(bob|refused|tina)'
is 'nobody asked about the refused one: it is kept' "$(in_dir failed)" 1
is 'one report in all' "$(mail_count $ME)" 1

host_reset
relay ascii.example.test
three >/dev/null
check 'without DSN there: a report all the same' mail_arrives $ME
check 'from here, and nothing waits' wait_for 60 nothing_waits
report=$(text_of $ME)
like 'that it was passed on' "$report" '^Action: relayed'
like 'as the sender named it, too' "$report" \
    '^Original-Recipient: rfc822; al\+x@y'
unlike 'and of no other, too' "$report" '^Final-Recipient: .*(bob|refused)'

# send SUBJECT ARGUMENT...: a short message, To in its header section.
send() {
	local subject=$1
	shift
	printf 'To: Somebody <%s>\nSubject: %s\n\nx\n' "$to" "$subject" |
	    host_as mallet sendmail -f $ME "$@"
}

fresh
to=$JOERG
send utf8 "$JOERG" bob@example.test
check 'without SMTPUTF8: it comes back' mail_arrives $ME
check 'and nothing waits' wait_for 60 nothing_waits
report=$(text_of $ME)
like 'with the status' "$report" '^Status: 5\.6\.7'
like 'in words' "$report" 'SMTPUTF8, which the relay does not offer'
like 'about that address, in ASCII' "$report" \
    '^Final-Recipient: utf-8; j\\x\{F6\}rg@all\.example\.test'
like 'with a header section of that kind' "$report" \
    '^Content-Type: message/global-headers'
to=bob@example.test
send other "$JOERG" bob@example.test
check 'one recipient alone comes back' mail_arrives $ME 2
check 'the other does not' mail_arrives bob@example.test

fresh
relay mail.example.test
to=$JOERG
send utf8 "$JOERG"
check 'with SMTPUTF8: it arrives' mail_arrives $ALL
text=$(text_of $ALL)
like 'by SMTPUTF8' "$text" 'with UTF8SMTPSA'
like 'as it was' "$text" "^To: Somebody <$JOERG>"
to=bob@example.test
send plain bob@example.test
check 'others do as before' mail_arrives bob@example.test
like 'without it' "$(text_of bob@example.test)" 'with ESMTPSA'
fresh
by_smtp 'MAIL FROM:<> SMTPUTF8 BODY=8BITMIME' \
    "RCPT TO:<$JOERG> ORCPT=utf-8;$JOERG" >/dev/null
printf 'ops: %s\n' "$JOERG" | put /etc/aliases
send alias ops
check 'by SMTP and by an alias too' mail_arrives $ALL 2

# What waits is shown as it is.
queue_stop
send shown "$JOERG"
like 'mailq shows it' "$(host mailq)" "$JOERG"
like 'and in JSON' "$(host mailq --json)" '"j(ö|\\u00[fF]6)rg@all'
host bash -c 'rm -f /var/spool/postern/drop/new/*'

# What is no address is refused at every door, and nothing is left.
bad=($'j\xf6rg@x.y' $'\xc0\xbe@x.y' $'\xed\xa0\x80@x.y' $'a\xc2\x85b@x.y'
    $'a\xe2\x80\xaeb@x.y' $'a\xe2\x80\xa8b@x.y' $'a\x01b@x.y' $'a@b\xe2\x82')
seen=
for a in "${bad[@]}"; do
	host_as mallet sendmail "$a" </dev/null >/dev/null 2>&1
	seen+=" $?"
	host_as mallet sendmail -f "$a" bob </dev/null >/dev/null 2>&1
	seen+=" $?"
	printf 'To: <%s>\n\nx\n' "$a" |
	    host_as mallet sendmail -t >/dev/null 2>&1
	seen+=" $?"
	seen+=$(by_smtp "MAIL FROM:<$a>" 'MAIL FROM:<>' "RCPT TO:<$a>" \
	    'RCPT TO:<bob> ORCPT=utf-8;'"$a" 'RCPT TO:<bob> ORCPT=rfc822;a+0Ab' \
	    "RCPT TO:<bob> ORCPT=rfc822;$(printf '%0500d' 0)" |
	    grep -Ec '^(55[35]|500 5.5.2 a control) ')
done
is 'what is no address: refused' "$seen" \
    "$(for a in "${bad[@]}"; do printf ' 65 65 655'; done)"
is 'and nothing is left' "$(in_dir drop/new)$(in_dir drop/tmp)" 00

# Envelopes that nobody of us wrote.
# forged NUMBER VERSION RECIPIENT-LINES
forged() {
	printf 'postern-message %s\nsender 0:\nuid 1:0\ntime 10:1790000000\n%s' \
	    "$2" "$3"
	printf 'size 20:%020d\neight-bit 1:0\nlongest 20:%020d\nend 0:\n' 1 1
	printf x
}
forge() {
	forged "$@" | put "/var/spool/postern/drop/new/00065e1a7b2c3d0$1-\
0123456789abcdef" 640 root:postern-queue
}
line() { printf '%s %d:%s\n.' "$1" "$(printf %s "$2" | wc -c)" "$2"; }
lines() {
	local all=
	while [ $# -gt 0 ]; do
		all+=$(line "$1" "$2")
		all=${all%.}
		shift 2
	done
	printf %s. "$all"
}
fresh
n=0
for a in "${bad[@]}"; do
	l=$(lines recipient "$a")
	n=$((n + 1))
	forge $n 1 "${l%.}"
done
l=$(lines recipient bob@example.test orcpt $'utf-8;\xc3\xb6')
forge a 2 "${l%.}"
l=$(lines recipient bob@example.test recipient-notify 'NEVER RET=FULL')
forge b 2 "${l%.}"
l=$(lines recipient bob@example.test recipient-notify NEVER)
forge c 1 "${l%.}"
l=$(lines recipient bob@example.test)
forge d 1 "${l%.}"
l=$(lines recipient bob@example.test recipient-notify NEVER orcpt 'x;y')
forge e 2 "${l%.}"
queue_start
check 'the two that are sound arrive' mail_arrives bob@example.test 2
check 'nothing is left of the others' wait_for 60 nothing_waits
is 'they are put aside' "$(in_dir corrupt)" $((${#bad[@]} + 3))
check 'and the runner goes on' host mailq
queue_stop
