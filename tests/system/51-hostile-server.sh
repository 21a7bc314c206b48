#!/bin/bash
# SPDX-License-Identifier: ISC
# Lets servers hang, reset, drip, babble and die at every step of a login: it
# ends in time, says that the server cannot be asked, and leaves nothing.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset

# servers WAY SCHEME...: logins at servers that go wrong, all at a time.
servers() {
	checks_of "servers that go wrong, $1" host \
	    PST_FULL="${PST_FULL-}" python3 \
	    "$PST_TOP/tests/system/lib/hostile.py" "$@"
}

servers --once imaps imap pop3s pop3
login_start
servers daemon imaps pop3
login_stop
