#!/bin/sh
# SPDX-License-Identifier: ISC
# Prints, as a C file, the domains that the provider files named as arguments
# call public.
set -eu
LC_ALL=C
export LC_ALL

# The strings of each "public" key, a line each: one, or a list in braces.
domains=$(awk '
/^[ \t]*#/ { next }
match($0, /(^|[ \t{])public[ \t]*=/) {
	inside = 1
	$0 = substr($0, RSTART + RLENGTH)
	list = $0 ~ /^[ \t]*\{/
}
inside {
	while (match($0, /"[^"]*"/)) {
		print substr($0, RSTART + 1, RLENGTH - 2)
		$0 = substr($0, RSTART + RLENGTH)
		if (!list)
			break
	}
	if (!list || $0 ~ /\}/)
		inside = 0
}' "$@" | sort -u)
[ -n "$domains" ] || {
	echo "public_domains.sh: no provider file has a public domain" >&2
	exit 1
}
cat <<END
/* SPDX-License-Identifier: ISC */
/* Made of etc/providers.d by libcore/users/public_domains.sh. */
#include "config.h"

#include "users/public.h"

const char *const public_domains[] = {
$(printf '%s\n' "$domains" | sed -e 's/.*/    "&",/')
};
const size_t public_n_domains =
    sizeof(public_domains) / sizeof(public_domains[0]);
END
