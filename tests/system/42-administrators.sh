#!/bin/bash
# SPDX-License-Identifier: ISC
# What pam_imap(8) tells administrators about names with an '@': each claim, in
# the programs that it is about.
. "$PST_TOP/tests/system/lib/test.sh"
. "$PST_TOP/tests/system/lib/callers.sh"
host_reset
login_start

ALICE=alice@example.test
DAVE=dave@example.org		# in the group mailusers

# sshd_with PORT LINE...: another sshd, with these lines besides.
sshd_with() {
	local port=$1
	shift
	{
		host grep -v ListenAddress /etc/ssh/test_sshd_config
		printf '%s\n' "ListenAddress 127.0.0.1:$port" "$@"
	} | put "/etc/ssh/test_sshd_$port"
	background "/var/log/sshd-$port.log" /usr/sbin/sshd -D -e \
	    -f "/etc/ssh/test_sshd_$port" >/dev/null
	wait_for 60 host bash -c "</dev/tcp/127.0.0.1/$port"
}

# enters PORT USER PASSWORD: whether there is a session.
enters() {
	local seen
	seen=$(timeout 100 nsenter --target "$PST_HOST_PID" --mount --pid --uts \
	    --ipc --net env -i PATH="$ROOT_PATH" HOME=/root SSHPASS="$3" \
	    sshpass -e ssh -F none -p "$1" -o LogLevel=ERROR \
	    -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
	    -o NumberOfPasswordPrompts=1 -o PreferredAuthentications=password \
	    -l "$2" 127.0.0.1 'echo inside' 2>/dev/null)
	[ "$seen" = inside ]
}
alice() { enters "$1" $ALICE 'wonder land'; }
dave() { enters "$1" $DAVE dave-pw; }
tina() { enters "$1" tina 'tina unix'; }

sshd_with 2201 "DenyUsers $ALICE"
check "sshd: 'DenyUsers $ALICE' does not deny" alice 2201
sshd_with 2202 'DenyUsers alice?example.test'
refute "sshd: 'DenyUsers alice?example.test' does" alice 2202
check 'and denies nobody else' dave 2202
sshd_with 2203 "AllowUsers $ALICE"
refute "sshd: 'AllowUsers $ALICE' never matches" alice 2203
sshd_with 2204 'AllowUsers alice?example.test'
check "sshd: 'AllowUsers alice?example.test' does" alice 2204
refute 'and lets nobody else in' dave 2204
sshd_with 2205 'AllowGroups mailusers'
check 'sshd: AllowGroups with the group of group=' dave 2205
refute 'and nobody without it' alice 2205
refute 'a local user neither' tina 2205
sshd_with 2206 "AllowGroups $ALICE"
check "sshd: AllowGroups with an account's own group" alice 2206
sshd_with 2207 "Match User *?example.org" '    ForceCommand echo forced'
check 'sshd: a Match of other users' alice 2207
refute 'sshd: a Match of a domain' dave 2207

# pam_access RULES...: what it says of a user behind these.
printf '%s\n' 'account required pam_access.so accessfile=/tmp/access nodefgroup' |
    put /etc/pam.d/access
access() {
	local user=$1
	shift
	printf '%s\n' "$@" | put /tmp/access
	host pamtester -I rhost=127.0.0.1 access "$user" acct_mgmt
}
check "pam_access: '-:$ALICE:ALL' does not deny" \
    access $ALICE "-:$ALICE:ALL"
refute 'pam_access: a group denies' access $DAVE '-:(mailusers):ALL'
check 'and only those in it' access $ALICE '-:(mailusers):ALL'
check 'pam_access: a group allows' access $DAVE '+:(mailusers):ALL' '-:ALL:ALL'
refute 'and nobody else' access $ALICE '+:(mailusers):ALL' '-:ALL:ALL'

host mv /etc/sudoers.d/postern-tests /etc/postern-tests.sudoers
# sudo_of USER PASSWORD: with the rules of /etc/sudoers.d/rule alone.
sudo_of() {
	local uid
	uid=$(host id -u "$1")
	printf '%s\n' "$2" | host timeout 60 setpriv --reuid="$uid" \
	    --regid="$uid" --init-groups sudo -S -p '' id -un 2>&1 | tail -n 1
}
rule() {
	host bash -c 'rm -f /etc/sudoers.d/*'
	printf '%s\n' 'Defaults lecture=never, timestamp_timeout=0' "$1" |
	    put "/etc/sudoers.d/${2-rule}" 440
	host visudo -c >/dev/null
}
rule '%mailusers ALL=(ALL) ALL'
is 'sudoers: a group' "$(sudo_of $DAVE dave-pw)" root
unlike 'sudoers: a group has nobody else' "$(sudo_of $ALICE 'wonder land')" \
    '^root$'
rule "$ALICE ALL=(ALL) ALL"
is 'sudoers: a name' "$(sudo_of $ALICE 'wonder land')" root
rule "#$(host id -u $ALICE) ALL=(ALL) ALL"
is 'sudoers: a number' "$(sudo_of $ALICE 'wonder land')" root
rule "$ALICE ALL=(ALL) ALL" $ALICE
unlike "sudoers: a file named $ALICE is passed over" \
    "$(sudo_of $ALICE 'wonder land')" '^root$'
rule 'bob ALL=(ALL) ALL'
is "local=: the mailbox's password makes root" \
    "$(sudo_of bob 'can we fix it')" root
host bash -c 'rm -f /etc/sudoers.d/*
    mv /etc/postern-tests.sudoers /etc/sudoers.d/postern-tests'

# Programs that cut names.
uid=$(host id -u $ALICE)
sleeper=$(background /dev/null setpriv --reuid="$uid" --regid="$uid" \
    --clear-groups sleep 600)
wait_for 60 host pgrep -u $ALICE sleep
like 'ps cuts her name' "$(host ps -o user= -o pid= -p "$sleeper")" \
    '^alice@e\+ '
is 'ps -o user:64 does not' \
    "$(host ps -o user:64= -p "$sleeper" | tr -d ' ')" $ALICE
is 'pgrep and pkill take it whole' "$(host pgrep -u $ALICE sleep)" "$sleeper"

# lastlog: as long as the number says, and nearly empty.
host rm -f /var/log/lastlog
host touch /var/log/lastlog
like 'login writes lastlog' "$(login_as $ALICE 'wonder land')" "^$ALICE"
read -r size blocks < <(host stat -c '%s %b' /var/log/lastlog)
check "lastlog is $size bytes long" test "$size" -gt 500000000000
check "and takes $((blocks * 512))" test "$blocks" -lt 4096

# What outlives a mailbox, and what ends it.
host bash -c 'home=$(getent passwd "$1" | cut -d: -f6)
	install -d -m 700 -o "$1" -g "$1" "$home/.ssh"
	rm -f /tmp/key; ssh-keygen -q -t ed25519 -N "" -f /tmp/key
	install -m 600 -o "$1" -g "$1" /tmp/key.pub "$home/.ssh/authorized_keys"' \
    _ $ALICE
by_key() {
	host timeout 100 ssh -F none -i /tmp/key -o LogLevel=ERROR \
	    -o BatchMode=yes -o StrictHostKeyChecking=no \
	    -o UserKnownHostsFile=/dev/null -l $ALICE 127.0.0.1 'echo by key'
}
cron_may() { host pamtester cron $ALICE acct_mgmt; }
settings imaps://dead.example.test
is 'her key needs no mail server' "$(by_key)" 'by key'
check 'nor do her cron jobs' cron_may
check 'postern user lock' host postern user lock $ALICE
is 'then her key opens nothing' "$(by_key)" ''
refute 'and her cron jobs do not run' cron_may
check 'her processes still do' host kill -0 "$sleeper"
check 'postern user unlock' host postern user unlock $ALICE
is 'her key opens again' "$(by_key)" 'by key'
host sed -i "/^$ALICE/d" /etc/postern/accounts
is 'without her line it does not either' "$(by_key)" ''
check 'her number keeps her name' test \
    "$(host getent passwd "$uid" | cut -d: -f1)" = $ALICE
host rm -f /etc/pam.d/access /tmp/access /tmp/key*
