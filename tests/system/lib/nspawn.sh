# SPDX-License-Identifier: ISC
# Machines with a real systemd as PID 1, beside the two roots.
#
# A machine is a systemd-nspawn container in the network of the roots: it
# reaches the provider, and what it listens on must have an address of its
# own.  A test sources this after test.sh and then says
#
#	nspawn_root			a tree of Debian packages, nothing else
#	nspawn_postern			Postern in it, by make install
#	nspawn_boot			until systemd has started everything
#	nspawn_run COMMAND...		in it, as root; output and status are
#					the command's
#	nspawn_as USER COMMAND...	the same as an ordinary user
#	nspawn_unit [-p SETTING=...]... COMMAND...
#					the same as a service of its systemd
#	nspawn_reboot			until it has started again
#	nspawn_journal ARGUMENT...	journalctl's output
#	nspawn_off			powered off; the tree stays
#
# All of them are about the machine that $NSPAWN names.  $(nspawn_tree)/PATH
# is its file PATH, but below /run, /proc and /tmp; /shared is $SHARED.  What
# still runs when the test ends is killed, and every tree removed.

. "$PST_TOP/tests/system/lib/machine.sh"
. "$PST_TOP/tests/system/lib/nspawn_base.sh"
NSPAWN=machine
# What systemd-nspawn would else forbid.
NSPAWN_CALLS='landlock_create_ruleset landlock_add_rule landlock_restrict_self'

nspawn_tree() { echo "$PST_WORK/nspawn/$NSPAWN/root"; }

# nspawn_root: makes the machine's tree.
nspawn_root() {
	local dir=$PST_WORK/nspawn/$NSPAWN base root
	root=$dir/root
	base=$(nspawn_base) || die "no tree for machines with systemd"
	mkdir -p "$root"
	overlay_mount "$base" "$dir/upper" "$dir/work" "$root"
	echo "$NSPAWN.example.test" >"$root/etc/hostname"
	bash "$PST_TOP/tests/system/lib/provider.sh" hosts >"$root/etc/hosts"
	: >"$root/etc/resolv.conf"
	root_chroot "$root" ssh-keygen -q -t ed25519 -N '' \
	    -f /etc/ssh/ssh_host_ed25519_key
	# Without the network that they want, or of no use to a container.
	root_chroot "$root" systemctl --quiet mask apt-daily.timer \
	    apt-daily-upgrade.timer e2scrub_all.timer e2scrub_reap.service
}

# root_chroot TREE COMMAND...: in a machine that is not running.
root_chroot() {
	local root=$1
	shift
	env -i PATH="$ROOT_PATH" HOME=/root LANG=C.UTF-8 \
	    DEBIAN_FRONTEND=noninteractive chroot "$root" "$@" </dev/null
}

# nspawn_cgroup: moves the caller into a control group of this machine's own,
# in the hierarchies that systemd uses.
nspawn_cgroup() {
	local number names path top
	while IFS=: read -r number names path; do
		case $number:$names in
		0:) top=$(nspawn_mounted cgroup2) ;;
		*:name=systemd) top=$(nspawn_mounted cgroup name=systemd) ;;
		*) continue ;;
		esac
		[ -n "$top" ] || continue
		top=$top${path%/}/$(basename "$PST_TMP")-$NSPAWN
		mkdir -p "$top"
		echo "$top" >>"$PST_WORK/nspawn/$NSPAWN/cgroups"
		echo "$BASHPID" >"$top/cgroup.procs"
	done </proc/self/cgroup
}

# nspawn_mounted TYPE [OPTION]: where that hierarchy is mounted.
nspawn_mounted() {
	awk -v type="$1" -v option="${2-}" '$3 == type &&
	    (option == "" || index("," $4 ",", "," option ",")) {
		print $2
		exit
	}' /proc/self/mounts
}

# nspawn_boot: starts it and waits until systemd has done all there is to do.
nspawn_boot() {
	local dir=$PST_WORK/nspawn/$NSPAWN
	rm -f "$dir/pid"
	nspawn_keep "$dir" </dev/null >>"$dir/console.log" 2>&1 &
	nspawn_ready || {
		tail -n 40 "$dir/console.log" >&2
		die "$NSPAWN does not start"
	}
}

# nspawn_keep DIR: runs it, again when it ends for a reboot (133).
nspawn_keep() {
	local status=133
	trap - EXIT
	nspawn_cgroup
	while [ $status = 133 ]; do
		status=0
		setsid systemd-nspawn --quiet --boot \
		    --directory="$1/root" --machine="$NSPAWN" --keep-unit \
		    --register=no --resolv-conf=off --timezone=off \
		    --system-call-filter="$NSPAWN_CALLS" \
		    --link-journal=no --bind="$SHARED:/shared" \
		    --network-namespace-path="/proc/$PST_HOST_PID/ns/net" &
		echo $! >"$1/pid"
		wait $! || status=$?
	done
	rm -f "$1/pid"
}

# nspawn_ready [OLD-LEADER]: waits until it has started, and anew.
nspawn_ready() {
	wait_for 180 nspawn_started "${1-}" || return 1
	# It fails also where a unit has failed, which is not our affair.
	nspawn_run timeout 180 systemctl is-system-running --wait >/dev/null
	[ $? != 124 ]
}

nspawn_started() {
	local leader
	leader=$(nspawn_leader)
	# Nothing is run in one that is about to end: it would wait for it.
	[ -n "$leader" ] && [ "$leader" != "$1" ] &&
	    nspawn_run test -S /run/systemd/private
}

# nspawn_leader: the pid of its PID 1; nspawn_first: of that nspawn's.
nspawn_leader() {
	local pid
	! pid=$(cat "$PST_WORK/nspawn/$NSPAWN/pid" 2>/dev/null) ||
	    nspawn_first "$pid"
}

nspawn_first() {
	local pid
	for pid in $(children_of "$1"); do
		! grep -qs '^NSpid:.*[[:space:]]1$' "/proc/$pid/status" ||
		    echo "$pid"
	done
}

nspawn_run() {
	local leader
	leader=$(nspawn_leader)
	[ -n "$leader" ] || { echo "$NSPAWN is not running" >&2; return 125; }
	root_run "$leader" "$@"
}

nspawn_as() {
	local user=$1
	shift
	nspawn_run setpriv --reuid="$user" --regid="$user" --init-groups \
	    --inh-caps=-all env HOME=/tmp "$@"
}

nspawn_unit() { nspawn_run systemd-run --quiet --pipe --wait --collect "$@"; }
nspawn_journal() {
	nspawn_run journalctl --sync
	nspawn_run journalctl --quiet --no-pager "$@"
}

nspawn_reboot() {
	local old
	old=$(nspawn_leader)
	nspawn_run systemctl reboot
	nspawn_ready "$old" || die "$NSPAWN does not start again"
}

# nspawn_off: orderly, or after a minute by force.
nspawn_off() {
	nspawn_run systemctl poweroff
	wait_for 60 nspawn_ended || nspawn_kill "$PST_WORK/nspawn/$NSPAWN"
}

nspawn_ended() { [ ! -e "$PST_WORK/nspawn/$NSPAWN/pid" ]; }

# nspawn_kill DIR: ends it with its PID 1, and waits until its control groups
# are empty.
nspawn_kill() {
	local group pid
	if pid=$(cat "$1/pid" 2>/dev/null); then
		kill -KILL $(nspawn_first "$pid") 2>/dev/null || kill "$pid"
		wait_for 10 test ! -e "$1/pid" || kill -KILL "$pid"
	fi
	for group in $(sort -u "$1/cgroups" 2>/dev/null); do
		wait_for 10 nspawn_drop_cgroup "$group" || echo "left: $group"
	done
}

nspawn_drop_cgroup() {
	[ ! -d "$1" ] || find "$1" -depth -type d -exec rmdir {} +
}

# nspawn_leave: no machine, tree or control group of this test's is left.
nspawn_leave() {
	local dir
	for dir in "$PST_WORK"/nspawn/*; do
		[ -d "$dir" ] || continue
		nspawn_kill "$dir"
		umount "$dir/root"
		rm -rf --one-file-system "$dir"
	done
}
trap 'nspawn_leave; leave' EXIT
