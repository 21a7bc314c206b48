# SPDX-License-Identifier: ISC
# Whether anything got lost: for tests that have sourced test.sh and handed in
# messages made by mailboxes.py.

# loop_devices: those of the machine, for this root's /dev.
loop_devices() {
	[ -e /dev/loop-control ] || modprobe loop || return
	host bash -c 'cd /dev || exit
		[ -e loop-control ] || mknod loop-control c 10 237 || exit
		for ((i = 0; i < 64; i++)); do
			[ -e loop$i ] || mknod loop$i b 7 $i || exit
		done'
}

# spool_drained: whether nothing waits; hurries it.
spool_drained() {
	host postern queue flush
	[ -z "$(host find /var/spool/postern/drop/new /var/spool/postern/queue \
	    -name '*-*')" ]
}

# provider_done: whether the provider has delivered all it took.
provider_done() {
	[ -z "$(provider bash -c 'cd /var/spool/postfix &&
	    find maildrop incoming active deferred -type f')" ]
}

# mail_verdict CASES: checks the mailboxes against that file of the host; what
# is wrong is in $T/verdict.
mail_verdict() {
	check 'the provider has delivered it all' wait_for 300 provider_done
	provider tar -C /srv/vmail -c . >"$SHARED/mail.tar"
	host python3 "$PST_TOP/tests/system/lib/mailboxes.py" "$1" \
	    <"$SHARED/mail.tar" >"$T/verdict"
	rm "$SHARED/mail.tar"
	sed -n 's/^sum /   /p' "$T/verdict"
	is 'what was accepted has arrived, or was reported' \
	    "$(grep '^lost' "$T/verdict")" ''
	is 'all of it whole' "$(grep '^damaged' "$T/verdict")" ''
	is 'and no more often than it may' \
	    "$(grep '^repeated' "$T/verdict")" ''
}
