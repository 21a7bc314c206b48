#!/bin/bash
# SPDX-License-Identifier: ISC
# Lets relays refuse, hang, reset, dawdle, lie and change at every command: what
# becomes of each message is the outcome table, and mailq says why.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset

checks_of 'relays that go wrong' host PST_FULL="${PST_FULL-}" \
    python3 "$PST_TOP/tests/system/lib/relays.py" ${ROWS-}
