#!/bin/bash
# SPDX-License-Identifier: ISC
# Acts out the verdict table: each row through the module, over IMAP and POP3.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset

# table WAY LANE...: every case of the table, the module reaching postern-login
# in this way.
table() {
	checks_of "the table, $1" host python3 \
	    "$PST_TOP/tests/system/lib/verdicts.py" \
	    "$PST_TOP/tests/system/verdicts.table" "$@"
}

lanes=(imaps imap pop3s pop3)
table --once "${lanes[@]}"
