#!/bin/bash
# SPDX-License-Identifier: ISC
# Sends mail by the programs that hosts have, and looks at what arrives.
. "$PST_TOP/tests/system/lib/test.sh"
. "$PST_TOP/tests/system/lib/programs.sh"
LIB=$PST_TOP/tests/system/lib
if programs_start; then
	pass 'a host with all of them'
else
	fail 'a host with all of them'
	exit
fi
host_reset
is 'sendmail is ours' "$(host readlink -f /usr/sbin/sendmail \
    /usr/lib/sendmail | sort -u)" /usr/sbin/sendmail
queue_start

# What they send.
{
	printf 'Grüße, and a line with a dot only:\n.\n..two\nFrom here\n'
	printf '%01200d\n' 7
	printf '=3D is no escape\n\tlast\n'
} >"$SHARED/body"
head -c 3000 /dev/urandom >"$SHARED/image.png"
chmod 644 "$SHARED/body" "$SHARED/image.png"

# cron: a job of hers and one of root's, once each.
put /usr/local/bin/job 755 <<'X'
#!/bin/sh
mkdir "/tmp/job.$1" 2>/dev/null && cat /shared/body
X
put /etc/cron.d/postern-tests <<'X'
* * * * * root /usr/local/bin/job root
X
printf 'MAILTO=alice@example.test,dave@example.org\n%s\n' \
    '* * * * * /usr/local/bin/job mallet' | host crontab -u mallet -
background /var/log/cron.log env LANG=C.UTF-8 cron -f >/dev/null

# at
background /var/log/atd.log atd -f >/dev/null
programs_as mallet bash -c 'echo "cat /shared/body" | at -m now' 2>/dev/null
is 'at takes a job' $? 0

for name in bsd_mailx bsd_mailx_root bsd_mailx_r s_nail mutt git_send_email \
    php_mail php_mail_f python_email mime_lite nmh_smtp nmh_pipe swaks; do
	check "$name: sends" programs_as mallet bash "$LIB/send.sh" $name
done

# sudo
put /etc/sudoers.d/postern-tests-mail 440 <<'X'
Defaults:tina mail_badpass, mailto="alice@example.test"
Defaults:bob mail_always, mailto="alice@example.test, dave@example.org"
bob ALL=(ALL) NOPASSWD: /usr/bin/id
X
refute 'sudo: a wrong password' programs_as tina bash -c \
    'printf "wrong\nwrong\nwrong\n" | sudo -S -p "" id'
echo mallet:known | host chpasswd
refute 'sudo: who may not' programs_as mallet bash -c \
    'echo known | sudo -S -p "" id'
check 'sudo: always' programs_as bob sudo -n /usr/bin/id

# mdadm
check 'mdadm sends' host mdadm --monitor --test --oneshot \
    --mail=alice@example.test /dev/md0

# mailboxes: fresh copies of them.
mailboxes() {
	rm -rf "$SHARED/mailboxes"
	provider cp -r /srv/vmail /shared/mailboxes
	host chmod -R a+rX /shared/mailboxes
}
all_are_here() {
	mailboxes
	host python3 "$LIB/programs_mail.py" --count /shared/mailboxes
}
wait_for 300 all_are_here
checks_of 'what arrived' host python3 "$LIB/programs_mail.py" \
    /shared/mailboxes
check 'nothing is left in the queue' wait_for 60 host bash -c \
    'mailq | grep -q "queue is empty"'
queue_stop
