#!/bin/sh
# SPDX-License-Identifier: ISC
# Runs sendmail and queue-put, built for a spool below the build directory, as
# careless and as hostile callers would; with strace, kills them at each of
# their system calls.
set -u
cd "${top_builddir:-.}" || exit 1
here=$(pwd)/tests/unit/here
sendmail=$(pwd)/tests/unit/sendmail_here
put=$(pwd)/tests/unit/queue_put_here
new=$here/spool/drop/new
tmp=$here/spool/drop/tmp
status=0
LC_ALL=C
export LC_ALL

# Sanitizers want what queue-put shuts off.
! nm "$put" | grep -q __asan_init || exit 77

say() {
	echo "FAILED: $*"
	status=1
}

is() {
	[ "$2" = "$3" ] || say "$1: '$2' is not '$3'"
}

fresh() {
	rm -rf "$here"
	mkdir -p "$here/private" "$new" "$tmp"
	ln -s "$put" "$here/private/queue-put"
}

files() {
	find "$1" -type f | wc -l
}

# count WORDS EXIT NEW: what just happened, and nothing is left in tmp.
count() {
	is "$1: exit" "$seen" "${2-}"
	is "$1: files in drop/new" "$(files "$new")" "$3"
	is "$1: files in drop/tmp" "$(files "$tmp")" 0
	rm -f "$new"/* "$tmp"/*
}

message() {
	printf 'Date: x\nFrom: a@b\nMessage-ID: <c>\n\n'
	awk 'BEGIN { for (i = 0; i < 10000; i++) print "line", i }'
}

# text FILE: the part of a spool file that does not change.
text() {
	sed -n '/^recipient/,$p' "$1" | cksum
}

fresh
message >"$here/message"

"$sendmail" root <"$here/message"
seen=$?
count 'plain' 0 1

"$sendmail" root <&- >&- 2>&-
seen=$?
count 'closed descriptors' 0 1

(
	mkdir "$here/gone"
	cd "$here/gone" && rmdir "$here/gone"
	umask 777
	exec env -i HOME=/nowhere PATH= TZ=:/nowhere LC_ALL=xx LANG=C.UTF-8 \
	    POSIXLY_CORRECT=1 MALLOC_PERTURB_=17 IFS=x \
	    "$sendmail" -f a@b root -i <"$here/message"
)
seen=$?
is 'hostile environment: mode' "$(stat -c %a "$new"/* 2>&1)" 640
is 'hostile environment: sender' \
    "$(grep -c '^sender 3:a@b$' "$new"/* 2>&1)" 1
is 'hostile environment: recipients' \
    "$(grep -c '^recipient' "$new"/* 2>&1)" 1
count 'hostile environment' 0 1

# A shell would not hand an ignored SIGCHLD on.
if env --ignore-signal=CHLD true 2>/dev/null; then
	env --ignore-signal=CHLD --ignore-signal=PIPE "$sendmail" root \
	    <"$here/message"
	seen=$?
	count 'SIGCHLD ignored' 0 1
fi

(
	ulimit -f 8
	exec "$sendmail" root <"$here/message" 2>"$here/words"
)
seen=$?
count 'file size limit' 75 0
is 'file size limit: words' "$(grep -c 'File too large' "$here/words")" 1

chmod 500 "$tmp"
"$sendmail" root <"$here/message" 2>"$here/words"
seen=$?
chmod 700 "$tmp"
if [ "$(id -u)" != 0 ]; then
	count 'closed door' 75 0
	is 'closed door: words' "$(grep -c setgid "$here/words")" 1
fi
rm -f "$new"/* "$tmp"/*

"$put" </dev/null >/dev/null
seen=$?
count 'queue-put without a message' 75 0

rm "$here/private/queue-put"
"$sendmail" root <"$here/message" 2>"$here/words"
seen=$?
count 'no queue-put' 75 0
is 'no queue-put: words' "$(grep -c private/queue-put "$here/words")" 1

# Its caller dies half-way: queue-put takes nothing.
printf '#!/bin/sh\ntee "%s" | "%s"\n' "$here/frames" "$put" \
    >"$here/private/queue-put"
chmod 755 "$here/private/queue-put"
"$sendmail" root <"$here/message"
seen=$?
count 'frames taken down' 0 1
size=$(wc -c <"$here/frames")
for part in 0 1 8 100 40000 $((size - 8)) $((size - 1)); do
	head -c "$part" "$here/frames" | "$put" >/dev/null
	seen=$?
	[ $seen != 0 ] || say "cut at $part: exit 0"
	count "cut at $part" "$seen" 0
done
rm "$here/private/queue-put"
ln -s "$put" "$here/private/queue-put"

# What sends nothing.
said() {
	"$@" >"$here/words" 2>&1 </dev/null
	seen=$?
	count "$*" "$status_wanted" 0
	is "$*: words" "$(grep -c -e "$words_wanted" "$here/words")" 1
}

ln -s "$sendmail" "$here/newaliases"
status_wanted=0
words_wanted='no alias for root'
said "$here/newaliases"
printf 'root: a@b,\n c@d\nwww: root\n' >"$here/aliases"
words_wanted='aliases: in order'
said "$here/newaliases"
said "$sendmail" -bi
words_wanted='^www: a@b, c@d$'
said "$sendmail" -bv www
words_wanted='^<*x@y>*: x@y$'
said "$sendmail" -bv x@y
words_wanted='^sendmail: .*postern.conf'
said "$sendmail" -bv x@y
relay() {
	printf 'relay "%s" {\n\tserver = "submissions://%s.example"\n' \
	    "$1" "$1"
	printf '\tuser = "web1@example.com"\n\tpassword-file = "/x"\n'
	printf '%s\n}\n' "${2-}"
}
relay one >"$here/postern.conf"
relay two 'senders = { "*@example.org" }' >>"$here/postern.conf"
words_wanted='^from x@example.org: web1@example.com, by relay one (subm.*:465)$'
said "$sendmail" -bv -C "$here/postern.conf" -f x@example.org x@y
words_wanted='^from x@example.org: x@example.org, by relay two (submissions:'
said "$sendmail" -bv -C "$here/postern.conf" -f x@example.org x@y
words_wanted='^from .*: web1@example.com, by relay two'
said "$sendmail" -bv -C "$here/postern.conf" x@y
: >"$here/postern.conf"
words_wanted='^no relay is set'
said "$sendmail" -bv -C "$here/postern.conf" x@y
rm "$here/postern.conf"
status_wanted=78
words_wanted='postern.conf'
said "$sendmail" -bv -C "$here/postern.conf" x@y
status_wanted=0
printf 'bob: |/bin/cat, /var/mail/bob\n' >>"$here/aliases"
status_wanted=78
words_wanted='aliases:4: bob: |/bin/cat: a program'
said "$here/newaliases"
words_wanted='aliases:4: bob: /var/mail/bob: a file'
said "$sendmail" -I
status_wanted=69
words_wanted='bob: .*aliases:4: bob: |/bin/cat: a program'
said "$sendmail" -bv bob
status_wanted=64
words_wanted='-bd: no daemon'
said "$sendmail" -bd
words_wanted='-y: unknown option'
said "$sendmail" -y root
words_wanted='no recipient'
said "$sendmail"
said "$sendmail" -t
status_wanted=65
words_wanted='a@: not an address'
said "$sendmail" a@
status_wanted=78
words_wanted='/nowhere'
said "$sendmail" -C /nowhere root
printf 'HELO me\nMAIL FROM:<a@b>\nRCPT TO:<root>\nDATA\nx\n.\nQUIT\n' |
    "$sendmail" -odb -bs >"$here/words"
seen=$?
is 'SMTP: replies' "$(cut -c 1-3 "$here/words" | tr '\n' ' ')" \
    '220 250 250 250 354 250 221 '
is 'SMTP: queue id' "$(sed -n 's/\r$//; s/.* queued as //p' "$here/words")" \
    "$(basename "$new"/*)"
count 'SMTP' 0 1
printf 'MAIL FROM:<a@b>\nRCPT TO:<root>\nDATA\nx\n' |
    "$sendmail" -bs >"$here/words"
seen=$?
count 'SMTP, cut' 76 0
printf 'QUIT\n' | "$sendmail" -bs >&-
seen=$?
count 'SMTP, nobody to reply to' 0 0
status_wanted=69
words_wanted='postern-queue is not running'
for option in -q -qf -q30m -qIabc '-qR example.com' '-vqS x'; do
	# shellcheck disable=SC2086 # one word or two
	said "$sendmail" $option
done
"$sendmail" -q root <"$here/message"
seen=$?
count 'a message with -q' 0 1

if ! strace -o /dev/null true 2>/dev/null; then
	echo 'no strace: not killed'
	exit $status
fi

# The order of what makes it durable.  A program that hides from its own user
# shows strace numbers only: the first directory is drop/tmp, then drop/new.
strace -qq -o "$here/calls" "$put" <"$here/frames" >/dev/null
seen=$?
order=$(awk '
/^openat\(.*O_DIRECTORY/ && !/O_PATH/ {
	if (tmp == "")
		tmp = $NF
	else
		new = $NF
}
/^openat\(.*O_EXCL/ { file = $NF; printf "open " }
/^read\(0, / && !reading { reading = 1; printf "read " }
$0 ~ "^fsync\\(" file "\\) += 0" { printf "sync-file " }
$0 ~ "^renameat2\\(" tmp ", .*, " new ", .*RENAME_NOREPLACE\\) = 0" {
	printf "rename "
}
$0 ~ "^fsync\\(" new "\\) += 0" { printf "sync-directory " }
/^exit_group\(0\)/ { printf "exit " }' "$here/calls")
is 'order' "$order" 'open read sync-file rename sync-directory exit '
is 'the file is new, private and not followed' "$(grep -c \
    'O_WRONLY|O_CREAT|O_EXCL|O_NOFOLLOW|O_CLOEXEC, 0640)' "$here/calls")" 1
good=$(text "$new"/*)
count 'traced' 0 1

# victim PROGRAM [STRACE-OPTION...]
victim() {
	program=$1
	shift
	case $program in
	queue-put) strace -qq "$@" "$put" <"$here/frames" ;;
	sendmail) strace -qq "$@" "$sendmail" root <"$here/message" ;;
	esac >/dev/null 2>&1
}

# wait_for_put: until no queue-put that was left alone is at work.
wait_for_put() {
	tries=0
	while ls -l /proc/[0-9]*/exe 2>/dev/null | grep -qF " $put" &&
	    [ $tries -lt 6000 ]; do
		sleep 0.01
		tries=$((tries + 1))
	done
}

# spared CALL N: whether it was through before it made so many of that kind:
# what goes through a socket goes in more pieces at one time than at another.
spared() {
	[ "$seen" = 0 ] && [ "$(grep -c "^$1(" "$here/trace")" -lt "$2" ] &&
	    [ "$(files "$new")" = 1 ]
}

# killed PROGRAM: at each of its calls; strace counts each kind for itself.
killed() {
	lucky=0
	victim "$1" -o "$here/calls"
	sed -n 's/^\([a-z_0-9]*\)(.*/\1/p' "$here/calls" |
	    awk '$1 != "execve" { print $1, ++n[$1] }' >"$here/cases"
	while read -r call n; do
		rm -f "$new"/* "$tmp"/*
		victim "$1" -o "$here/trace" \
		    -e "inject=$call:signal=KILL:when=$n"
		seen=$?
		wait_for_put
		if spared "$call" "$n"; then
			lucky=$((lucky + 1))
		else
			is "$1, $call $n: exit" $seen 137
		fi
		for f in "$new"/*; do
			[ ! -e "$f" ] || [ "$(text "$f")" = "$good" ] ||
			    say "$1, $call $n: a part of a message"
		done
	done <"$here/cases"
	calls=$(wc -l <"$here/cases")
	[ $((calls - lucky)) -gt 30 ] || say "$1: only $calls calls"
	[ $lucky -lt 30 ] || say "$1: not killed $lucky times"
	echo "$1: killed at each of $calls calls"
}

killed queue-put
killed sendmail
rm -rf "$here"
exit $status
