# SPDX-License-Identifier: ISC
# Puts Postern into a machine that is not running: what an administrator does.

# Where its sshd listens, in the network that it shares.
NSPAWN_ADDRESS=127.0.0.3

# nspawn_postern: installs it, with people and settings like the host's.
nspawn_postern() {
	local root
	root=$(nspawn_tree)
	nspawn_install "$root" && nspawn_people "$root" &&
	    nspawn_settings "$root" && nspawn_services "$root" ||
	    die "Postern could not be installed in $NSPAWN"
}

# nspawn_install ROOT: what a package would do.
nspawn_install() {
	flock "$PST_BUILD" make -C "$PST_BUILD" install DESTDIR="$1" \
	    >"$T/install.log" 2>&1 ||
	    { tail -n 20 "$T/install.log" >&2; return 1; }
	root_chroot "$1" ldconfig
	root_chroot "$1" systemd-sysusers postern.conf 2>/dev/null
	root_chroot "$1" chgrp postern-drop /usr/libexec/postern/queue-put
	root_chroot "$1" chmod 2755 /usr/libexec/postern/queue-put
	root_chroot "$1" systemctl --quiet enable postern-login.socket
}

nspawn_people() {
	local name
	root_chroot "$1" groupadd mailusers
	root_chroot "$1" groupadd staffers
	for name in bob tina; do
		root_chroot "$1" useradd -m -s /bin/bash $name
	done
	root_chroot "$1" bash -c 'echo "tina:tina unix" | chpasswd'
}

nspawn_settings() {
	local host=$PST_TOP/tests/system/lib/host.sh
	mkdir -p "$1/etc/postern"
	bash "$host" print settings >"$1/etc/postern/postern.conf"
	bash "$host" print accounts >"$1/etc/postern/accounts"
	bash "$host" print pam_imap_only >"$1/etc/pam.d/imap-only"
	install -m 644 "$SHARED/pki/ca.pem" "$1/etc/postern/ca.pem"
	install -m 755 "$PST_BUILD/tests/system/pam-answer" "$1/usr/local/bin/"
}

nspawn_services() {
	sed -i 's/^\(passwd\|group\):.*files/& imap/' "$1/etc/nsswitch.conf"
	root_chroot "$1" pam-auth-update --package --enable postern \
	    postern-password
	printf '%s\n' "ListenAddress $NSPAWN_ADDRESS" \
	    'KbdInteractiveAuthentication yes' 'PrintMotd no' \
	    >"$1/etc/ssh/sshd_config.d/postern-tests.conf"
}

# nspawn_ssh METHOD PASSWORD USER COMMAND: output of the session, or of ssh;
# it lasts no longer than $NSPAWN_SESSION seconds.
NSPAWN_SESSION=100
nspawn_ssh() {
	host env SSHPASS="$2" timeout "$NSPAWN_SESSION" sshpass -e ssh -F none \
	    -o LogLevel=ERROR -o StrictHostKeyChecking=no \
	    -o UserKnownHostsFile=/dev/null -o NumberOfPasswordPrompts=1 \
	    -o PreferredAuthentications="$1" -l "$3" "$NSPAWN_ADDRESS" "$4"
}

# nspawn_answer PASSWORD COMMAND...: the last line of a command in the machine
# that has the password on its standard input.
nspawn_answer() {
	local password=$1
	shift
	printf %s "$password" | "$@" 2>&1 | tail -n 1
}
