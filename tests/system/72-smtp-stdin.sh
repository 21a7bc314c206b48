#!/bin/bash
# SPDX-License-Identifier: ISC
# Hands mail in by SMTP on sendmail's standard input and looks at what arrives.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset
provider bash -c 'rm -rf /srv/vmail/*'

# dialogue USER: Python's SMTP client on stdin, as this user, with both ends
# of a socket for what programs have as two pipes.
cat >"$SHARED/smtp_stdin.py" <<'END'
import os, smtplib, socket, subprocess, sys

here, there = socket.socketpair()
child = subprocess.Popen(["/usr/sbin/sendmail", "-bs", "-odi", "-oem"],
                         stdin=there, stdout=there)
there.close()
client = smtplib.SMTP(local_hostname="here")
client.sock = here
print("greeting", client.getreply()[0])
client.ehlo()
print("offers", *sorted(client.esmtp_features))
text = ("Subject: dots\r\nBcc: tina@example.test\r\n\r\n"
        ".one\r\n..two\r\n.\r\nlast")
print("refused", *client.sendmail("mallet@here.example.test", [
    "carol@example.test", "carol@"], text,
    mail_options=["BODY=8BITMIME", "RET=HDRS", "ENVID=e1"],
    rcpt_options=["NOTIFY=FAILURE"]))
client.sendmail("", ["carol@example.test"], "Subject: second\r\n\r\nx")
client.docmd("RSET")
print("quit", client.quit()[0], "status", child.wait())
END
said=$(host_as mallet python3 /shared/smtp_stdin.py 2>&1)
like 'a greeting' "$said" 'greeting 220'
like 'what is offered' "$said" \
    'offers 8bitmime dsn enhancedstatuscodes pipelining size smtputf8'
like 'the recipient that is none' "$said" 'refused carol@'
like 'its end' "$said" 'quit 221 status 0'
is 'both are durable before any runner' "$(host bash -c \
    'ls /var/spool/postern/drop/new | wc -l')" 2
is 'and nothing is left over' "$(host bash -c \
    'ls -A /var/spool/postern/drop/tmp | wc -l')" 0

queue_start
check 'they arrive' mail_arrives carol@example.test 2
text=$(mail_text carol@example.test | tr -d '\r')
like 'the first' "$text" 'Subject: dots'
like 'the second' "$text" 'Subject: second'
is 'the dots' "$(sed -n '/^\.one$/,/^last$/p' <<<"$text")" \
    "$(printf '.one\n..two\n.\nlast')"
unlike 'no Bcc' "$text" '^[Bb]cc:'
like 'From is the relay account' "$text" '^From: .*<web1@example.test>'
like 'who handed it in' "$text" "uid $(host id -u mallet)"
queue_stop

# A caller that is killed within a message has sent none.
host bash -c "printf '%s\r\n' 'HELO x' 'MAIL FROM:<>' \
    'RCPT TO:<carol@example.test>' DATA 'Subject: cut' '' x |
    sendmail -bs" >/dev/null
is 'cut within a message' $? 76
is 'cut: not accepted' "$(host bash -c \
    'ls -A /var/spool/postern/drop/new /var/spool/postern/drop/tmp |
    grep -c -e -')" 0
