# SPDX-License-Identifier: ISC
"""programs_mail.py [--count] FOLDER: whether what programs sent is in the
mailboxes as it must be; with --count only, whether all of it is there."""

import email
import email.policy
import os
import quopri
import re
import sys

SHARED = "/shared/"
ACCOUNT = "web1@example.test"
A, B, C, D = ("alice@example.test", "bob@example.test", "carol@example.test",
              "dave@example.org")

# Name, subject, who has it, and what else is so: From's name, where answers
# go, what the text is (the body, unless said), whether the image is there,
# whether who is in Bcc gets it enclosed, whether it may be sent twice.
MESSAGES = [
    ("cron, MAILTO with a list", r"Cron <mallet@\S+> .*job mallet", [A, D],
     {"name": r"Cron ?Daemon"}),
    ("cron, to root", r"Cron <root@\S+> .*job root", [C],
     {"name": r"Cron ?Daemon"}),
    ("at", r"Output from your job .*", [C], {"name": "mallet"}),
    ("bsd-mailx", "by bsd-mailx", [A, C, D], {"name": "mallet"}),
    ("bsd-mailx, to root", "by mail, to root", [C], {"text": b"to root\n"}),
    ("bsd-mailx -r", "by bsd-mailx -r", [A],
     {"reply": "somebody@example.com"}),
    ("s-nail", "by s-nail", [A, C, D], {"name": "mallet", "image": True}),
    ("mutt", "by mutt: Grüße", [A, C, D], {"name": "mallet", "image": True}),
    ("git send-email", r"\[PATCH\] by git send-email", [A, C, D],
     {"name": "Dév Eloper", "reply": "dev@example.com", "patch": True}),
    ("PHP", "by php", [A, C, D], {"name": "Web Pages", "reply": "web@example.com"}),
    ("PHP -f", "by php -f", [A], {"reply": "bounces@example.com"}),
    ("Python", "by Python: Grüße", [A, C, D],
     {"name": "Wärter", "reply": "watch@example.com", "image": True}),
    ("MIME::Lite", "by MIME::Lite", [A, C, D],
     {"reply": "a@example.com", "image": True}),
    ("nmh by SMTP", "by nmh, sendmail/smtp", [A, C, D],
     {"name": "Mallet Hammer", "reply": "mallet@example.com",
      "blind": True}),
    ("nmh by a pipe", "by nmh, sendmail/pipe", [A, C, D],
     {"name": "Mallet Hammer", "reply": "mallet@example.com",
      "blind": True}),
    ("swaks", "by swaks", [A, D], {"reply": "s@example.com"}),
    ("sudo, a wrong password", r"\*\*\* SECURITY .*", [A],
     {"holds": b"tina : 3 incorrect password attempts"}),
    ("sudo, who may not", r"\*\*\* SECURITY .*", [C],
     {"holds": b"mallet : user NOT in sudoers"}),
    ("sudo, always", r"\*\*\* SECURITY .*", [A, D],
     {"holds": b"bob : .* COMMAND=/usr/bin/id", "often": True}),
    ("mdadm", r"TestMessage event on /dev/md0:.*", [A],
     {"name": "mdadm monitoring", "holds": b"mail message from mdadm"}),
]


def read(path):
    with open(path, "rb") as f:
        return f.read()


def messages(folder):
    """All messages, as (address, message)."""
    for address in os.listdir(folder):
        new = os.path.join(folder, address, "new")
        for name in os.listdir(new) if os.path.isdir(new) else []:
            yield address, email.message_from_bytes(
                read(os.path.join(new, name)), policy=email.policy.default)


def text_of(m):
    """The text as its author wrote it, in UTF-8."""
    part = next(p for p in m.walk() if p.get_content_maintype() == "text")
    text = part.get_payload(decode=True).replace(b"\r\n", b"\n")
    return text.decode(part.get_content_charset("utf-8")).encode()


def has_image(m):
    return any(p.get_payload(decode=True) == read(SHARED + "image.png")
               for p in m.walk() if not p.is_multipart())


def patch_text(body):
    """The lines of a patch that adds the text."""
    return b"".join(b"+" + line for line in body.splitlines(True))


def is_text(text, want):
    body = read(SHARED + "body")
    if "holds" in want:
        return re.search(want["holds"], text) is not None
    if "blind" in want and text.startswith(b"------- Blind-Carbon-Copy"):
        return body in quopri.decodestring(text)
    if "patch" in want:
        return patch_text(body) in text
    return text.rstrip(b"\n") == want.get("text", body).rstrip(b"\n")


def wrongs(m, want):
    """What is wrong with a message."""
    sender = m["From"].addresses if m["From"] else ()
    if [a.addr_spec for a in sender] != [ACCOUNT]:
        yield f"From: {m['From']}"
    elif not re.search(want.get("name", ""), sender[0].display_name):
        yield f"From: {m['From']}"
    if m["Return-Path"] != f"<{ACCOUNT}>":
        yield f"Return-Path: {m['Return-Path']}"
    for name in "Bcc", "Sender", "Resent-Bcc":
        if name in m:
            yield f"{name}: {m[name]}"
    for name in "Date", "Message-ID", "Received", "From", "Subject":
        if name not in m:
            yield f"no {name}"
    if m["Reply-To"] != want.get("reply"):
        yield f"Reply-To: {m['Reply-To']}"
    if want.get("image") and not has_image(m):
        yield "the image is not what was attached"
    if not is_text(text_of(m), want):
        yield f"the text: {re.sub(rb'0{9,}', b'0...0', text_of(m))[:900]!r}"


def copies(arrived, subject, want):
    """Those of one of MESSAGES."""
    return [(a, m) for a, m in arrived
            if re.fullmatch(subject, str(m["Subject"])) and
            ("holds" not in want or re.search(want["holds"], text_of(m)))]


def main():
    counting = sys.argv[1] == "--count"
    arrived = list(messages(sys.argv[-1]))
    if counting:
        sys.exit(not all({a for a, _ in copies(arrived, subject, want)} >=
                         set(recipients)
                         for _, subject, recipients, want in MESSAGES))
    for name, subject, recipients, want in MESSAGES:
        its = copies(arrived, subject, want)
        seen = [a for a, m in its]
        seen = sorted(set(seen) if "often" in want else seen)
        faults = [] if seen == sorted(recipients) else [f"is with {seen}"]
        for a, m in its:
            faults += [f"{a}: {fault}" for fault in wrongs(m, want)]
        print("NOT OK" if faults else "ok", "-", name)
        print(*("    | " + fault + "\n" for fault in faults), sep="", end="")
        arrived = [x for x in arrived if x not in its]
    for address, m in arrived:
        print("NOT OK - a message nobody sent:", address, m["Subject"])


if __name__ == "__main__":
    main()
