#!/bin/bash
# SPDX-License-Identifier: ISC
# An ordinary user, even inside the setgid program, reads neither the relay's
# password nor anybody's message.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset
host_as tina bash -c 'echo private | sendmail carol@example.test'
waiting=$(host bash -c 'ls /var/spool/postern/drop/new/*')
like 'a message waits' "$waiting" /drop/new/

# Taken in by a runner that cannot reach the relay.
settings imaps://mail.example.test submissions://dead.example.test
host_as tina bash -c 'echo private | sendmail carol@example.test'
queue_start
wait_for 60 host bash -c 'ls /var/spool/postern/queue/*'
queue_stop
host_as tina bash -c 'echo private | sendmail carol@example.test'
new=$(host bash -c 'ls /var/spool/postern/drop/new/* | head -n 1')
queued=$(host bash -c 'ls /var/spool/postern/queue/* | head -n 1')
like 'one is in the queue' "$queued" /queue/

# as_setgid COMMAND...: mallet with the group that queue-put runs with.
as_setgid() {
	host setpriv --reuid=mallet --regid=postern-drop --clear-groups "$@"
}

check 'the group lets it list drop/new' \
    as_setgid ls "${new%/*}"
for who in host_as\ mallet as_setgid; do
	for file in /etc/postern/relay.password "$new" "$queued"; do
		name="${who##*_}: cannot"
		refute "$name read ${file%/*}/..." $who cat "$file"
		refute "$name write ${file%/*}/..." $who \
		    bash -c 'echo x >>"$1"' _ "$file"
		refute "$name remove ${file%/*}/..." $who rm -f "$file"
	done
	refute "${who##*_}: cannot list the queue" \
	    $who ls /var/spool/postern/queue
	refute "${who##*_}: cannot rename in drop/new" \
	    $who mv "$new" "$new.x"
	refute "${who##*_}: cannot link from drop/new" \
	    $who ln "$new" /tmp/linked
done
check 'all are still there' host test -s "$new" -a -s "$queued"
is 'the setgid program is setgid and nothing more' \
    "$(host stat -c '%U %G %a' /usr/libexec/postern/queue-put)" \
    'root postern-drop 2755'
unlike 'mailq shows mallet nothing of tina' \
    "$(host_as mallet mailq)" carol@example.test

# A secret that others may read is refused, with the cure.
host chmod 644 /etc/postern/relay.password
like 'postern check: an open secret' "$(host postern check 2>&1)" \
    '/etc/postern/relay.password.*chmod'
settings imaps://mail.example.test
queue_start
wait_for 60 host bash -c 'mailq | grep -q relay.password'
like 'mailq says so' "$(host mailq)" 'relay.password'
is 'and nothing left' "$(mail_count carol@example.test)" 0
queue_stop
