#!/bin/bash
# SPDX-License-Identifier: ISC
# Calls sendmail with all that a caller can hand on to it: no name, no files
# of names, a hostile environment, no descriptors, no directory.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset
queue_stop
NEW=/var/spool/postern/drop/new

# Somebody at the socket, or root's sendmail would start a runner.
background /dev/null python3 -c '
import os, socket, time
path = "/run/postern/queue.sock"
if os.path.exists(path):
    os.unlink(path)
s = socket.socket(socket.AF_UNIX)
s.bind(path + ".new")
os.chmod(path + ".new", 0o666)
s.listen(1000)
os.rename(path + ".new", path)
time.sleep(3600)' | put /run/postern/test-stand-in.pid
wait_for 60 host test -S /run/postern/queue.sock

# sender: of the one message that waits; it is put aside.
sender() {
	host bash -c 'sed -n "s/^sender [0-9]*://p" '$NEW'/*
		mkdir -p /var/tmp/aside && mv '$NEW'/* /var/tmp/aside/'
}
# handed_in WHAT SENDER COMMAND...: which sends as mallet or somebody.
handed_in() {
	local what=$1 sender=$2
	shift 2
	check "$what" "$@"
	is "$what: from" "$(sender)" "$sender"
}

host rm -rf /var/tmp/aside
handed_in 'a number without a name' uid54321 host setpriv --reuid=54321 \
    --regid=54321 --clear-groups bash -c 'echo x | sendmail carol@example.test'
handed_in 'no file of names' "uid$(host id -u mallet)" host unshare --mount \
    bash -c 'u=$(id -u mallet); mount --bind /dev/null /etc/passwd &&
    echo x | setpriv --reuid="$u" --regid="$u" --clear-groups \
	sendmail carol@example.test'
handed_in 'no settings' mallet host unshare --mount bash -c '
    mount --bind /dev/null /etc/postern/postern.conf &&
    echo x | setpriv --reuid=mallet --regid=mallet --clear-groups \
	sendmail carol@example.test'
handed_in 'a hostile environment' a@example.net host_as mallet bash -c '
    echo x | env -i HOME=/root PATH=/tmp TZ=:/etc/shadow LC_ALL=xx_YY \
	LANG=C.UTF-8 LANGUAGE=../../tmp IFS=x POSIXLY_CORRECT=1 \
	LOGNAME=root USER=root MAILCONF=/tmp/x POSTERN_SPOOL=/tmp \
	GCONV_PATH=/tmp NLSPATH=/tmp/%N MALLOC_PERTURB_=170 \
	/usr/sbin/sendmail carol@example.test -f a@example.net'
handed_in 'no descriptors' mallet host_as mallet bash -c '
    exec 0<&- 1>&- 2>&-; /usr/sbin/sendmail carol@example.test'
handed_in 'no descriptors but these' mallet host_as mallet bash -c '
    exec 3</dev/null 4</dev/null 5</dev/null 6>/dev/null 2>&- 1>&-
    echo x 1>&6; /usr/sbin/sendmail carol@example.test 0</dev/null'
handed_in 'no directory, no permissions' mallet host_as mallet bash -c '
    d=$(mktemp -d) && cd "$d" && rmdir "$d" && umask 777 &&
    echo x | sendmail carol@example.test'
handed_in 'signals that are ignored' mallet host_as mallet env \
    --ignore-signal=CHLD,PIPE,TERM,HUP,ALRM,XFSZ \
    bash -c 'echo x | sendmail carol@example.test'
handed_in 'another name of it' mallet host_as mallet bash -c \
    'echo x | (exec -a "" /usr/lib/sendmail carol@example.test)'
handed_in 'no rights at all' mallet host bash -c 'echo x |
    setpriv --reuid=mallet --regid=mallet --clear-groups --inh-caps=-all \
    --bounding-set=-all sendmail carol@example.test'
sent=$(host bash -c 'ls /var/tmp/aside | wc -l')
is 'one file for each' "$sent" 10
is 'all with the same rights' "$(host bash -c \
    'stat -c "%G %a" /var/tmp/aside/* | sort -u')" 'postern-queue 640'
is 'and nothing left over' "$(host bash -c \
    'ls -A /var/spool/postern/drop/tmp')" ''

end_daemon /run/postern/test-stand-in.pid
host bash -c "mv /var/tmp/aside/* $NEW/ && rmdir /var/tmp/aside"
queue_start
check 'all arrive' mail_arrives carol@example.test "$sent" 240
queue_stop
