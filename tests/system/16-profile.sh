#!/bin/bash
# SPDX-License-Identifier: ISC
# Turns the PAM profile on and off with Debian's pam-auth-update.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset

update() { host env DEBIAN_FRONTEND=noninteractive pam-auth-update "$@"; }
says_who() { ssh_try "$1" "$2" "$3" 'id -un; pwd' 2>&1; }

check 'the profile is turned on' update --force --enable postern \
    postern-password
like 'it stands before pam_unix' \
    "$(host grep -n -e pam_imap -e pam_unix /etc/pam.d/common-auth |
	head -n 1)" pam_imap
for method in password keyboard-interactive; do
	is "alice, $method" \
	    "$(says_who $method 'wonder land' alice@example.test)" \
	    $'alice@example.test\n/home/example.test/alice'
	is "bob, $method" "$(says_who $method 'can we fix it' bob)" \
	    $'bob\n/home/bob'
	is "tina, $method" "$(says_who $method 'tina unix' tina)" \
	    $'tina\n/home/tina'
	unlike "alice with a wrong password, $method" \
	    "$(says_who $method wrong alice@example.test)" /home
	unlike "tina with a wrong password, $method" \
	    "$(says_who $method wrong tina)" /home
done
is 'her home is her own' \
    "$(host stat -c '%U %a' /home/example.test/alice)" \
    'alice@example.test 700'
like 'sudo' "$(printf 'tina unix\n' | host_as tina timeout 60 \
    sudo -S -p '' id -un 2>&1)" '^root$'
seen=$(printf 'wonder land\nnew\nnew\n' | host timeout 30 \
    setpriv --reuid="$(host id -u alice@example.test)" --clear-groups \
    --regid="$(host id -u alice@example.test)" passwd 2>&1)
like 'passwd of an address points to the provider' "$seen" provider
check 'a local user gets a new password' host bash -c \
    'printf "tina unix\nnew Tina 2 pass\nnew Tina 2 pass\n" |
	setpriv --reuid=tina --regid=tina --init-groups passwd'
is 'and uses it' "$(says_who password 'new Tina 2 pass' tina)" \
    $'tina\n/home/tina'
host bash -c 'echo "tina:tina unix" | chpasswd'

check 'the profile is turned off' update --disable postern \
    postern-password
is 'nothing of it is left' \
    "$(host bash -c 'cd /etc/pam.d; grep -l pam_imap \
	common-auth common-account common-password common-session')" ''
is 'tina still gets in' "$(says_who password 'tina unix' tina)" \
    $'tina\n/home/tina'
unlike 'alice does not' \
    "$(says_who password 'wonder land' alice@example.test)" /home
host bash "$PST_TOP/tests/system/lib/host.sh" pam
