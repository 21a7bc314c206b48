#!/bin/bash
# SPDX-License-Identifier: ISC
# What is refused for good is reported, once and to the right one; what the
# administrator must mend waits, and mailq says so to those whom it concerns.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset

as() {
	local user=$1
	shift
	host setpriv --reuid="$user" --regid="$user" --init-groups \
	    env HOME=/tmp "$@"
}
post() {
	local user=$1
	shift
	as "$user" sendmail "$@"
}
fresh() { provider bash -c 'rm -rf /srv/vmail/*'; }
report() { mail_text carol@example.test | tr -d '\r'; }
# in_dir DIRECTORY: how many messages lie there.
in_dir() {
	host find /var/spool/postern/"$1" -type f ! -name '.*' ! -name '*.j' |
	    wc -l
}
logged() { host grep -c "$1" /var/log/postern-queue.log; }
is_empty() { [ "$(in_dir queue)$(in_dir drop/new)" = 00 ]; }

fresh
queue_start
printf 'Subject: hello\nX-Mark: 42\n\nthe text\n' |
    post mallet -f carol@example.test refused@example.test
check 'a report arrives' mail_arrives carol@example.test
text=$(report)
like 'it is a delivery report' "$text" 'report-type=delivery-status'
like 'with the status' "$text" $'\nStatus: 5\\.1\\.1\n'
like 'with the words of the server' "$text" \
    'Diagnostic-Code: smtp; 550 5\.1\.1 .*No such mailbox here'
like 'about that recipient' "$text" \
    'Final-Recipient: rfc822; refused@example\.test'
like 'that starts no answer' "$text" 'Auto-Submitted: auto-replied'
like 'with the header of the message' "$text" 'X-Mark: 42'
unlike 'without its text' "$text" 'the text'
check 'nothing waits' wait_for 60 is_empty
is 'nothing is kept' "$(in_dir failed)" 0

fresh
printf 'Subject: refuse this text\n\nx\n' |
    post mallet -f carol@example.test bob@example.test
check 'a refused text is reported' mail_arrives carol@example.test
like 'as such' "$(report)" $'\nStatus: 5\\.6\\.0\n'

fresh
printf 'Subject: some\n\nx\n' | post mallet -f carol@example.test \
    bob@example.test refused@example.test alice@example.test
check 'the others get theirs' mail_arrives bob@example.test
check 'all the others' mail_arrives alice@example.test
check 'and the sender a report' mail_arrives carol@example.test
check 'then nothing waits' wait_for 60 is_empty
is 'each once' "$(mail_count bob@example.test) $(mail_count \
    alice@example.test) $(mail_count carol@example.test)" '1 1 1'

fresh
printf 'Subject: from a user\n\nx\n' | post mallet refused@example.test
check 'a user without a mailbox: to root' mail_arrives carol@example.test

fresh
printf 'Subject: null\n\nx\n' | post mallet -f '' refused@example.test
printf 'Subject: never\n\nx\n' |
    post mallet -N never -f carol@example.test refused@example.test
two_kept() { [ "$(in_dir failed)" = 2 ]; }
check 'without a sender, or a wish: kept' wait_for 60 two_kept
is 'and not reported' "$(mail_count carol@example.test)" 0

# A password that is wrong, and mended.
fresh
host bash -c 'cp -p /etc/postern/relay.password /root/right
	echo wrong >/etc/postern/relay.password'
queue_stop
queue_start
printf 'Subject: waits\n\nx\n' | post mallet carol@example.test
auth_failed() { host mailq | grep -q 'authentication failed'; }
check 'mailq says that the password is wrong' wait_for 60 auth_failed
like 'to the user as well' "$(as mallet mailq)" 'to <carol@example\.test>'
unlike 'but not to others' "$(as bob mailq)" 'carol'
like 'who have nothing there' "$(as bob mailq)" 'Mail queue is empty'
is 'once' "$(logged 'authentication failed')" 1
host bash -c 'cat /root/right >/etc/postern/relay.password'
check 'it goes as soon as it is mended' mail_arrives carol@example.test
check 'and then nothing waits' wait_for 60 is_empty

# Without the runner.
queue_stop
printf 'Subject: later\n\nx\n' | post mallet carol@example.test
like 'root still sees what waits' "$(host mailq)" 'not taken in yet'
status=0
text=$(as mallet mailq 2>&1) || status=$?
is 'a user is told so' $status 69
like 'in words' "$text" 'postern-queue is not running'
