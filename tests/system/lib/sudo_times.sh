# SPDX-License-Identifier: ISC
# Prints the microseconds that a local user's sudo takes at best, as it is here,
# and by turns with the files of PAM and NSS that /srv/before has: of 12 times
# each, or, where that is a fifth and 2 ms more than before, of up to 100.  What
# else the machine has to do makes some times longer, and none shorter.
set -eu

sudo_once() {
	local from=${EPOCHREALTIME/./}
	printf 'tina unix\n' | setpriv --reuid=tina --regid=tina \
	    --init-groups --inh-caps=-all sudo -S -p '' true
	echo $((${EPOCHREALTIME/./} - from))
}

sudo_before() {
	mount --bind /srv/before/pam.d /etc/pam.d
	mount --bind /srv/before/nsswitch.conf /etc/nsswitch.conf
	sudo_once
}
export -f sudo_once sudo_before

here=9999999 before=9999999
for ((i = 0; i < 12 || i < 100 && here > before * 6 / 5 + 2000; i++)); do
	now=$(sudo_once)
	[ "$now" -gt $here ] || here=$now
	now=$(unshare --mount bash -euc sudo_before)
	[ "$now" -gt $before ] || before=$now
done
echo "$here $before"
