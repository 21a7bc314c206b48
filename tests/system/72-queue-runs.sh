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
# attempts ADDRESS: of the one message for it, as mailq shows.
attempts() {
	host mailq -qR "$1" |
	    sed -n "s/^    to <$1>.*, \([0-9]*\) attempts\{0,1\}.*/\1/p"
}
tried_again() { [ "$(attempts "$1")" -gt "$2" ]; }
# runs WORDS...: the message for later@ is tried once more.
runs() {
	local before
	before=$(attempts later@example.test)
	check "$*" host sendmail "$@"
	check "$*: it is tried" wait_for 20 tried_again later@example.test \
	    "$before"
}

# Nobody sends.
seen=$(verbose mallet carol@example.test)
like 'without a runner: the id' "$seen" '^sendmail: queued as [0-9a-f]'
like 'without a runner: that it waits' "$seen" 'waits until postern-queue runs'
like 'without a runner: accepted' "$seen" '^status 0'
queue_start
check 'it arrives' mail_arrives carol@example.test 1 20

# What becomes of a message.
seen=$(verbose mallet carol@example.test)
like 'sent: the id' "$seen" '^sendmail: queued as [0-9a-f]'
like 'sent: to whom' "$seen" '^    to <carol@example.test>: sent'
unlike 'sent: that is all' "$seen" 'still waiting'
like 'sent: accepted' "$seen" '^status 0'
seen=$(verbose mallet later@example.test,carol@example.test)
like 'deferred: to whom' "$seen" '^    to <later@example.test>: deferred'
like 'deferred: why' "$seen" 'Mailbox busy'
like 'deferred: the other one' "$seen" '^    to <carol@example.test>: sent'
id=$(sed -n 's/^sendmail: queued as //p' <<<"$seen")
seen=$(verbose root root)
like 'through an alias' "$seen" '^    to <[^>]*> for <root>: sent'
host_as mallet bash -c 'echo x | sendmail -v carol@example.test' >"$T/out" 2>&1
is 'a program hears nothing' "$(cat "$T/out")" ''

# Running the queue.
for words in -q -qf -q30m "-qI $id" "-qI$id" '-qR LATER@' '-qSmallet'; do
	# shellcheck disable=SC2086 # one word or two
	runs $words
done
is '-v names them' "$(host sendmail -v -qI "$id")" "$id: tried now"
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
seen=$(verbose mallet carol@example.test)
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
check 'and sends' mail_arrives carol@example.test $((before + 1)) 20
host bash -c 'rm -f /var/spool/postern/queue/*'
no_runner() { ! host pgrep -x postern-queue >/dev/null; }
host pkill -x postern-queue
check 'it ends' wait_for 20 no_runner
