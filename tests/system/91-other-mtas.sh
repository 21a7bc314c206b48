#!/bin/bash
# SPDX-License-Identifier: ISC
# Takes the place of another sendmail by apt-get install, and gives it back:
# Exim's, and with --full those of Postfix and msmtp.
. "$PST_TOP/tests/system/lib/test.sh"
. "$PST_TOP/tests/system/lib/nspawn.sh"
. "$PST_TOP/tests/system/lib/packages.sh"
. "$PST_TOP/tests/system/lib/nspawn_apt.sh"
. "$PST_TOP/tests/system/lib/people.sh"
. "$PST_TOP/tests/system/lib/installs.sh"

MTAS=(exim4 ${PST_FULL:+postfix msmtp-mta})
# Whose sendmail each is, and its service.
declare -A OWNER=([exim4]=exim4-daemon-light [postfix]=postfix
	[msmtp-mta]=msmtp-mta)
declare -A SERVICE=([exim4]=exim4 [postfix]=postfix)
NAMES=(/usr/sbin/sendmail /usr/lib/sendmail /usr/bin/mailq
	/usr/bin/newaliases)

apt_root "${MTAS[@]}"
people
authority
provider bash -c 'rm -rf /srv/vmail/*'
printf '%s\n' 'postfix postfix/main_mailer_type select Local only' \
    'postfix postfix/mailname string machine.example.test' |
    chroot "$(nspawn_tree)" debconf-set-selections
# What it gets nowhere else.
printf '%s\n' 'account default' 'host mail.example.test' 'port 465' 'tls on' \
    'tls_starttls off' 'auth on' 'from web1@example.test' \
    'user web1@example.test' 'passwordeval cat /etc/msmtp-password' \
    >"$(nspawn_tree)/etc/msmtprc"
password_of web1@example.test >"$(nspawn_tree)/etc/msmtp-password"

# puts PACKAGE: installs it; what apt says is in $T/PACKAGE.
puts() {
	apt_machine install "$1" >"$T/$1" 2>&1 ||
	    { tail -n 30 "$T/$1"; return 1; }
}
owner() { nspawn_run dpkg -S "$1" 2>&1 | sed 's/: .*//'; }
active() { nspawn_run systemctl show --value -p ActiveState "$1"; }

# doors: what the names are that programs know a sendmail by.
doors() {
	nspawn_run bash -c 'ls -lL "$@" | tr -s " " | cut -d " " -f 1-5,9
	readlink -f "$@"; dpkg -S "$@"' _ "${NAMES[@]}" 2>&1
}

# told: what dpkg was told besides packages; Exim forgets a file of its own.
told() {
	nspawn_run bash -c 'dpkg-statoverride --list; dpkg-divert --list
	update-alternatives --get-selections' | grep -v ' /etc/exim4/'
}

# hands_in SUBJECT RECIPIENT: a user does, by sendmail.
hands_in() {
	nspawn_as tina bash -c "printf 'Subject: $1\n\nx\n' | sendmail '$2'"
}
in_mail_file() { nspawn_run grep -qs "^Subject: $1" /var/mail/tina; }

# takes MTA SUBJECT: the other one does what it is there for.
takes() {
	is "$1: sendmail is its own" "$(owner /usr/sbin/sendmail)" \
	    "${OWNER[$1]}"
	if [ "$1" = msmtp-mta ]; then
		check "$1: sends, $2" hands_in "$2" $ALICE
		check "$1: it arrives, $2" wait_for 120 subjects_are "$2" 1
		return
	fi
	is "$1: its service runs" "$(active "${SERVICE[$1]}")" active
	check "$1: takes mail, $2" hands_in "$2" tina
	check "$1: delivers it, $2" wait_for 120 in_mail_file "$2"
}

# ours MTA SUBJECT: after it has been replaced.
ours() {
	is "$1 replaced: sendmail is ours" "$(owner /usr/sbin/sendmail)" \
	    postern-sendmail
	is "$1 replaced: the runner runs" "$(active postern-queue.service)" \
	    active
	[ -z "${SERVICE[$1]-}" ] ||
	    is "$1 replaced: it does not" "$(active "${SERVICE[$1]}")" inactive
	check "$1 replaced: mail is taken" hands_in "$2" root
	check "$1 replaced: all names are there" nspawn_run test \
	    -x /usr/lib/sendmail -a -x /usr/bin/mailq -a -x /usr/bin/newaliases
}

# there_and_back MTA
there_and_back() {
	local mta=$1
	check "$mta: is installed" puts "$mta"
	takes "$mta" "$mta was first"
	doors >"$T/doors"
	check "$mta: is replaced" puts postern-sendmail
	ours "$mta" "$mta is gone"
	check "$mta replaced: it waits" wait_for 120 waiting_are 1
	check "$mta: comes back" puts "$mta"
	like "$mta is back: it was told what waits" "$(cat "$T/$mta")" \
	    '^postern-sendmail: (1 messages wait|.* messages that wait: 1$)'
	doors >"$T/doors.now"
	check "$mta is back: all names are its own again" \
	    diff "$T/doors" "$T/doors.now"
	takes "$mta" "$mta is back"
	is "$mta is back: our mail is kept" "$(waiting)" 1
	check "$mta: is replaced again" puts postern-sendmail
	ours "$mta" "$mta went"
	check "$mta replaced again: both wait" wait_for 120 waiting_are 2
	configure
	check "$mta: what was kept arrives" wait_for 120 \
	    subjects_are "$mta is gone" 1
	check "$mta: so does the other" wait_for 120 subjects_are "$mta went" 1
	nspawn_run rm /etc/postern/postern.conf
}

nspawn_boot
told >"$T/told"
for mta in "${MTAS[@]}"; do
	there_and_back "$mta"
done
check 'all are purged' apt_machine purge --autoremove postern-sendmail \
    postern-common "${MTAS[@]}"
told >"$T/told.now"
check 'dpkg remembers nothing' diff "$T/told" "$T/told.now"
