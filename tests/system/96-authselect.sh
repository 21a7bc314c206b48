#!/bin/bash
# SPDX-License-Identifier: ISC
# Logs in by the files that authselect makes of the profile "postern".
. "$PST_TOP/tests/system/lib/test.sh"
host_reset
login_start
PROFILE=$PST_TOP/etc/authselect/postern
ALL=$(grep -ohE '"(with|without)-[a-z-]+"' "$PROFILE"/* | tr -d '"' | sort -u)

# answer USER PASSWORD SERVICE: PAM's, without the prompt.
answer() { pam_answer "$@" | tail -n 1; }

# rendered FILE [FEATURE...]
rendered() {
	local file=$PROFILE/$1
	shift
	python3 "$PST_TOP/tests/system/lib/authselect.py" "$file" "$@"
}

is 'each feature is described' "$(sed -n 's/^\(with.*\)::$/\1/p' \
    "$PROFILE/README" | sort)" "$ALL"
like 'imap stands behind files' "$(rendered nsswitch.conf)" \
    '^passwd: +files imap '
for file in system-auth password-auth; do
	# shellcheck disable=SC2086 # several features
	text=$(rendered $file $ALL | awk '$1 == "auth" || $1 == "account"')
	is "$file: the module stands before pam_unix.so" \
	    "$(grep -oE '^auth.*(imap|unix)\.so' <<<"$text" |
		sed 's/.*pam_//' | tr '\n' ' ')" 'imap.so unix.so '
	is "$file: and behind it for account" \
	    "$(grep -oE '^account.*(imap|unix)\.so' <<<"$text" |
		sed 's/.*pam_//' | tr '\n' ' ')" 'unix.so imap.so '
	rendered $file without-nullok with-faillock with-pamaccess |
	    put /etc/pam.d/$file
	is "$file: alice" \
	    "$(answer alice@example.test 'wonder land' $file)" SUCCESS
	is "$file: alice with a wrong password" \
	    "$(answer alice@example.test wrong $file)" AUTH_ERR
	is "$file: tina" "$(answer tina 'tina unix' $file)" SUCCESS
	is "$file: tina with a wrong password" \
	    "$(answer tina wrong $file)" AUTH_ERR
	is "$file: root" "$(answer root 'root unix' $file)" SUCCESS
done

# Without the module, as while packages are exchanged, and without a network.
module=$(host bash -c 'ls /usr/lib/*/security/pam_imap.so')
host mv "$module" "$module.away"
is 'without the module: tina' \
    "$(answer tina 'tina unix' system-auth)" SUCCESS
is 'without the module: alice' \
    "$(answer alice@example.test 'wonder land' system-auth)" AUTH_ERR
host mv "$module.away" "$module"
login_stop
host rm /etc/pam.d/system-auth /etc/pam.d/password-auth
host rm -f /var/run/faillock/tina
