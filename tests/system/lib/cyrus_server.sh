# SPDX-License-Identifier: ISC
# Cyrus IMAP on two addresses, run inside its own root; see cyrus.sh.
set -eu
PKI=/shared/pki
HERE=$(dirname "$0")
CY=/var/lib/cyrus-test
LOG=/var/log/cyrus.log

# cyrus_settings TLS-VERSION
cyrus_settings() {
	cat <<X
configdirectory: $CY
partition-default: $CY/spool
defaultpartition: default
servername: mail.example.test
admins: cyrus
virtdomains: userid
unixhierarchysep: yes
autocreate_quota: 0
failedloginpause: 0
popminpoll: 0
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: $CY/sasldb2
sasl_mech_list: PLAIN LOGIN SCRAM-SHA-1 SCRAM-SHA-256
allowplaintext: no
tls_server_cert: $PKI/good.pem
tls_server_key: $CY/server.key
tls_versions: $1
tls_session_timeout: 0
X
}

# cyrus_services ADDRESS SUFFIX
cyrus_services() {
	local conf=/etc/imapd-$2.conf
	cat <<X
  imap$2 cmd="imapd -C $conf" listen="$1:143" prefork=0
  imaps$2 cmd="imapd -C $conf -s" listen="$1:993" prefork=0
  pop3$2 cmd="pop3d -C $conf" listen="$1:110" prefork=0
  pop3s$2 cmd="pop3d -C $conf -s" listen="$1:995" prefork=0
X
}

cyrus_files() {
	mkdir -p $CY/spool $CY/db $CY/socket $CY/proc
	install -m 600 $PKI/server.key $CY/server.key
	cyrus_settings tls1_2 >/etc/imapd-12.conf
	cyrus_settings tls1_3 >/etc/imapd-13.conf
	cp /etc/imapd-12.conf /etc/imapd.conf
	{
		echo 'START {'
		echo '  recover cmd="/usr/sbin/cyrus ctl_cyrusdb -r"'
		echo '}'
		echo 'SERVICES {'
		cyrus_services 127.0.0.16 12
		cyrus_services 127.0.0.17 13
		echo '}'
		echo 'EVENTS {'
		echo '}'
	} >/etc/cyrus.conf
}

# Everybody's password in Cyrus SASL's own database, from which SCRAM can be
# answered.
cyrus_passwords() {
	local address password
	while IFS=$'\t' read -r address password; do
		printf %s "$password" | saslpasswd2 -p -c -f $CY/sasldb2 \
		    -u "${address#*@}" "${address%@*}" >>$LOG 2>&1 ||
		    echo "no password for $address" >>$LOG
	done < <(bash "$HERE/provider.sh" mailboxes)
}

master() {
	local program
	for program in /usr/lib/cyrus/bin/master /usr/sbin/cyrmaster; do
		[ ! -x $program ] || exec $program "$@"
	done
}

bash "$HERE/provider.sh" hosts >/etc/hosts
cyrus_files
cyrus_passwords
chown -R cyrus:mail $CY
python3 "$HERE/syslog.py" $LOG </dev/null >/dev/null 2>&1 &
for ((n = 0; n < 1200; n++)); do
	[ ! -S /dev/log ] || break
	sleep 0.05
done
(master -C /etc/imapd.conf -M /etc/cyrus.conf -p $CY/pid \
    </dev/null >>$LOG 2>&1 &)
for address in 127.0.0.16 127.0.0.17; do
	for port in 143 993 110 995; do
		bash "$HERE/provider.sh" wait $address $port
	done
done
