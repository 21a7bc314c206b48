# SPDX-License-Identifier: ISC
# Makes private overlay roots of the machine and runs commands in them.
#
# Everything here runs inside a mount and pid namespace of its own (see
# stage.sh), so whatever is mounted or started dies with that namespace.  A
# root is an overlay of the machine's / whose upper layer is memory.  A
# "holder" is the root's pid 1: it owns the root's mount, pid, uts and ipc
# namespaces; all holders share one network namespace with loopback only.

ROOT_PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

# root_make NAME: mounts the overlay $PST_WORK/NAME/root.
root_make() {
	local dir=$PST_WORK/$1 sub
	mkdir -p "$dir/root"
	overlay_mount / "$dir/upper" "$dir/work" "$dir/root"
	for sub in usr var etc opt srv home root; do
		! mountpoint -q "/$sub" || overlay_mount "/$sub" \
			"$dir/upper.$sub" "$dir/work.$sub" "$dir/root/$sub"
	done
	root_mount_system "$dir/root"
	root_quieten "$dir/root"
}

# overlay_mount LOWER UPPER WORK TARGET
overlay_mount() {
	mkdir -p "$2" "$3"
	chmod --reference="$1" "$2"
	mount -t overlay postern -o "lowerdir=$1,upperdir=$2,workdir=$3" "$4"
}

# root_mount_system ROOT: gives it /proc, /dev, /run, /tmp and /shared.
root_mount_system() {
	local root=$1 node
	mkdir -p "$root"/{proc,sys,dev,run,tmp,shared} "$PST_WORK/shared"
	mount -t proc proc "$root/proc"
	cat /etc/resolv.conf >"$PST_WORK/resolv.conf" 2>/dev/null || :
	mount -t tmpfs -o mode=755 run "$root/run"
	mount -t tmpfs -o mode=1777 tmp "$root/tmp"
	mount --bind "$PST_WORK/shared" "$root/shared"
	mount -t tmpfs -o mode=755 dev "$root/dev"
	mkdir "$root/dev/pts" "$root/dev/shm"
	for node in null zero full random urandom tty; do
		: >"$root/dev/$node"
		mount --bind "/dev/$node" "$root/dev/$node"
	done
	mount -t tmpfs -o mode=1777 shm "$root/dev/shm"
	mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 \
		devpts "$root/dev/pts"
	ln -s pts/ptmx "$root/dev/ptmx"
	ln -s /proc/self/fd "$root/dev/fd"
	ln -s fd/0 "$root/dev/stdin"
	ln -s fd/1 "$root/dev/stdout"
	ln -s fd/2 "$root/dev/stderr"
}

# root_quieten ROOT: keeps packages from starting services and the machine's
# own cron jobs from running a second time.
root_quieten() {
	local root=$1
	printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
	chmod 755 "$root/usr/sbin/policy-rc.d"
	rm -f "$root/etc/resolv.conf"
	cat "$PST_WORK/resolv.conf" >"$root/etc/resolv.conf"
	rm -rf "$root"/etc/cron.{d,hourly,daily,weekly,monthly}/* \
		"$root/etc/crontab" "$root"/var/spool/cron/crontabs/*
}

# root_share NAME PATH [ro]: shows PATH of the machine at the same place.
root_share() {
	local target=$PST_WORK/$1/root$2
	mkdir -p "$target"
	mount --bind "$2" "$target"
	[ "${3-}" != ro ] || mount -o remount,bind,ro "$target"
}

# root_install NAME PACKAGE...: installs packages into a root, while there
# is still a network; the .deb files are kept in $PST_CACHE for the next run.
root_install() {
	local name=$1 root=$PST_WORK/$1/root log=$PST_WORK/$1-packages.log
	local cache=/var/cache/postern-tests
	shift
	mkdir -p "$PST_CACHE/$name/partial" "$root$cache"
	mount --bind "$PST_CACHE/$name" "$root$cache"
	printf '%s\n' 'man-db man-db/auto-update boolean false' \
	    'postfix postfix/main_mailer_type select No configuration' |
		chroot "$root" env PATH="$ROOT_PATH" debconf-set-selections
	root_apt "$root" "$log" install "$@" ||
		{ root_apt "$root" "$log" update &&
		    root_apt "$root" "$log" install "$@"; } ||
		{ tail -n 20 "$log" >&2; return 1; }
	umount "$root$cache"
}

# root_lacking_packages: what a root that gets Postern needs besides, where the
# machine has no systemd.
root_lacking_packages() {
	[ -x /usr/bin/systemd-sysusers ] || [ -x /bin/systemd-sysusers ] ||
	    echo systemd-standalone-sysusers systemd-standalone-tmpfiles
}

root_apt() {
	local root=$1 log=$2
	shift 2
	PATH=$ROOT_PATH DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 \
	chroot "$root" apt-get -q -y --no-install-recommends --no-upgrade \
		-o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 \
		-o Acquire::Retries=3 \
		-o Dir::Cache::archives=/var/cache/postern-tests \
		-o APT::Keep-Downloaded-Packages=true \
		-o APT::Sandbox::User=root \
		-o Dpkg::Options::=--force-unsafe-io \
		-o Dpkg::Options::=--force-confnew \
		-o Dpkg::Options::=--path-exclude='/usr/share/man/*' \
		-o Dpkg::Options::=--path-exclude='/usr/share/doc/*' \
		"$@" </dev/null >>"$log" 2>&1
}

# net_make: makes the network namespace, kept by a process of its own, and
# exports its pid: a test may start a root of its own in it.
net_make() {
	local ready
	exec {ready}< <(exec unshare --net bash -c \
		'ip link set lo up && echo up && exec sleep infinity')
	read -r -t 120 -u "$ready" _ || die "no network namespace"
	export PST_NET_PID=$!
	exec {ready}<&-
}

# root_start NAME HOSTNAME: starts the root's holder in the shared network.
# Sets PST_NAME_PID (the name in capitals).
root_start() {
	local root=$PST_WORK/$1/root variable=PST_${1^^}_PID fifo pid
	fifo=$PST_WORK/$1.up
	mkfifo "$fifo"
	nsenter --target "$PST_NET_PID" --net \
	unshare --mount --pid --uts --ipc --fork --kill-child \
		--propagation private bash -c '
		cd "$1" && mkdir -p .old && mount -t proc proc proc &&
		pivot_root . .old && cd / && umount -l /.old && rmdir /.old &&
		hostname "$2" 2>/dev/null || echo "$2" \
		    >/proc/sys/kernel/hostname
		echo up >&3; exec 3>&-
		trap "exit 0" TERM
		while :; do sleep infinity & wait $!; done' \
		holder "$root" "$2" 3>"$fifo" </dev/null >/dev/null 2>&1 &
	pid=$!
	read -r -t 120 _ <"$fifo" || die "the root of the $1 does not start"
	read -r pid < <(children_of "$pid")
	printf -v "$variable" %s "$pid"
	export "${variable?}"
	rm -f "$fifo"
}

# children_of PID: the pids of its children, one a line.
children_of() {
	grep -ls "^PPid:[[:space:]]$1\$" /proc/[0-9]*/status |
		sed 's|/proc/||; s|/status||'
}

# root_run PID COMMAND...: runs it in a root with a clean environment.
root_run() {
	local pid=$1
	shift
	nsenter --target "$pid" --mount --pid --uts --ipc --net \
		env -i PATH="$ROOT_PATH" HOME=/root LANG=C.UTF-8 \
		TERM=dumb PST_TOP="$PST_TOP" PST_BUILD="$PST_BUILD" "$@"
}

provider() { root_run "$PST_PROVIDER_PID" "$@"; }
host() { root_run "$PST_HOST_PID" "$@"; }

# host_as USER COMMAND...: runs it as an ordinary user, without a terminal.
host_as() {
	local user=$1
	shift
	host setpriv --reuid="$user" --regid="$user" --init-groups \
		--inh-caps=-all env HOME=/tmp "$@"
}

# host_daemon LOG COMMAND...: starts it in the background; prints its pid
# there.
host_daemon() {
	host bash -c 'log=$1; shift
		setsid "$@" </dev/null >>"$log" 2>&1 & echo $!' _ "$@"
}

# wait_for SECONDS COMMAND...: until the command succeeds, or fails in time.
wait_for() {
	local end=$((SECONDS + $1))
	shift
	until "$@" >/dev/null 2>&1; do
		[ $SECONDS -lt $end ] || return 1
		sleep 0.05
	done
}
