#!/bin/bash
# SPDX-License-Identifier: ISC
# Kills sendmail and queue-put at each of their system calls: exit 0 never
# without a whole message in drop/new, and never a part of one there.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset
PUT=/usr/libexec/postern/queue-put
# With nothing that sendmail would make up each time anew.
MESSAGE=$(printf 'Date: x\nFrom: a@b\nMessage-ID: <c>\n\n'; seq 5000)

# What queue-put reads, taken down once.
host mv $PUT $PUT.real
put $PUT 755 <<'X'
#!/usr/bin/python3
import os
data = b""
while not data.endswith(b"PS\1\4\0\0\0\0"):
    data += os.read(0, 65536)
open("/tmp/frames", "wb").write(data)
raise SystemExit(75)
X
host_as mallet sendmail carol@example.test <<<"$MESSAGE" 2>/dev/null
host mv $PUT.real $PUT
check 'the input of queue-put was taken down' host test -s /tmp/frames

# Runs inside the host, for sendmail or queue-put: one line a case, "case CALL
# COUNT exit files bad".  A file in drop/new is whole when its text is that of
# the undisturbed one.  strace counts each kind of call for itself.
put /usr/local/bin/killed 755 <<'X'
#!/bin/bash
new=/var/spool/postern/drop/new
sum_of() { sed -n '/^end 0:/,$p' "$1" | sha256sum; }
run() {
	local out=$1
	shift
	if [ "$program" = queue-put ]; then
		strace -qq -o "$out" -u mallet "$@" \
		    /usr/libexec/postern/queue-put </tmp/frames
	else
		strace -qq -o "$out" -u mallet "$@" \
		    /usr/sbin/sendmail carol@example.test </tmp/message
	fi >/dev/null 2>&1
}
# settle: until no queue-put that was left alone is at work.
settle() {
	local n=0
	while pgrep -x queue-put >/dev/null && [ $n -lt 6000 ]; do
		sleep 0.01
		n=$((n + 1))
	done
}
program=$1
rm -f $new/*
run /tmp/calls
settle
good=$(sum_of $new/*)
sed -n 's/^\([a-z_0-9]*\)(.*/\1/p' /tmp/calls |
    awk '$1 != "execve" { print $1, ++n[$1] }' >/tmp/cases
echo "calls $(wc -l </tmp/cases) $(ls $new | wc -l)"
while read -r call count; do
	rm -f $new/* /var/spool/postern/drop/tmp/*
	run /dev/null -e "inject=$call:signal=KILL:when=$count"
	status=$?
	settle
	bad=0
	for f in $new/*; do
		[ -e "$f" ] || continue
		[ "$(sum_of "$f")" = "$good" ] || bad=1
	done
	echo "case $call $count $status $(ls $new | wc -l) $bad"
done </tmp/cases
X
host bash -c 'cat >/tmp/message; chmod 644 /tmp/message /tmp/frames' \
    <<<"$MESSAGE"

for program in queue-put sendmail; do
	host timeout 500 killed $program >"$T/$program" 2>&1
	calls=$(awk '/^calls/ { print $2 }' "$T/$program")
	like "$program: undisturbed, one message" \
	    "$(grep ^calls "$T/$program")" '^calls [1-9][0-9]+ 1$'
	is "$program: killed at each of its calls" \
	    "$(grep -c ^case "$T/$program")" "$calls"
	is "$program: exit 0 only with a message in drop/new" \
	    "$(awk '/^case/ && $4 == 0 && $5 != 1' "$T/$program")" ''
	is "$program: never a part of a message in drop/new" \
	    "$(awk '/^case/ && $6 != 0' "$T/$program")" ''
	is "$program: each of them was killed" \
	    "$(awk '/^case/ && $4 != 137' "$T/$program")" ''
done

# The order of what makes it durable.
put /usr/local/bin/traced 755 <<'X'
#!/bin/bash
strace -f -qq -y -o /tmp/order -u mallet -e \
    trace=fsync,fdatasync,rename,renameat,renameat2,exit_group,write \
    /usr/sbin/sendmail carol@example.test </tmp/message
X
host traced
# Each line of interest as one word, of queue-put and then of sendmail.
order=$(host cat /tmp/order | sed -n -E \
    -e 's/.*f(data)?sync\([0-9]+<[^>]*drop\/tmp\/.*= 0/file-sync/p' \
    -e 's/.*rename[a-z0-9]*\(.*drop\/tmp.*drop\/new.*= 0/rename/p' \
    -e 's/.*fsync\([0-9]+<[^>]*drop\/new>\).*= 0/directory-sync/p' \
    -e 's/.*exit_group\(0[ )].*/exit-0/p' | tr '\n' ' ')
is 'file sync, rename, directory sync, exit 0 of both, in this order' \
    "$order" 'file-sync rename directory-sync exit-0 exit-0 '

# Errors of the disk.
put /usr/local/bin/disturbed 755 <<'X'
#!/bin/bash
rm -f /var/spool/postern/drop/new/*
strace -f -qq -o /dev/null -u mallet -e "inject=$1" \
    /usr/sbin/sendmail carol@example.test </tmp/message 2>/tmp/words
echo "$? $(ls /var/spool/postern/drop/new | wc -l) $(cat /tmp/words)"
X
# A write error has to hit the spool file, which is far behind in the count.
for fault in fsync:error=EIO fsync:error=ENOSPC \
    rename,renameat,renameat2:error=EIO \
    rename,renameat,renameat2:error=ENOSPC; do
	seen=$(host disturbed $fault)
	unlike "$fault is no success" "$seen" '^0 '
	like "$fault leaves words" "$seen" '^[0-9]+ [01] .+'
done
like 'no space is exit 75' "$(host disturbed fsync:error=ENOSPC)" '^75 0'
host mount -t tmpfs -o size=64k small /mnt
host bash -c 'mkdir -p /mnt/tmp /mnt/new; chown postern-queue:postern-queue \
    /mnt/tmp /mnt/new; chmod 3777 /mnt/tmp /mnt/new; chmod 755 /mnt
    mount --bind /mnt /var/spool/postern/drop
    head -c 60000 /dev/zero >/mnt/full'
seen=$(host bash -c 'head -c 100000 /dev/zero | tr "\0" x | fold |
    setpriv --reuid=mallet --regid=mallet --clear-groups \
    sendmail carol@example.test 2>&1; echo "exit $?"; ls /mnt/new /mnt/tmp')
like 'a full disk is exit 75' "$seen" 'exit 75'
unlike 'and leaves nothing' "$seen" '[0-9a-f]{16}-'
host bash -c 'umount /var/spool/postern/drop; umount /mnt'
