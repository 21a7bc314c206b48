# SPDX-License-Identifier: ISC
# Programs that log people in, each of which treats PAM differently.
# Sourced behind test.sh.

cat >"$SHARED/login.exp" <<'X'
set timeout 100
lassign $argv user password
spawn login
expect "login:"
send -- "$user\r"
expect "assword:"
send -- "$password\r"
expect {
	-re {[$#] $} {}
	"incorrect" { puts "REFUSED"; exit 1 }
	timeout { exit 1 }
}
send "id -un; pwd; tty\r"
expect -re {[$#] $}
send "exit\r"
expect eof
X
cat >"$SHARED/su.exp" <<'X'
set timeout 100
lassign $argv from user password
spawn setpriv --reuid=$from --regid=$from --init-groups su - $user -c "id -un; pwd; echo inside"
expect "assword:"
send -- "$password\r"
expect eof
X

# login_as USER PASSWORD: what login(1) shows.
login_as() { host timeout 200 expect /shared/login.exp "$1" "$2"; }

# su_to USER PASSWORD: what su(1), called by mallet, shows.
su_to() { host timeout 200 expect /shared/su.exp mallet "$1" "$2"; }

# sudo_as USER PASSWORD: what sudo, asked as that user, answers.
sudo_as() {
	local uid
	uid=$(host id -u "$1")
	printf '%s\n' "$2" | host timeout 60 setpriv --reuid="$uid" \
	    --regid="$uid" --clear-groups sudo -S -p 'Who?' id -un 2>&1
}
