#!/bin/bash
# SPDX-License-Identifier: ISC
# Kills the queue runner at its system calls, again and again: every accepted
# message still arrives, whole, at most a few of them twice.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset
STEP=11
[ -z "${PST_FULL-}" ] || STEP=3
LAST=330

put /usr/local/bin/runner-killed 755 <<'X'
#!/bin/bash
# Hands in a message and lets a runner live for N system calls.
for n in $(seq 1 "$1" "$2"); do
	printf 'Subject: case %s\n\n%s\n' "$n" "$(seq 200)" |
	    setpriv --reuid=mallet --regid=mallet --clear-groups \
	    sendmail many@example.net || echo "refused $n"
	timeout -s KILL 2 strace -qq -o /dev/null \
	    -e inject=all:signal=KILL:when="$n" \
	    postern-queue --foreground >>/var/log/killed.log 2>&1
	echo "case $n $?"
done
X
host timeout 900 runner-killed $STEP $LAST >"$T/cases" 2>/dev/null
cases=$(grep -c ^case "$T/cases")
is 'all are accepted' "$(grep refused "$T/cases")" ''
is 'all the cases ran' "$cases" "$(seq 1 $STEP $LAST | wc -l)"
is 'most runners were killed' "$(awk '$3 == 137 { n++ }
    END { print (n > '"$cases"' / 2) }' "$T/cases")" 1

# A relay-send that was left behind may hold the spool for a moment.
left_alone() { ! host pgrep -x relay-send; }
check 'no relay-send stays behind' wait_for 20 left_alone
queue_start
distinct() {
	[ "$(mail_text many@example.net | grep '^Subject: case' | sort -u |
	    wc -l)" = "$cases" ]
}
check 'every message has arrived' wait_for 60 distinct
is 'and each of them whole' "$(mail_text many@example.net | tr -d '\r' |
    grep -c '^200$')" "$(mail_count many@example.net)"
copies=$(($(mail_count many@example.net) - cases))
like 'only some of them twice' "$copies" '^[0-9]+$'
echo "   ($copies of $cases twice)"
spool_empty() {
	[ -z "$(host find /var/spool/postern -type f -name '*-*')" ]
}
check 'nothing is left in the spool' wait_for 20 spool_empty
queue_stop
