#!/bin/sh
# SPDX-License-Identifier: ISC
# Checks the sources: includes go to a strictly lower rank, nothing banned is
# called, and libraries neither print nor end the process.
set -eu
cd "${top_srcdir:-$(dirname "$0")/../..}"
LC_ALL=C
export LC_ALL

# Without names: the whole tree.  With names: those files, for this script's
# own test.
if [ $# = 0 ]; then
	set -- $(find libcore pam_imap nss_imap sendmail-shim admin \
	    -name '*.[ch]' | sort)
	[ $# -gt 20 ] || { echo "only $# sources found" >&2; exit 1; }
fi

awk '
BEGIN {
	split("base 0 sys 1 mail 2 users 3 conf 3 net 3 sasl 3 queue 3 " \
	    "imap 4 pop 4 smtp 4 flow 5 pam_imap 6 nss_imap 6 " \
	    "sendmail-shim 6 admin 7", words, " ")
	for (i = 1; i in words; i += 2)
		rank[words[i]] = words[i + 1]
	banned = "strcpy strcat sprintf vsprintf strtok atoi atol alloca " \
	    "system popen select gets signal"
	n_banned = split(banned, ban, " ")
	n_silent = split("exit abort printf vprintf puts putchar perror " \
	    "fputs fprintf syslog err errx warn warnx", silent, " ")
}

# The folder that a path belongs to: below libcore, else the first one.
function folder(path) {
	sub(/^\.\//, "", path)
	sub(/^libcore\//, "", path)
	sub(/\/.*/, "", path)
	return path
}

function complain(text) {
	printf "%s:%d: %s\n", FILENAME, FNR, text
	bad++
}

# The line without comments and the insides of strings and characters.
function code(line,    out, i, c, quote) {
	for (i = 1; i <= length(line); i++) {
		c = substr(line, i, 1)
		if (comment) {
			if (substr(line, i, 2) == "*/") {
				comment = 0
				i++
			}
		} else if (quote != "") {
			if (c == "\\")
				i++
			else if (c == quote)
				quote = ""
		} else if (substr(line, i, 2) == "/*") {
			comment = 1
			i++
		} else if (c == "\"" || c == "\047") {
			quote = c
		} else
			out = out c
	}
	return out
}

function calls(line, name) {
	return line ~ ("(^|[^A-Za-z0-9_.>])" name "[ \t]*\\(")
}

function include(line,    path, to) {
	split(line, part, "\"")
	path = part[2]
	seen_include++
	if (path == "config.h") {
		if (FILENAME ~ /\.h$/)
			complain("a header includes config.h")
		return
	}
	if (seen_include == 1 && FILENAME ~ /\.c$/)
		complain("config.h is not the first include")
	if (path !~ /\//) {
		complain("include without its layer: " path)
		return
	}
	to = folder(path)
	if (!(to in rank))
		complain("include of an unknown layer: " path)
	else if (to != own && rank[to] >= rank[own])
		complain(own " (rank " rank[own] ") includes " path \
		    " (rank " rank[to] ")")
}

FNR == 1 {
	own = folder(FILENAME)
	comment = 0
	seen_include = 0
	if (!(own in rank))
		complain("in a folder without a rank: " own)
	if ($0 != "/* SPDX-License-Identifier: ISC */")
		complain("the first line is not the licence identifier")
}

/^[ \t]*#[ \t]*include[ \t]*</ && seen_include == 0 && FILENAME ~ /\.c$/ {
	complain("config.h is not the first include")
	seen_include = 1
}

/^[ \t]*#[ \t]*include[ \t]*"/ && !comment { include($0) }

{
	line = code($0)
	for (i = 1; i <= n_banned; i++)
		if (calls(line, ban[i]))
			complain("calls " ban[i] "()")
	if (rank[own] < 5 && FILENAME !~ /sys\/log\.c$/)
		for (i = 1; i <= n_silent; i++)
			if (calls(line, silent[i]))
				complain("a library calls " silent[i] "()")
}

END { exit bad > 0 }
' "$@"
