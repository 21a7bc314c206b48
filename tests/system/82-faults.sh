#!/bin/bash
# SPDX-License-Identifier: ISC
# Disturbs sendmail, queue-put, postern-queue and relay-send at their system
# calls, one at a time: SIGKILL, EIO, ENOSPC, EINTR and short writes.  What was
# accepted arrives whole or is reported; what was cut off may do so twice.
. "$PST_TOP/tests/system/lib/test.sh"
. "$PST_TOP/tests/system/lib/lost.sh"
host_reset
LIB=$PST_TOP/tests/system/lib
STEP=11
[ -z "${PST_FULL-}" ] || STEP=1
# Most of a case is waiting.
CELLS=$((3 * $(nproc)))
SPOOL=/var/spool/postern
PROGRAMS=(sendmail queue-put postern-queue relay-send)

flock "$PST_BUILD" make -C "$PST_BUILD" tests/system/short-writes \
    >"$T/make" 2>&1 ||
    fail 'short-writes is built' "$(cat "$T/make")"
host install -m 755 "$PST_BUILD/tests/system/short-writes" /usr/local/bin/
host rm -rf /tmp/faults
check 'all the cases run' host timeout 1500 \
    sh -c 'exec python3 "$@" >/tmp/cases' _ \
    "$LIB/faults.py" $STEP $CELLS "${PROGRAMS[@]}"

# What they left in their spools, in one.
host bash -c 'for d in drop/new queue hold; do
	find /tmp/faults/$d -type f -exec cp -a -t "$1/$d" {} + || exit 1
done' _ $SPOOL
queue_start
check 'nothing waits in the end' wait_for 400 spool_drained
queue_stop
mail_verdict /tmp/cases
for program in "${PROGRAMS[@]}"; do
	check "$program was disturbed" host awk -v p="$program" '$3 == p {
	    n++; hit += $8 == "reached" } END { exit n < 20 || hit < n / 2 }' \
	    /tmp/cases
done
is 'a runner that is told to end does so, and nothing is put aside' \
    "$(grep '^wrong' "$T/verdict")" ''
