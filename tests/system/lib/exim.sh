# SPDX-License-Identifier: ISC
# Starts Exim, a submission server whose replies are not Postfix's, in a root of
# its own.
#
# A test that needs it sources this file and calls exim_start; it has the
# relay's account of provider.sh, and takes mail for all.example.test:
#
#	exim.example.test	127.0.0.20	587 and 465

EXIM_PACKAGES=(exim4-daemon-light)

exim() { root_run "$PST_EXIM_PID" "$@"; }

exim_start() {
	local lock
	if [ -s "$PST_WORK/exim.pid" ]; then
		read -r PST_EXIM_PID <"$PST_WORK/exim.pid"
		return 0
	fi
	root_make exim
	mkdir -p "$PST_CACHE"
	exec {lock}>"$PST_CACHE/lock"
	flock "$lock"
	root_install exim "${EXIM_PACKAGES[@]}" || return 1
	exec {lock}>&-
	root_share exim "$PST_TOP" ro
	root_start exim exim.example.test
	exim bash "$PST_TOP/tests/system/lib/exim_server.sh" || return 1
	echo "$PST_EXIM_PID" >"$PST_WORK/exim.pid"
}
