# SPDX-License-Identifier: ISC
# A host of its own with the programs that send mail, and Postern under them.
#
# A test sources this file behind test.sh and calls programs_start: from then
# on `host`, `put`, `queue_start` and their like mean that host.

PROGRAMS_PACKAGES=(cron at bsd-mailx s-nail mutt git git-email php-cli
	libmime-lite-perl sudo mdadm nmh swaks msmtp-mta openssh-client
	openssh-server login passwd procps python3 perl make)

# programs_start: makes it, once; fails when the packages are not to be had.
programs_start() {
	local lock lib=$PST_TOP/tests/system/lib
	root_make programs
	mkdir -p "$PST_CACHE"
	exec {lock}>"$PST_CACHE/lock"
	flock "$lock"
	root_install programs "${PROGRAMS_PACKAGES[@]}" \
	    $(root_lacking_packages) || return 1
	exec {lock}>&-
	root_share programs "$PST_TOP" ro
	root_share programs "$PST_BUILD"
	root_start programs web1.example.test
	PST_HOST_PID=$PST_PROGRAMS_PID
	host bash "$lib/host.sh" install || return 1
	background /var/log/syslogd.log python3 "$lib/syslog.py" \
	    /var/log/messages /var/log/levels >/dev/null
	wait_for 60 host test -S /dev/log
}

# programs_as USER COMMAND...: as the user, at home, by a login's environment.
programs_as() {
	local user=$1
	shift
	host setpriv --reuid="$user" --regid="$user" --init-groups \
	    --inh-caps=-all env -C "/home/$user" HOME="/home/$user" \
	    USER="$user" LOGNAME="$user" "$@"
}
