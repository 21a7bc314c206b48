#!/bin/bash
# SPDX-License-Identifier: ISC
# Takes the relay's secret from each of its sources, and keeps it to itself:
# passwords against Postfix and Dovecot, tokens against a server of their own.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset

PASSWORD=$(password_of web1@example.test)
CAROL=carol@example.test
FAKE=submissions://fake.example.test:1465
LOG=/var/log/postern-queue.log

# relay URL LINE...: the settings, with these lines in the relay section.
relay() {
	local url=$1 line
	shift
	{
		printf 'relay "provider" {\n\tserver = "%s"\n' "$url"
		printf '\tuser = "web1@example.test"\n'
		printf '\tca-file = "/etc/postern/ca.pem"\n'
		for line; do printf '\t%s\n' "$line"; done
		printf '}\nmail {\n\tdomain = "example.test"\n}\n'
	} | put /etc/postern/postern.conf
}
post() { host_as tina bash -c 'echo x | sendmail carol@example.test'; }
fresh() {
	queue_stop
	host bash -c 'rm -f /var/spool/postern/*/new/* /var/spool/postern/queue/*
		: >"$1"' _ $LOG
	provider bash -c 'rm -rf /srv/vmail/*'
}
# sends NAME: one message through a new runner.
sends() {
	fresh
	queue_start
	post
	check "$1" mail_arrives $CAROL 1 60
}
mailq_says() { host mailq | grep -Eq -- "$1"; }
# waits_with NAME PATTERN: it does not arrive, and mailq says why.
waits_with() {
	fresh
	queue_start
	post
	check "$1: mailq says why" wait_for 60 mailq_says "$2"
	is "$1: nothing left" "$(mail_count $CAROL)" 0
	like "$1: so does the log" "$(host cat $LOG)" "$2"
}
checked() {
	host postern check 2>&1 | sed -n 's/^\([a-z]*\) *relay: /\1: relay: /p'
}
# no_secret NAME SECRET: in no log, command line or environment.
no_secret() {
	is "$1: not in a log, a command line, an environment" "$(host bash -c '
		grep -alF -- "$1" /var/log/* /proc/[0-9]*/environ \
		    2>/dev/null | grep -v "/proc/$$/"
		for f in /proc/[0-9]*/cmdline; do
			case $f in /proc/$$/*) continue ;; esac
			tr "\0" " " <"$f" 2>/dev/null | grep -qF -- "$1" &&
			    ! tr "\0" " " <"$f" | grep -q "grep -alF" &&
			    echo "$f"
		done; :' _ "$2")" ''
}

# Commands that print a password.
put /usr/local/bin/relay-password 755 <<'X'
#!/bin/sh
{ id -un; env; pwd; } >/tmp/relay-password.seen
cat /etc/postern/relay.password
echo 'a second line'
echo 'and a warning' >&2
X
relay submissions://mail.example.test \
    'password-command = "/usr/local/bin/relay-password"'
sends 'a command: the message arrives'
no_secret 'a command' "$PASSWORD"
seen=$(host cat /tmp/relay-password.seen)
like 'a command runs as postern-queue' "$seen" '^postern-queue$'
unlike 'a command has no environment' "$seen" \
    '^(PATH|HOME|USER|LANG|LOGNAME|SHELL|NOTIFY_SOCKET|CREDENTIALS)'
like 'postern check: it works' "$(checked)" \
    '^ok: relay: provider: .*as web1@example.test'
relay submissions://mail.example.test \
    'password-command = { "/bin/cat", "/etc/postern/relay.password" }'
sends 'a command with words: the message arrives'

# One that takes its time keeps nobody else waiting.
put /usr/local/bin/relay-password 755 <<'X'
#!/bin/sh
: >/tmp/relay-password.running
until [ -e /tmp/relay-password.go ]; do sleep 0.1; done
cat /etc/postern/relay.password
X
relay submissions://mail.example.test \
    'password-command = "/usr/local/bin/relay-password"'
fresh
host rm -f /tmp/relay-password.running /tmp/relay-password.go
queue_start
post
check 'a slow command is running' \
    wait_for 60 host test -e /tmp/relay-password.running
like 'meanwhile mailq answers' "$(host timeout 25 mailq)" $CAROL
post
check 'and mail is taken in' wait_for 25 host bash -c \
    '[ $(ls /var/spool/postern/queue | wc -l) = 2 ]'
is 'and nothing was sent' "$(mail_count $CAROL)" 0
host touch /tmp/relay-password.go
# On a machine so slow that the command had no time left: once more.
! mailq_says 'did not end in time' || host postern queue flush
check 'then both arrive' mail_arrives $CAROL 2 60

# Commands that fail.
put /usr/local/bin/relay-password 755 <<'X'
#!/bin/sh
cat /etc/postern/relay.password
echo "the vault is locked" >&2
exit 3
X
why='password-command: /usr/local/bin/relay-password: it failed with exit'
why="$why status 3: the vault is locked"
waits_with 'a command that fails' "$why"
like 'postern check: a command that fails' "$(checked)" "^error: .*$why"
no_secret 'a command that fails' "$PASSWORD"
host bash -c 'echo "cat /etc/postern/relay.password" >/tmp/mended
	{ echo "#!/bin/sh"; cat /tmp/mended; } >/usr/local/bin/relay-password'
host bash -c 'kill -HUP $(cat /run/postern/test-queue.pid)'
check 'mended, it arrives' mail_arrives $CAROL 1 60
host chmod 777 /usr/local/bin/relay-password
waits_with 'one that others can write' 'relay-password: mode 0777 lets others'
like 'postern check: one that others can write' "$(checked)" \
    '^error: .*mode 0777.*chmod go-w'
host rm /usr/local/bin/relay-password
waits_with 'one that is not there' 'relay-password: No such file'
like 'postern check: one that is not there' "$(checked)" \
    '^error: .*postern.conf:5: provider: password-command: .*No such file'

# A credential, as systemd hands it over.
relay submissions://mail.example.test 'password-credential = "relay"'
waits_with 'no credentials' 'relay: nothing has handed credentials'
like 'postern check: no credentials' "$(checked)" \
    '^error: .*password-credential: .*No such file.*LoadCredential='
queue_stop
host bash -c 'd=/run/credentials/postern-queue.service
	mkdir -p $d && cp /etc/postern/relay.password $d/relay
	chown -R postern-queue $d; chmod 500 $d; chmod 400 $d/relay'
fresh
background $LOG env CREDENTIALS_DIRECTORY=/run/credentials/postern-queue.service \
    postern-queue --foreground | put /run/postern/test-queue.pid
post
check 'a credential: the message arrives' mail_arrives $CAROL 1 60
no_secret 'a credential' "$PASSWORD"
like 'postern check: a credential' "$(checked)" '^ok: relay: provider: '

# Tokens.
TOKEN=ya29.first-token~
echo "$TOKEN" >"$SHARED/token"
echo 'PLAIN LOGIN XOAUTH2 OAUTHBEARER' >"$SHARED/mechanisms"
: >"$SHARED/tokens.log"
background /var/log/tokens.log python3 "$PST_TOP/tests/system/lib/tokens.py" \
    127.0.0.60:1465 /shared/pki /shared/token /shared/mechanisms \
    /shared/tokens.log >/dev/null
wait_for 60 host bash -c '</dev/tcp/127.0.0.60/1465'
# told PATTERN [COUNT]: so often, at least, it says this.
told() { [ "$(grep -Ec -- "$1" "$SHARED/tokens.log")" -ge "${2:-1}" ]; }
count() { grep -Ec -- "$1" "$SHARED/tokens.log"; }
runs() { host bash -c 'wc -l </tmp/relay-token.runs'; }
# prints TEXT: what the command prints from now on, over its standard output.
prints() { printf "$1" | put /etc/postern/relay.token 640 root:postern-queue; }
# gone: relay-send has ended, so that the next message needs a new one.
gone() { wait_for 120 host bash -c '! pgrep -x relay-send'; }
put /usr/local/bin/relay-token 755 <<'X'
#!/bin/sh
echo run >>/tmp/relay-token.runs
cat /etc/postern/relay.token
X
new_log() {
	fresh
	: >"$SHARED/tokens.log"
	host bash -c ': >/tmp/relay-token.runs
		chown postern-queue /tmp/relay-token.runs'
	queue_start
}

relay $FAKE 'token-command = "/usr/local/bin/relay-token"' \
    'helo = "relayed.example.test"' 'source-address = "127.0.0.77"'
prints "$TOKEN\n3600\n"
new_log
post
check 'a token: the message is taken' wait_for 60 told '^message'
is 'by OAUTHBEARER' "$(count '^login OAUTHBEARER web1@example.test$')" 1
is 'helo and source-address' \
    "$(count '^ehlo relayed.example.test from 127.0.0.77$')" 1
is 'no password mechanism' "$(count '^password')" 0
no_secret 'a token' "$TOKEN"
check 'relay-send ends' gone
post
check 'the next connection' wait_for 60 told '^message' 2
is 'uses the same token' "$(runs) $(count ^login)" '1 2'
like 'postern check tells how long it holds' "$(checked)" \
    '^ok: relay: provider: token-command: a token that holds for 3600 s'

# Another one is good now: the old one is refused, and fetched anew, once.
check 'relay-send ends again' gone
echo ya29.second >"$SHARED/token"
prints 'ya29.second\n3600\n'
before=$(runs)
post
check 'a token that is refused is fetched anew' wait_for 60 told '^message' 3
is 'once' "$(($(runs) - before)) $(count ^refused)" '1 1'
is 'its refusal is answered right' "$(count wrongly)" 0
like 'the log says so' "$(host cat $LOG)" \
    'authentication failed: .*token is not good \(another token is tried\)'

# None is good.
prints 'ya29.bad\n3600\n'
new_log
post
check 'a bad token: mailq says why' wait_for 60 \
    mailq_says 'AUTH.* 535 5.7.8 the token is not good'
is 'it was fetched anew once' "$(runs) $(count ^refused)" '2 2'
like 'and the relay waits' "$(host cat $LOG)" \
    'relay: provider: authentication failed: .*not good \(mail waits; next'
like 'postern check: a bad token' "$(checked)" \
    '^error: .*the token is not good'

# For a short time, for none, or what is none.
prints 'ya29.second\n1\n'
new_log
post
check 'a short token: taken' wait_for 60 told '^message'
check 'a short token: relay-send ends' gone
post
check 'a short token: taken again' wait_for 60 told '^message' 2
is 'each with one of its own' "$(runs)" 2
prints 'ya29.second\n0\n'
waits_with 'an expired token' \
    'token-command: it prints a token that has expired'
like 'postern check: an expired token' "$(checked)" \
    '^error: .*it prints a token that has expired'
prints 'ya29.second is this\n'
waits_with 'no token' 'token-command: the first line that it prints is no token'
no_secret 'no token' ya29.second

# The older mechanism; and servers that have none.
prints 'ya29.second\n'
echo 'PLAIN XOAUTH2' >"$SHARED/mechanisms"
new_log
post
check 'XOAUTH2: taken' wait_for 60 told '^message'
is 'XOAUTH2 it was' "$(count '^login XOAUTH2 web1@example.test$')" 1
prints 'ya29.wrong\n'
new_log
post
check 'XOAUTH2, refused: answered right, both times' wait_for 60 \
    told '^refused XOAUTH2' 2
is 'XOAUTH2, refused: not wrongly' "$(count wrongly)" 0
echo 'PLAIN LOGIN' >"$SHARED/mechanisms"
new_log
post
check 'no mechanism for tokens' wait_for 60 \
    mailq_says 'the server offers PLAIN LOGIN, we take OAUTHBEARER'
is 'the token went nowhere' "$(count '^(login|refused|password)')" 0
echo 'OAUTHBEARER XOAUTH2' >"$SHARED/mechanisms"
relay $FAKE 'password-file = "/etc/postern/relay.password"'
new_log
post
check 'no mechanism for passwords' wait_for 60 \
    mailq_says 'the server offers OAUTHBEARER XOAUTH2, we take SCRAM'
is 'the password went nowhere' "$(count '^(login|refused|password)')" 0

# Which server it is, and from where.
PIN="sha256//$(openssl x509 -in "$SHARED/pki/good.pem" -pubkey -noout |
    openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | base64)"
NONE=sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
FILE='password-file = "/etc/postern/relay.password"'
relay submissions://mail.example.test "$FILE" "pin = { \"$NONE\", \"$PIN\" }"
sends 'a pin of this key'
relay submissions://mail.example.test "$FILE" "pin = \"$NONE\""
waits_with 'a pin of another key' 'not trusted: .*pin'
relay submissions://mail.example.test "$FILE" 'address-family = "ipv4"'
sends 'IPv4'
relay submissions://mail.example.test "$FILE" 'address-family = "ipv6"'
waits_with 'IPv6 for a host without' 'not reachable: .*mail.example.test'
relay submissions://mail.example.test "$FILE" 'source-address = "192.0.2.9"'
waits_with 'an address of somebody else' \
    'not reachable: .*from the source address'
queue_stop
