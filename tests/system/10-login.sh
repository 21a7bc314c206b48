#!/bin/bash
# SPDX-License-Identifier: ISC
# Logs in through a real sshd: who may, as whom, and who may not.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset

# session METHOD USER: what a session there says of itself, one a line.
session() {
	ssh_try "$1" "$(password_of "${3:-$2}")" "$2" \
	    'id -u; id -g; pwd; echo $SHELL; id -un; id -gn; echo $USER'
}

# record USER: the same from the account's record, as root sees it.
record() {
	host getent passwd "$1" | awk -F: \
	    '{ print $3; print $4; print $6; print $7; print $1; print $1;
	    print $1 }'
}

# logs_in METHOD USER [ADDRESS]: a session, and it equals what NSS said.
logs_in() {
	local before seen
	before=$(record "$2")
	like "NSS knows $2 before the $1 login" "$before" "^/home/"
	[ -n "$before" ] || before='(no record)'
	seen=$(session "$1" "$2" "${3-}")
	is "$1 login of $2: the session is what NSS said" "$seen" "$before"
}

unprivileged() { host_as mallet getent passwd "$1"; }

is 'an address on the list has a computed account' \
    "$(host getent passwd alice@example.test | cut -d: -f1,2,6,7)" \
    'alice@example.test:*:/home/example.test/alice:/bin/bash'
is 'an ordinary user does not see it before the first login' \
    "$(unprivileged alice@example.test)" ''
logs_in password alice@example.test
logs_in keyboard-interactive alice@example.test
like 'an ordinary user sees it afterwards' \
    "$(unprivileged alice@example.test)" '^alice@example.test:\*:2'
is 'the number has a name now' \
    "$(host_as mallet getent passwd \
	"$(host id -u alice@example.test)" | cut -d: -f1)" alice@example.test
logs_in keyboard-interactive dave@example.org
logs_in password erin@example.org
logs_in password bob bob@example.test
logs_in keyboard-interactive bob bob@example.test
is 'an account of local= makes none for the address' \
    "$(host getent passwd bob@example.test)" ''

logs_in password carol@example.test
is 'uid= and shell= are used' \
    "$(host getent passwd carol@example.test | cut -d: -f3,7)" \
    2000300007:/bin/sh
groups=$(ssh_try password carol-pw carol@example.test 'id -Gn')
like 'group= is among the groups of the session' " $groups " ' staffers '
groups=$(ssh_try password dave-pw dave@example.org 'id -Gn')
like 'group= of a *@ line too' " $groups " ' mailusers '
like 'the group can be asked by name' \
    "$(host getent group alice@example.test)" \
    "^alice@example.test:.*:$(host id -u alice@example.test):"
is 'and by number' "$(host getent group \
    "$(host id -u alice@example.test)" | cut -d: -f1)" alice@example.test

# refused NAME USER PASSWORD
refused() {
	local method seen
	for method in password keyboard-interactive; do
		seen=$(ssh_try "$method" "$3" "$2" 'echo inside' 2>&1)
		unlike "$1 ($method)" "$seen" inside
	done
}

refused 'a wrong password' alice@example.test wonderland
refused 'an empty password' alice@example.test ''
refused "another person's password" alice@example.test carol-pw
refused 'an address that no line names' eve@example.test eve-pw
refused 'an address of a domain without a login section' \
    alice@example.com 'wonder land'
refused 'an address behind !' mallory@example.org mallory-pw
refused 'the local account, by its address' bob@example.test 'can we fix it'
refused 'a mailbox that the provider has disabled' \
    disabled@example.org disabled-pw
refused 'capital letters' Alice@example.test 'wonder land'
is 'none of them is registered' \
    "$(host ls /var/lib/postern/users/by-name | tr '\n' ' ')" \
    'alice@example.test carol@example.test dave@example.org erin@example.org '
unlike 'the provider never heard of the one behind !' \
    "$(provider cat /var/log/dovecot.log)" mallory

session=$(session password root@example.test)
is 'root@example.test is somebody, with a number of the range' \
    "$(head -n 1 <<<"$session" | grep -Ec '^2[0-9]{9}$')" 1
like 'and is called so' "$session" '^root@example.test$'
refused "root with root@example.test's password" root root-pw

# local=root is refused, with file and line.
{ echo '# nobody becomes root'; echo 'admin@example.test local=root'; } |
    put /etc/postern/accounts
refused 'root by local=root' root admin-pw
like 'postern check names the line of local=root' \
    "$(host postern check 2>&1)" '/etc/postern/accounts:2: .*root'
is 'root still logs in with a password of its own' \
    "$(ssh_try password 'root unix' root 'id -un')" root
