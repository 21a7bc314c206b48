#!/bin/bash
# SPDX-License-Identifier: ISC
# Holds AppArmor's profiles to what the programs do: each path that they open,
# change or execute in a login and for a mail is one that a profile allows.
. "$PST_TOP/tests/system/lib/test.sh"
. "$PST_TOP/tests/system/lib/machine.sh"
host_reset
install_tools "$PST_WORK/apparmor.log" apparmor
ETC=$SHARED/apparmor.d
cp -r /etc/apparmor.d "$ETC"
PROFILES=(postern-login postern-queue)
NAMES=abstractions/nameservice.d/postern

check 'the profiles are made' flock "$PST_BUILD" make -C "$PST_BUILD" \
    "${PROFILES[@]/#/etc/apparmor.d/}" etc/apparmor.d/$NAMES
mkdir -p "$ETC/${NAMES%/*}"
cp "$PST_BUILD/etc/apparmor.d/$NAMES" "$ETC/$NAMES"
for profile in "${PROFILES[@]}"; do
	cp "$PST_BUILD/etc/apparmor.d/$profile" "$ETC"
	check "the parser takes $profile" apparmor_parser \
	    --base "$ETC" --skip-kernel-load --skip-cache "$ETC/$profile"
done
gone() { ! host pgrep -x "$1"; }
like 'unix_chkpwd sees the names, by the abstraction that it includes' \
    "$(cat "$ETC/abstractions/nameservice")" 'abstractions/nameservice\.d>'

# trace NAME COMMAND...: follows it, with a file for each process.
trace() {
	local name=$1
	shift
	mkdir "$SHARED/$name"
	background "/var/log/trace-$name.log" strace -ff -y -qq \
	    -o "/shared/$name/of" -e 'trace=%file,bind,connect' "$@" >/dev/null
}

# whole PROGRAM NAME: all of this trace, but its beginning, which is another's.
whole() {
	grep -hv "^execve(\"$1\"" "$SHARED/$2"/*
}

# since PROGRAM NAME: what processes of this trace did once it was executed.
since() {
	awk -v "program=execve(\"$1\"" 'FNR == 1 { now = 0 } now
	    index($0, program) == 1 && / = 0$/ { now = 1 }' "$SHARED/$2"/*
}

# fits FILE PROFILE LEAST PART PROGRAM NAME: that part of the trace is allowed by
# the profile, and is of more than so many things.
fits() {
	local file=$1 profile=$2 least=$3 seen
	shift 3
	"$@" >"$SHARED/trace"
	seen=$(host python3 "$PST_TOP/tests/system/lib/apparmor.py" \
	    /shared/apparmor.d "/shared/apparmor.d/$file" "$profile" \
	    <"$SHARED/trace")
	is "$profile: nothing that its profile does not allow" \
	    "$(grep -v ^asked <<<"$seen")" ''
	check "$profile: it did something: ${seen##*asked }" \
	    test "${seen##*asked }" -gt "$least"
}

# A login: the daemon, whose profile its worker keeps, and the worker's own.
host rm -f /run/postern/login.sock
trace login postern-login
wait_for 30 host test -S /run/postern/login.sock
is 'a login' "$(pam_answer alice@example.test 'wonder land' | tail -n 1)" \
    SUCCESS
host pkill -x postern-login
wait_for 30 gone postern-login
fits postern-login postern-login 40 whole \
    /usr/sbin/postern-login login
fits postern-login imap-check 8 since \
    /usr/libexec/postern/imap-check login

# A mail: the door, then the runner and its worker likewise.
trace queue postern-queue --foreground
wait_for 30 host test -S /run/postern/queue.sock
trace door sendmail carol@example.test
check 'a mail arrives' mail_arrives carol@example.test 1 60
host pkill -x postern-queue
wait_for 30 gone postern-queue
fits postern-queue postern-queue 40 whole \
    /usr/sbin/postern-queue queue
fits postern-queue relay-send 8 since \
    /usr/libexec/postern/relay-send queue
fits postern-queue queue-put 8 since \
    /usr/libexec/postern/queue-put door
