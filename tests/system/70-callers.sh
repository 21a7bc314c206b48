#!/bin/bash
# SPDX-License-Identifier: ISC
# Replays what programs were seen to pass to sendmail, byte by byte, and looks
# at what arrives.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset
queue_stop
LIB=$PST_TOP/tests/system/lib
CALLERS=$PST_TOP/tests/system/callers
export PYTHONDONTWRITEBYTECODE=1

# The mailboxes they write to.
provider bash -c 'for name in a b ops envelope fail2ban; do
	echo "$name@example.test $name@example.test/"
    done >>/etc/postfix/mailboxes
    for name in a b bcc cc dev forward list ops two; do
	echo "$name@example.net $name@example.net/"
    done >>/etc/postfix/mailboxes
    echo "dev@example.test dev@example.test/" >>/etc/postfix/mailboxes
    postfix reload' >/dev/null 2>&1
# A person of the provider's is a user.
check 'alice has an account' host postern user add alice@example.test

check 'all are called' host timeout 400 python3 "$LIB/callers_replay.py" \
    "$CALLERS" /shared/callers.json
called=$(grep -c '"status"' "$SHARED/callers.json")
is 'one for each capture' "$called" "$(ls "$CALLERS"/*.argv | wc -l)"

queue_start
# mailboxes: fresh copies of them.
mailboxes() {
	rm -rf "$SHARED/mailboxes"
	provider cp -r /srv/vmail /shared/mailboxes
}
check_mail() {
	python3 "$LIB/callers_check.py" "$@" "$CALLERS" \
	    "$SHARED/callers.json" "$SHARED/mailboxes"
}
all_are_here() {
	mailboxes
	check_mail --count
}
check 'all arrive' wait_for 240 all_are_here
mailboxes
checks_of 'as they should' check_mail
check 'nothing is left in the queue' wait_for 60 host bash -c \
    'mailq | grep -q "queue is empty"'
queue_stop
