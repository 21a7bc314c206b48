#!/bin/bash
# SPDX-License-Identifier: ISC
# Asks sendmail what becomes of a message (-v, -bv) and has the queue run (-q).
. "$PST_TOP/tests/system/lib/test.sh"
host_reset
queue_stop

# verbose USER RECIPIENT: sends with -v; what a person sees at the terminal.
verbose() {
	host_as "$1" timeout 60 python3 -c '
import os, pty, sys
pid, fd = pty.fork()
if pid == 0:
    os.execvp("sh", ["sh", "-c", "echo x | sendmail -v \"$1\"", "sh",
                     sys.argv[1]])
try:
    while True:
        b = os.read(fd, 4096)
        if not b:
            break
        sys.stdout.buffer.write(b)
except OSError:
    pass
print("status", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))' "$2" \
	    </dev/null | tr -d '\r'
}
# told USER RECIPIENT REGEX: the same, as often as it takes until it is told in
# time: a busy machine may be slower than a person waits.
told() {
	local n=0 seen
	while n=$((n + 1)); seen=$(verbose "$1" "$2")
	    ! grep -Eq -- "$3" <<<"$seen" && [ $n -lt 10 ]; do
		:
	done
	printf '%s\n' "$seen"
}
# attempts: for later@ in the message $id, as mailq shows.
attempts() {
	host mailq -qI "$id" | sed -n \
	    's/^    to <later@.*, \([0-9]*\) attempts\{0,1\}.*/\1/p'
}
tried_again() { [ "$(attempts)" -gt "$1" ]; }
# runs WORDS...: the message for later@ is tried once more, also where it is
# being tried already.
runs() {
	local before
	before=$(attempts)
	check "$*" wait_for 60 host sendmail "$@"
	check "$*: it is tried" wait_for 60 tried_again "$before"
}

# Nobody sends.
seen=$(verbose mallet carol@example.test)
like 'without a runner: the id' "$seen" '^sendmail: queued as [0-9a-f]'
like 'without a runner: that it waits' "$seen" 'waits until postern-queue runs'
like 'without a runner: accepted' "$seen" '^status 0'
queue_start
check 'it arrives' mail_arrives carol@example.test

# What becomes of a message.
seen=$(told mallet carol@example.test '<carol@example.test>: sent')
like 'sent: the id' "$seen" '^sendmail: queued as [0-9a-f]'
like 'sent: to whom' "$seen" '^    to <carol@example.test>: sent'
unlike 'sent: that is all' "$seen" 'still waiting'
like 'sent: accepted' "$seen" '^status 0'
seen=$(told mallet later@example.test,carol@example.test \
    '<carol@example.test>: sent')
like 'deferred: to whom' "$seen" '^    to <later@example.test>: deferred'
like 'deferred: why' "$seen" 'Mailbox busy'
like 'deferred: the other one' "$seen" '^    to <carol@example.test>: sent'
id=$(sed -n 's/^sendmail: queued as //p' <<<"$seen")
seen=$(told root root 'for <root>: sent')
like 'through an alias' "$seen" '^    to <[^>]*> for <root>: sent'
host_as mallet bash -c 'echo x | sendmail -v carol@example.test' >"$T/out" 2>&1
is 'a program hears nothing' "$(cat "$T/out")" ''

# Running the queue.
for words in -q -qf -q30m "-qI $id" "-qI$id" '-qR LATER@' '-qSmallet'; do
	# shellcheck disable=SC2086 # one word or two
	runs $words
done
named() { [ "$(host sendmail -v -qI "$id" 2>&1)" = "$id: tried now" ]; }
check '-v names them' wait_for 60 named
is '-qR: nothing meant, nothing said' \
    "$(host sendmail -v -qR nobody@example.net 2>&1; echo $?)" 0
seen=$(host sendmail -qI "${id%?}x" 2>&1)
is '-qI: no such one is no error' $? 0
seen=$(host sendmail -qI 0000000000000000-0000000000000000 2>&1)
like '-qI: a whole id that is none' "$?$seen" '^69.*no such message'
for words in -q "-qI $id"; do
	# shellcheck disable=SC2086 # one word or two
	seen=$(host_as mallet sendmail $words 2>&1)
	is "$words: not for others" $? 77
	like "$words: who are told so" "$seen" 'only root'
done
like 'mailq of some' "$(host mailq -qR later@)" 'to <later@example.test>'
like 'and of others' "$(host mailq -qR nobody@)" 'Mail queue is empty'

# Whom it would be from, and go to.
seen=$(host_as mallet sendmail -bv root carol)
like '-bv: an alias' "$seen" '^root: .*@'
like '-bv: from whom' "$seen" \
    '^from mallet: web1@example.test, by relay provider \(submissions://mail'

# The relay is away: that is said, and not waited for.
queue_stop
settings imaps://mail.example.test submissions://mail.example.test:1
queue_start
seen=$(told mallet carol@example.test 'Nothing is sent at present')
like 'no relay: why' "$seen" 'Nothing is sent at present: relay provider'
like 'no relay: accepted' "$seen" '^status 0'
queue_stop

# A machine without systemd and without any daemon.
settings imaps://mail.example.test
host rm -f /run/postern/queue.sock
seen=$(host_as mallet sendmail -q 2>&1)
like 'no runner, others' "$?$seen" '^69.*postern-queue is not running'
before=$(mail_count carol@example.test)
check 'no runner, root: one is started' host sendmail -q
check 'and sends' mail_arrives carol@example.test $((before + 1)) 60
host bash -c 'rm -f /var/spool/postern/queue/*'
no_runner() { ! host pgrep -x postern-queue >/dev/null; }
host pkill -x postern-queue
check 'it ends' wait_for 60 no_runner
