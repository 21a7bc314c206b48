# SPDX-License-Identifier: ISC
# completion.bash COMPLETION SCRATCH: loads the completion and asks it, with a
# postern that only prints.  SCRATCH/facts has the tool's tables.
set -u
scratch=$2
bad=0 asked=0
. "$1" || exit 1

# In the place of the tool: two messages, an account, an accounts file.
cat >"$scratch/accounts" <<'END'
defaults shell=/bin/sh
alice@example.com   uid=2000300007	# a comment
*@example.org
!mallory@example.org  # locked
END
postern() {
	case "$*" in
	--help) printf 'Who may log in: %s\n' "$scratch/accounts" ;;
	'queue list --json'*)
		printf '{"running":true,"messages":[\n'
		case "$*" in
		*--failed*) printf '{"id":"0000000000000009-f","place":"failed"}' ;;
		*)	printf '{"id":"0000000000000001-a","place":"queue"},\n'
			printf '{"id":"0000000000000002-b","place":"hold"}' ;;
		esac
		printf ']}\n' ;;
	'user list') printf 'bob@example.org  2000300009  /home/b  /bin/sh\n' ;;
	esac
}

# asks LINE EXPECTED...: what is completed at the end of LINE, in any order.
asks() {
	local expected got
	COMP_LINE=$1 COMP_POINT=${#1} COMP_WORDBREAKS=$' \t\n"\'@><=;|&(:'
	shift
	_postern
	asked=$((asked + 1))
	expected=$(printf '%s\n' "$@" | sort)
	got=$(printf '%s\n' ${COMPREPLY[@]+"${COMPREPLY[@]}"} | sort)
	[ "$expected" = "$got" ] || {
		printf '"%s": expected: %s; got: %s\n' "$COMP_LINE" \
			"${expected//$'\n'/ }" "${got//$'\n'/ }"
		bad=$((bad + 1))
	}
}

# What each command completes with a dash is what its table has.
top=() queue=() user=()
declare -A bit
while IFS=$'\t' read -r kind name operands options; do
	case $kind in
	word) bit[$name]=$operands ;;
	command)
		# An empty field: two tabs are one to read.
		[ -n "$options" ] || options=$operands
		read -ra words <<<"$name"
		case ${words[1]}.${#words[@]} in
		*.2) top+=("${words[1]}") ;;
		queue.3) queue+=("${words[2]}") ;;
		user.3) user+=("${words[2]}") ;;
		esac
		[[ $operands != COMMAND* ]] || continue
		takes=()
		for word in "${!bit[@]}"; do
			((options & bit[$word])) && takes+=("$word")
		done
		asks "$name -" ${takes[@]+"${takes[@]}"}
		;;
	esac
done <"$scratch/facts"
[ "$asked" -ge 14 ] || { echo "only $asked commands in the table"; exit 1; }
asks 'postern ' "${top[@]}" --help --version
asks 'postern queue ' "${queue[@]}"
asks 'postern user ' "${user[@]}"

asks 'postern q' queue
asks 'postern queue re' release retry
asks 'postern queue show ' --text 0000000000000001-a 0000000000000002-b
asks 'postern queue show 0000000000000002' 0000000000000002-b
asks 'postern queue retry --failed 0' 0000000000000009-f
asks 'postern queue hold f' from=
asks 'postern queue hold 0000000000000001-a 0000000000000002' \
	0000000000000002-b
asks 'postern queue flush '
asks 'postern login a' alice@example.com
asks '/usr/sbin/postern user show b' bob@example.org
# What stands behind a mark alone is put in place.
asks 'postern user lock alice@ex' @example.com
asks 'postern user unlock ' --json mallory@example.org
asks 'postern user list x'
asks 'postern nothing '
asks 'postern user show $(touch'

echo "$asked lines, $bad complaints"
[ "$bad" = 0 ]
