#!/bin/bash
# SPDX-License-Identifier: ISC
# Sends mail the ways programs do and looks at what arrives.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset

spool() {
	host find /var/spool/postern/"$1" -type f ! -name '.*' ! -name limits | sort
}
# header NAME: that field of the one message that carol has.
header() {
	mail_text carol@example.test | sed -n '/^\r*$/q; p' |
	    sed -n "s/^$1: //Ip" | tr -d '\r'
}
body() { mail_text carol@example.test | sed '1,/^\r*$/d' | tr -d '\r'; }
# post USER ARGUMENT...: sendmail as the user, the text from standard input.
post() {
	local user=$1
	shift
	host setpriv --reuid="$user" --regid="$user" --init-groups \
	    env HOME=/tmp sendmail "$@"
}
# arrives: until carol has her message; the mailbox is emptied by fresh.
fresh() { provider bash -c 'rm -rf /srv/vmail/*'; }
arrives() { mail_arrives carol@example.test; }

like 'an empty queue' "$(host mailq)" 'queue is empty'

# Accepted without a runner, then sent by one.
printf 'Subject: first\nBcc: tina@example.test\n\nthe text\n' |
    post mallet carol@example.test
is 'sendmail without a runner' $? 0
is 'one file in drop/new' "$(spool drop/new | wc -l)" 1
is 'nothing in drop/tmp' "$(spool drop/tmp | wc -l)" 0
is 'it is the submitter, and group postern-queue may read it' \
    "$(host bash -c 'stat -c "%U %G %a" /var/spool/postern/drop/new/*')" \
    'mallet postern-queue 640'
like 'mailq shows it' "$(host mailq)" carol@example.test
queue_start
check 'it arrives' arrives
text=$(mail_text carol@example.test)
like 'From: is the relay account, with who it was' "$(header From)" \
    '^"?mallet \(web1(\.example\.test)?\)"? <web1@example.test>$'
like 'a Date' "$(header Date)" '^[A-Z][a-z]{2}, [0-9 ]?[0-9] [A-Z][a-z]{2} 20'
like 'a Message-ID' "$text" '^Message-I[Dd]: <[^ ]+@[^ ]*example.test>'
unlike 'no Bcc' "$text" '^[Bb]cc:'
like 'Received tells uid and queue id' "$(tr -d '\r' <<<"$text" |
    sed -n '/by web1/,/;/p')" "uid $(host id -u mallet)"
is 'the text' "$(body)" 'the text'
check 'the queue is empty' wait_for 60 host bash -c 'mailq | grep -qi empty'
is 'nothing is left in the spool' \
    "$(spool queue; spool drop; spool failed; spool corrupt)" ''

# sends NAME URL: one message to another server.
sends() {
	queue_stop
	fresh
	settings imaps://mail.example.test "$2"
	queue_start
	printf 'Subject: %s\n\nx\n' "$1" | post mallet carol@example.test
	check "$1" arrives
}
for server in mail plain login scram scram1 nochunk; do
	sends "465 at $server" submissions://$server.example.test
	sends "587 at $server" submission://$server.example.test
done
queue_stop
settings imaps://mail.example.test
queue_start

# Recipients, text and headers.
fresh
printf 'To: Carol <carol@example.test>\nCc: tina\nBcc: bob@example.test\n\nx' |
    post mallet -t
check '-t: arrives' arrives
check '-t: the alias of a Cc' mail_arrives alice@example.test
check '-t: the Bcc' mail_arrives bob@example.test
fresh
printf 'Subject: dot\n\none\n.\ntwo\n' | post mallet carol@example.test
arrives
is 'a lone dot ends the message' "$(body)" one
fresh
printf 'Subject: dot\n\none\n.\n..two\n' | post mallet -i carol@example.test
arrives
is 'not with -i' "$(body)" $'one\n.\n..two'
fresh
printf 'Subject: ends\r\n\r\none\r\ntwo' | post mallet carol@example.test
arrives
is 'CRLF and no line end at the end' "$(body)" $'one\ntwo'
fresh
printf 'no header at all\n' | post mallet carol@example.test
arrives
is 'text without a header' "$(body)" 'no header at all'
fresh
printf 'From: somebody@example.com\nSubject: x\n\nx\n' |
    post mallet -f other@example.com -F Somebody carol@example.test
arrives
like 'another From is shown as a name only' "$(header From)" \
    '<web1@example.test>$'
is 'and is where answers go' "$(header Reply-To)" somebody@example.com
is 'the reverse-path is the relay account' "$(header Return-Path)" \
    '<web1@example.test>'
fresh
printf 'Subject: Grüße\n\n☃\n' | post mallet carol@example.test
arrives
is '8-bit text' "$(body)" ☃
fresh
echo plain | host sendmail root
check 'root is an alias' arrives
fresh
head -c 1500000 /dev/zero | tr '\0' 'x' | fold -w 70 |
    post mallet carol@example.test
check 'a message of 1.5 MB' arrives
is 'whole' "$(body | tr -d '\n' | wc -c)" 1500000

# What the provider refuses.
post mallet refused@example.test later@example.test policy@example.test \
    carol@example.test <<<x
fresh
post mallet later@example.test <<<x
post mallet policy@example.test <<<x
wait_for 60 host bash -c 'mailq | grep -q "Mailbox busy" &&
    mailq | grep -q "by policy"'
like 'mailq says why one waits' "$(host mailq)" 'Mailbox busy'
like 'mailq says why one is held' "$(host mailq)" 'Not permitted by policy'

# Usage.
refute 'no recipient' post mallet </dev/null
post mallet </dev/null 2>/dev/null
is 'no recipient is exit 64' $? 64
post mallet -Q carol@example.test </dev/null 2>/dev/null
is 'an unknown option is exit 64' $? 64
post mallet $'carol@example.test\nx' <<<x 2>/dev/null
like 'LF in a recipient is an error' $? '^6[45]$'
is 'newaliases' "$(host newaliases >/dev/null 2>&1; echo $?)" 0
echo 'root: |/bin/true' | put /etc/aliases
seen=$(host newaliases 2>&1)
is 'newaliases refuses a program' $? 78
like 'with file and line' "$seen" '/etc/aliases:1:'
queue_stop
