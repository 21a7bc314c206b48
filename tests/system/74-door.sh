#!/bin/bash
# SPDX-License-Identifier: ISC
# The door to the spool: its limits, what it refuses, what nobody gets through
# it, and a runner that bears all that lies behind it.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset
SPOOL=/var/spool/postern
PUT=/usr/libexec/postern/queue-put

# with LINE KEY...: the settings, with these in the mail section, until the
# limits say that line.
with() {
	local line=$1
	shift
	host sed -i "s|^mail {|&\n$(printf '\\t%s\\n' "$@")|" \
	    /etc/postern/postern.conf
	check "in force: $*" wait_for 60 limits_say "$line"
}
limits() { host cat $SPOOL/drop/limits; }
limits_say() { limits | grep -q "^$1\$"; }

# sends STATUS [WORDS] -- USER COMMAND: how sendmail ends, and why.
sends() {
	local name=$1 status=$2 words=$3 user=$4 got=0
	host_as "$user" bash -c "$5" >"$T/out" 2>&1 || got=$?
	is "$name: exit $status" $got "$status"
	[ -z "$words" ] || like "$name: why" "$(cat "$T/out")" "$words"
}
SEND='echo x | sendmail carol@example.test'
waiting() { host find $SPOOL/drop/new $SPOOL/queue -type f -name '*-*' \
    ! -name '*.j' -user "$1" | wc -l; }

# A relay that takes nothing: mail waits.
reset() {
	queue_stop
	host_reset
	settings imaps://mail.example.test submissions://dead.example.test
	queue_start
	wait_for 30 host test -s $SPOOL/drop/limits
}

reset
is 'the built-in limits' "$(limits | grep -v ^use | tr '\n' ' ')" \
    'postern-limits 1 size 52428800 free 67108864 messages 10000 bytes 536870912 end '
is 'the file is the runner'"'"'s, and the door can read it' \
    "$(host stat -c '%U %a' $SPOOL/drop/limits)" 'postern-queue 644'

with 'size 65536' 'message-size-limit = "64K"'
sends 'a message that is too large' 65 'larger than 65536 bytes' mallet \
    'head -c 70000 /dev/zero | tr "\0" x | fold | sendmail carol@example.test'
sends 'of root too' 65 'message-size-limit in /etc/postern/postern.conf' root \
    'head -c 70000 /dev/zero | tr "\0" x | fold | sendmail carol@example.test'
sends 'a smaller one' 0 '' mallet \
    'head -c 60000 /dev/zero | tr "\0" x | fold | sendmail carol@example.test'

reset
with 'submitter 0' 'submitters = { "bob", "@staffers" }'
sends 'who may not send' 77 'uid [0-9]+ may not send mail from here' mallet \
    "$SEND"
sends 'who may' 0 '' bob "$SEND"
sends 'root always' 0 '' root "$SEND"
seen=0
host setpriv --reuid=tina --regid=tina --groups=staffers env HOME=/tmp \
    bash -c "$SEND" >"$T/out" 2>&1 || seen=$?
is 'who is in a group that may' "$seen $(cat "$T/out")" '0 '
sends 'who is not' 77 'submitters' tina "$SEND"
is 'nothing of theirs is left' "$(waiting mallet; host find \
    $SPOOL/drop/tmp -type f)" 0

reset
with 'free 1099511627776' 'free-space = "1T"'
sends 'a full disk' 75 'less than [0-9]+ bytes are free' mallet "$SEND"
sends 'for root too' 75 'free-space' root "$SEND"

# Twenty at a time, of whom five may wait: those that see too many others at
# that moment are to try again.
flood() {
	host_as mallet bash -c 'for i in $(seq 20); do
		(echo x | sendmail carol@example.test 2>/dev/null
		 echo $?) &
	done; wait' | sort | uniq -c | awk '{ printf "%s ", $2 }'
}
at_most_five() { [ "$(waiting mallet)" -le 5 ]; }
fill() {
	local i
	for i in 1 2 3 4 5; do
		host_as mallet bash -c "$SEND" 2>/dev/null
	done
}
quota() {
	like "$1: twenty at a time" "$(flood)" '^(0 )?75 $'
	check "$1: at most five came in" at_most_five
	fill
	is "$1: what waits" "$(waiting mallet)" 5
	sends "$1: one more" 75 'more than 5 messages of uid' mallet "$SEND"
	sends "$1: another user" 0 '' bob "$SEND"
}
reset
with 'messages 5' 'user-messages = 5'
queue_stop
quota 'a quota, without the runner'
queue_start
told() { limits_say "use $(host id -u "$1") $2 [0-9]*"; }
check 'the runner counts them' wait_for 30 told mallet 5
sends 'a quota, with the runner' 75 'see mailq' mallet "$SEND"
sends 'root has none' 0 '' root "$SEND"
id=$(host_as mallet mailq | grep -oE '[0-9a-f]{16}-[0-9a-f]{16}' | head -n 1)
check 'one is deleted' host postern queue delete "$id"
check 'and counted no more' wait_for 30 told mallet 4
sends 'now there is room for one' 0 '' mallet "$SEND"
check 'which is counted' wait_for 30 told mallet 5
sends 'and for no other' 75 '' mallet "$SEND"
reset
with 'messages 5' 'user-messages = 5'
# What is being taken in that moment may be missed, but no more than that.
for i in $(seq 30); do host_as mallet bash -c "$SEND" 2>/dev/null; done
is 'thirty in a row while the runner takes them in: about five come in' \
    "$([ "$(waiting mallet)" -ge 5 ] && [ "$(waiting mallet)" -le 15 ] &&
    echo yes)" yes
check 'all that came are counted' wait_for 30 told mallet "$(waiting mallet)"

reset
with 'bytes 204800' 'user-bytes = "200K"'
sends 'bytes: one' 0 '' mallet \
    'head -c 150000 /dev/zero | tr "\0" x | fold | sendmail carol@example.test'
sends 'bytes: another' 75 'more than 204800 bytes of uid' mallet \
    'head -c 150000 /dev/zero | tr "\0" x | fold | sendmail carol@example.test'
sends 'bytes: a small one' 0 '' mallet "$SEND"

# By a sendmail of his own.
queue_stop
host_reset
put_case() {
	local got=0
	host_as mallet bash -c \
	    "python3 $PST_TOP/tests/system/lib/frames.py $1 | $PUT" \
	    >"$T/out" 2>&1 || got=$?
	echo $got
}
for name in dot-lf dot-crlf bare-lf-dot bare-cr-dot; do
	is "$name: accepted" "$(put_case $name)" 0
done
for name in lf-in-sender crlf-in-sender nul-in-sender lf-in-recipient \
    cr-in-recipient nul-in-recipient bracket-in-recipient; do
	is "$name: refused" "$(put_case $name)" 65
done
for name in space-in-envid lf-in-envid lf-in-notify unknown-field two-senders \
    an-answer huge-frame not-frames; do
	like "$name: refused" "$(put_case $name)" '^(65|70)$'
done
for name in no-end nothing; do
	is "$name: cancelled" "$(put_case $name)" 75
done
is 'four came in' "$(waiting mallet) $(host find $SPOOL/drop/tmp \
    -type f | wc -l)" '4 0'
queue_start
check 'they arrive' mail_arrives carol@example.test 4 30
wait_for 20 host bash -c 'mailq | grep -q "queue is empty"'
is 'as four' "$(mail_count carol@example.test)" 4
is 'with all that was in them' "$(mail_text carol@example.test |
    tr -d '\r' | grep -cxE '(MAIL FROM:<root@example.test>|b)')" 8
is 'nothing was smuggled' "$(provider bash -c \
    'grep -l "^Return-Path: <root@" -r /srv/vmail | wc -l')" 0

# What lies there is not a user's to touch, not even by the door's group.
queue_stop
host_as tina bash -c 'echo secret | sendmail carol@example.test'
file=$(host find $SPOOL/drop/new -type f)
for group in mallet postern-drop; do
	by() {
		host setpriv --reuid=mallet --regid=$group --clear-groups \
		    --inh-caps=-all "$@"
	}
	refute "group $group: read it" by cat "$file"
	refute "group $group: remove it" by rm -f "$file"
	refute "group $group: move it" by mv "$file" "$SPOOL/drop/tmp/x"
	refute "group $group: write to it" by bash -c ": >>'$file'"
	refute "group $group: link to it" by ln "$file" \
	    "$SPOOL/drop/new/0006000000000000-0000000000000001"
	refute "group $group: change the limits" by bash -c \
	    ": >>$SPOOL/drop/limits"
	refute "group $group: take the limits away" by rm -f $SPOOL/drop/limits
	refute "group $group: other limits" by bash -c \
	    "echo x >$SPOOL/drop/new-limits"
	refute "group $group: look into the queue" by ls $SPOOL/queue
done
refute 'read the limits' host_as mallet cat $SPOOL/drop/limits
refute 'list the drop' host_as mallet ls $SPOOL/drop/new

# Whatever lies in drop/, the runner goes on.
host_reset
host bash -c 'cd /var/spool/postern/drop/new
	name() { echo "000600000000000$1-0123456789abcdef"; }
	ln -s /etc/shadow "$(name 1)"
	ln -s /etc/passwd "$(name 2)"
	mkfifo "$(name 3)"
	mkdir "$(name 4)"
	python3 -c "import socket, sys
socket.socket(socket.AF_UNIX).bind(sys.argv[1])" "$(name 5)"
	: >"$(name 6)"
	printf "postern-message 1\n" >"$(name 7)"
	printf "postern-message 1\nsender 3:a\nb\nuid 1:0\ntime 1:1\nrecipient 18:carol@example.test\nsize 20:%020d\neight-bit 1:0\nlongest 20:%020d\nend 0:\n" 0 0 >"$(name 8)"
	printf "postern-message 1\nsender 0:\nuid 1:0\nuser 4:root\ntime 1:1\nrecipient 18:carol@example.test\nsize 20:%020d\neight-bit 1:0\nlongest 20:%020d\nend 0:\nSubject: forged\r\n\r\n" 19 16 >"$(name 9)"
	echo x >"$(name a)"
	ln "$(name a)" ../tmp/other
	truncate -s 10G "$(name b)"
	echo x >"not a name"
	echo x >"..."
	chown -h mallet *-*
	find . -name "*-*" ! -type l -exec chmod 640 {} +' 2>/dev/null
queue_start
host_as tina bash -c 'echo behind | sendmail alice@example.test'
check 'a message behind all that arrives' mail_arrives alice@example.test 1 30
check 'the runner is still there' host pgrep -x postern-queue
like 'what is no message was put aside' \
    "$(host ls $SPOOL/corrupt | wc -l)" '^([89]|1[0-9])$'
check 'who forged an envelope is named by the kernel' mail_arrives \
    carol@example.test 1 20
like 'with his number' "$(mail_text carol@example.test)" \
    "\(Postern, from uid $(host id -u mallet)\)"
unlike 'and with no other name' "$(messages; host cat \
    /var/log/postern-queue.log)" 'user=root'
is 'no shadow in the log' "$(host grep -c 'root:[*$!]' \
    /var/log/postern-queue.log)" 0
queue_stop
