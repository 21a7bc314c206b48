#!/bin/bash
# SPDX-License-Identifier: ISC
# Tampers with stored passwords while the server is away: what does not belong
# to this account on this machine opens nothing.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset

ALICE=alice@example.test
RIGHT='wonder land'
STORED=/var/lib/postern/login
USERS=/var/lib/postern/users

# answer USER [PASSWORD [SERVICE]]: PAM's word.
answer() { pam_answer "$1" "${2-$RIGHT}" "${3-imap-only}" | tail -n 1; }

# gets_in NAME: alice does.  stays_out NAME: she does not.
gets_in() { is "$1: SUCCESS" "$(answer $ALICE)" SUCCESS; }
stays_out() { unlike "$1" "$(answer $ALICE)" '^(SUCCESS|IGNORE)$'; }

server() {
	printf 'login "example.test" {\n\tserver = "%s"\n%s\n%s\n}\n' "$1" \
	    '	ca-file = "/etc/postern/ca.pem"' '	offline = "7d"' |
	    put /etc/postern/postern.conf
}

# mailbox_password WORD: changes alice's; Dovecot looks once a second.
mailbox_password() {
	provider sed -i "s/^$ALICE:[^:]*/$ALICE:{PLAIN}$1/" \
	    /etc/dovecot/mailboxes
	wait_for 60 provider doveadm -c /etc/dovecot/main.conf auth test \
	    $ALICE "$1"
}

# spoilt NAME COMMAND: what is stored is no way in, until it is restored.
spoilt() {
	host bash -c "cd $STORED && $2" || fail "spoiling it: $1"
	stays_out "stored, $1"
	host bash -c "rm -rf $STORED && cp -a /var/lib/postern/kept $STORED"
}

server imaps://mail.example.test
gets_in 'a login that stores its password'
check 'it is stored' wait_for 60 host test -f $STORED/$ALICE
server imaps://dead.example.test
gets_in 'the stored password, without a server'
is 'another one, without a server' "$(answer $ALICE other)" AUTHINFO_UNAVAIL
host cp -a $STORED /var/lib/postern/kept

spoilt 'and nothing there' "rm $ALICE"
host cp -p /etc/machine-id /run/machine-id
spoilt 'but it was of another machine' \
    'tr 0-9a-f 1-9a-f0 </run/machine-id >/etc/machine-id'
host cp -p /run/machine-id /etc/machine-id
gets_in 'the stored password on this machine again'
spoilt 'by another address in the file' "sed -i s/alice@/carol@/ $ALICE"
spoilt 'by another number in the file' \
    "n=\$(id -u $ALICE); sed -i s/\$n/\$((n + 1))/ $ALICE"
spoilt 'readable by all' "chmod 644 $ALICE"
spoilt 'writable by its group' "chmod 660 $ALICE"
spoilt 'written by root' "chown root $ALICE"
spoilt 'by somebody else' "chown mallet $ALICE"
spoilt 'by a hard link' "ln $ALICE second"
spoilt 'by a symbolic link' "mv $ALICE it && ln -s it $ALICE"
spoilt 'cut off' "truncate -s -20 $ALICE"
spoilt 'empty' ": >$ALICE"
spoilt 'in a directory that others may write' 'chmod 777 .'
spoilt 'in a directory of root' 'chown root .'
# forge KEY=VALUE...: alice's file by somebody who knows the password and all
# about files.
forge() {
	host python3 "$PST_TOP/tests/system/lib/forge.py" "$RIGHT" $ALICE \
	    "$NUMBER" "$@" | put $STORED/$ALICE 600 postern-login:postern-login
}
# forged NAME KEY=VALUE...: is no way in.
forged() {
	local name=$1
	shift
	forge "$@"
	stays_out "forged, $name"
}

NUMBER=$(host id -u $ALICE)
forge stored=-600000 seen=-5
gets_in 'a file that is forged well'
forged 'of another machine' machine=0123456789abcdef0123456789abcdef
forged 'of another address' address=carol@example.test
forged 'of another number' uid=$((NUMBER + 1))
forged 'of tomorrow' stored=+86400 seen=+86400
forged 'that was seen tomorrow' seen=+86400
forged 'of last month' stored=-2592000 seen=-5
forged 'that is older than 7d' stored=-604900 seen=-5
forged 'of another version' postern-offline=2
forged 'with a hash of another kind' 'setting=$1$abcdefgh$'
forged 'with one that costs less' 'setting=$y$j75$abcdefghijklmnop$'
forged 'with no hash' hash='*'
forged 'after too many wrong ones' wrong-here=20
host bash -c "rm -rf $STORED && cp -a /var/lib/postern/kept $STORED"
gets_in 'the stored password as it was'

# carol's file in alice's place: her password does not open alice's account.
server imaps://mail.example.test
is 'carol stores hers' "$(answer carol@example.test carol-pw)" SUCCESS
wait_for 60 host test -f $STORED/carol@example.test
server imaps://dead.example.test
host cp -p $STORED/carol@example.test $STORED/$ALICE
is "carol's password for carol" "$(answer carol@example.test carol-pw)" SUCCESS
is "carol's password for alice" "$(answer $ALICE carol-pw)" AUTHINFO_UNAVAIL
host sed -i s/carol@/alice@/ $STORED/$ALICE
is "carol's password for alice, with her address" \
    "$(answer $ALICE carol-pw)" AUTHINFO_UNAVAIL
host bash -c "rm -rf $STORED && cp -a /var/lib/postern/kept $STORED"

# With the account's number changed in the registry.
host bash -c "cd $USERS; was=\$(readlink by-name/$ALICE)
	echo \$was >/run/was; ln -sfn 2000300077:\${was#*:} by-name/$ALICE
	ln -s $ALICE by-uid/2000300077
	chown -h postern-login: by-name/$ALICE by-uid/2000300077"
stays_out 'stored, but the account has another number'
host bash -c "ln -sfn \$(cat /run/was) $USERS/by-name/$ALICE
	rm $USERS/by-uid/2000300077"
gets_in 'the stored password with the number as it was'

# Refused once, it is gone: also for a login that knows nothing of that.
server imaps://mail.example.test
mailbox_password changed
is 'the server refuses what is stored' "$(answer $ALICE)" AUTH_ERR
check 'it is gone' wait_for 60 host test ! -e $STORED/$ALICE
mailbox_password "$RIGHT"
server imaps://dead.example.test
stays_out 'stored, after a NO'
host rm -rf /var/lib/postern/kept
