#!/bin/bash
# SPDX-License-Identifier: ISC
# Has a kernel judge what AppArmor's profiles are about: logins and mail while
# they complain, and while they forbid, on a machine that qemu runs (with
# --full, on amd64; it takes minutes).
. "$PST_TOP/tests/system/lib/test.sh"
. "$PST_TOP/tests/system/lib/nspawn.sh"
. "$PST_TOP/tests/system/lib/packages.sh"
. "$PST_TOP/tests/system/lib/vm.sh"
FILES=(postern-login postern-queue)
NAMES='imap-check postern-login postern-queue queue-put relay-send'

install_tools "$PST_WORK/apparmor.log" apparmor
flock "$PST_BUILD" make -C "$PST_BUILD" "${FILES[@]/#/etc/apparmor.d/}" \
    >"$T/profiles.log" 2>&1
is 'the profiles that there are' "$(apparmor_parser --names \
    "${FILES[@]/#/$PST_BUILD/etc/apparmor.d/}" 2>"$T/parser.log" |
    sort | xargs)" "$NAMES"
[ -n "${PST_FULL-}" ] && [ "$(dpkg --print-architecture)" = amd64 ] || exit 0

. "$PST_TOP/tests/system/lib/apparmor_uses.sh"
vm_root
uses_root
provider bash -c 'rm -rf /srv/vmail/*'
vm_proxies
vm_boot apparmor=1 security=apparmor quiet

# mark: from here on; records WORD: what the kernel has said since with that
# word, each thing once.
mark() {
	vm journalctl --sync
	CURSOR=$(vm journalctl -q -n 0 --show-cursor | sed 's/^-- cursor: //')
}
records() {
	vm journalctl --sync
	vm journalctl -q -b -o cat _TRANSPORT=kernel \
	    --after-cursor="$CURSOR" | grep "apparmor=\"$1\"" |
	    sed 's/.*apparmor="[A-Z]*" //; s/ \(pid\|[fo]uid\)=[0-9]*//g' |
	    sort | uniq -c
}

# modes: the loaded profiles of ours with their modes.
modes() {
	vm cat /sys/kernel/security/apparmor/profiles |
	    grep -Ew "^($(tr ' ' '|' <<<"$NAMES"))" | sort | xargs
}
each() { printf '%s\n' $NAMES | sed "s/\$/ ($1)/" | xargs; }

is 'all profiles are loaded, and complain' "$(modes)" "$(each complain)"

# uses STAGE: all of them.
uses() {
	logins "$1"
	mails "$1"
	queues "$1"
	ways "$1"
	stored "$1"
	secrets "$1"
	by_root "$1"
}

mark
uses 'complaining'
is 'nothing to complain about' "$(records ALLOWED)" ''

mark
check 'aa-enforce' vm aa-enforce "${FILES[@]/#//etc/apparmor.d/}"
is 'all profiles forbid' "$(modes)" "$(each enforce)"
vm systemctl restart postern-queue.service postern-login.socket
vm systemctl stop postern-login.service
uses 'forbidding'
is 'nothing was denied' "$(records DENIED)" ''

# What root reads they cannot, whoever they are.
check 'root reads /etc/shadow' vm cat /etc/shadow
mark
for name in $NAMES; do
	refute "$name does not" vm aa-exec -p "$name" cat /etc/shadow
done
denied=$(records DENIED)
for name in $NAMES; do
	like "$name: because its profile forbids it" "$denied" \
	    "profile=\"$name\" name=\"/etc/shadow\""
done
