# SPDX-License-Identifier: ISC
# Removes postern-sendmail from a tree while a postern-queue runs in it, and one
# in a container, which are both seen there; says what became of the two.
#
#	unshare --mount --pid --fork --kill-child --mount-proc \
#	    --propagation private bash beside.sh TREE CONTAINER
#
# CONTAINER is a directory with a static /usr/sbin/postern-queue that waits, and
# an empty old/.
set -u
tree=$1 container=$2 runner=/usr/sbin/postern-queue

in_tree() { env -i PATH="$PATH" chroot "$tree" "$@" </dev/null; }

# runs PID: waits until it is the runner.
runs() {
	local end=$((SECONDS + 120))
	until [ "$(in_tree readlink "/proc/$1/exe")" = $runner ]; do
		[ $SECONDS -lt $end ] || { echo "$1 does not run"; exit 1; }
		sleep 0.05
	done
}

mount -t proc proc "$tree/proc"
unshare --mount --propagation private bash -c 'mount --bind "$1" "$1" &&
    cd "$1" && pivot_root . old && exec "$2"' _ "$container" $runner &
other=$!
env -i PATH="$PATH" chroot "$tree" $runner --foreground \
    </dev/null >/dev/null 2>&1 &
ours=$!
runs $other
runs $ours
in_tree dpkg -r postern postern-sendmail >/dev/null && echo removed
in_tree readlink /proc/$ours/exe || echo 'ours is stopped'
in_tree readlink /proc/$other/exe >/dev/null && echo 'the other runs'
