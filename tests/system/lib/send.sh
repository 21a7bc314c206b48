# SPDX-License-Identifier: ISC
# One message by one program: `bash send.sh NAME`, run as the user who sends.
#
# Everything they send has /shared/body as its text; programs_mail.py knows
# what must become of each.
set -eu
BODY=/shared/body
IMAGE=/shared/image.png

bsd_mailx() {
	bsd-mailx -s 'by bsd-mailx' -c carol@example.test \
	    -b dave@example.org alice@example.test <$BODY
}

bsd_mailx_root() { echo 'to root' | mail -s 'by mail, to root' root; }

bsd_mailx_r() {
	bsd-mailx -r somebody@example.com -s 'by bsd-mailx -r' \
	    alice@example.test <$BODY
}

s_nail() {
	s-nail -s 'by s-nail' -c carol@example.test -b dave@example.org \
	    -a $IMAGE alice@example.test <$BODY
}

mutt() {
	command mutt -F /dev/null -s 'by mutt: Grüße' -c carol@example.test \
	    -b dave@example.org -a $IMAGE -- alice@example.test <$BODY
}

git_send_email() {
	local dir
	dir=$(mktemp -d)
	cd "$dir"
	git init -q .
	git config user.name 'Dév Eloper'
	git config user.email dev@example.com
	git commit -q --allow-empty -m first
	cp $BODY text
	git add text
	git commit -q -m 'by git send-email'
	git send-email --quiet --confirm=never --to=alice@example.test \
	    --cc=carol@example.test --bcc=dave@example.org HEAD^..HEAD
}

php_mail() {
	php -r '
$headers = ["From" => "Web Pages <web@example.com>", "Cc" => "carol@example.test",
    "Bcc" => "dave@example.org", "MIME-Version" => "1.0",
    "Content-Type" => "text/plain; charset=utf-8"];
exit(mail("alice@example.test", "by php", file_get_contents($argv[1]),
    $headers) ? 0 : 1);' $BODY
}

php_mail_f() {
	php -r '
exit(mail("alice@example.test", "by php -f", file_get_contents($argv[1]), "",
    "-fbounces@example.com") ? 0 : 1);' $BODY
}

python_email() {
	python3 -c '
import subprocess, sys
from email.message import EmailMessage
m = EmailMessage()
m["From"] = "Wärter <watch@example.com>"
m["To"] = "Älice <alice@example.test>"
m["Cc"] = "carol@example.test"
m["Bcc"] = "dave@example.org"
m["Subject"] = "by Python: Grüße"
m.set_content(open(sys.argv[1]).read())
m.add_attachment(open(sys.argv[2], "rb").read(), "image", "png")
subprocess.run(["/usr/sbin/sendmail", "-t", "-oi"], input=m.as_bytes(),
    check=True)' $BODY $IMAGE
}

mime_lite() {
	perl -MMIME::Lite -e '
open my $f, "<", $ARGV[0] or die;
my $text = do { local $/; <$f> };
my $m = MIME::Lite->new(From => "a\@example.com", To => "alice\@example.test",
    Cc => "carol\@example.test", Bcc => "dave\@example.org",
    Subject => "by MIME::Lite", Type => "multipart/mixed");
$m->attach(Type => "text/plain; charset=utf-8", Encoding => "quoted-printable",
    Data => $text);
$m->attach(Type => "image/png", Path => $ARGV[1]);
$m->send or die;' $BODY $IMAGE
}

# nmh WAY: a draft sent by one of its ways.
nmh() {
	mkdir -p Mail
	echo 'Path: Mail' >.mh_profile
	{
		printf '%s\n' 'From: Mallet Hammer <mallet@example.com>' \
		    'To: alice@example.test' 'Cc: carol@example.test' \
		    'Bcc: dave@example.org' "Subject: by nmh, $1" ------
		cat $BODY
	} >draft
	/usr/bin/mh/send -mts "$1" "$HOME/draft"
}
nmh_smtp() { nmh sendmail/smtp; }
nmh_pipe() { nmh sendmail/pipe; }

# swaks takes @ for a file's text, and gives CRLF.
swaks() {
	{
		printf 'From: s@example.com\nTo: alice@example.test\n'
		printf 'Subject: by swaks\nBcc: dave@example.org\n\n'
		cat $BODY
	} >swaks.data
	command swaks --pipe '/usr/sbin/sendmail -bs' --from s@example.com \
	    --to alice@example.test,dave@example.org --data @swaks.data
}

"$1"
