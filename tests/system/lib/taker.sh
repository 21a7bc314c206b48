# SPDX-License-Identifier: ISC
# A mail server that takes every password, and counts who comes.
#
# A test sources this file; "taker_start" starts it as $TAKER, with a
# certificate that is good; "taken" prints how many connections came, "told" how
# many passwords.

TAKER=imaps://fake.example.test:1993

taker_start() {
	cat >"$SHARED/taker" <<'X'
T
S * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] come in
C (\S+) AUTHENTICATE .*
S \1 OK in
E
X
	background /var/log/taker.log python3 \
	    "$PST_TOP/tests/wire/fakeserver.py" --listen 127.0.0.60:1993 \
	    --cert /shared/pki/good.pem --key /shared/pki/server.key \
	    --log /shared/taker.log /shared/taker >/dev/null
	wait_for 60 host bash -c '</dev/tcp/127.0.0.60/1993'
	wait_for 60 grep -q ' close$' "$SHARED/taker.log"
}

taken() { grep -c ' open$' "$SHARED/taker.log"; }
told() { grep -c ' C: .*AUTHENTICATE' "$SHARED/taker.log"; }
