#!/bin/bash
# SPDX-License-Identifier: ISC
# Names a provider in the place of servers, for logins and for the relay.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset
clean() {
	host rm -rf /etc/postern/providers.d
	leave
}
trap clean EXIT

# provider_file SERVER RELAY-SERVER [LINE...]: what is known of "local".
provider_file() {
	local login=$1 relay=$2
	shift 2
	{
		printf 'provider "Local Post" {\n'
		printf '\tsource = "https://www.example.test/help"\n'
		printf '\tpassword = "two-factor"\n\thint = "ask Carol"\n'
		printf '\t%s\n' "$@"
		printf '}\nlogin {\n\tserver = { %s }\n}\n' "$login"
		printf 'relay {\n\tserver = { %s }\n}\n' "$relay"
	} | put /etc/postern/providers.d/local.conf
}

# by_provider NAME: settings that name it, and no server.
by_provider() {
	{
		printf 'login "example.test" {\n\tprovider = "%s"\n' "$1"
		printf '\tca-file = "/etc/postern/ca.pem"\n}\n'
		printf 'relay "r" {\n\tprovider = "%s"\n' "$1"
		printf '\tuser = "web1@example.test"\n'
		printf '\tpassword-file = "/etc/postern/relay.password"\n'
		printf '\tca-file = "/etc/postern/ca.pem"\n}\n'
		printf 'mail {\n\tdomain = "example.test"\n}\n'
	} | put /etc/postern/postern.conf
}

answer() { pam_answer alice@example.test 'wonder land' | tail -n 1; }
checked() { host postern check 2>&1; }

MAIL=mail.example.test
host mkdir -p /etc/postern/providers.d
provider_file "\"imaps://$MAIL\", \"pop3s://$MAIL\"" "\"submissions://$MAIL\""
by_provider local
is 'a login by the provider of an own file' "$(answer)" SUCCESS
queue_start
host_as tina bash -c 'echo x | sendmail carol@example.test'
check 'mail by it' mail_arrives carol@example.test 1 60
SEEN=$(checked)
like 'postern check tells what people must do there' "$SEEN" \
    'ok +provider: login "example.test": Local Post takes .* two-factor.*Carol'
like 'and tries each of its servers' "$SEEN" 'ok +login server: pop3s://'

# The runner reads the file again; nobody tells it to.
provider_file "\"imaps://$MAIL\", \"imaps://dead.example.test\"" \
    "\"submission://$MAIL\", \"submission://dead.example.test\"" \
    'public = "example.test"'
host bash -c 'kill -HUP "$(cat /run/postern/test-queue.pid)"'
host_as tina bash -c 'echo y | sendmail carol@example.test'
check 'mail by the changed file' mail_arrives carol@example.test 2 60
check 'whose servers it has' wait_for 60 host grep -q \
    'settings: /etc/postern/postern.conf: 2 relay servers' \
    /var/log/postern-queue.log
SEEN=$(checked)
like 'a further way that is closed is a warning' "$SEEN" \
    'warning +login server: .*imaps://dead.example.test'
like 'also of the relay' "$SEEN" 'warning +relay: .*dead.example.test'
host bash -c "echo '*@example.test' >>/etc/postern/accounts"
like 'a line for all of a public domain is one too' "$(checked)" \
    'warning +provider: /etc/postern/accounts:[0-9]+: .*public=yes'

# Who is not root must not say where passwords go.
host chown tina /etc/postern/providers.d/local.conf
is 'a file of others is not used' "$(answer)" SYSTEM_ERR
like 'and why' "$(checked)" \
    'error +settings: .*:2: login "example.test": provider: .*others than root'
host chown root /etc/postern/providers.d/local.conf

by_provider lokal
is 'an unknown provider' "$(answer)" SYSTEM_ERR
like 'is it another one?' "$(checked)" \
    'postern.conf:2: login "example.test": provider: "lokal": .*is it local'

# Those of the installation are where the settings look for them.
by_provider infomanik
like 'one of the installed ones was meant' "$(checked)" 'is it infomaniak'
host rm /etc/postern/providers.d/local.conf
by_provider infomaniak
like 'an installed one is found' "$(checked)" \
    'ok +provider: login "example.test": Infomaniak: '
by_provider web.de
like 'its mailboxes are not those of this domain' "$(checked)" \
    'WEB.DE knows mailboxes by what stands before'
queue_stop

# setup ADDRESS [PROVIDER]: as a person at a terminal, who types this password.
setup() {
	host python3 -c '
import os, pty, sys
pid, fd = pty.fork()
if pid == 0:
    os.execvp("postern", ["postern", "setup"] + sys.argv[2:])
seen = b""
typed = False
while True:
    try:
        got = os.read(fd, 4096)
    except OSError:
        break
    if not got:
        break
    seen += got
    if not typed and b"Password for sending: " in seen:
        typed = True
        os.write(fd, sys.argv[1].encode() + b"\n")
print(seen.decode().replace("\r", ""))
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
' "$(password_of web1@example.test)" "$@"
}
provider_file "\"imaps://$MAIL\"" "\"submissions://$MAIL\""
SEEN=$(setup web1@example.test local)
like 'setup leaves settings as they are, and shows its own' "$SEEN" \
    'stays as it is'
like 'they are those for the mailbox' "$SEEN" 'login "example.test" \{'
host rm /etc/postern/postern.conf /etc/postern/accounts \
    /etc/postern/relay.password
refute 'without a terminal nothing is asked' host postern setup
check 'setup for a mailbox' setup web1@example.test local
is 'the password is for the sender alone' \
    "$(host stat -c '%a %U:%G' /etc/postern/relay.password)" \
    '640 root:postern-queue'
is 'the settings are for all' \
    "$(host stat -c '%a %U:%G' /etc/postern/postern.conf)" '644 root:root'
is 'the password is what was typed' "$(host cat /etc/postern/relay.password)" \
    "$(password_of web1@example.test)"
is 'the mailbox may log in' \
    "$(host grep -v '^#' /etc/postern/accounts)" web1@example.test
# The certificates of these servers are a private authority's.
host sed -i 's,provider .*= "local",&\n ca-file = "/etc/postern/ca.pem",' \
    /etc/postern/postern.conf
SEEN=$(checked)
like 'postern check is content' "$SEEN" ', 0 errors'
like 'with the relay too' "$SEEN" 'ok +relay: local: submissions://'
