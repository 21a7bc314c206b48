#!/bin/bash
# SPDX-License-Identifier: ISC
# Kills the queue runner at its system calls, again and again: every accepted
# message still arrives, whole.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset
STEP=3
[ -z "${PST_FULL-}" ] || STEP=1

# Each kind of call is counted for itself, as strace does.
put /usr/local/bin/runner-killed 755 <<'X'
#!/bin/bash
# Hands in a message and lets a runner live until its COUNTth call of a kind.
live() {
	printf 'Subject: case %s\n\n%s\n' "$case" "$(seq 200)" |
	    setpriv --reuid=mallet --regid=mallet --clear-groups \
	    sendmail many@example.net || echo "refused $case"
	timeout -s KILL 3 strace -qq "$@" postern-queue --foreground \
	    >>/var/log/killed.log 2>&1
	echo "case $case $?"
}
waiting() { find /var/spool/postern -type f -name '*-*' | grep -q .; }
# drain: lets runners work until nothing waits, so that each kill finds its
# own message alone.  One that finds the spool still held ends at once.
drain() {
	local n=0 pid=
	while waiting && [ $n -lt 1000 ]; do
		if [ -z "$pid" ] || ! kill -0 "$pid" 2>/dev/null; then
			postern-queue --foreground >>/var/log/killed.log 2>&1 &
			pid=$!
		fi
		sleep 0.02
		n=$((n + 1))
	done
	[ -z "$pid" ] || { kill "$pid"; wait "$pid"; } 2>/dev/null
}
case=undisturbed
live -o /tmp/calls
sed -n 's/^\([a-z_0-9]*\)(.*/\1/p' /tmp/calls |
    awk '{ print $1, ++n[$1] }' | awk "(NR - 1) % $1 == 0" >/tmp/cases
while read -r call count; do
	case=$call-$count
	live -o /dev/null -e "inject=$call:signal=KILL:when=$count"
	drain
done </tmp/cases
X
host timeout 900 runner-killed $STEP >"$T/cases" 2>/dev/null
cases=$(grep -c ^case "$T/cases")
is 'all are accepted' "$(grep refused "$T/cases")" ''
is 'all the cases ran' "$cases" "$(host cat /tmp/cases | wc -l |
    awk '{ print $1 + 1 }')"
check 'they are many' test "$cases" -gt 50
is 'most runners were killed' "$(awk '$3 == 137 { n++ }
    END { print (n > '"$cases"' / 2) }' "$T/cases")" 1

# A relay-send that was left behind may hold the spool for a moment.
left_alone() { ! host pgrep -x relay-send; }
check 'no relay-send stays behind' wait_for 60 left_alone
queue_start
distinct() {
	[ "$(mail_text many@example.net | grep '^Subject: case' | sort -u |
	    wc -l)" = "$cases" ]
}
check 'every message has arrived' wait_for 180 distinct
is 'and each of them whole' "$(mail_text many@example.net | tr -d '\r' |
    grep -c '^200$')" "$(mail_count many@example.net)"
copies=$(($(mail_count many@example.net) - cases))
# A crash repeats at most one window, and only one message waits.
check 'a kill repeats no more than what it interrupted' \
    test "$copies" -le "$cases"
echo "   ($cases kills, $copies repetitions)"
spool_empty() {
	[ -z "$(host find /var/spool/postern -type f -name '*-*')" ]
}
check 'nothing is left in the spool' wait_for 60 spool_empty
queue_stop
