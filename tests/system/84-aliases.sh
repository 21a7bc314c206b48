#!/bin/bash
# SPDX-License-Identifier: ISC
# Sends mail to local names: lists in other files, a name for all others,
# addresses at the host's own names, mailboxes of accounts; and mends what was
# wrong while mail waits for it.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset
LISTS=/etc/postern/lists

# post RECIPIENT...
post() {
	host_as mallet bash -c 'printf "Subject: %s\n\nx\n" "$*" |
	    sendmail "$@"' _ "$@"
}
# whom: who has how much mail, and it is taken away.
whom() {
	provider bash -c 'cd /srv/vmail 2>/dev/null || exit 0
		for m in *; do
			[ "$m" = "*" ] || echo "$m=$(ls "$m/new" | wc -l)"
		done | sort | xargs; rm -rf /srv/vmail/*'
}
queue_is_empty() { host mailq | grep -q 'queue is empty' && provider_rests; }
# leads NAME RECIPIENT WANTED: mail for the recipient arrives there alone.
leads() {
	check "$1: accepted" post "$2"
	check "$1: sent" wait_for 60 queue_is_empty
	is "$1: who has it" "$(whom)" "$3"
}
# waits RECIPIENT REGEX: mail for it waits, and mailq says why.
waits() {
	post "$1"
	wait_for 60 host bash -c 'mailq | grep -Eq -- "$1"' _ "$2"
	like "$1 waits, and mailq says why" "$(host mailq)" "$2"
}

host bash -c "rm -rf $LISTS; mkdir -m 755 $LISTS"
printf '%s\n' '# people' 'carol@example.test, "Dave" <dave@example.org>' '' \
    ":include:$LISTS/more" | put $LISTS/staff
printf '  alice@example.test\n' | put $LISTS/more
put /etc/aliases <<X
# Who reads what.
root: admin@example.test
Postmaster: root
staff: :include:$LISTS/staff
"night watch": erin@example.org (the one on duty),
	root
ring: ring2
ring2: ring, carol@example.test
own: root@localhost, staff@web1.example.test
*: lost
lost: root@example.test
X
check 'newaliases' host newaliases
is 'sendmail -bv' "$(host sendmail -bv root@localhost NOBODY bob \
    bob@example.test Ring | grep -v '^from ' | xargs)" \
    "root@localhost: admin@example.test NOBODY: root@example.test bob: bob@example.test\
 bob@example.test: bob@example.test Ring: carol@example.test"

queue_start
leads 'root' root admin@example.test=1
leads 'a name for a name, in other letters' POSTMASTER admin@example.test=1
leads 'a list and one in it' staff \
    'alice@example.test=1 carol@example.test=1 dave@example.org=1'
leads 'a quoted name' '"Night Watch"' \
    'admin@example.test=1 erin@example.org=1'
leads 'names in a circle, one with an address' ring carol@example.test=1
leads 'an account without an alias' mallet root@example.test=1
leads 'an account with a mailbox' bob bob@example.test=1
leads 'an account that is an address' alice@example.test alice@example.test=1
leads 'an address at localhost' Root@LOCALHOST admin@example.test=1
leads "an address at the host's name" postmaster@web1.example.test \
    admin@example.test=1
leads 'addresses of this host behind an alias' own 'admin@example.test=1'\
' alice@example.test=1 carol@example.test=1 dave@example.org=1'
leads "the provider's mailbox of the same name" root@example.test \
    root@example.test=1
check 'twice the same: accepted' post root postmaster root@localhost
check 'twice the same: sent' wait_for 60 queue_is_empty
is 'twice the same: one copy' "$(whom)" admin@example.test=1

# What is wrong holds its own names alone, and what mends it frees them.
wrong() {
	seen=$(host newaliases 2>&1)
	is "newaliases refuses $1" $? 78
	like "$1: file and line" "$seen" "$2"
}
put /etc/aliases <<X
root: admin@example.test
program: |/bin/sh -c true
file: /var/mail/x
back: \\root
list: :include:$LISTS/pipe
shut: :include:$LISTS/theirs
link: :include:$LISTS/link
open: :include:$LISTS/open/list
gone: :include:$LISTS/gone
X
printf '%s\n' carol@example.test '|/bin/sh' | put $LISTS/pipe
echo carol@example.test | put $LISTS/theirs 644 mallet:mallet
host bash -c "cd $LISTS && ln -s more link && mkdir -m 777 open &&
    echo carol@example.test >open/list"
wrong 'a program' '/etc/aliases:2: program: \|/bin/sh -c true: a program'
wrong 'a file' '/etc/aliases:3: file: /var/mail/x: a file'
wrong 'a backslash' '/etc/aliases:4: back: .*backslash'
wrong 'a program in a list' "$LISTS/pipe:2: .*a program"
wrong "another's list" "/etc/aliases:6: .*$LISTS/theirs: it is not root"
wrong 'a link to a list' "/etc/aliases:7: .*$LISTS/link: a symbolic link"
wrong 'a list where anybody writes' \
    "/etc/aliases:8: .*$LISTS/open: others than root can write it"
wrong 'a list that is not there' "/etc/aliases:9: .*$LISTS/gone: No such"
leads 'the other lines hold' root admin@example.test=1
waits program 'a program is no target'
waits shut "$LISTS/theirs: it is not root"
waits gone "$LISTS/gone: No such file"
waits open@localhost "$LISTS/open: others than root can write it"
is 'nobody got anything' "$(whom)" ''
host chown root:root $LISTS/theirs
check 'another owner frees what waits' mail_arrives carol@example.test
echo alice@example.test | put $LISTS/gone
check 'so does a list that comes' mail_arrives alice@example.test 1 60
host chmod 755 $LISTS/open
check 'and a mode' mail_arrives carol@example.test 2 60
printf 'root: admin@example.test\nprogram: erin@example.org\n' |
    put /etc/aliases
check 'and the aliases' mail_arrives erin@example.org 1 60
check 'nothing waits any more' wait_for 60 queue_is_empty
whom >/dev/null

# Not root's: the file of before holds, and the log says so.
echo 'root: mallory@example.org' | put /etc/aliases.new 666
host mv /etc/aliases.new /etc/aliases
wait_for 60 host grep -q 'aliases: /etc/aliases: others than root' \
    /var/log/postern-queue.log
leads "an aliases file of anybody's counts for nothing" root \
    admin@example.test=1

# Replaced once: what waits goes where it was to go when it came.
host rm /etc/aliases
echo 'root: later@example.test, carol@example.test' | put /etc/aliases
post root
check 'a part is sent' mail_arrives carol@example.test 1 60
echo 'root: alice@example.test' | put /etc/aliases
leads_now() { host mailq | grep -q 'later@example.test'; }
check 'the rest waits for its address' leads_now
host postern queue flush >/dev/null
post root
check 'new mail goes elsewhere' mail_arrives alice@example.test 1 60
check 'the old does not' leads_now
check 'nothing is on its way' wait_for 60 provider_rests
is 'nobody has it twice' "$(whom)" 'alice@example.test=1 carol@example.test=1'
queue_stop
is 'no message is broken' \
    "$(host bash -c 'ls /var/spool/postern/corrupt | wc -l')" 0
host rm -rf $LISTS
