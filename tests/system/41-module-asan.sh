#!/bin/bash
# SPDX-License-Identifier: ISC
# Loads both modules, built with ASan and UBSan, into programs that know
# nothing of that.
. "$PST_TOP/tests/system/lib/test.sh"
host_reset

ALICE=alice@example.test
DAVE=dave@example.org
BUILD=$PST_WORK/build-modules
SANITIZE='-g -O1 -fno-omit-frame-pointer -fsanitize=address,undefined'
SANITIZE="$SANITIZE -fno-sanitize-recover=all"

build() {
	mkdir -p "$BUILD" "$SHARED/asan"
	cd "$BUILD" &&
	    "$PST_TOP/configure" -q CC=gcc CFLAGS="$SANITIZE" \
		--disable-hardening --without-check &&
	    make -j"$(nproc)" pam_imap/pam_imap.la nss_imap/libnss_imap.la \
		tests/system/pam-answer tests/system/nss-answers &&
	    cp -L pam_imap/.libs/pam_imap.so nss_imap/.libs/libnss_imap.so.2 \
		tests/system/pam-answer tests/system/nss-answers \
		"$SHARED/asan/"
}
check 'the modules are built' build
RUNTIME=$(readlink -f "$(gcc -print-file-name=libasan.so)")

# Nobody else may find these: who has no runtime ends at once.
for service in imap-only login su; do
	host sed -E -e '/pam_rootok/d' -e 's|pam_imap.so|/shared/asan/&|' \
	    /etc/pam.d/$service | put /etc/pam.d/asan-$service
	host sed -i 's/@include common-/@include asan-common-/' \
	    /etc/pam.d/asan-$service
done
for part in auth account password session; do
	host sed 's|pam_imap.so|/shared/asan/&|' /etc/pam.d/common-$part |
	    put /etc/pam.d/asan-common-$part
done

# with_asan COMMAND...: with the runtime and the sanitized NSS module.  The
# runtime has a crypt() of its own, which calls what must be there from the
# start.
with_asan() {
	host env LD_PRELOAD="$RUNTIME libcrypt.so.1" LD_LIBRARY_PATH=/shared/asan \
	    ASAN_OPTIONS=detect_leaks=0:log_path=/tmp/asan \
	    UBSAN_OPTIONS=print_stacktrace=1:log_path=/tmp/ubsan "$@"
}

# clean WHAT: nothing was reported since the last time.
clean() {
	is "$1: the sanitizers are silent" "$(host bash -c \
	    'cat /tmp/asan.* /tmp/ubsan.* 2>/dev/null; rm -f /tmp/*asan.*' |
	    head -n 30)" ''
}

# Whether they would speak up at all.
host bash -c 'printf "#include <stdlib.h>\nint main(int n, char **v)\n{
	return ((char *)malloc(1))[n + (v == 0)];\n}\n" >/tmp/bad.c'
host gcc -fsanitize=address -o /tmp/bad /tmp/bad.c
refute 'a bad program ends' with_asan /tmp/bad
like 'and is reported' "$(host bash -c 'cat /tmp/asan.*; rm /tmp/asan.*')" \
    'heap-buffer-overflow'

# The NSS module: every size, and names by chance.
is "$DAVE has been in" "$(ssh_try password dave-pw $DAVE 'id -un')" $DAVE
answers() {
	host env ASAN_OPTIONS=log_path=/tmp/asan UBSAN_OPTIONS=log_path=/tmp/ubsan \
	    LD_LIBRARY_PATH=/shared/asan /shared/asan/nss-answers "$@" 2>&1
}
# What is computed has no answer by number, and three of these are that.
is 'every buffer size: computed, with uid=, registered, of a *@ line' \
    "$(answers sizes $ALICE carol@example.test $DAVE erin@example.org)" \
    '14 answers, 0 wrong'
clean 'sizes'
count=20000
[ -z "$PST_FULL" ] || count=1000000
like 'names by chance' "$(answers names 1 $count)" \
    '^[1-9][0-9]* answers, 0 wrong'
clean 'names'
for name in $ALICE $DAVE "$(host id -u $DAVE)" nobody@example.com; do
	with_asan getent passwd "$name" >/dev/null
	with_asan getent group "$name" >/dev/null
	with_asan getent initgroups "$name" >/dev/null
done
like 'getent answers' "$(with_asan getent passwd $ALICE)" "^$ALICE:\*:2"
check 'getent lists all' with_asan getent passwd
like 'id' "$(with_asan id $DAVE)" mailusers
clean 'getent and id'

# The PAM module: leaks too, in a program that has none of its own.
answer() {
	printf %s "$2" | host env ASAN_OPTIONS=log_path=/tmp/asan \
	    UBSAN_OPTIONS=log_path=/tmp/ubsan LD_LIBRARY_PATH=/shared/asan \
	    /shared/asan/pam-answer asan-imap-only "$1" "${3-auth}" | tail -n 1
}
everybody() {
	is "$1: a good password" "$(answer $ALICE 'wonder land')" SUCCESS
	is "$1: a wrong one" "$(answer $ALICE "not $1")" AUTH_ERR
	is "$1: an empty one" "$(answer $ALICE '')" AUTH_ERR
	is "$1: one that is too long" \
	    "$(answer $ALICE "$(printf '%0600d' 0)")" AUTH_ERR
	is "$1: a local account" "$(answer bob 'can we fix it')" SUCCESS
	is "$1: account" "$(answer $ALICE '' acct)" SUCCESS
	is "$1: account of root" "$(answer root '' acct)" USER_UNKNOWN
	is "$1: password" "$(answer $ALICE '' password)" PERM_DENIED
	for name in "$(printf 'a\nb@example.test')" '../../x@example.test' @ \
	    "$(printf '%0100000d' 0)@example.test" A@example.test %s%n; do
		is "$1: ${name:0:20}" "$(answer "$name" x)" USER_UNKNOWN
	done
	clean "$1: pam-answer"
}
everybody 'no daemon'
login_start
everybody 'the daemon'

tester() {
	printf '%s\n' "$2" | with_asan pamtester asan-login "$1" authenticate \
	    acct_mgmt open_session close_session 2>&1
	echo "exit $?"
}
like 'pamtester' "$(tester $ALICE 'wonder land')" '^exit 0'
like 'pamtester: a wrong password' "$(tester $ALICE 'not pamtester')" \
    '^exit [1-9]'
like 'pamtester: a local user' "$(tester tina 'tina unix')" '^exit 0'
clean 'pamtester'

# su asks for the service su: in a namespace that has another.
su_to() {
	printf '%s\n' "$2" | with_asan unshare --mount bash -c '
	    mount --bind /etc/pam.d/asan-su /etc/pam.d/su
	    exec su "$1" -c "echo; id -un"' _ "$1" 2>&1
}
like 'su' "$(su_to $ALICE 'wonder land')" "^$ALICE"
unlike 'su: a wrong password' "$(su_to $ALICE 'not su')" "^$ALICE"
like 'su: a local user' "$(su_to tina 'tina unix')" '^tina'
clean 'su'
login_stop
host rm -f /etc/pam.d/asan-*
rm -rf "$BUILD" "$SHARED/asan"
