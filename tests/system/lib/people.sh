# SPDX-License-Identifier: ISC
# The people of a machine with systemd, and how they get in.
#
#	people				makes the local ones
#	local_people STAGE		checks that they get in everywhere
#	throughout COMMAND...		one of them logs in as long as it runs
#
# Sourced after nspawn.sh.

. "$PST_TOP/tests/system/lib/nspawn_postern.sh"
. "$PST_TOP/tests/system/lib/callers.sh"
# A session may take long on a busy machine.
NSPAWN_SESSION=120
WAYS='login root-login ssh su sudo'

people() {
	local root
	root=$(nspawn_tree)
	root_chroot "$root" useradd -m -s /bin/bash tina
	root_chroot "$root" useradd -m -s /bin/bash mallet
	root_chroot "$root" bash -c \
	    'printf "tina:tina unix\nroot:root unix\n" | chpasswd'
	echo 'tina ALL=(ALL) ALL' >"$root/etc/sudoers.d/people"
	printf '%s\n' 'Defaults lecture=never, timestamp_timeout=0' \
	    >>"$root/etc/sudoers.d/people"
	echo "ListenAddress $NSPAWN_ADDRESS" \
	    >"$root/etc/ssh/sshd_config.d/people.conf"
}

# way NAME: whether somebody gets in there.
way() {
	local seen
	seen=$(case $1 in
	login) nspawn_run timeout 200 expect /shared/login.exp tina 'tina unix' ;;
	root-login) nspawn_run timeout 200 expect /shared/login.exp root \
	    'root unix' ;;
	ssh) nspawn_ssh password 'tina unix' tina 'id -un' ;;
	su) nspawn_run timeout 200 expect /shared/su.exp mallet tina \
	    'tina unix' ;;
	sudo) printf 'tina unix\n' | nspawn_as tina timeout 200 sudo -S -p '' \
	    id -un ;;
	esac 2>&1 | tr -d '\r')
	case $1 in
	root-login | sudo) grep -qx root <<<"$seen" ;;
	*) grep -qx tina <<<"$seen" ;;
	esac || { echo "$1: $seen" >>"$T/ways.seen"; return 1; }
}

# local_people STAGE: by each way, before long: half a minute, and more where
# they took long when they got in first.
local_people() {
	local name from=$SECONDS ways=()
	: >"$T/ways" >"$T/ways.seen"
	for name in $WAYS; do
		{ ! way "$name" || echo "$name" >>"$T/ways"; } &
		ways+=($!)
	done
	wait "${ways[@]}"
	is "$1: local people get in" "$(sort "$T/ways" | xargs)" "$WAYS"
	sed 's/^/    | /' "$T/ways.seen"
	from=$((SECONDS - from))
	PEOPLE_TOOK=${PEOPLE_TOOK-$from}
	check "$1: before long" test $from -lt $((30 + 5 * PEOPLE_TOOK))
}

# throughout COMMAND...: its status; $T/tina has a line for each of the logins
# meanwhile.
throughout() {
	local command status=0
	: >"$T/tina"
	"$@" >"$T/command.log" 2>&1 &
	command=$!
	while kill -0 $command 2>/dev/null; do
		nspawn_ssh password 'tina unix' tina 'id -un' >>"$T/tina" 2>&1 ||
		    echo refused >>"$T/tina"
	done
	wait $command || status=$?
	[ $status = 0 ] || tail -n 30 "$T/command.log"
	return $status
}
