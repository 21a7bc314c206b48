# SPDX-License-Identifier: ISC
# The host that uses Postern: its installation, users, PAM and settings.
#
# Run inside the host's root: `bash host.sh install` once, `bash host.sh
# reset` before each test for known settings, an empty spool and registry;
# `bash host.sh pam` writes the PAM stacks again; `bash host.sh print
# settings`, accounts or pam_imap_only prints that file.
set -eu
HERE=$(dirname "$0")
SPOOL=/var/spool/postern
STATE=/var/lib/postern

directories() {
	systemd-tmpfiles --create /usr/lib/tmpfiles.d/postern.conf
}

local_users() {
	local name
	groupadd -f mailusers
	groupadd -f staffers
	for name in bob tina mallet; do
		id $name >/dev/null 2>&1 || useradd -m -s /bin/bash $name
	done
	printf '%s\n' 'tina:tina unix' 'root:root unix' | chpasswd
}

name_service() {
	sed -i '/^\(passwd\|group\|shadow\|hosts\):/d' /etc/nsswitch.conf
	cat >>/etc/nsswitch.conf <<'X'
passwd: files imap
group: files imap
shadow: files
hosts: files
X
	bash "$HERE/provider.sh" hosts >/etc/hosts
	echo web1.example.test >/etc/mailname
	: >/etc/resolv.conf
}

# pam_lines: the lines of the PAM profile, written as by hand.
pam_lines() {
	local most='user_unknown=ignore ignore=ignore module_unknown=ignore'
	case $1 in
	auth) echo "auth [success=done authinfo_unavail=ignore $most" \
	    "default=die] pam_imap.so" ;;
	account) echo "account [success=ok $most default=die] pam_imap.so" ;;
	password) echo "password [success=done $most default=die]" \
	    "pam_imap.so" ;;
	esac
}

pam_stacks() {
	{
		pam_lines auth
		echo 'auth [success=1 default=ignore] pam_unix.so' \
		    'nullok try_first_pass nodelay'
		echo 'auth requisite pam_deny.so'
		echo 'auth required pam_permit.so'
	} >/etc/pam.d/common-auth
	{
		echo 'account [success=1 new_authtok_reqd=done' \
		    'default=ignore] pam_unix.so'
		echo 'account requisite pam_deny.so'
		echo 'account required pam_permit.so'
		pam_lines account
	} >/etc/pam.d/common-account
	{
		pam_lines password
		echo 'password [success=1 default=ignore] pam_unix.so' \
		    'obscure yescrypt'
		echo 'password requisite pam_deny.so'
		echo 'password required pam_permit.so'
	} >/etc/pam.d/common-password
	{
		echo 'session required pam_unix.so'
		echo 'session optional pam_mkhomedir.so umask=077'
	} | tee /etc/pam.d/common-session \
	    >/etc/pam.d/common-session-noninteractive
	pam_imap_only >/etc/pam.d/imap-only
}

# pam_imap_only: the module alone, so that its own answer is what a test sees.
pam_imap_only() {
	cat <<'X'
auth required pam_imap.so
account required pam_imap.so
password required pam_imap.so
session required pam_permit.so
X
}

ssh_server() {
	mkdir -p /run/sshd
	[ -f /etc/ssh/test_host_key ] ||
	    ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/test_host_key
	cat >/etc/ssh/test_sshd_config <<'X'
ListenAddress 127.0.0.1
ListenAddress 127.0.0.2
HostKey /etc/ssh/test_host_key
UsePAM yes
PermitRootLogin yes
PasswordAuthentication yes
KbdInteractiveAuthentication yes
MaxStartups 100
PidFile none
LogLevel VERBOSE
X
}

sudo_rules() {
	cat >/etc/sudoers.d/postern-tests <<'X'
Defaults lecture=never, timestamp_timeout=0
alice@example.test ALL=(ALL) ALL
dave@example.org ALL=(ALL) ALL
bob ALL=(ALL) ALL
tina ALL=(ALL) ALL
X
	chmod 440 /etc/sudoers.d/postern-tests
}

settings() {
	local domain
	for domain in example.test example.org; do
		cat <<X
login "$domain" {
	server = "imaps://mail.example.test"
	ca-file = "/etc/postern/ca.pem"
}
X
	done
	cat <<'X'
relay "provider" {
	server = "submissions://mail.example.test"
	user = "web1@example.test"
	password-file = "/etc/postern/relay.password"
	ca-file = "/etc/postern/ca.pem"
}
mail {
	domain = "example.test"
}
X
}

accounts() {
	cat <<'X'
defaults range=2000300000-2147350000 home=/home/%d/%u shell=/bin/bash
alice@example.test		# a person
carol@example.test uid=2000300007 group=staffers shell=/bin/sh
root@example.test
bob@example.test local=bob	# the local account bob
*@example.org group=mailusers
!mallory@example.org
X
}

# reset: known settings, an empty spool, nobody registered, fresh logs.
reset() {
	local f
	for f in /run/postern/test-queue.pid /run/test-cron.pid \
	    /run/postern/test-login.pid; do
		[ ! -f $f ] || { kill "$(cat $f)" 2>/dev/null || :; rm -f $f; }
	done
	rm -f /run/postern/login.sock
	settings >/etc/postern/postern.conf
	accounts >/etc/postern/accounts
	install -m 644 /shared/pki/ca.pem /etc/postern/ca.pem
	chmod 644 /etc/postern/postern.conf /etc/postern/accounts
	bash "$HERE/provider.sh" password web1@example.test \
	    >/etc/postern/relay.password
	chown root:postern-queue /etc/postern/relay.password
	chmod 640 /etc/postern/relay.password
	printf '%s\n' 'root: carol@example.test' 'tina: alice@example.test' \
	    >/etc/aliases
	rm -rf $STATE/users/by-uid/* $STATE/users/by-name/* $STATE/login/* \
	    /home/example.test /home/example.org
	# A runner that still ends keeps the spool's own directories.
	find $SPOOL ! -type d -delete
	find $SPOOL -depth -type d -name '*-*' -exec rm -rf {} +
	directories
	rm -f /etc/cron.d/* /var/spool/cron/crontabs/*
	: >/var/log/messages
	: >/var/log/postern-queue.log
}

install_all() {
	systemd-sysusers "$PST_TOP/etc/sysusers.d/postern.conf" 2>/dev/null
	flock "$PST_BUILD" make -C "$PST_BUILD" install \
	    >/var/log/make-install.log 2>&1 ||
	    { tail -n 20 /var/log/make-install.log >&2; exit 1; }
	ldconfig
	install -m 755 "$PST_BUILD/tests/system/pam-answer" \
	    "$PST_BUILD/tests/system/pam-load" \
	    "$PST_BUILD/tests/system/peak-memory" \
	    "$PST_BUILD/tests/system/spool-fill" /usr/local/bin/
	directories
	local_users
	name_service
	pam_stacks
	ssh_server
	sudo_rules
	reset
}

case $1 in
install) install_all ;;
pam) pam_stacks ;;
reset) reset ;;
print) "$2" ;;
*) echo "usage: host.sh install|pam|reset|print FILE" >&2; exit 64 ;;
esac
