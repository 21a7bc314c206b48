#!/bin/bash
# SPDX-License-Identifier: ISC
# Acts out the verdict table: each row through the module, over IMAP and POP3,
# by the daemon and without one.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset

# table WAY LANE...: every case of the table, the module reaching postern-login
# in this way.
table() {
	checks_of "the table, $1" host python3 \
	    "$PST_TOP/tests/system/lib/verdicts.py" \
	    "$PST_TOP/tests/system/verdicts.table" "$@"
}

lanes=(imaps imap pop3s pop3 imaps+stored pop3s+stored)
table --once "${lanes[@]}"
login_start
table daemon "${lanes[@]}"
login_stop
