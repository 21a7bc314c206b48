# SPDX-License-Identifier: ISC
# Sets the stage for tests/demo and tests/run: build, roots, servers.
#
# stage_machine works on the machine itself (tools, build).  stage_enter then
# runs the same script again inside a mount and pid namespace, where
# stage_inside makes the two roots and starts everything; when that script
# ends, all of it is gone.  Several stages may stand side by side: they share
# the build (who uses make there locks its directory) and the packages.

LIB=$PST_TOP/tests/system/lib
. "$LIB/machine.sh"
. "$LIB/roots.sh"

PROVIDER_PACKAGES=(dovecot-imapd dovecot-pop3d postfix openssl iproute2)
HOST_PACKAGES=(openssh-server openssh-client cron sudo sshpass expect login procps
	passwd pamtester strace python3 make openssl)

# stage_machine PACKAGE...: checks the machine, installs, builds.
stage_machine() {
	need_root
	PST_BUILD=${POSTERN_BUILD:-$PST_TOP/build-tests}
	PST_CACHE=${POSTERN_CACHE:-/var/cache/postern-tests}
	PST_TMP=$(mktemp -d "${TMPDIR:-/tmp}/postern-tests.XXXXXX")
	PST_WORK=$PST_TMP/roots
	PST_RESULTS=$PST_TMP/results
	STAGES=()
	mkdir "$PST_WORK"
	: >"$PST_RESULTS"
	export PST_TOP PST_BUILD PST_CACHE PST_TMP PST_WORK PST_RESULTS
	trap stage_leave EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
	install_tools "$PST_TMP/apt.log" "${BUILD_PACKAGES[@]}" "$@"
	say "building in $PST_BUILD"
	# shellcheck disable=SC2086 # several arguments
	build_postern "$PST_TOP" "$PST_BUILD" "$PST_TMP/build.log" \
	    ${POSTERN_CONFIGURE-}
}

# stage_enter ARGUMENT...: the same script again, in namespaces of its own.
stage_enter() {
	stage_start "$PST_WORK" "$PST_RESULTS" "$@"
	stage_wait
}

# stage_start WORK RESULTS ARGUMENT...: likewise, beside what else is started,
# with its roots in the directory WORK and what was checked in RESULTS.
stage_start() {
	local work=$1 results=$2
	shift 2
	mkdir -p "$work"
	: >"$results"
	set -m
	POSTERN_STAGE=inside PST_WORK=$work PST_RESULTS=$results \
	unshare --mount --pid --fork --kill-child \
		--mount-proc --propagation private \
		bash "$PST_TOP/tests/${0##*/}" "$@" </dev/null &
	STAGES+=($!)
	set +m
}

# stage_wait: until all stages have ended; fails with the last that failed.
stage_wait() {
	local stage status=0
	for stage in "${STAGES[@]}"; do
		wait "$stage" || status=$?
	done
	STAGES=()
	return $status
}

stage_leave() {
	local stage
	for stage in "${STAGES[@]}"; do
		kill -KILL "$stage" 2>/dev/null || :
		wait "$stage" 2>/dev/null || :
	done
	rm -rf --one-file-system "$PST_TMP"
}

# stage_inside: makes both roots and starts what runs in them.
stage_inside() {
	local provider_packages host_packages
	trap 'exit 130' INT TERM
	mount -t tmpfs -o size=75%,mode=755 postern "$PST_WORK"
	say "making two private roots in memory (the machine's own files," \
	    "users and network are not touched)"
	root_make provider
	root_make host
	say "installing Dovecot and Postfix in one, OpenSSH and cron in the" \
	    "other"
	stage_packages
	root_share provider "$PST_TOP" ro
	root_share host "$PST_TOP" ro
	root_share host "$PST_BUILD"
	net_make
	root_start provider mail.example.test
	root_start host web1.example.test
	say "starting the provider: IMAP on 993 and 143, submission on 465" \
	    "and 587"
	provider bash "$LIB/provider.sh" start
	say "installing Postern on the host"
	host bash "$LIB/host.sh" install
	host_daemon /var/log/syslogd.log \
	    python3 "$LIB/syslog.py" /var/log/messages /var/log/levels \
	    >/dev/null
	host_daemon /var/log/sshd.log /usr/sbin/sshd -D -e \
	    -f /etc/ssh/test_sshd_config >/dev/null
	wait_for 60 host test -S /dev/log || die "no log socket"
	wait_for 60 host bash -c 'exec 3<>/dev/tcp/127.0.0.1/22' ||
	    die "sshd does not start"
}

stage_packages() {
	local lock first second
	mkdir -p "$PST_CACHE"
	exec {lock}>"$PST_CACHE/lock"
	flock "$lock"
	root_install provider "${PROVIDER_PACKAGES[@]}" &
	first=$!
	root_install host "${HOST_PACKAGES[@]}" $(root_lacking_packages) &
	second=$!
	wait $first || die "the provider's packages could not be installed"
	wait $second || die "the host's packages could not be installed"
	exec {lock}>&-
}
