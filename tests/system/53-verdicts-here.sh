#!/bin/bash
# SPDX-License-Identifier: ISC
# Shows the rows of the verdict table that this host decides, without a server
# or in spite of one.
. "$PST_TOP/tests/system/lib/test.sh"
. "$PST_TOP/tests/system/lib/taker.sh"
host_reset
taker_start

# keys KEYS [SERVER]: the login section of example.test, with more keys.
keys() {
	printf 'login "example.test" {\n%s\n\tserver = "%s"\n%s\n}\n' \
	    '	ca-file = "/etc/postern/ca.pem"' \
	    "${2:-imaps://mail.example.test}" "$1" |
	    put /etc/postern/postern.conf
}
OFFLINE='	offline = "7d"'
THROTTLE='	throttle-account = "3/10m"'

# answer NAME WANTED USER PASSWORD
answer() {
	is "$WAY: $1: $2" "$(pam_answer "$3" "$4" | tail -n 1)" "$2"
}

# unasked NAME WANTED USER PASSWORD: and the server hears nothing, although it
# would take any password.
unasked() {
	local before
	before=$(taken)
	answer "$@"
	is "$WAY: $1: the server is not asked" "$(taken)" "$before"
}

# in_stock: alice's password is stored, by a login.
in_stock() {
	host rm -f /var/lib/postern/login/alice@example.test
	keys "$OFFLINE"
	answer 'a login that stores' SUCCESS alice@example.test 'wonder land'
	wait_for 60 host test -f /var/lib/postern/login/alice@example.test
}

names() {
	local name
	keys '' $TAKER
	answer 'the server takes everything' SUCCESS alice@example.test \
	    'any word'
	for name in tina root nobody postern-login eve@example.test \
	    alice@elsewhere.test Alice@example.test; do
		unasked "$name is not one of ours" USER_UNKNOWN "$name" x
	done
	unasked 'an address behind !' PERM_DENIED mallory@example.org x
}

throttled() {
	local n
	in_stock
	keys "$OFFLINE
$THROTTLE"
	for n in 1 2 3; do
		answer "wrong password $n" AUTH_ERR alice@example.test "no $n"
	done
	keys "$OFFLINE
$THROTTLE" $TAKER
	unasked 'throttled' MAXTRIES alice@example.test 'wonder land'
	keys "$OFFLINE
$THROTTLE" imaps://dead.example.test
	answer 'throttled, the stored password' MAXTRIES \
	    alice@example.test 'wonder land'
}

# broken NAME COMMAND UNDO: while something here is broken, the stored password
# does not help either.
broken() {
	in_stock
	host bash -c "$2"
	answer "$1" SYSTEM_ERR alice@example.test 'wonder land'
	answer "$1, a wrong password" SYSTEM_ERR alice@example.test wrong
	host bash -c "$3"
}

faults() {
	local check=/usr/libexec/postern/imap-check
	broken 'settings that are nonsense' \
	    'echo "login {{{" >/etc/postern/postern.conf' :
	broken 'no section of the domain' \
	    'sed -i s/example.test\"/other.test\"/ /etc/postern/postern.conf' :
	broken 'no imap-check' "mv $check $check.away" "mv $check.away $check"
	broken 'an imap-check that dies' "mv $check $check.away
	    printf '#!/bin/sh\nkill -9 \$\$\n' >$check; chmod 755 $check" \
	    "mv $check.away $check"
	broken 'an imap-check that babbles' "mv $check $check.away
	    printf '#!/bin/sh\necho PS SUCCESS\n' >$check; chmod 755 $check" \
	    "mv $check.away $check"
	keys ''
}

# Memory that is short, from hardly any on: whatever comes of it, a wrong
# password is no success and no answer of PAM's is to be ignored.
memory() {
	local kib seen all=
	keys ''
	for ((kib = 3000; kib < 24000; kib += 500)); do
		seen=$(printf wrong | host prlimit --as=$((kib * 1024)) \
		    timeout 60 pam-answer imap-only alice@example.test \
		    2>/dev/null | tail -n 1)
		all+="$seen "
	done
	unlike "$WAY: short of memory" " $all" ' (SUCCESS|IGNORE) '
	like "$WAY: short of memory: some were" "$all" '(BUF|SYSTEM)_ERR'
	like "$WAY: short of memory: some were not" "$all" 'AUTH_ERR'
}

empty() {
	local before
	keys '' $TAKER
	before=$(told)
	answer 'an empty password' AUTH_ERR alice@example.test ''
	is "$WAY: an empty password: the server is not told" "$(told)" \
	    "$before"
	is "$WAY: the conversation fails: CONV_ERR" "$(host python3 \
	    "$PST_TOP/tests/system/lib/pamcall.py" --mute imap-only \
	    alice@example.test)" CONV_ERR
}

WAY=--once
names
faults
empty
memory
WAY=daemon
login_start
names
throttled
login_stop
login_start
faults
empty
login_stop
