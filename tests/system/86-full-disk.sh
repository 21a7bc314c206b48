#!/bin/bash
# SPDX-License-Identifier: ISC
# Fills the disk, uses up its inodes and makes it read-only, at each stage that
# a message passes: it is refused, or it waits and goes on once there is room.
. "$PST_TOP/tests/system/lib/test.sh"
. "$PST_TOP/tests/system/lib/lost.sh"
host_reset
SPOOL=/var/spool/postern
host sed -i 's/^mail {/&\n\tfree-space = "off"/' /etc/postern/postern.conf

# disk: an empty spool on a small disk; the runner has been there once.
disk() {
	host mount -t tmpfs -o mode=755,size=400k,nr_inodes=60 small $SPOOL
	ready_disk
}
ready_disk() {
	host systemd-tmpfiles --create /usr/lib/tmpfiles.d/postern.conf
	queue_start
	check 'the runner has been there' wait_for 60 \
	    host test -s $SPOOL/drop/limits
	queue_stop
}
unmounted() { host umount $SPOOL; }
disk_away() {
	queue_stop
	check 'the disk is let go of' wait_for 60 unmounted
	provider bash -c 'rm -rf /srv/vmail/*'
	host bash -c ': >/var/log/postern-queue.log'
}
# fill KIND [LEFT]: all of the space, or all of the inodes, but for some.
fill() {
	host bash -c 'cd "$1" || exit
	case $2 in
	space)
		cat /dev/zero >.fill 2>/dev/null
		truncate -s -$((4096 * $3)) .fill ;;
	inodes)
		i=0
		while : 2>/dev/null >.fill$i; do i=$((i + 1)); done
		while [ $3 -gt 0 ] && [ $i -gt 0 ] && [ $i -gt $((i - $3)) ]; do
			i=$((i - 1)); rm .fill$i; set -- "$1" "$2" $(($3 - 1))
		done ;;
	esac; :' _ $SPOOL "$1" "${2:-0}" 2>/dev/null
}
make_room() { host bash -c "rm -f $SPOOL/.fill*"; }
# send WHO SUBJECT [ARGUMENT...]: prints "STATUS in-new in-tmp words".
send() {
	local who=$1 subject=$2
	shift 2
	host bash -c 'cd /tmp; subject=$1; who=$2; spool=$3; shift 3
	words=$({ printf "Subject: %s\n\n" "$subject"; seq 3000; } |
	    setpriv --reuid=$who --regid=$who --init-groups sendmail "$@" 2>&1)
	echo "$? $(ls $spool/drop/new | wc -l) $(ls $spool/drop/tmp |
	    wc -l) $words"' _ "$subject" "$who" $SPOOL "$@"
}
said() { host grep -q -- "$1" /var/log/postern-queue.log; }
nothing_waits() {
	[ -z "$(host find $SPOOL/queue $SPOOL/drop -name '*-*')" ]
}
# arrives NAME ADDRESS COUNT: that many, and then nothing waits.
arrives() {
	check "$1: it arrives" mail_arrives "$2" "$3" 120
	check "$1: nothing waits" wait_for 120 nothing_waits
	check "$1: nothing is on its way" wait_for 60 provider_rests
	is "$1: once" "$(mail_count "$2")" "$3"
	is "$1: nothing is left over" \
	    "$(host find $SPOOL/queue -name '.new-*')" ''
}

for kind in space inodes; do
	# At the door: whatever is left, it is taken whole or refused.
	disk
	seen=
	for left in 0 1 2 3 4 5 6 7 8; do
		fill $kind $left
		seen+="$(send mallet door carol@example.test)"$'\n'
		make_room
		host bash -c "rm -f $SPOOL/drop/new/*"
	done
	is "$kind: taken, or refused by 75 with words, and nothing between" \
	    "$(awk 'NF && !($1 == 0 && $2 == 1 && $3 == 0) &&
	    !($1 == 75 && $2 == 0 && $3 == 0 && NF > 3)' <<<"$seen")" ''
	like "$kind: refused while there is none" "$seen" '^75 0 0 .'
	like "$kind: taken when there is some" "$seen" '^0 1 0'
	disk_away

	# Taking it in: an alias needs a journal.
	disk
	like "$kind: one for an alias is accepted" \
	    "$(send mallet intake root)" '^0 1 0'
	fill $kind
	queue_start
	check "$kind: it is not taken in without a journal" \
	    wait_for 120 said 'stays where it is'
	is "$kind: and stays" "$(host ls $SPOOL/drop/new | wc -l)" 1
	make_room
	host postern queue flush
	arrives "$kind, an alias" carol@example.test 1
	disk_away

	# What became of it: a report and a journal.
	disk
	like "$kind: one for two is accepted" "$(send mallet outcome \
	    -f carol@example.test many@example.net refused@example.test)" \
	    '^0 1 0'
	fill $kind
	queue_start
	check "$kind: that the outcome cannot be kept is said" \
	    wait_for 120 said 'what became of it cannot be written down'
	is "$kind: nobody is told" "$(mail_count carol@example.test)" 0
	make_room
	arrives "$kind, a report" carol@example.test 1
	is "$kind: the message itself came once" \
	    "$(mail_count many@example.net)" 1
	disk_away

	# The same, and the runner is killed.
	disk
	like "$kind: one more for two is accepted" "$(send mallet outcome \
	    -f carol@example.test many@example.net refused@example.test)" \
	    '^0 1 0'
	fill $kind
	queue_start
	check "$kind: once more" \
	    wait_for 120 said 'what became of it cannot be written down'
	host bash -c 'kill -9 $(cat /run/postern/test-queue.pid)
	    rm /run/postern/test-queue.pid'
	make_room
	queue_start
	arrives "$kind, a report after a kill" carol@example.test 1
	check "$kind: the message came twice at most" \
	    test "$(mail_count many@example.net)" -le 2
	disk_away

	# That it waits.
	disk
	like "$kind: one for now refused is accepted" \
	    "$(send mallet later later@example.test)" '^0 1 0'
	fill $kind
	queue_start
	check "$kind: that it waits cannot be kept" \
	    wait_for 120 said 'that it waits cannot be written down'
	like "$kind: it waits all the same" "$(host mailq)" \
	    'later@example\.test'
	make_room
	like "$kind: the runner is as it was" "$(send mallet after \
	    carol@example.test)" '^0 '
	check "$kind: and goes on" mail_arrives carol@example.test 1 120
	disk_away
done

# Read-only, as after an error of the disk, under the runner: while the relay is
# away, and then when it takes what the runner cannot take out of the spool.
check 'there are loop devices' loop_devices
host bash -c 'truncate -s 256M /tmp/disk && mkfs.ext4 -q /tmp/disk &&
    mount -t ext4 -o loop /tmp/disk "$1"' _ $SPOOL
ready_disk
settings imaps://mail.example.test submissions://dead.example.test
queue_start
like 'read-only: one is accepted before' "$(send mallet before \
    -f carol@example.test many@example.net)" '^0 '
check 'read-only: it waits in the queue' wait_for 120 said 'mail waits'
host mount -o remount,abort $SPOOL
seen=$(send mallet refused carol@example.test)
unlike 'read-only: nothing is accepted' "$seen" '^0 '
like 'read-only: in words' "$seen" 'Read-only file system'
settings imaps://mail.example.test
check 'read-only: what waited is sent' mail_arrives many@example.net 1 120
check 'read-only: that it cannot be removed is said' \
    wait_for 120 said 'what became of it cannot be written down'
like 'read-only: the runner answers' "$(host mailq)" 'many@example\.net'
said_times() {
	[ "$(host grep -c 'cannot be written down' \
	    /var/log/postern-queue.log)" -ge "$1" ]
}
check 'read-only: it tries to write that down again' wait_for 120 said_times 3
is 'read-only: and does not send again meanwhile' \
    "$(mail_count many@example.net)" 1
host bash -c 'kill -9 $(cat /run/postern/test-queue.pid)
    rm /run/postern/test-queue.pid'
check 'read-only: the disk is let go of' wait_for 60 unmounted
host mount -t ext4 -o loop /tmp/disk $SPOOL
queue_start
check 'read-only, mended: nothing waits' wait_for 120 nothing_waits
check 'read-only, mended: once more at most' \
    test "$(mail_count many@example.net)" -le 2
queue_stop
check 'read-only: the disk goes' wait_for 60 unmounted
