#!/bin/bash
# SPDX-License-Identifier: ISC
# Sends large messages of all kinds, and looks at how much memory that took.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset
CEILING=8192 # KiB

# What sendmail and its queue-put take is measured as one; no runner is there.
spool_size() {
	host bash -c 'stat -c %s /var/spool/postern/drop/new/* 2>/dev/null'
}

# measure NAME LEAST ARGUMENT...: sends it; the spool has so many bytes then.
measure() {
	local name=$1 least=$2 status peak size options=
	shift 2
	[ "$1" != -bs ] || options=--smtp
	host find /var/spool/postern/drop -type f -delete
	host_as mallet bash -c 'peak=$1 name=$2 options=$3; shift 3
		python3 "$PST_TOP/tests/system/lib/large.py" "$name" $options |
		peak-memory "$peak" sendmail "$@" >/dev/null' _ /tmp/peak \
	    "$name" "$options" "$@"
	read -r status peak < <(host cat /tmp/peak)
	size=$(spool_size)
	is "$name ($1): accepted" "$status" 0
	check "$name ($1): ${size:-no} bytes are in the spool" \
	    test "${size:-0}" -ge "$least"
	check "$name ($1): $peak KiB of memory" test "$peak" -lt $CEILING
	host rm -f /tmp/peak
}

for name in 'one line' base64 8-bit; do
	measure "$name" 50000000 -t
done
measure 'one line' 50000000 -bs
measure 'any bytes' 30000000 -i carol@example.test
[ -n "${PST_FULL-}" ] || exit 0

measure 'base64 in one line' 50000000 -t
measure 8-bit 50000000 -bs
for name in '8-bit in one line' 'empty lines' dots 'no header' \
    'a million parts'; do
	measure "$name" 30000000 -i carol@example.test
done
