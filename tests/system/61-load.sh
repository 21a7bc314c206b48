#!/bin/bash
# SPDX-License-Identifier: ISC
# Many logins: at once, in a row, and beside somebody who takes all he can get.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset
ROW=300
[ -z "$PST_FULL" ] || ROW=10000
ALICE=alice@example.test
# base/limits.h
SLOTS=32
AHEAD=16
LIMIT_MS=35000
# What a busy machine needs to notice.
SLACK_MS=15000

# A Dovecot of its own, set up for many connections.
load_settings() {
	sed -e '/^local /,/^}/d' -e '/^service imap-login/,$d' \
	    -e 's/dovecot-main/dovecot-load/' \
	    -e 's/^listen = .*/listen = 127.0.0.10/' \
	    -e 's/^protocols = .*/protocols = imap/' /etc/dovecot/main.conf
	cat <<'X'
service imap-login {
  service_count = 0
  process_min_avail = 2
  client_limit = 1000
  inet_listener imap {
    port = 0
  }
  inet_listener imaps {
    port = 4993
    ssl = yes
  }
}
service imap {
  service_count = 1000
  process_limit = 512
}
service auth {
  client_limit = 4096
}
service anvil {
  client_limit = 4096
}
X
}
provider bash -c "$(declare -f load_settings)
    load_settings >/etc/dovecot/load.conf
    dovecot -c /etc/dovecot/load.conf"
finish() {
	provider bash -c 'kill $(cat /run/dovecot-load/master.pid)'
	leave
}
trap finish EXIT

# load PASSWORD USER TIMES AT-ONCE: "CODE MILLISECONDS" for each login.
load() {
	printf %s "$1" | host timeout 590 /usr/local/bin/pam-load \
	    imap-only "$2" "$3" "$4"
}

# codes FILE: how often each answer was given, as "COUNT CODE"; 0 is SUCCESS,
# 9 is AUTHINFO_UNAVAIL.
codes() { cut -d ' ' -f 1 "$1" | sort | uniq -c | awk '{ print $1, $2 }'; }

# times FILE: the median and the longest, in milliseconds.
times() {
	cut -d ' ' -f 2 "$1" | sort -n | awk '{ t[NR] = $1 }
	    END { print t[int((NR + 1) / 2)], t[NR] }'
}
longest() { times "$1" | cut -d ' ' -f 2; }

gate_start() {
	host rm -f /run/gate.open
	background /var/log/gate.log python3 \
	    "$PST_TOP/tests/system/lib/gate.py" 127.0.0.50:993 \
	    127.0.0.10:4993 /shared/gate /run/gate.open >/dev/null
	wait_for 60 test -e "$SHARED/gate"
}
gate_has() { [ "$(tail -n 1 "$SHARED/gate")" = "$1 $1" ]; }
waiting_in_daemon() {
	[ "$(host bash -c 'ls /proc/$(cat /run/postern/test-login.pid)/fd |
	    wc -l')" -ge "$1" ]
}

# 200 at once.  The gate holds all connections; those that come are the
# workers that run, and all others wait for their turn.
gate_start
settings imaps://proxy.example.test
host sed -i '/^login/a preconnect = no' /etc/postern/postern.conf
login_start
load 'wonder land' $ALICE 200 200 >"$T/at-once" &
asking=$!
check '200 at once: as many run as may' wait_for 60 gate_has $SLOTS
check 'all others wait in the daemon' wait_for 60 waiting_in_daemon 200
is 'and not one more runs' "$(tail -n 1 "$SHARED/gate")" "$SLOTS $SLOTS"
is 'in as many processes' "$(host pgrep -xc imap-check)" $SLOTS
host touch /run/gate.open
wait $asking
# A machine that is busy with something else, too, may be late.
for _ in 1 2; do
	[ "$(codes "$T/at-once")" != '200 0' ] || break
	load 'wonder land' $ALICE 200 200 >"$T/at-once"
done
is 'all 200 log in' "$(codes "$T/at-once")" '200 0'
check 'within the deadline' test "$(longest "$T/at-once")" -lt $((LIMIT_MS + SLACK_MS))
echo "  (200 at once: median and longest $(times "$T/at-once") ms)"
login_stop

# Everybody at once whom the file allows may use up what is not root's: six
# users, each with as many logins as the daemon hears of, at a server that
# takes connections and says nothing.
PEOPLE=(dave erin quote space utf8 long)
background /var/log/silent python3 -c '
import socket
s = socket.create_server(("127.0.0.53", 993), backlog=512)
kept = []
while True:
    kept.append(s.accept())' >/dev/null
settings imaps://mail.example.test:4993
login_start
for name in "${PEOPLE[@]}"; do
	check "$name@example.org is registered" test "$(pam_answer \
	    "$name@example.org" "$(password_of "$name@example.org")" |
		tail -n 1)" = SUCCESS
done
load 'wonder land' $ALICE 50 1 >"$T/quiet"
host sed -i '/example.org/,/}/s/mail.example.test:4993/127.0.0.53/' \
    /etc/postern/postern.conf
for name in "${PEOPLE[@]}"; do
	printf %s irrelevant | host setpriv --inh-caps=-all --clear-groups \
	    --reuid="$(host id -u "$name@example.org")" \
	    --regid="$(host id -g "$name@example.org")" \
	    timeout 120 /usr/local/bin/pam-load imap-only "$name@example.org" \
	    20 20 >"$T/greedy.$name" &
done
# Workers that run have half of the slots, and those that were opened ahead and
# wait for their turn are half of what may be.
workers() { host pgrep -xc imap-check; }
half_is_taken() { [ "$(workers)" = $((SLOTS / 2 + AHEAD / 2)) ]; }
check 'all users together get half of what there is' \
    wait_for 60 half_is_taken
load 'wonder land' $ALICE 50 1 >"$T/beside"
check 'and no more later' wait_for 60 half_is_taken
is "root's logins beside them" "$(codes "$T/beside")" '50 0'
read -r beside worst <<<"$(times "$T/beside")"
# One that waited for a place would have it when others give up: after 15 s.
check 'wait for nobody' test "$worst" -lt 10000

# Meanwhile their deadline comes.
wait
cat "$T"/greedy.* >"$T/greedy"
is 'of the others none logs in' "$(cut -d ' ' -f 1 "$T/greedy" | sort -u)" 9
check 'and all hear of it within the deadline' \
    test "$(longest "$T/greedy")" -lt $((LIMIT_MS + SLACK_MS))
idle() { [ "$(workers)" = 0 ]; }
check 'no worker is left' wait_for 60 idle

# The machine may be busier now than before.
load 'wonder land' $ALICE 50 1 >"$T/after"
read -r before _ <<<"$(times "$T/quiet")"
read -r after _ <<<"$(times "$T/after")"
quiet=$((before > after ? before : after))
echo "  (root's login: median $before and $after ms alone, $beside ms beside" \
    "them, longest $worst ms)"
check 'are as fast as alone' test "$beside" -lt $((quiet * 3 + 100))
wait_for 60 idle

# In a row.  The first ones let everything grow that does so once.
settings imaps://mail.example.test:4993
daemon=$(host cat /run/postern/test-login.pid)
starter=$(host pgrep -o -P "$daemon" -x postern-login)
resident() { host awk '/^VmRSS/ { print $2 }' "/proc/$1/status"; }
fds() { host bash -c "ls /proc/$1/fd | wc -l"; }
processes() { host ps -e -o comm= | sort | uniq -c | xargs; }
connections() {
	provider doveadm -c /etc/dovecot/load.conf who -1 2>/dev/null |
	    grep -c @
}
no_connection() { [ "$(connections)" = 0 ]; }
seen() {
	printf 'fds of the daemon %s, of the starter %s, processes: %s\n' \
	    "$(fds "$daemon")" "$(fds "$starter")" "$(processes)"
}
load 'wonder land' $ALICE 200 2 >"$T/first"
wait_for 60 idle
# settled: what is seen is no different from what was seen before.
settled() {
	local earlier=$before
	before=$(seen)
	[ "$before" = "$earlier" ]
}
before=
wait_for 60 settled
memory=$(resident "$daemon")+$(resident "$starter")
load 'wonder land' $ALICE "$ROW" 2 >"$T/row"
is "$ROW in a row" "$(codes "$T/row")" "$ROW 0"
wait_for 60 idle
as_before() { [ "$(seen)" = "$before" ]; }
wait_for 60 as_before
is 'nothing is left of them' "$(seen)" "$before"
check 'no connection either' wait_for 60 no_connection
after=$(resident "$daemon")+$(resident "$starter")
echo "  (${before%%, proc*}; resident $memory kB before, $after kB after;" \
    "median and longest $(times "$T/row") ms)"
check 'no memory: less than 512 kB more' test $((after - (memory))) -lt 512
login_stop
