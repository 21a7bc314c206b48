#!/bin/bash
# SPDX-License-Identifier: ISC
# The administrator's accounts: locked and unlocked, shown, and 100,000 of
# them.
. "$PST_TOP/tests/system/lib/test.sh"
ALICE=alice@example.test
NUMBER=2032409380
ACCOUNTS=/etc/postern/accounts

# json EXPRESSION COMMAND...: what a Python expression makes of the JSON j.
json() {
	local expression=$1
	shift
	host "$@" | python3 -c 'import json, sys
j = json.load(sys.stdin)
print(eval(sys.argv[1]))' "$expression"
}

user() { host postern user "$@"; }

answer() { pam_answer "$ALICE" "$(password_of "$ALICE")" | tail -n 1; }

# with_key: a session of alice's by her SSH key.
with_key() {
	host timeout 100 ssh -F none -i /root/key -o BatchMode=yes \
	    -o LogLevel=ERROR -o StrictHostKeyChecking=no \
	    -o UserKnownHostsFile=/dev/null -l "$ALICE" 127.0.0.1 'id -un'
}

stored() { host test -f /var/lib/postern/login/$ALICE; }

# --- one account

host_reset
host sed -i '/^login "example.test"/a offline = "7d"' /etc/postern/postern.conf
login_start
is 'nothing is known of alice but her line' "$(json \
    '[j[k] for k in ("answer", "line", "locked", "registered", "problem",
	"stored_password")] + [j["account"]["uid"]]' \
    postern user show --json $ALICE)" \
    "['allowed', 2, False, False, None, None, $NUMBER]"
is 'she logs in' "$(answer)" SUCCESS
wait_for 60 stored
host bash -c "home=/home/example.test/alice
	mkdir -p \$home/.ssh && rm -f /root/key*
	ssh-keygen -q -t ed25519 -N '' -f /root/key
	cp /root/key.pub \$home/.ssh/authorized_keys
	chown -R $NUMBER:$NUMBER \$home; chmod 700 \$home/.ssh"
is 'she logs in with a key' "$(with_key)" $ALICE
host bash -c "echo '0 0 1 1 * true' | crontab -u $ALICE -"
sleeper=$(background /dev/null setpriv --reuid $NUMBER --regid $NUMBER \
    --clear-groups sleep 600)
# hers_alone: of her processes there is that one; sshd's have ended.
hers_alone() { [ "$(host pgrep -u $NUMBER)" = "$sleeper" ]; }
wait_for 60 hers_alone
is 'show tells what there is of her' "$(json '[j["registered"],
    0 <= j["stored_password"]["age"] < 600, j["left"]["processes"],
    j["left"]["sessions"], len(j["left"]["pids"]), j["left"]["crontab"],
    j["left"]["authorized_keys"]]' postern user show --json $ALICE)" \
    "[True, True, 1, 1, 1, '/var/spool/cron/crontabs/$ALICE', \
'/home/example.test/alice/.ssh/authorized_keys']"
shown=$(user show $ALICE)
like 'and how to end it' "$shown" "loginctl terminate-user $ALICE"
like 'in words too' "$shown" 'sleep\[[0-9]+\]'

before=$(host cat $ACCOUNTS)
host chmod 640 $ACCOUNTS
host chgrp staffers $ACCOUNTS
locked=$(user lock $ALICE)
like 'lock says what goes on' "$locked" 'authorized_keys'
like 'and what is dropped' "$locked" 'stored password is dropped'
is 'mode, owner and all lines stay' "$(host stat -c '%a %U %G' $ACCOUNTS
    host cat $ACCOUNTS)" "640 root staffers
$before
!$ALICE"
host chmod 644 $ACCOUNTS
refute 'the stored password is gone' stored
is 'her password is refused' "$(answer)" PERM_DENIED
unlike 'her key too, by the account phase' "$(with_key 2>&1)" "^$ALICE"
is 'and her cron jobs' "$(host pam-answer cron $ALICE acct </dev/null |
    tail -n 1)" PERM_DENIED
is 'name service still knows her' "$(host id -un $NUMBER)" $ALICE
is 'locking her again changes nothing' "$(json \
    '[j[0][k] for k in ("locked", "changed")]' postern user lock --json \
    $ALICE)" '[True, False]'
check 'what runs goes on' wait_for 60 hers_alone
is 'unlock takes out that line alone' "$(json \
    '[j[0][k] for k in ("locked", "changed")]' postern user unlock --json \
    $ALICE; host cat $ACCOUNTS)" "[False, True]
$before"
is 'she logs in again' "$(answer)" SUCCESS
is 'and with the key' "$(with_key)" $ALICE
like 'the mailbox of a local account: its own password is named' \
    "$(user lock bob@example.test)" 'usermod -L bob'
is 'bob cannot use the mailbox any more' "$(pam_answer bob \
    'can we fix it' | tail -n 1)" USER_UNKNOWN
refute 'an ordinary user locks nobody' host_as mallet postern user lock $ALICE
refute 'nor shows anybody' host_as mallet postern user show $ALICE

# Through a symbolic link, and while others write.
host bash -c "mkdir -p /srv/fleet && mv $ACCOUNTS /srv/fleet/list &&
    ln -s /srv/fleet/list $ACCOUNTS"
user lock $ALICE >/dev/null
is 'a symbolic link stays one' "$(host readlink $ACCOUNTS)" /srv/fleet/list
is 'its target is changed' "$(host tail -n 1 /srv/fleet/list)" "!$ALICE"
is 'and nothing is left over' "$(host ls -A /srv/fleet)" list
host chmod 777 /srv/fleet
refute 'a directory that anybody may write is refused' user unlock $ALICE
host bash -c "rm $ACCOUNTS && mv /srv/fleet/list $ACCOUNTS && rm -r /srv/fleet"
# One that waits too long for the others says so, and is told again.
host bash -c 'lock() {
		local n
		for n in 1 2 3 4 5 6 7 8 9; do
			! postern user lock "$1" || return 0
		done
	}
	for i in $(seq 40); do
		lock "u$i@example.org" &
	done
	for i in $(seq 40); do
		echo "v$i@example.test" >>/etc/postern/accounts
	done
	wait' >"$T/many" 2>&1
is 'forty lock at once while forty lines are added: none is lost' \
    "$(host grep -cE '^(!u|v)[0-9]+@example' $ACCOUNTS)" 80
login_stop

# --- 100,000 accounts

host_reset
host python3 - <<'X'
import os, pwd, random
owner = pwd.getpwnam("postern-login")
os.setgid(owner.pw_gid)
os.setuid(owner.pw_uid)
os.chdir("/var/lib/postern/users")
numbers = random.Random(1).sample(range(2000300000, 2147350000), 100000)
for i, n in enumerate(numbers):
    name = "user%06d@example.org" % i
    os.symlink(name, "by-uid/%d" % n)
    os.symlink("%d:/home/example.org/user%06d:/bin/bash" % (n, i),
               "by-name/" + name)
X

# most WHAT MEMORY COMMAND...: kB at most, and how many lines it prints.
most() {
	host python3 - "$@" <<'X'
import resource, subprocess, sys
lines = subprocess.run(sys.argv[2:], stdout=subprocess.PIPE, check=True)
memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
if memory > int(sys.argv[1]):
    print("%d kB" % memory)
print(lines.stdout.count(b"\n"))
X
}

is 'postern user list, in memory for one' "$(most 12000 postern user list)" \
    100000
is 'the same as JSON' "$(most 12000 postern user list --json)" 100002
is 'sorted, in memory for their names' \
    "$(most 30000 postern user list --sort)" 100000
is 'it is sorted' "$(user list --sort | LC_ALL=C sort -c 2>&1)" ''
is 'JSON has all of them' "$(json \
    'len({a["uid"] for a in j}), len({a["address"] for a in j})' \
    postern user list --json)" '(100000, 100000)'
like 'one more' "$(user add dave@example.org)" '^dave@example.org: number 2'
is 'shown among them' "$(json 'j["registered"]' postern user show --json \
    user099999@example.org)" True
is 'getent lists them all, in memory for one' "$(most 12000 \
    bash -c 'getent passwd | grep @example.org')" 100001

# --- what lookups cost, beside a files-only lookup of a local user

flock "$PST_BUILD" make -C "$PST_BUILD" tests/bench/names-ask >"$T/make" 2>&1
user list --sort | awk 'NR % 100 == 7 { print $1, $2 }' >"$SHARED/groups.ours"
cut -d' ' -f1 "$SHARED/groups.ours" >"$SHARED/pwnam.ours"
cut -d' ' -f2 "$SHARED/groups.ours" >"$SHARED/pwuid.ours"
echo tina >"$SHARED/pwnam.local"
host id -u tina >"$SHARED/pwuid.local"
echo "tina $(host id -g tina)" >"$SHARED/groups.local"

# cost SERVICES QUESTION WHO: nanoseconds of the processor's.
cost() {
	host bash -c 'sed -i "s/^\(passwd\|group\):.*/\1: $1/" \
	    /etc/nsswitch.conf
	"$PST_BUILD/tests/bench/names-ask" "$2" 100 <"/shared/$2.$3"' _ "$@" |
	    cut -d' ' -f1
}

# ratio QUESTION WHO: the median of nine rounds, in hundredths.
ratio() {
	local i base
	for ((i = 0; i < 9; i++)); do
		base=$(cost files "$1" local)
		echo $((100 * $(cost 'files imap' "$1" "$2") / base))
	done | sort -n | sed -n 5p
}

# at_most TIMES NAME QUESTION WHO
at_most() {
	local seen
	# A busy machine only adds to it.
	for _ in 1 2 3 4 5; do
		seen=$(ratio "$3" "$4")
		[ "$seen" -gt $(($1 * 100)) ] || break
	done
	check "$2: $((seen / 100)).${seen: -2} times a local user's, at most $1" \
	    test "$seen" -le $(($1 * 100))
}

at_most 3 getpwnam pwnam ours
at_most 3 getpwuid pwuid ours
at_most 3 initgroups groups ours
at_most 3 "a local user's getpwnam" pwnam local

# --- the same with a line for each of them

user list | awk 'BEGIN { print "defaults shell=/bin/bash" }
    { print $1 " group=mailusers" }' | put $ACCOUNTS
settings imaps://mail.example.test
line=$(head -n 1 "$SHARED/pwnam.ours")
# indexed: whether there is one, after a login.
indexed() {
	pam_answer dave@example.org dave-pw >/dev/null
	host test -f /var/lib/postern/users/accounts.index
}
check 'a login makes the index of 100,000 lines, once they are left alone' \
    wait_for 120 indexed
like 'group= by the index' "$(host id -Gn "$line")" mailusers
at_most 6 initgroups groups ours
user lock "$line" >/dev/null
unlike 'locked: the index is of another file now' \
    "$(host id -Gn "$line")" mailusers
host sed -i 's/^\(passwd\|group\):.*/\1: files imap/' /etc/nsswitch.conf
host find /var/lib/postern/users -type l -delete
host rm -f /var/lib/postern/users/accounts.index
