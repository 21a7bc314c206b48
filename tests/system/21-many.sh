#!/bin/bash
# SPDX-License-Identifier: ISC
# Sends 1,000 messages over one connection; one of them is refused.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset
MANY=1000
REFUSED=400

background /var/log/turns.log python3 \
    "$PST_TOP/tests/system/lib/turns.py" 127.0.0.50:465 127.0.0.10:465 \
    /shared/many.log --free >/dev/null
wait_for 60 host bash -c '</dev/tcp/127.0.0.50/465'
wait_for 60 grep -q close "$SHARED/many.log"
settings imaps://mail.example.test submissions://proxy.example.test
before=$(grep -c open "$SHARED/many.log")
host_as mallet bash -c '
	for i in $(seq '$MANY'); do
		to=many@example.net
		[ $i != '$REFUSED' ] || to=refused@example.test
		printf "Subject: number $i\n\ntext $i\n" | sendmail "$to" ||
		    echo "failed: $i"
	done' >"$SHARED/failed"
is 'all are accepted' "$(cat "$SHARED/failed")" ''
is 'all are in drop/new' \
    "$(host bash -c 'ls /var/spool/postern/drop/new | wc -l')" $MANY
start=$SECONDS
queue_start
mail_arrives many@example.net $((MANY - 1)) 400
is 'all but the refused one arrive' "$(mail_count many@example.net)" \
    $((MANY - 1))
echo "   ($((SECONDS - start)) s)"
is 'each once' "$(mail_text many@example.net |
    grep -c '^Subject: number')" $((MANY - 1))
is 'and none twice' "$(mail_text many@example.net |
    grep '^Subject: number' | sort | uniq -d)" ''
is 'over one connection' \
    "$(($(grep -c open "$SHARED/many.log") - before))" 1
is 'with one TLS handshake' "$(grep -c hello "$SHARED/many.log")" 1
check 'the refused one is reported (to root: mallet has no alias)' \
    mail_arrives carol@example.test
like 'with what the server said' "$(mail_text carol@example.test)" \
    'No such mailbox here'
queue_stop
