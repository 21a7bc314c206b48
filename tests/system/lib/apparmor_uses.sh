# SPDX-License-Identifier: ISC
# What people, programs and administrators do on a machine of vm.sh, where
# AppArmor looks on.  Sourced after that.

ALICE=alice@example.test
PASSWORD='wonder land'
CONF=/etc/postern/postern.conf

# uses_root: the packages in the machine's tree, with settings and people.
uses_root() {
	local root
	root=$(nspawn_tree)
	cp "$(debs)"/*.deb "$root/root/" || die 'no packages'
	printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
	chmod 755 "$root/usr/sbin/policy-rc.d"
	root_chroot "$root" bash -c 'dpkg -i /root/*.deb' \
	    >"$PST_WORK/vm-dpkg.log" 2>&1 ||
	    { tail -n 20 "$PST_WORK/vm-dpkg.log" >&2; die 'not installed'; }
	rm "$root/usr/sbin/policy-rc.d"
	nspawn_people "$root"
	nspawn_settings "$root"
	root_chroot "$root" pam-auth-update --package --enable postern \
	    postern-password
	password_of web1@example.test >"$root/etc/postern/relay.password"
	root_chroot "$root" chown root:postern-queue \
	    /etc/postern/relay.password
	chmod 640 "$root/etc/postern/relay.password"
	# All that the kernel has to say, however much.
	echo 'kernel.printk_ratelimit = 0' >"$root/etc/sysctl.d/audit.conf"
	printf 'KbdInteractiveAuthentication yes\nPrintMotd no\n' \
	    >"$root/etc/ssh/sshd_config.d/tests.conf"
	printf '%s\n' 'root: carol@example.test, :include:/etc/postern/more' \
	    >"$root/etc/aliases"
	echo admin@example.test >"$root/etc/postern/more"
	printf '#!/bin/sh\nread -r secret </etc/postern/relay.password\n%s\n' \
	    'printf "%s\n" "$secret" | cat' >"$root/usr/local/bin/relay-secret"
	chmod 755 "$root/usr/local/bin/relay-secret"
}

# uses_settings LOGIN-URL RELAY-URL [LINE-FOR-LOGIN [LINES-FOR-RELAY]]
uses_settings() {
	printf '%s\n' "login \"example.test\" {" "	server = \"$1\"" \
	    '	ca-file = "/etc/postern/ca.pem"' "	${3-}" '}' \
	    'relay "provider" {' "	server = \"$2\"" \
	    '	user = "web1@example.test"' \
	    '	ca-file = "/etc/postern/ca.pem"' \
	    "	${4-password-file = \"/etc/postern/relay.password\"}" '}' \
	    'mail {' '	domain = "example.test"' '}' |
	    vm tee /etc/postern/postern.conf >/dev/null
}
IMAPS=imaps://mail.example.test
SMTPS=submissions://mail.example.test

# answers PASSWORD COMMAND...: the last line of what it says.
answers() {
	local password=$1
	shift
	printf %s "$password" | "$@" 2>&1 | tail -n 1
}

# logs_in NAME: alice does, through PAM, as root's programs ask.
logs_in() {
	is "$1" "$(answers "$PASSWORD" vm pam-answer imap-only $ALICE)" SUCCESS
}

# logins STAGE: people get in, and others do not.
logins() {
	is "$1: ssh" "$(vm_ssh "$PASSWORD" $ALICE 'id -un; pwd' | xargs)" \
	    "$ALICE /home/example.test/alice"
	unlike "$1: ssh, a wrong password" "$(vm_ssh wrong $ALICE pwd 2>&1)" \
	    /home
	is "$1: a screen locker" "$(answers "$PASSWORD" vm_as $ALICE \
	    pam-answer imap-only $ALICE)" SUCCESS
	is "$1: a local account's mailbox" "$(answers 'can we fix it' \
	    vm pam-answer imap-only bob)" SUCCESS
	like "$1: postern login" "$(answers "$PASSWORD" vm postern login \
	    $ALICE)" 'PAM_SUCCESS'
	check "$1: user show, lock, unlock" vm bash -c "postern user show $ALICE &&
	    postern user lock $ALICE && postern user unlock $ALICE"
	logs_in "$1: and in again"
}

has_subject() {
	provider bash -c 'grep -lsE "^Subject: .*$1" /srv/vmail/"$2"/new/* |
	    wc -l' _ "$@"
}
arrives() {
	is_there() { [ "$(has_subject "$@")" -ge 1 ]; }
	check "$1: it arrives" wait_for 300 is_there "$1" \
	    "${2-carol@example.test}"
}

# mails STAGE: what programs send arrives.
mails() {
	local who=carol@example.test n
	is_reported() { [ "$(has_subject Undelivered $who)" -gt "$n" ]; }
	n=$(has_subject Undelivered $who)
	vm bash -c "echo '@reboot root echo \"$1\"' >/etc/cron.d/says
	rm -f /run/crond.reboot; systemctl restart cron"
	arrives "Cron .*echo .$1"
	vm bash -c "printf 'Subject: $1, root\n\nx\n' | sendmail root"
	arrives "$1, root" $who
	arrives "$1, root" admin@example.test
	vm_as tina bash -c "{ printf 'To: $who\nSubject: $1, tina\n\n'
	    head -c 300000 /dev/zero | base64; printf 'sm\303\270rrebr\303\270d\n'
	    } | sendmail -t"
	arrives "$1, tina"
	vm systemd-run --quiet --wait --collect -p DynamicUser=yes \
	    -p NoNewPrivileges=yes bash -c \
	    "printf 'Subject: $1, service\n\nx\n' | sendmail $who"
	arrives "$1, service"
	vm bash -c "printf 'HELO x\nMAIL FROM:<>\nRCPT TO:<$who>\nDATA\nSubject: \
$1, smtp\n\nx\n.\nQUIT\n' | sendmail -bs" >/dev/null
	arrives "$1, smtp"
	vm bash -c "printf 'Subject: $1, refused\n\nx\n' |
	    sendmail refused@example.test"
	check "$1: a report" wait_for 300 is_reported
}

# queues STAGE: what waits is looked after.
queues() {
	local command
	vm_as tina bash -c \
	    "printf 'Subject: $1\n\nx\n' | sendmail later@example.test"
	tries() { vm mailq | grep -q 'Mailbox busy'; }
	check "$1: it waits" wait_for 300 tries
	like "$1: tina sees hers" "$(vm_as tina mailq)" later@example.test
	for command in hold release retry hold delete; do
		manages "$1" $command
	done
	check "$1: flush, newaliases" vm bash -c \
	    'postern queue flush && newaliases'
}

# manages STAGE COMMAND: all that waits; again while it is being sent.
manages() {
	check "$1: postern queue $2" wait_for 120 vm postern queue "$2" --all
}

# ways STAGE: each protocol and security.
ways() {
	uses_settings imap://mail.example.test submission://mail.example.test
	logs_in "$1: IMAP with STARTTLS"
	vm bash -c "printf 'Subject: $1, STARTTLS\n\nx\n' | sendmail root"
	arrives "$1, STARTTLS"
	uses_settings pop3s://mail.example.test $SMTPS
	logs_in "$1: POP3"
	uses_settings pop3://mail.example.test $SMTPS
	logs_in "$1: POP3 with STLS"
	uses_settings $IMAPS $SMTPS
	check "$1: postern check" vm postern check
}

# stored STAGE: a password is stored, and lets her in when no server does.
stored() {
	uses_settings $IMAPS $SMTPS 'offline = "7d"'
	logs_in "$1: a password is stored"
	check "$1: it is there" wait_for 120 vm test -f \
	    "/var/lib/postern/login/$ALICE"
	uses_settings imaps://dead.example.test $SMTPS 'offline = "7d"'
	logs_in "$1: without the server"
	is "$1: without the server, a wrong password" "$(answers wrong \
	    vm pam-answer imap-only $ALICE)" AUTHINFO_UNAVAIL
	uses_settings $IMAPS $SMTPS
	logs_in "$1: the server is back"
	check "$1: nothing is stored" wait_for 120 vm bash -c \
	    "! test -f /var/lib/postern/login/$ALICE"
}

# sends_by STAGE RELAY-LINE: with that secret.
sends_by() {
	uses_settings $IMAPS $SMTPS '' "$2"
	vm bash -c "printf 'Subject: $1\n\nx\n' | sendmail root"
	arrives "$1"
}

# secrets STAGE: from a credential, and from a command.
secrets() {
	local drop=/run/systemd/system/postern-queue.service.d
	vm bash -c "mkdir -p $drop
	printf '[Service]\nLoadCredential=relay:/etc/postern/relay.password\n' \
	    >$drop/test.conf; systemctl daemon-reload
	systemctl restart postern-queue"
	sends_by "$1, credential" 'password-credential = "relay"'
	vm bash -c "rm $drop/test.conf; systemctl daemon-reload
	systemctl restart postern-queue"
	sends_by "$1, command" 'password-command = "/usr/local/bin/relay-secret"'
	sends_by "$1, program" 'password-command = { "/usr/bin/head", "-n", "1",
		"/etc/postern/relay.password" }'
	uses_settings $IMAPS $SMTPS
}

# by_root STAGE: without the sockets and services, root's programs start what
# they need.
by_root() {
	vm systemctl stop postern-login.socket postern-login.service \
	    postern-queue.socket postern-queue.service
	logs_in "$1: no socket"
	vm bash -c "printf 'Subject: $1, none\n\nx\n' | sendmail root"
	check "$1: the queue without a runner" vm bash -c \
	    'postern queue list && mailq'
	manages "$1, no runner" hold
	manages "$1, no runner" release
	vm bash -c 'setsid postern-login --foreground </dev/null >/run/login.log \
	    2>&1 & echo $! >/run/login.pid
	    setsid postern-queue --foreground </dev/null >/run/queue.log \
	    2>&1 & echo $! >/run/queue.pid'
	check "$1: postern-login by hand" wait_for 120 vm test -S \
	    /run/postern/login.sock
	logs_in "$1: by hand"
	arrives "$1, none"
	vm bash -c 'kill $(cat /run/login.pid /run/queue.pid); while
	    pgrep -x postern-login || pgrep -x postern-queue; do sleep 0.2; done
	    systemctl start postern-login.socket postern-queue.socket \
	    postern-queue.service'
}
