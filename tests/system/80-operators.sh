#!/bin/bash
# SPDX-License-Identifier: ISC
# Looks after a queue that cannot be sent: mailq and postern queue, by root and
# by others, with the runner and without.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset
SPOOL=/var/spool/postern

# post USER RECIPIENT SUBJECT
post() {
	host_as "$1" bash -c 'printf "Subject: $2\n\ntext\n" | sendmail "$1"' \
	    _ "$2" "$3"
}
# id_of RECIPIENT: the queue id of the message for it, as root sees it.
id_of() {
	host mailq --json | python3 -c '
import json, sys
for m in json.load(sys.stdin)["messages"]:
    if m["recipients"][0]["address"] == sys.argv[1]:
        print(m["id"])' "$1"
}
# place_of RECIPIENT: where it lies.
place_of() {
	host mailq --json | python3 -c '
import json, sys
for m in json.load(sys.stdin)["messages"]:
    if m["recipients"][0]["address"] == sys.argv[1]:
        print(m["place"])' "$1"
}
shows() { host mailq | grep -q "$1"; }

# Nothing listens at that port.
settings imaps://mail.example.test submissions://mail.example.test:1
queue_start
post mallet carol@example.test first
post mallet alice@example.test second
post tina bob@example.test third
check 'mailq says why nothing is sent' wait_for 60 shows \
    'Nothing is sent at present: relay provider: not reachable'
all_taken_in() { [ "$(host ls $SPOOL/queue | grep -vc '\.j$')" = 3 ]; }
check 'all are taken in' wait_for 60 all_taken_in
is 'root sees all' "$(host mailq | grep -c '    to <')" 3
is 'others see their own' "$(host_as tina mailq | grep '    to <')" \
    '    to <bob@example.test>: waiting'
is 'in JSON as well' "$(host_as tina mailq --json | python3 -c '
import json, sys
d = json.load(sys.stdin)
print(d["running"], [m["recipients"][0]["address"] for m in d["messages"]])')" \
    "True ['bob@example.test']"
first=$(id_of carol@example.test) third=$(id_of bob@example.test)

# What others may do.
seen=$(host_as mallet postern queue show "$third" 2>&1)
like "nobody sees another's message" "$seen" 'there is no such message'
seen=$(host_as mallet postern queue delete "$third" 2>&1)
like 'and nobody deletes it' "$seen" 'there is no such message'
for word in hold release retry; do
	seen=$(host_as mallet postern queue $word "$first" 2>&1)
	like "nobody else has the own: $word" "$seen" 'only root'
done
seen=$(host_as mallet postern queue flush 2>&1)
like 'nor everything tried' "$seen" 'only root'
like 'one sees the own' "$(host_as mallet postern queue show "$first")" \
    '^Subject: first'
unlike 'without the text' "$(host_as mallet postern queue show "$first")" \
    '^text'
like 'or with it' "$(host_as mallet postern queue show --text "$first")" \
    '^text'
check 'a user withdraws the own' host_as mallet postern queue delete \
    "$(id_of alice@example.test)"
is 'it is gone' "$(id_of alice@example.test)" ''
check 'the log says who' wait_for 60 host grep -q \
    "deleted by uid $(host id -u mallet)" /var/log/postern-queue.log

# Hold, with the runner and without it.
check 'hold' host postern queue hold to=CAROL
is 'it lies in hold' "$(place_of carol@example.test)" hold
like 'mailq says so' "$(host mailq)" 'held by an administrator'
check 'release' host postern queue release "$first"
is 'it lies in queue' "$(place_of carol@example.test)" queue
queue_stop
host rm -f /run/postern/queue.sock
is 'JSON says that none runs' "$(host mailq --json | python3 -c '
import json, sys
print(json.load(sys.stdin)["running"])')" False
like 'mailq without a runner' "$(host mailq)" 'postern-queue is not running'
seen=$(host_as tina mailq 2>&1)
is 'is for root' $? 69
like 'who is told so' "$seen" 'only root can look'
check 'hold without a runner' host postern queue hold "$first"
is 'done' "$(place_of carol@example.test)" hold
is 'files keep their owners' \
    "$(host stat -c '%U %a' $SPOOL/hold/"$first")" 'mallet 640'
like 'show without a runner' "$(host postern queue show "$first")" \
    '^Subject: first'
check 'release without a runner' host postern queue release --all
is 'released' "$(place_of carol@example.test)" queue
post tina many@example.net fourth
check 'hold what nobody has taken in' host postern queue hold to=many
is 'it is held' "$(place_of many@example.net)" hold
check 'delete without a runner' host postern queue delete to=many
is 'deleted' "$(id_of many@example.net)" ''
seen=$(host postern queue flush 2>&1)
like 'flush needs a runner' "$seen" 'postern-queue is not running'
refute 'all is not meant by accident' host postern queue delete
like 'nor is it silent where none is meant' \
    "$(host postern queue delete to=nowhere@ 2>&1)" 'there is no such message'

# Mended: flush on a terminal says how it goes.
settings imaps://mail.example.test
queue_start
seen=$(host timeout 120 python3 -c '
import pty, sys
sys.exit(pty.spawn(["postern", "queue", "flush"]) != 0)' </dev/null)
like 'flush on a terminal ends with an empty queue' "$seen" 'queue is empty'
check 'it arrives' mail_arrives carol@example.test
check 'and the other' mail_arrives bob@example.test

# What was given up is tried again by root's word alone.
settings imaps://mail.example.test
host_as mallet bash -c 'echo x | sendmail -N never refused@example.test'
listed_as_failed() { host postern queue list --failed | grep -q 'given up'; }
check 'given up' wait_for 60 listed_as_failed
refute 'it is in no ordinary list' shows refused@
before=$(host grep -c 'to=<refused@example.test>' /var/log/postern-queue.log)
check 'retry --failed' host postern queue retry --failed --all
tried_again() {
	[ "$(host grep -c 'to=<refused@example.test>' \
	    /var/log/postern-queue.log)" -gt "$before" ]
}
check 'it was tried again' wait_for 60 tried_again
check 'delete --failed' wait_for 60 host postern queue delete --failed --all
is 'nothing is left' \
    "$(host find $SPOOL -type f ! -name '.*' ! -name limits)" ''
queue_stop

# Very many.
settings imaps://mail.example.test submissions://mail.example.test:1
many=20000
[ -z "${PST_FULL-}" ] || many=100000
host bash -c 'python3 "$1" /var/spool/postern/queue "$2" \
    "$(id -u postern-queue)" "$(id -g postern-queue)"' _ \
    "$PST_TOP/tests/system/lib/fill.py" $many
# fastest COMMAND...: milliseconds of the fastest of three.
fastest() {
	local i from ms best=999999
	for i in 1 2 3; do
		from=$(date +%s%N)
		"$@" >"$T/list"
		ms=$((($(date +%s%N) - from) / 1000000))
		[ $ms -ge $best ] || best=$ms
	done
	echo $best
}
ms=$(fastest host mailq)
echo "   ($many messages without a runner: $ms ms)"
like 'all are listed without a runner' "$(tail -n 1 "$T/list")" \
    "^$many messages"
queue_start
host mailq >/dev/null
ms=$(fastest host mailq)
echo "   ($many messages with the runner: $ms ms)"
like 'all are listed by the runner' "$(tail -n 1 "$T/list")" \
    "^$many messages"
# A reader who falls asleep holds nobody up.
host bash -c 'rm -f /tmp/begun /tmp/awake; mailq | {
	head -c 1 >/tmp/begun
	until [ -e /tmp/awake ]; do sleep 0.1; done
	head -n 1 >/dev/null; }' &
check 'one has the beginning' wait_for 60 host test -s /tmp/begun
check 'another asks meanwhile' host timeout 60 postern queue list to=user17@
host touch /tmp/awake
wait $!
check 'all are deleted' host timeout 300 postern queue delete to=@example.net
is 'and gone' "$(host find $SPOOL/queue -type f ! -name '.*' | wc -l)" 0
queue_stop
