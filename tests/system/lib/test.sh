# SPDX-License-Identifier: ISC
# What a system test starts with: checks that count, and ready-made actions.
#
# A test is a bash script that sources this file.  It runs outside the roots,
# with `host COMMAND` and `provider COMMAND` reaching into them.  Each check
# prints one line and adds one to $PST_RESULTS, where a failed one has its name.

. "$PST_TOP/tests/system/lib/roots.sh"
set -uo pipefail
T=$(mktemp -d "$PST_WORK/test.XXXXXX")
SHARED=$PST_WORK/shared

# background LOG COMMAND...: a program of the host for as long as the test
# runs; prints its pid there.
background() { host_daemon "$@" | tee -a "$T/background"; }
leave() {
	[ ! -s "$T/background" ] ||
	    host kill $(cat "$T/background") 2>/dev/null
}
trap leave EXIT

pass() {
	printf 'ok - %s\n' "$1"
	echo pass >>"$PST_RESULTS"
}

# fail NAME [TEXT...]: the text says what was seen.
fail() {
	local name=$1
	printf 'NOT OK - %s\n' "$name"
	shift
	[ $# = 0 ] || printf '%s\n' "$@" | head -n 40 | sed 's/^/    | /'
	echo "fail $(basename "$0" .sh): $name" >>"$PST_RESULTS"
}

# check NAME COMMAND...: the command succeeds within a minute.
check() {
	local name=$1 seen
	shift
	if seen=$("$@" 2>&1 </dev/null); then
		pass "$name"
	else
		fail "$name" "exit $? of: $*" "$seen"
	fi
}

# refute NAME COMMAND...: the command fails (but is found, and not killed).
refute() {
	local name=$1 seen status=0
	shift
	seen=$("$@" 2>&1 </dev/null) || status=$?
	if [ $status != 0 ] && [ $status -lt 124 ]; then
		pass "$name"
	else
		fail "$name" "exit $status of: $*" "$seen"
	fi
}

# is NAME GOT WANTED
is() {
	if [ "$2" = "$3" ]; then
		pass "$1"
	else
		fail "$1" "got:    $2" "wanted: $3"
	fi
}

# like NAME GOT REGEX; unlike the opposite.
like() {
	if grep -Eq -- "$3" <<<"$2"; then
		pass "$1"
	else
		fail "$1" "no match for: $3" "in: $2"
	fi
}

unlike() {
	if grep -Eq -- "$3" <<<"$2"; then
		fail "$1" "should not match: $3" "in: $2"
	else
		pass "$1"
	fi
}

# checks_of NAME COMMAND...: runs a program that checks: its lines "ok - NAME"
# and "NOT OK - NAME" are counted.  It has failed when it says neither.
checks_of() {
	local name=$1 seen status=0
	shift
	seen=$("$@" 2>"$T/errors" </dev/null) || status=$?
	printf '%s\n' "$seen"
	sed -n "s/^ok - .*/pass/p; s/^NOT OK - /fail $(basename "$0" .sh): /p" \
	    <<<"$seen" >>"$PST_RESULTS"
	if [ $status != 0 ] || ! grep -q '^ok - ' <<<"$seen"; then
		fail "$name" "exit $status of: $*" "$(cat "$T/errors")"
	fi
}

# host_reset: known settings, empty spool, fresh logs; empty mailboxes, and
# nothing on its way to them.
host_reset() {
	host bash "$PST_TOP/tests/system/lib/host.sh" reset
	wait_for 30 provider_rests
	provider bash -c 'postsuper -d ALL; rm -rf /srv/vmail/*' >/dev/null 2>&1
}

# provider_rests: what the provider has taken it has delivered, or put off.
provider_rests() {
	[ -z "$(provider bash -c 'cd /var/spool/postfix &&
	    find maildrop incoming active -type f')" ]
}

password_of() {
	provider bash "$PST_TOP/tests/system/lib/provider.sh" password "$1"
}

# put PATH [MODE [OWNER]]: writes a file of the host from standard input.
put() {
	host bash -c 'cat >"$1" && chmod "$2" "$1" && chown "$3" "$1"' _ \
	    "$1" "${2:-644}" "${3:-root:root}"
}

# settings LOGIN-URL [RELAY-URL [MORE-FOR-RELAY]]: writes postern.conf.
settings() {
	local domain
	{
		for domain in example.test example.org; do
			printf 'login "%s" {\n\tserver = "%s"\n' "$domain" "$1"
			printf '\tca-file = "/etc/postern/ca.pem"\n}\n'
		done
		printf 'relay "provider" {\n\tserver = "%s"\n' \
		    "${2:-submissions://mail.example.test}"
		printf '\tuser = "web1@example.test"\n'
		printf '\tpassword-file = "/etc/postern/relay.password"\n'
		printf '\tca-file = "/etc/postern/ca.pem"\n%s}\n' "${3-}"
		printf 'mail {\n\tdomain = "example.test"\n}\n'
	} | put /etc/postern/postern.conf
}

# ssh_try METHOD PASSWORD USER COMMAND: output of the session, or of ssh.
ssh_try() {
	timeout 100 nsenter --target "$PST_HOST_PID" --mount --pid --uts \
	    --ipc --net env -i PATH="$ROOT_PATH" HOME=/root LANG=C.UTF-8 \
	    SSHPASS="$2" sshpass -e ssh -F none -o LogLevel=ERROR \
	    -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
	    -o NumberOfPasswordPrompts=1 \
	    -o PreferredAuthentications="$1" -l "$3" 127.0.0.1 "$4"
}

# pam_answer USER [PASSWORD [SERVICE]]: the name of what PAM answers, by the
# module alone unless another service is named.
pam_answer() {
	printf %s "${2-}" | host timeout 60 /usr/local/bin/pam-answer \
	    "${3:-imap-only}" "$1" 2>/dev/null
}

# messages: the host's log, with all that was said before.
messages() {
	log_sync host
	host cat /var/log/messages
}

# log_sync ROOT: waits until syslog.py has written what came to it there.
log_sync() {
	"$@" bash -c 'f=$(mktemp -u /run/synced.XXXXXX)
		logger -t synced "$f" || exit
		for ((n = 0; n < 6000; n++)); do
			[ ! -e "$f" ] || { rm "$f"; exit; }
			sleep 0.01
		done; exit 1'
}

# end_process PID [SIGNAL]: ends a program of the host, and waits for its end.
end_process() {
	host kill "-${2-TERM}" "$1"
	wait_for 60 is_over "$1"
}
is_over() { ! host kill -0 "$1"; }

# queue_start: runs the queue runner; queue_stop ends it.  One that root's
# sendmail has started is in its way, and ended.
queue_start() {
	local pid n
	for n in 1 2 3 4 5; do
		pid=$(background /var/log/postern-queue.log \
		    postern-queue --foreground)
		put /run/postern/test-queue.pid <<<"$pid"
		wait_for 60 queue_decided "$pid"
		! queue_serves "$pid" || return 0
		host pkill -x postern-queue
		wait_for 30 queue_nobody
	done
	fail 'the runner starts'
}

# serves PID PATH: that process listens there.
serves() {
	host bash -c 'for n in $(awk -v p="$2" "\$4 == \"00010000\" &&
		\$8 == p { print \$7 }" /proc/net/unix); do
			[ -n "$(find "/proc/$1/fd" -lname "socket:\[$n\]" \
			    2>/dev/null)" ] && exit 0
		done; exit 1' _ "$@"
}

# queue_serves PID: that runner listens, and has the spool: it takes signals
# behind that.
queue_serves() {
	serves "$1" /run/postern/queue.sock &&
	    [ -n "$(host find "/proc/$1/fd" -lname 'anon_inode:*signalfd*')" ]
}
queue_decided() { queue_serves "$1" || ! host test -d "/proc/$1"; }
queue_nobody() { ! host pgrep -x postern-queue; }

queue_stop() { end_daemon /run/postern/test-queue.pid; }

# end_daemon PIDFILE: ends the program of that file, and waits for its end.
end_daemon() {
	host bash -c '[ -f "$1" ] || exit 0
		p=$(cat "$1"); rm -f "$1"; kill $p
		n=0; while kill -0 $p 2>/dev/null; do
			sleep 0.05; n=$((n+1)); [ $n -lt 1200 ] || exit 1
		done' _ "$1"
}

# login_start [ARGUMENT...]: runs postern-login, which logs as it does when it
# is installed; login_stop ends it, and leaves the dead socket behind.
login_start() {
	local pid
	host rm -f /run/postern/login.sock
	pid=$(background /var/log/postern-login.log postern-login "$@")
	put /run/postern/test-login.pid <<<"$pid"
	wait_for 60 serves "$pid" /run/postern/login.sock
}

login_stop() { end_daemon /run/postern/test-login.pid; }

# mail_count ADDRESS: messages in the provider's mailbox.
mail_count() {
	provider bash -c 'find "/srv/vmail/$1/new" -type f 2>/dev/null |
	    wc -l' _ "$1"
}

# mail_text ADDRESS: all of them, one after the other.
mail_text() {
	provider bash -c 'cat /srv/vmail/"$1"/new/* 2>/dev/null' _ "$1"
}

# mail_arrives ADDRESS [COUNT [SECONDS]]
mail_arrives() {
	mail_has() { [ "$(mail_count "$1")" -ge "$2" ]; }
	wait_for "${3:-60}" mail_has "$1" "${2:-1}"
}
