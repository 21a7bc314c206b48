#!/bin/bash
# SPDX-License-Identifier: ISC
# Gives Postern bad settings and files: each error names file, line, key and
# the cure, and no mail is lost meanwhile.
. "$PST_TOP/tests/system/lib/test.sh"

CONF=/etc/postern/postern.conf
says() { like "$1" "$(host timeout 60 postern check 2>&1)" "$2"; }

# line_of TEXT: the number of the first line of the settings that has it.
line_of() { host grep -n -m 1 -- "$1" $CONF | cut -d: -f1; }

# with NAME SED-COMMAND: the settings, changed; check must fail.
with() {
	host_reset
	host sed -i "$2" $CONF
	refute "$1: postern check fails" host timeout 60 postern check
}

host_reset
queue_start
check 'good settings' host timeout 60 postern check
queue_stop

with 'an unknown key' 's/ca-file = /ca-fiel = /'
says 'an unknown key: file, line, key' "$CONF:3:.*ca-fiel"
with 'a wrong type' 's/server = .*/server = { 1, 2 }/'
says 'a wrong type: file, line' "$CONF:2:"
with 'a bad URL' 's|imaps://mail|http://mail|'
says 'a bad URL: file, line, key' "$CONF:.*(server|http)"
with 'the environment' 's|imaps://mail|imaps://${HOME}|'
says 'the environment: file, line' "$CONF:2:.*\\$"
with 'a domain twice' 's/login "example.org"/login "example.test"/'
says 'a domain twice: which' "$CONF:.*example.test"
with 'no such secret' 's|/etc/postern/relay.password|/etc/postern/none|'
says 'no such secret: which' '/etc/postern/none'
with 'no such CA' 's|/etc/postern/ca.pem|/etc/postern/none.pem|'
says 'no such CA: which' '/etc/postern/none.pem'
is 'no such CA: nobody logs in' "$(pam_answer alice@example.test \
    'wonder land' | tail -n 1 | grep -c SUCCESS)" 0

host_reset
host chmod 666 $CONF
says 'settings that anybody may write' "$CONF.*(chmod|writ)"
host_reset
host chmod 644 /etc/postern/relay.password
says 'a secret open to others' '/etc/postern/relay.password.*chmod'
host_reset
host chown root:root /etc/postern/relay.password
says 'a secret that the runner cannot read' '/etc/postern/relay.password'

host_reset
printf '%s\n' 'alice@example.test' 'not an address' \
    'carol@example.test uid=banana' 'bob@example.test colour=red' \
    'dave@example.org' | put /etc/postern/accounts
says 'a bad accounts line: what is no address' '/etc/postern/accounts:2: '
says 'a bad accounts line: a value' '/etc/postern/accounts:3: .*uid'
says 'a bad accounts line: a word' '/etc/postern/accounts:4: .*colour'
is 'the lines around it hold' "$(pam_answer alice@example.test \
    'wonder land' | tail -n 1)$(pam_answer dave@example.org dave-pw |
    tail -n 1)" SUCCESSSUCCESS

host_reset
settings imaps://dead.example.test submissions://dead.example.test
says 'an unreachable login server' 'imaps://dead.example.test'
says 'an unreachable relay' 'submissions://dead.example.test'
is 'postern login says where it failed' "$(host bash -c \
    'echo "wonder land" | timeout 60 postern login alice@example.test' 2>&1 |
    grep -c dead.example.test | sed 's/[1-9][0-9]*/some/')" some

# Mail is accepted under broken settings, and leaves when they are mended.
host_reset
echo 'nonsense {{{' | put $CONF
check 'sendmail accepts under broken settings' \
    host_as mallet bash -c 'echo x | sendmail carol@example.test'
queue_start
wait_for 60 host bash -c 'ls /var/spool/postern/queue/*-*'
is 'nothing is lost' "$(host bash -c 'find /var/spool/postern/drop/new \
    /var/spool/postern/queue -type f -name "*-*" ! -name "*.j" | wc -l')" 1
queue_stop
settings imaps://mail.example.test
queue_start
check 'it arrives once they are mended' mail_arrives carol@example.test
queue_stop

# A file in the spool that is no message of ours.
host_reset
host bash -c 'f=/var/spool/postern/drop/new/0006000000000000-0123456789abcdef
	head -c 3000 /dev/urandom >$f; chown mallet $f; chmod 640 $f'
queue_start
host_as mallet bash -c 'echo x | sendmail carol@example.test'
check 'a good message behind a corrupt one arrives' \
    mail_arrives carol@example.test
kept_aside() { [ "$(host ls /var/spool/postern/corrupt | wc -l)" = 1 ]; }
check 'the corrupt one is kept aside' wait_for 60 kept_aside
queue_stop

# The tool.
host_reset
check 'postern user add' host postern user add alice@example.test
like 'postern user list' "$(host postern user list)" alice@example.test
is 'postern user add made the number known' \
    "$(host_as mallet getent passwd alice@example.test | cut -d: -f1)" \
    alice@example.test
check 'postern user remove' host postern user remove alice@example.test
unlike 'removed' "$(host postern user list)" alice@example.test
refute 'postern user add of nonsense' host postern user add 'not an address'
like 'postern login explains' "$(host bash -c \
    'echo "wonder land" | timeout 60 postern login alice@example.test' 2>&1)" \
    'TLS'
refute 'postern login with a wrong password' host bash -c \
    'echo "wrong" | timeout 60 postern login alice@example.test'
