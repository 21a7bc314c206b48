# SPDX-License-Identifier: ISC
# Exim on one address, run inside its own root; see exim.sh.
set -eu
PKI=/shared/pki
HERE=$(dirname "$0")
CONF=/etc/exim4/exim4.conf

exim_settings() {
	cat <<X
primary_hostname = exim.example.test
local_interfaces = <; [127.0.0.20]:587 ; [127.0.0.20]:465
tls_on_connect_ports = 465
tls_advertise_hosts = *
tls_certificate = $PKI/good.pem
tls_privatekey = /etc/exim4/server.key
auth_advertise_hosts = \${if def:tls_in_cipher {*}}
smtp_accept_queue_per_connection = 0
smtp_accept_max = 100
message_size_limit = 2M
keep_environment =
log_selector = +smtp_connection +smtp_protocol_error
X
	cat <<'X'
acl_smtp_mail = at_mail
acl_smtp_rcpt = at_rcpt
acl_smtp_predata = at_data
acl_smtp_data = at_end

begin acl
at_mail:
  deny message = This sender is not yours
       !senders = : $authenticated_id
  accept
at_rcpt:
  deny message = Log in first
       !authenticated = *
  defer message = Mailbox busy, try again later
        recipients = later@example.test
  require verify = recipient
  accept
at_data:
  deny message = This mailbox is closed
       condition = ${if match_address{$recipients}{closed@example.test}}
  accept
at_end:
  deny message = This text is not welcome
       condition = ${if match{$h_subject:}{refuse this text}}
  accept

begin routers
all:
  driver = accept
  domains = all.example.test
  transport = all
account:
  driver = accept
  local_parts = web1 : closed
  domains = example.test
  transport = account

begin transports
all:
  driver = appendfile
  directory = /srv/vmail/@all.example.test
  maildir_format
  user = mail
account:
  driver = appendfile
  directory = /srv/vmail/web1@example.test
  maildir_format
  user = mail

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${if eq{$auth3}\
      {${lookup{$auth2}lsearch{/etc/exim4/passwords}{$value}fail}}}
  server_set_id = $auth2
X
}

exim_files() {
	mkdir -p /etc/exim4 /srv/vmail
	chown mail: /srv/vmail
	install -m 640 -g Debian-exim $PKI/server.key /etc/exim4/server.key
	{
		printf 'web1@example.test: '
		bash "$HERE/provider.sh" password web1@example.test
	} >/etc/exim4/passwords
	exim_settings >$CONF
	chmod 644 $CONF /etc/exim4/passwords
}

bash "$HERE/provider.sh" hosts >/etc/hosts
exim_files
exim4 -bV >/dev/null
exim4 -bd -q30s </dev/null >/var/log/exim-start.log 2>&1 ||
    { cat /var/log/exim-start.log >&2; exit 1; }
for port in 587 465; do
	bash "$HERE/provider.sh" wait 127.0.0.20 $port
done
