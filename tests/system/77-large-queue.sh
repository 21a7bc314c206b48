#!/bin/bash
# SPDX-License-Identifier: ISC
# A queue of very many messages: the first one goes soon after the start, the
# runner stays small, and mailq takes little more than what reading the files
# takes, with the runner less.  What counts as quick is measured on the same
# machine, in turns with what is judged, and again where a busy machine gets in
# the way: the fastest of each counts.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset
SPOOL=/var/spool/postern
MANY=20000
[ -z "${PST_FULL-}" ] || MANY=100000
ROUNDS=12

# fill NUMBER [RECIPIENT]: messages that wait in queue/; a tenth of them was
# tried before.
fill() {
	host bash -c 'spool-fill '$SPOOL'/queue "$1" \
	    "$(id -u postern-queue)" "$(id -g postern-queue)" ${2+"$2"}' _ "$@"
}
empty() { host find $SPOOL/queue -type f -delete; }
now_ms() { echo $(($(date +%s%N) / 1000000)); }
# took COMMAND...: its milliseconds; the output is in $T/list.
took() {
	local from
	from=$(now_ms)
	"$@" >"$T/list" 2>&1
	echo $(($(now_ms) - from))
}
least() { [ "$1" -lt "$2" ] && echo "$1" || echo "$2"; }
read_files() {
	host bash -c 'find '$SPOOL'/queue -type f -print0 | xargs -0 cat |
	    wc -c'
}
# compare NAME TIMES: measures mailq and reading the same files until the one
# takes no longer than TIMES the other; checks that, and that all are listed.
compare() {
	local i list=999999 plain=999999
	for ((i = 0; i < ROUNDS; i++)); do
		plain=$(least $plain "$(took read_files)")
		list=$(least $list "$(took host mailq)")
		[ $list -gt $(($2 * plain + 500)) ] || break
	done
	echo "   (mailq $1 $list ms; reading the files: $plain ms)"
	like "all are listed $1" "$(tail -n 1 "$T/list")" "^$MANY messages"
	check "$1 at most $2 times what reading takes" \
	    test $list -le $(($2 * plain + 500))
}
# first_sent NUMBER: the runner starts with so many messages, and ends in the
# middle of them; prints how many milliseconds passed until one was sent.
first_sent() {
	local from took
	fill "$1" many@example.net
	host truncate -s 0 /var/log/postern-queue.log
	from=$(now_ms)
	queue_start
	wait_for 300 host grep -q -m 1 status=sent \
	    /var/log/postern-queue.log || return
	took=$(($(now_ms) - from))
	queue_stop && echo $took
	empty
}

# Sent to a provider that works: one message alone, then the first of many.
fill $MANY many@example.net
plain=$(took read_files)
empty
alone=999999 first=999999
for ((i = 0; i < 3; i++)); do
	seen="$(first_sent 2) $(first_sent $MANY)"
	[[ $seen =~ ^[0-9]+\ [0-9]+$ ]] || break
	alone=$(least $alone "${seen% *}")
	first=$(least $first "${seen#* }")
	[ $first -gt $((3 * alone + plain + 500)) ] || break
done
queue_stop
empty
echo "   (sent after the start: the only one $alone ms, the first of $MANY" \
    "$first ms; reading the files: $plain ms)"
like 'the only message is sent, the first of many too, and the runner ends' \
    "$seen" '^[0-9]+ [0-9]+$'
check 'after as long as the only one, and reading the files, at most' \
    test $first -le $((3 * alone + plain + 500))
check 'the provider has delivered them' wait_for 300 provider bash -c \
    '! postqueue -p | grep -q many@example.net'

# Nothing listens there.
settings imaps://mail.example.test submissions://mail.example.test:1
fill $MANY
compare 'without the runner:' 2
queue_start
compare 'with the runner:' 1
lists=$(took host bash -c 'for i in {1..16}; do mailq & done; wait')
echo "   (sixteen at a time: $lists ms)"
is 'sixteen at a time are answered' \
    "$(grep -c "^$MANY messages" "$T/list")" 16
rss=$(host awk '/^VmHWM:/ { print $2 }' \
    "/proc/$(host cat /run/postern/test-queue.pid)/status")
echo "   (the runner had $rss KiB at most)"
check 'the runner stays below 32 MB' test "$rss" -lt 32768
queue_stop
empty
