# SPDX-License-Identifier: ISC
# Starts Cyrus IMAP, the server that binds SCRAM to TLS, in a root of its own.
#
# A test that needs it sources this file and calls cyrus_start; the first one
# waits for the packages (Cyrus and Dovecot cannot be installed in one root),
# the others find it running.  It has the mailboxes and passwords of
# provider.sh and four ports on each address:
#
#	cyrus12.example.test	127.0.0.16	TLS 1.2 only
#	cyrus13.example.test	127.0.0.17	TLS 1.3 only

CYRUS_PACKAGES=(cyrus-imapd cyrus-pop3d sasl2-bin msmtp-mta)

cyrus() { root_run "$PST_CYRUS_PID" "$@"; }

cyrus_start() {
	local lock
	if [ -s "$PST_WORK/cyrus.pid" ]; then
		read -r PST_CYRUS_PID <"$PST_WORK/cyrus.pid"
		return 0
	fi
	root_make cyrus
	mkdir -p "$PST_CACHE"
	exec {lock}>"$PST_CACHE/lock"
	flock "$lock"
	root_install cyrus "${CYRUS_PACKAGES[@]}" || return 1
	exec {lock}>&-
	root_share cyrus "$PST_TOP" ro
	root_start cyrus mail.example.test
	cyrus bash "$PST_TOP/tests/system/lib/cyrus_server.sh" || return 1
	echo "$PST_CYRUS_PID" >"$PST_WORK/cyrus.pid"
}
