#!/bin/bash
# SPDX-License-Identifier: ISC
# Sends messages of the corpus through sendmail, the queue and a provider to a
# mailbox, and compares what lies there with what was sent.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset
rm -rf "$SHARED/corpus"
mkdir "$SHARED/corpus"

# Every seventh, or all of them; not the largest.
STEP=7
[ -z "${PST_FULL-}" ] || STEP=1
PYTHONDONTWRITEBYTECODE=1 CORPUS_HUGE=1500000 python3 \
    "$PST_TOP/tests/corpus/pick.py" "$STEP" "$SHARED/corpus"
sent=$(ls "$SHARED/corpus" | wc -l)
check "messages are there ($sent)" test "$sent" -ge 40
queue_start
host_as mallet bash -c '
	for f in /shared/corpus/*; do
		sendmail -i carol@example.test <"$f" || echo "failed: $f"
	done' >"$SHARED/failed"
is 'all are accepted' "$(cat "$SHARED/failed")" ''
check 'all arrive' mail_arrives carol@example.test "$sent" 240
queue_stop
rm -rf "$SHARED/mailbox"
mkdir "$SHARED/mailbox"
provider bash -c 'cp /srv/vmail/carol@example.test/new/* /shared/mailbox'
is 'each is what was sent' "$(PYTHONDONTWRITEBYTECODE=1 python3 \
    "$PST_TOP/tests/corpus/compare.py" "$SHARED/corpus" "$SHARED/mailbox")" ''
