#!/bin/bash
# SPDX-License-Identifier: ISC
# Cuts the power at random moments under load, again and again: the spool's
# file system forgets what it was not told to keep, and the runner is gone.
# What was accepted arrives or is reported; a cut repeats one window at most.
. "$PST_TOP/tests/system/lib/test.sh"
. "$PST_TOP/tests/system/lib/lost.sh"
host_reset
LIB=$PST_TOP/tests/system/lib
CUTS=20
[ -z "${PST_FULL-}" ] || CUTS=200
SENDERS=4
# Messages that may be on their way at once.
WINDOW=64
SPOOL=/var/spool/postern
SEED=${POSTERN_SEED:-$RANDOM}

# disk_make: a file system for the spool, with its directories.
disk_make() {
	host bash -c 'truncate -s 256M /tmp/disk && mkfs.ext4 -q /tmp/disk &&
	    mount -t ext4 -o loop /tmp/disk "$1" && systemd-tmpfiles --create \
	    /usr/lib/tmpfiles.d/postern.conf && sync -f "$1"' _ $SPOOL
}
check 'there are loop devices' loop_devices
check 'the spool has a file system of its own' disk_make
echo "   seed $SEED (POSTERN_SEED=$SEED does the same again)"
check "$CUTS cuts" host timeout 1200 sh -c \
    'exec python3 "$@" >/tmp/cuts' _ "$LIB/cuts.py" $SEED $CUTS $SENDERS

queue_start
check 'nothing waits in the end' wait_for 300 spool_drained
queue_stop
is 'nothing is given up' "$(host find $SPOOL/failed $SPOOL/corrupt -type f)" ''
mail_verdict /tmp/cuts
accepted=$(host awk '$7 == 0' /tmp/cuts | wc -l)
check "many were accepted: $accepted" test "$accepted" -gt $CUTS
repeated=$(sed -n 's/^sum.*repeated *\([0-9]*\).*/\1/p' "$T/verdict")
check "a cut repeats one window at most: $repeated in $CUTS" \
    test "$repeated" -le $((CUTS * WINDOW))
host umount $SPOOL
