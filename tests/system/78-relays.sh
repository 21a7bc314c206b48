#!/bin/bash
# SPDX-License-Identifier: ISC
# Lets relays refuse, hang, reset, dawdle, lie and change at every command: what
# becomes of each message is the outcome table, and mailq says why.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset

# Each smtp-sink: its port, what becomes of all messages, its options.
SINKS='2501 sent -w 1
2502 bounced -f RCPT
2503 deferred -r RCPT
2504 deferred -q MAIL
2505 deferred -Q RCPT
2506 sent -p
2507 held -f MAIL
2508 deferred -r .
2509 waits -q CONNECT
2510 bounced -f DATA
2511 deferred -r MAIL
2512 unknown -q .
2513 waits -f EHLO
2514 bounced -f .
2515 deferred -r DATA
2516 deferred -q DATA
2517 deferred -Q MAIL'

# sinks_start: each takes mail at its port, and writes it to a file named so.
sinks_start() {
	provider bash -c 'install -d -o postfix /shared/sink
		while read -r port _ options; do
			smtp-sink -u postfix -D "/shared/sink/$port" $options \
			    127.0.0.61:$port 100 </dev/null >/dev/null 2>&1 &
			echo $!
		done <<<"$1" >/run/sinks' _ "$SINKS"
}

sinks_stop() { provider bash -c 'kill $(cat /run/sinks)'; }

sinks_start
checks_of 'relays that go wrong' host PST_FULL="${PST_FULL-}" \
    PST_SINKS="$SINKS" \
    python3 "$PST_TOP/tests/system/lib/relays.py"
sinks_stop
