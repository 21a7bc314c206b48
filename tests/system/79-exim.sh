#!/bin/bash
# SPDX-License-Identifier: ISC
# Sends good and refused messages in one go to Postfix and to Exim, which answer
# the rest of a refused transaction each in a way of its own; and to port 25.
. "$PST_TOP/tests/system/lib/test.sh"
. "$PST_TOP/tests/system/lib/exim.sh"
host_reset
exim_start || fail 'Exim starts' "$(tail "$PST_WORK/exim-packages.log")"

REFUSING=$PST_TOP/tests/system/lib/refusing.py
SHOULD=/shared/refusing.json
checks_of 'good and bad messages in one go' \
    host python3 "$REFUSING" send $SHOULD
checks_of 'what Postfix has' provider python3 "$REFUSING" count $SHOULD postfix
checks_of 'what Exim has' exim python3 "$REFUSING" count $SHOULD exim

# They have refused where they should; Postfix's log comes later than the reply.
logged() { "$1" grep -qF -- "$3" "$2"; }
for place in 'rejected MAIL' 'rejected RCPT' 'rejected DATA' \
    'rejected after DATA' 'dropped: too many nonmail commands'; do
	check "Exim: $place" wait_for 60 \
	    logged exim /var/log/exim4/mainlog "$place"
done
for place in MAIL RCPT DATA BDAT 'header Subject'; do
	check "Postfix: $place" wait_for 60 \
	    logged provider /var/log/postfix.log "reject: $place"
done

checks_of 'a server without STARTTLS' host python3 "$REFUSING" clear
like 'which offers a login' "$(provider postconf -P '127.0.0.19:25/inet/*')" \
    'smtpd_tls_auth_only = no'
wait_for 60 provider grep -q 'clear/smtpd.*: disconnect from' \
    /var/log/postfix.log
seen=$(provider grep 'clear/smtpd.*: disconnect from' /var/log/postfix.log)
like 'is told who calls' "$seen" 'ehlo=1'
is 'and nothing else' "$(sed 's/.*\] //; s/ quit=1//; s/ commands=.*//' \
    <<<"$seen" | sort -u)" ehlo=1
