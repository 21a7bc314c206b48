#!/bin/bash
# SPDX-License-Identifier: ISC
# A machine without systemd and without any daemon: root's sendmail starts the
# runner for as long as there is work; and postern-queue as PID 1.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset
SPOOL=/var/spool/postern
queue_stop
host rm -f /run/postern/queue.sock
refute 'no systemd here' host test -d /run/systemd/system

# Of a runner's name is, until it has become relay-send, a child of it, too.
runners() {
	host ps -C postern-queue -o pid=,ppid= | awk '{ parent[$1] = $2 }
	    END { for (p in parent) if (!(parent[p] in parent)) { print p; n++ }
	    exit !n }'
}
no_runner() { ! runners; }
count_is() { [ "$(runners | wc -l)" = "$1" ]; }
has_runner() { queue_serves "$(runners)"; }

# A user's mail waits, and the user is told on a terminal.
seen=$(host_as mallet timeout 60 python3 -c '
import os, pty, sys
pid, fd = pty.fork()
if pid == 0:
    os.execvp("sh", ["sh", "-c", "echo x | sendmail carol@example.test"])
try:
    while True:
        b = os.read(fd, 4096)
        if not b:
            break
        sys.stdout.buffer.write(b)
except OSError:
    pass' </dev/null)
like 'a user hears that the mail waits' "$seen" \
    'accepted and waits until postern-queue runs'
host_as mallet bash -c 'echo x | sendmail carol@example.test' >"$T/out" 2>&1
is 'but a program hears nothing' "$(cat "$T/out")" ''
refute 'no runner was started' runners
is 'both wait' "$(host find $SPOOL/drop/new -type f | wc -l)" 2

# Root's takes them along.  The pipe ends with sendmail: cron waits for that.
check 'the pipe ends' host timeout 60 bash -c \
    'echo x | sendmail carol@example.test 2>&1 | cat'
check 'while there is a runner' wait_for 60 has_runner
check 'one alone' count_is 1
pid=$(runners)
is 'it has a session of its own' "$(host ps -o sid= -p "$pid" | tr -d ' ')" \
    "$pid"
is 'it is postern-queue, not root' "$(host ps -o user:20= -p "$pid" |
    tr -d ' ')" postern-queue
is 'it has nothing open that is not its own' "$(host bash -c '
    ls -l /proc/'"$pid"'/fd | grep -E "pipe:|/dev/pts|/shared" | wc -l')" 0
check 'all three arrive' mail_arrives carol@example.test 3
for i in 1 2 3 4 5 6; do
	host bash -c 'echo x | sendmail alice@example.test' &
done
wait
# Who finds that there is one ends.
check 'never two' wait_for 60 count_is 1
check 'theirs arrive' mail_arrives alice@example.test 6
check 'it ends by itself' wait_for 120 no_runner
is 'nothing waits' "$(host find $SPOOL/drop $SPOOL/queue -type f \
    ! -name '.*' ! -name limits)" ''

# As long as there is work.
settings imaps://mail.example.test submissions://mail.example.test:1
host bash -c 'echo x | sendmail bob@example.test'
shows() { host mailq | grep -q "$1"; }
check 'mailq works' wait_for 60 shows 'relay provider: not reachable'
refute 'it stays while there is work' wait_for 15 no_runner
settings imaps://mail.example.test
check 'mended settings: it arrives' mail_arrives bob@example.test
check 'then it ends' wait_for 120 no_runner

# PID 1.
put /tmp/as-init 755 <<'X'
#!/bin/bash
# In a new PID namespace; the orphan dies a second later.
exec unshare --pid --fork --mount-proc --kill-child bash -c '
	(setsid bash -c "(sleep 1; exit 3) & disown" &)
	exec postern-queue --foreground'
X
init=$(background /var/log/as-init.log /tmp/as-init)
# Without one only root could look.
answers() { host_as mallet mailq | grep -q 'Mail queue is empty'; }
check 'as PID 1 it serves its socket' wait_for 60 answers
host_as mallet bash -c 'echo x | sendmail many@example.net'
check 'and sends' mail_arrives many@example.net
# As seen from outside, its children: the worker, the orphan.
one=$(host bash -c 'for p in $(pgrep -x postern-queue); do
    grep -q "NSpid.*[[:space:]]1$" /proc/$p/status && echo $p; done')
like 'it is PID 1 in there' "$one" '^[0-9]+$'
no_zombies() { ! host ps --ppid "$one" -o stat= | grep -q Z; }
only_worker() { [ "$(host ps --ppid "$one" -o comm= | sort -u)" = \
    postern-queue ]; }
check 'it reaps orphans' wait_for 60 only_worker
check 'all of them' wait_for 60 no_zombies
# A change behind a link is not noticed by itself; the link is.
times() { host grep -c 'settings:' /var/log/as-init.log; }
reloaded() { [ "$(times)" -gt "$before" ]; }
before=$(times)
host bash -c 'cp /etc/postern/postern.conf /etc/behind.conf &&
    ln -sf /etc/behind.conf /etc/postern/postern.conf'
check 'a link is noticed' wait_for 60 reloaded
host sed -i 's|"submissions:.*"|{ &, "submission://mail.example.test" }|' \
    /etc/behind.conf
host kill -HUP "$one"
check 'SIGHUP reads the settings' wait_for 60 host grep -q \
    'settings: .*: 2 relay servers' /var/log/as-init.log
host kill -TERM "$one"
gone() { ! host kill -0 "$init"; }
check 'SIGTERM ends it' wait_for 60 gone
like 'in good order' "$(host cat /var/log/as-init.log)" 'stop: 0 messages'
host rm -f /etc/postern/postern.conf /etc/behind.conf
settings imaps://mail.example.test

# Without its spool it cannot go on, whatever waits there.
settings imaps://mail.example.test submissions://mail.example.test:1
background /var/log/lost.log bash -c 'postern-queue --foreground --while-busy
    echo status=$?' >/dev/null
check 'it runs' wait_for 20 shows 'Mail queue is empty'
host bash -c 'echo x | sendmail bob@example.test'
check 'mail waits' wait_for 20 shows 'relay provider: not reachable'
ended() { host grep -q status= /var/log/lost.log; }
refute 'and so does it' ended
host mv $SPOOL/queue $SPOOL/away
check 'it ends when its spool is taken away' wait_for 60 ended
like 'with a failure' "$(host cat /var/log/lost.log)" 'status=71'
like 'and says why' "$(host cat /var/log/lost.log)" \
    "error: spool: $SPOOL/queue: it was removed while"
host mv $SPOOL/away $SPOOL/queue
settings imaps://mail.example.test
host bash -c 'echo x | sendmail bob@example.test'
check 'another one sends what was there' mail_arrives bob@example.test 3 60
check 'and ends' wait_for 40 no_runner
