# SPDX-License-Identifier: ISC
# A machine with a kernel of its own, which qemu runs, and systemd in it.
#
# qemu emulates the processor: /dev/kvm is not there for everybody, and minutes
# are what it takes.
#
# Its files begin as a tree of nspawn.sh, which a test sources before this; the
# provider is behind 10.0.2.2, which qemu takes to 127.0.0.1 of the network of
# the roots, and there to the provider by a proxy for each port.  A test says
#
#	vm_root			a tree of Debian packages with a kernel
#	vm_boot ARGUMENT...	from a copy of the tree, with these for the
#				kernel, until it has started
#	vm COMMAND...		in it, as root; output and status are the
#				command's
#	vm_as USER COMMAND...	the same as an ordinary user
#	vm_ssh PASSWORD USER COMMAND
#				the output of such a session, or of ssh
#	vm_off			powered off
#
# What runs when the test ends is killed.

. "$PST_TOP/tests/system/lib/nspawn_postern.sh"
NSPAWN=vm
NSPAWN_PACKAGES+=(linux-image-cloud-amd64 apparmor apparmor-utils cron)
VM_ADDRESS=127.0.0.4
VM_PORTS='110 143 465 587 993 995'

vm_root() {
	local root
	install_tools "$PST_WORK/vm-apt.log" qemu-system-x86
	nspawn_root
	root=$(nspawn_tree)
	sed -i 's/^127\.0\.0\.10\t/10.0.2.2\t/' "$root/etc/hosts"
	printf '[Match]\nType=ether\n[Network]\nAddress=10.0.2.15/24\n' \
	    >"$root/etc/systemd/network/vm.network"
	root_chroot "$root" systemctl --quiet enable systemd-networkd.service
	root_chroot "$root" systemctl --quiet mask \
	    systemd-networkd-wait-online.service
	host ssh-keygen -q -t ed25519 -N '' -f /shared/vm-key
	install -D -m 600 "$SHARED/vm-key.pub" "$root/root/.ssh/authorized_keys"
}

# vm_proxies: the provider's ports where the machine finds them.
vm_proxies() {
	local port
	for port in $VM_PORTS; do
		background "/var/log/vm-proxy-$port" python3 \
		    "$PST_TOP/tests/system/lib/delay.py" "127.0.0.1:$port" \
		    "127.0.0.10:$port" 0 >/dev/null
	done
}

vm_boot() {
	local root image=$PST_TMP/vm.img
	root=$(nspawn_tree)
	truncate -s 3G "$image"
	mkfs.ext4 -q -F -d "$root" "$image" || die 'no image of the machine'
	nsenter --target "$PST_NET_PID" --net qemu-system-x86_64 \
	    -machine q35 -accel tcg,thread=multi -cpu max -m 1024 \
	    -smp 2 -nographic -no-reboot -kernel "$root"/boot/vmlinuz-* \
	    -initrd "$root"/boot/initrd.img-* \
	    -append "root=/dev/vda rw console=ttyS0 net.ifnames=0 $*" \
	    -drive "file=$image,if=virtio,format=raw,cache=unsafe" \
	    -nic "user,model=virtio-net-pci,hostfwd=tcp:$VM_ADDRESS:22-:22" \
	    </dev/null >"$PST_WORK/vm-console.log" 2>&1 &
	VM_PID=$!
	wait_for 1200 vm_decided && ! vm_ended || {
		tail -n 40 "$PST_WORK/vm-console.log" >&2
		die 'the machine with a kernel does not start'
	}
}

vm_decided() {
	vm_ended || [ -n "$(vm systemctl is-system-running --wait)" ]
}
vm_ended() { ! kill -0 "$VM_PID" 2>/dev/null; }

VM_SSH=(-F none -o LogLevel=ERROR -o StrictHostKeyChecking=no
	-o UserKnownHostsFile=/dev/null -o ConnectTimeout=30)
vm() {
	host timeout 300 ssh "${VM_SSH[@]}" -i /shared/vm-key -o BatchMode=yes \
	    -o ControlMaster=auto -o ControlPersist=60 \
	    -o ControlPath=/run/vm-ssh "root@$VM_ADDRESS" \
	    "$(printf '%q ' "$@")"
}

vm_as() {
	local user=$1
	shift
	vm setpriv --reuid="$user" --regid="$user" --init-groups \
	    --inh-caps=-all env HOME=/tmp "$@"
}

vm_ssh() {
	host env SSHPASS="$1" timeout 120 sshpass -e ssh "${VM_SSH[@]}" \
	    -o NumberOfPasswordPrompts=1 -o PreferredAuthentications=password \
	    -o PubkeyAuthentication=no -l "$2" "$VM_ADDRESS" "$3"
}

vm_off() {
	vm systemctl poweroff
	wait_for 120 vm_ended || kill -KILL "$VM_PID"
	wait "$VM_PID"
}

vm_leave() {
	[ -n "${VM_PID-}" ] || return 0
	kill -KILL "$VM_PID" 2>/dev/null
	# Until it has ended, the tree with its kernel is in use.
	wait "$VM_PID" 2>/dev/null
}
trap 'vm_leave; nspawn_leave; leave' EXIT
