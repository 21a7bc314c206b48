# SPDX-License-Identifier: ISC
# The mail provider: Dovecot and Postfix on loopback addresses of their own.
#
# Run inside the provider's root with `bash provider.sh start`.  The servers'
# addresses differ from the client's (127.0.0.1): Dovecot takes equal ones for
# a secured connection.
set -eu
PKI=/shared/pki
HERE=$(dirname "$0")

# The name of each address; see the tables below for what it serves.
hosts_file() {
	cat <<'X'
127.0.0.1	localhost
127.0.0.2	web1.example.test web1
127.0.0.10	mail.example.test
127.0.0.11	plain.example.test
127.0.0.12	scram.example.test
127.0.0.13	scram1.example.test
127.0.0.14	login.example.test
127.0.0.15	nochunk.example.test
127.0.0.16	cyrus12.example.test
127.0.0.17	cyrus13.example.test
127.0.0.18	port25.example.test
127.0.0.19	clear.example.test
127.0.0.20	exim.example.test
127.0.0.21	expired.example.test
127.0.0.22	selfsigned.example.test
127.0.0.23	wrongname.example.test
127.0.0.24	unknownca.example.test
127.0.0.26	ascii.example.test
127.0.0.10	split.example.test
2001:db8::2	split.example.test
127.0.0.50	proxy.example.test
127.0.0.60	fake.example.test
127.0.0.99	dead.example.test
X
}

# Mailboxes: address, a tab, password.
mailboxes() {
	printf '%s\t%s\n' \
	    alice@example.test 'wonder land' \
	    bob@example.test 'can we fix it' \
	    carol@example.test carol-pw \
	    root@example.test root-pw \
	    admin@example.test admin-pw \
	    web1@example.test 'relay "pass\word"' \
	    dave@example.org dave-pw \
	    erin@example.org erin-pw \
	    mallory@example.org mallory-pw \
	    quote@example.org 'a"b\c {5} d%s' \
	    space@example.org '  two  spaces ' \
	    utf8@example.org 'Grüße, ☃ und ß' \
	    long@example.org "$(printf '%0511d' 7)"
}

# dovecot_settings NAME MECHANISMS ADDRESS...
dovecot_settings() {
	local name=$1 mechanisms=$2
	shift 2
	cat <<X
base_dir = /run/dovecot-$name
state_dir = /var/lib/dovecot-$name
instance_name = dovecot-$name
log_path = /var/log/dovecot.log
log_timestamp = "%H:%M:%S "
auth_verbose = yes
listen = $*
protocols = imap pop3
hostname = mail.example.test
ssl = required
ssl_cert = <$PKI/good.pem
ssl_key = <$PKI/server.key
ssl_min_protocol = TLSv1.2
disable_plaintext_auth = yes
auth_mechanisms = $mechanisms
auth_username_format = %Lu
auth_failure_delay = 0
mail_max_userip_connections = 0
mail_location = maildir:/srv/vmail/%u
first_valid_uid = 1
passdb {
  driver = passwd-file
  args = username_format=%u /etc/dovecot/mailboxes
}
userdb {
  driver = static
  args = uid=vmail gid=vmail home=/srv/vmail/%u
}
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service auth {
  unix_listener auth-postfix {
    mode = 0666
  }
}
service imap-login {
  inet_listener imap {
    port = 143
  }
  inet_listener imaps {
    port = 993
    ssl = yes
  }
}
service pop3-login {
  inet_listener pop3 {
    port = 110
  }
  inet_listener pop3s {
    port = 995
    ssl = yes
  }
}
X
}

# dovecot_certificate ADDRESS NAME: another certificate on one address.
dovecot_certificate() {
	cat <<X
local $1 {
  ssl_cert = <$PKI/$2.pem
  ssl_key = <$PKI/server.key
}
X
}

dovecot_start() {
	local conf=/etc/dovecot/$1.conf
	dovecot_settings "$@" >"$conf"
	if [ "$1" = main ]; then
		dovecot_certificate 127.0.0.21 expired
		dovecot_certificate 127.0.0.22 selfsigned
		dovecot_certificate 127.0.0.23 wrongname
		dovecot_certificate 127.0.0.24 unknownca
	fi >>"$conf"
	dovecot -c "$conf"
}

dovecots() {
	mkdir -p /etc/dovecot
	mailboxes | sed 's/\t/:{PLAIN}/; s/$/::::::/' >/etc/dovecot/mailboxes
	echo 'disabled@example.org:{PLAIN}disabled-pw::::::nologin' \
	    >>/etc/dovecot/mailboxes
	chown root:dovecot /etc/dovecot/mailboxes
	chmod 640 /etc/dovecot/mailboxes
	dovecot_start main 'plain login scram-sha-1 scram-sha-256' 127.0.0.10 \
	    127.0.0.21 127.0.0.22 127.0.0.23 127.0.0.24
	dovecot_start plain plain 127.0.0.11
	dovecot_start scram scram-sha-256 127.0.0.12
	dovecot_start scram1 scram-sha-1 127.0.0.13
	dovecot_start login login 127.0.0.14
}

postfix_settings() {
	cat <<X
compatibility_level = 3.6
myhostname = mail.example.test
mydestination =
mynetworks =
inet_protocols = ipv4
maillog_file = /var/log/postfix.log
biff = no
smtputf8_enable = yes
message_size_limit = 2097152
virtual_mailbox_limit = 0
in_flow_delay = 0
smtpd_error_sleep_time = 0
smtpd_tls_chain_files = $PKI/server.key, $PKI/good.pem
smtpd_tls_loglevel = 1
smtpd_tls_auth_only = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = /run/dovecot-main/auth-postfix
smtpd_sasl_auth_enable = yes
smtpd_sasl_authenticated_header = yes
smtpd_sasl_security_options = noanonymous
smtpd_sender_login_maps = texthash:/etc/postfix/senders
smtpd_sender_restrictions = reject_sender_login_mismatch
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions =
    check_recipient_access texthash:/etc/postfix/recipients,
    reject_unlisted_recipient
smtpd_data_restrictions = check_recipient_access texthash:/etc/postfix/data
header_checks = regexp:/etc/postfix/headers
virtual_mailbox_domains = example.test, example.org, example.net,
    all.example.test
virtual_mailbox_base = /srv/vmail
virtual_mailbox_maps = texthash:/etc/postfix/mailboxes
virtual_minimum_uid = 1
virtual_uid_maps = static:$(id -u vmail)
virtual_gid_maps = static:$(id -g vmail)
X
}

# postfix_listener ADDRESS [OPTION...]: 587 and 465 there.
postfix_listener() {
	local address=$1 options=
	shift
	[ $# = 0 ] || options=$(printf ' -o %s' "$@")
	echo "$address:587 inet n - n - - smtpd" \
	    "-o smtpd_tls_security_level=encrypt$options"
	echo "$address:465 inet n - n - - smtpd" \
	    "-o smtpd_tls_wrappermode=yes$options"
}

# 25 with STARTTLS, where a sender is refused at MAIL; and one without, that
# takes passwords in the clear.
postfix_port25() {
	echo "127.0.0.18:25 inet n - n - - smtpd -o smtpd_delay_reject=no" \
	    "-o smtpd_tls_security_level=encrypt"
	echo "127.0.0.19:25 inet n - n - - smtpd -o syslog_name=clear" \
	    "-o smtpd_tls_security_level=none -o smtpd_tls_auth_only=no"
}

postfix_services() {
	local name
	postfix_listener 127.0.0.10
	for name in plain:11 scram:12 scram1:13 login:14; do
		postfix_listener "127.0.0.${name#*:}" \
		    "smtpd_sasl_path=/run/dovecot-${name%:*}/auth-postfix"
	done
	postfix_listener 127.0.0.15 smtpd_discard_ehlo_keywords=chunking
	postfix_listener 127.0.0.26 smtputf8_enable=no \
	    smtpd_discard_ehlo_keywords=dsn
	for name in expired:21 selfsigned:22 wrongname:23 unknownca:24; do
		postfix_listener "127.0.0.${name#*:}" \
		    "smtpd_tls_chain_files=$PKI/server.key,$PKI/${name%:*}.pem"
	done
	postfix_port25
	cat <<'X'
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
X
}

# What the provider refuses: while speaking of a recipient, for good or for
# now, when the text is to begin, or when it has seen that.
postfix_refusals() {
	cat >/etc/postfix/recipients <<'X'
refused@example.test	550 5.1.1 No such mailbox here
later@example.test	450 4.2.0 Mailbox busy, try again later
policy@example.test	550 5.7.1 Not permitted by policy
X
	echo 'closed@example.test 550 5.2.1 This mailbox is closed' \
	    >/etc/postfix/data
	cat >/etc/postfix/headers <<'X'
/^Subject: refuse this text/	REJECT 5.6.0 This text is not welcome
X
}

postfix_start() {
	mkdir -p /etc/postfix
	postfix_settings >/etc/postfix/main.cf
	postfix_services >/etc/postfix/master.cf
	postfix_refusals
	mailboxes | cut -f1 | sed 's|.*|& &|' >/etc/postfix/senders
	{ mailboxes | cut -f1; printf '%s\n' refused@example.test \
	    later@example.test policy@example.test closed@example.test \
	    many@example.net @all.example.test
	} | sed 's|.*|& &/|' >/etc/postfix/mailboxes
	postfix start 2>/dev/null
}

wait_port() {
	local tries=0
	until (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null; do
		tries=$((tries + 1))
		[ $tries -lt 2400 ] || { echo "nothing on $1:$2" >&2; exit 1; }
		sleep 0.05
	done
}

start() {
	local a
	hosts_file >/etc/hosts
	bash "$HERE/pki.sh" $PKI >/var/log/pki.log 2>&1 ||
	    { cat /var/log/pki.log >&2; exit 1; }
	id vmail >/dev/null 2>&1 || useradd -r -M -s /usr/sbin/nologin vmail
	mkdir -p /srv/vmail
	chown vmail: /srv/vmail
	dovecots
	postfix_start
	for a in 10 11 12 13 14; do
		wait_port 127.0.0.$a 993
		wait_port 127.0.0.$a 143
		wait_port 127.0.0.$a 465
	done
}

case $1 in
start) start ;;
hosts) hosts_file ;;
mailboxes) mailboxes ;;
wait) wait_port "$2" "$3" ;;
password) mailboxes | awk -F '\t' -v a="$2" '$1 == a { print $2 }' ;;
*)
	echo "usage: provider.sh start|hosts|mailboxes|password ADDRESS" \
	    "|wait ADDRESS PORT" >&2
	exit 64
	;;
esac
