# SPDX-License-Identifier: ISC
# What an administrator does with the packages, by the README, in a machine
# with systemd.  Sourced after nspawn.sh.

ALICE=alice@example.test

# readme REGEX: the README's first example with such a line, for example.test.
readme() {
	awk -v regex="$1" 'BEGIN { RS = "" } /^    / && $0 ~ regex {
		print
		exit
	}' "$PST_TOP/README" |
	    sed 's/^    //; s/example\.com/example.test/g'
}

# configure: the smallest settings, written while it runs.
configure() {
	local etc
	etc=$(nspawn_tree)/etc
	readme 'login "example.com"' >"$etc/postern/postern.conf"
	readme '^    alice@example.com' >"$etc/postern/accounts"
	readme '^    root: alice@' >"$etc/aliases"
	password_of web1@example.test >"$etc/postern/typed"
	nspawn_run bash -c "(
		$(readme 'install -m')
	) </etc/postern/typed && rm /etc/postern/typed"
}

# authority: the machine trusts who signed the provider's certificates.
authority() {
	local root
	root=$(nspawn_tree)
	install -m 644 "$SHARED/pki/ca.pem" \
	    "$root/usr/local/share/ca-certificates/tests.crt"
	root_chroot "$root" update-ca-certificates >"$T/authority.log" 2>&1
}

# nobody_answers: an interface behind which is nothing, as when a cable is cut.
nobody_answers() {
	nsenter --target "$PST_NET_PID" --net bash -c '
	ip link add nobody0 type veth peer name nobody1 &&
	for end in nobody0 nobody1; do
		# No word of IPv6 to its neighbours, where there is IPv6.
		ip link set $end addrgenmode none || :
		ip link set $end up
	done
	ip address add 192.0.2.1/24 dev nobody0 &&
	ip neighbour add 192.0.2.10 lladdr 02:00:00:00:00:10 dev nobody0'
}
somebody_answers() {
	nsenter --target "$PST_NET_PID" --net ip link delete nobody0 2>/dev/null
}

# asked_nobody: how many packets went to where nobody answers.
asked_nobody() {
	nsenter --target "$PST_NET_PID" --net bash -c '
	while read -r name _ _ _ _ _ _ _ _ _ packets _; do
		[ "$name" != nobody0: ] || echo "$packets"
	done </proc/self/net/dev'
}

# network_cut: for this machine the provider is behind that; network_back: it
# is where it was.
network_cut() { move_provider 127.0.0.10 192.0.2.10; }
network_back() { move_provider 192.0.2.10 127.0.0.10; }
move_provider() {
	sed -i "s/^$1\\(\\tmail\\.example\\.test\\)\$/$2\\1/" \
	    "$(nspawn_tree)/etc/hosts"
}

# people_everywhere STAGE: with the network and without, where they must get in
# without a packet to the mail server.
people_everywhere() {
	local asked
	local_people "$1"
	network_cut
	asked=$(asked_nobody)
	local_people "$1, no network"
	is "$1, no network: and no mail server is asked" \
	    "$(asked_nobody)" "$asked"
	network_back
}

# listing: all files of the machine with their modes, owners, and for settings
# contents; but what logs, caches, daily copies, and package databases are for.
listing() {
	nspawn_run bash -c "
	find / -xdev -printf '%y %m %U:%G %p %l\n'
	find /etc /var/lib/pam -type f -exec sha256sum {} +" | grep -Ev \
	    -e ' /var/(log|cache|tmp|backups|lib/apt|lib/systemd/timers)/' \
	    -e ' /var/lib/dpkg/([^/]*|info/.*|triggers/.*)' \
	    -e ' /etc/(passwd|shadow|group|gshadow|subuid|subgid)- ' \
	    -e ' /etc/(passwd|shadow|group|gshadow|subuid|subgid)-$' \
	    -e ' /etc/(ld.so.cache|aliases)' \
	    -e ' /home/example.test(/| )' | LC_ALL=C sort
}

# packages: those that dpkg knows anything of, and what it was told besides.
packages() {
	nspawn_run bash -c 'dpkg-query -W -f "\${db:Status-Abbrev} \${Package}\n"
	dpkg-statoverride --list; dpkg-divert --list
	update-alternatives --get-selections'
}

# subjects REGEX: how many messages of alice's have such a subject.
subjects() {
	provider bash -c 'grep -lsE "^Subject: $1" /srv/vmail/"$2"/new/* |
	    wc -l' _ "$1" $ALICE
}
subjects_are() { [ "$(subjects "$1")" = "$2" ]; }

# waits NUMBER: so many messages are in the queue; waiting: how many are.
waiting() {
	nspawn_run bash -c 'cd /var/spool/postern &&
	    find drop/new queue hold -type f ! -name "*.j" ! -name ".*" | wc -l'
}
waiting_are() { [ "$(waiting)" = "$1" ]; }
