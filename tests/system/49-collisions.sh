#!/bin/bash
# SPDX-License-Identifier: ISC
# Numbers: equal on all hosts, never two for one address nor one for two, and
# nobody else's, whatever the registry's owner writes.
. "$PST_TOP/tests/system/lib/test.sh"

# number ADDRESS: what name service says to root; empty for nobody.
number() { host getent passwd "$1" | cut -d: -f3; }

answer() { pam_answer "$1" "$(password_of "$1")" | tail -n 1; }

registered() { host ls /var/lib/postern/users/by-name | tr '\n' ' '; }

# --- two hosts

# elsewhere COMMAND: on a host of its own: name, machine id and registry.
elsewhere() {
	host unshare --mount --uts --propagation private bash -c '
		hostname web2.example.test
		mount -t tmpfs -o mode=755 other /var/lib/postern
		systemd-tmpfiles --create /usr/lib/tmpfiles.d/postern.conf
		echo 0123456789abcdef0123456789abcdef >/run/other-id
		[ ! -e /etc/machine-id ] ||
		    mount --bind /run/other-id /etc/machine-id
		'"$1"
}

host_reset
addresses='alice@example.test dave@example.org carol@example.test
erin@example.org'
for address in $addresses; do
	answer "$address" >/dev/null
done
here=$(host postern user list --sort | awk '{ print $1, $2 }')
is 'the first host has registered them' "$(wc -l <<<"$here")" 4
there=$(elsewhere 'postern user add erin@example.org dave@example.org \
	carol@example.test alice@example.test >/dev/null
	postern user list --sort' | awk '{ print $1, $2 }')
is 'a second host with the same accounts file: the same numbers' \
    "$there" "$here"
computed=$(elsewhere "for a in $(echo $addresses); do getent passwd \$a; done" |
    awk -F: '{ print $1, $3 }' | sort)
is 'and the same before anybody is registered' "$computed" "$here"

# --- two addresses, one number

# colliding: the smallest range of 10 numbers or more in which dave and alice
# have one number, and carol and erin neither that nor the next.
colliding() {
	python3 - <<'X'
import hashlib

def uid(address, size):
    digest = hashlib.sha256(address.encode()).digest()
    return int.from_bytes(digest[:8], "big") % size

for size in range(10, 100000):
    n = uid("alice@example.test", size)
    others = [uid(a, size) for a in ("carol@example.test",
                                     "erin@example.org")]
    if (n == uid("dave@example.org", size) and n + 1 < size
            and not {n, n + 1} & set(others)):
        print(size, 2000300000 + n)
        break
X
}

read -r size shared < <(colliding)

# collision_accounts: the file in which they collide, and no registry.
collision_accounts() {
	host_reset
	[ -z "$daemon" ] || login_start
	put /etc/postern/accounts <<X
defaults range=2000300000-$((2000300000 + size - 1))
*@example.test
*@example.org
X
}

# they_collide HOW: one after the other.
they_collide() {
	collision_accounts
	is "$1: alice has the number before any login" \
	    "$(number alice@example.test)" "$shared"
	is "$1: and so has dave" "$(number dave@example.org)" "$shared"
	is "$1: alice comes first" "$(answer alice@example.test)" SUCCESS
	is "$1: dave has no account now" "$(number dave@example.org)" ''
	unlike "$1: dave is refused" "$(answer dave@example.org)" SUCCESS
	unlike "$1: by sshd too" "$(ssh_try password dave-pw \
	    dave@example.org 'echo inside' 2>&1)" inside
	like "$1: the log says what helps" "$(messages)" \
	    'postern user add dave@example\.org'
	is "$1: dave is not registered" "$(registered)" 'alice@example.test '
	like "$1: postern user add finds another" \
	    "$(host postern user add dave@example.org 2>&1)" \
	    "number $((shared + 1)),"
	is "$1: dave logs in with it" "$(ssh_try password dave-pw \
	    dave@example.org 'id -u')" $((shared + 1))
	is "$1: alice keeps hers" "$(ssh_try password 'wonder land' \
	    alice@example.test 'id -u')" "$shared"
	is "$1: the number is alice's" \
	    "$(host getent passwd "$shared" | cut -d: -f1)" alice@example.test
}

# --- while the server makes dave wait

# held_login: dave's login begins, is told the shared number, and waits.
held_login() {
	rm -f "$SHARED/go" "$SHARED/held"
	: >"$SHARED/held"
	# What is held has sent its password: nothing is opened ahead.
	host sed -i -e '/^login/a preconnect = no' \
	    -e '/example.org/,/}/s|imaps://[^"]*|imaps://proxy.example.test:1993|' \
	    /etc/postern/postern.conf
	answer dave@example.org >"$T/dave" &
	dave=$!
	wait_for 60 grep -q held "$SHARED/held"
}

# release: the server answers now; sets told to what PAM was told.
release() {
	touch "$SHARED/go"
	wait "$dave"
	told=$(cat "$T/dave")
}

# they_race HOW
they_race() {
	collision_accounts
	held_login
	is "$1: alice logs in while dave waits" \
	    "$(answer alice@example.test)" SUCCESS
	release
	like "$1: dave is refused after his server said yes" "$told" \
	    '^(SYSTEM_ERR|PERM_DENIED|AUTHINFO_UNAVAIL)$'
	like "$1: the log says whose the number is" "$(messages)" \
	    "number $shared is that of alice@example\.test"
	is "$1: only alice is registered" "$(registered)" \
	    'alice@example.test '

	collision_accounts
	held_login
	is "$1: an administrator adds alice meanwhile" "$(host postern user \
	    add --json alice@example.test dave@example.org |
	    grep -o '"uid":[0-9]*' | tr '\n' ' ')" \
	    "\"uid\":$shared \"uid\":$((shared + 1)) "
	release
	like "$1: dave's login had the other number: refused" "$told" \
	    '^(SYSTEM_ERR|PERM_DENIED|AUTHINFO_UNAVAIL)$'
	is "$1: dave has one number" "$(host bash -c 'for f in \
	    /var/lib/postern/users/by-uid/*; do readlink "$f"; done |
	    grep -c dave')" 1
	is "$1: his next login has it" "$(ssh_try password dave-pw \
	    dave@example.org 'id -u')" $((shared + 1))

	collision_accounts
	held_login
	host postern user add dave@example.org >/dev/null
	release
	is "$1: dave was added with the number he was told: he gets in" \
	    "$told" SUCCESS
	is "$1: and keeps it" "$(number dave@example.org)" "$shared"
}

background /var/log/held.log python3 "$PST_TOP/tests/system/lib/held.py" \
    127.0.0.50:1993 127.0.0.10:993 /shared/held /shared/go >/dev/null
wait_for 60 host bash -c '</dev/tcp/127.0.0.50/1993'
daemon=
they_collide 'each login by itself'
they_race 'each login by itself'
daemon=yes
they_collide 'one daemon'
they_race 'one daemon'

# --- the registry's owner is hostile

host_reset
put /etc/postern/accounts <<'X'
*@example.org group=mailusers
X
# forged WHAT NAME: what it found, which must be nothing, after enough
# questions.
forged() {
	local seen
	seen=$(host timeout 200 python3 \
	    "$PST_TOP/tests/system/lib/forged.py" "$1" 2>&1)
	like "$2: all was asked" "$(tail -n 1 <<<"$seen")" \
	    '^[0-9]{2,} questions$'
	is "$2" "$(head -n -1 <<<"$seen")" ''
}

forged registry 'forged registries give nobody a number or a name'
host_reset
forged names 'names that are none are nobody'
unlike 'they cost no look at a file of ours' "$(host strace -f \
    -e trace=file getent passwd 'Alice@example.test' 'a..b@example.org' \
    2>&1)" '"/(etc|var/lib)/postern'
