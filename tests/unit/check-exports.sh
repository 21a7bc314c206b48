#!/bin/sh
# SPDX-License-Identifier: ISC
# Checks what is built: the modules' exported symbols and what they call, and
# which libraries the modules, queue-put and sendmail need.
set -eu
cd "${top_builddir:-.}"
LC_ALL=C
export LC_ALL
status=0

complain() {
	echo "$*"
	status=1
}

# built FOLDER NAME: the file that libtool or the compiler made of it there.
built() {
	file=$(find "$1" -type f -name "$2*" -path '*/.libs/*' ! -name '*.o' \
	    ! -name '*.la*' | head -n 1)
	[ -n "$file" ] || file=$(find "$1" -type f -name "$2" | head -n 1)
	[ -n "$file" ] || { echo "$2 is not built below $1" >&2; exit 1; }
	echo "$file"
}

# needs FILE ALLOWED: every library it needs is among the allowed ones.
needs() {
	for library in $(readelf -d "$1" |
	    sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | grep -v '^ld-'); do
		case " $2 " in
		*" ${library%%.so*} "*) ;;
		*) complain "$1 needs $library" ;;
		esac
	done
}

# needs_not FILE LIBRARY...
needs_not() {
	file=$1
	shift
	for library; do
		! readelf -d "$file" | grep -q "(NEEDED).*\[$library\." ||
		    complain "$file needs $library"
	done
}

# exports FILE PATTERN: nothing else is exported, and something is.
exports() {
	symbols=$(nm -D --defined-only "$1" | awk '{ print $3 }' |
	    sed 's/@.*//')
	others=$(echo "$symbols" | grep -Ev "^($2)\$" || :)
	[ -z "$others" ] || complain "$1 exports" $others
	echo "$symbols" | grep -Eq "^($2)\$" || complain "$1 exports nothing"
}

# behaves FILE: a module lives in other people's processes.
behaves() {
	calls=$(nm -D --undefined-only "$1" |
	    awk '{ sub(/@.*/, "", $2); print $2 }' |
	    grep -Ex 'exit|abort|signal|sigaction|select|system|popen|'\
'pthread_create|setlocale|setenv|putenv|unsetenv|openlog' || :)
	[ -z "$calls" ] || complain "$1 calls" $calls
}

pam=$(built pam_imap pam_imap.so)
nss=$(built nss_imap libnss_imap.so.2)
put=$(built sendmail-shim queue-put)
mail=$(built sendmail-shim sendmail)

if readelf -d "$pam" | grep -q '(NEEDED).*lib[au]*san'; then
	echo "a sanitizer's library is in everything here"
	exit 77
fi
exports "$pam" 'pam_sm_[a-z_]+'
exports "$nss" '_nss_imap_[a-z_]+'
needs "$pam" ' libpam libc'
needs "$nss" ' libc'
needs "$put" ' libc'
needs_not "$mail" libssl libcrypto libgsasl
behaves "$pam"
behaves "$nss"
exit $status
