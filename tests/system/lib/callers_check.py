# SPDX-License-Identifier: ISC
"""callers_check.py [--count] CALLERS SEEN MAILBOXES: whether what was replayed
lies in the mailboxes as it must; with --count only, whether all of it is
there."""

import email.header
import email.utils
import json
import os
import quopri
import base64
import re
import sys

ACCOUNT = "web1@example.test"
DOMAIN = "example.test"
# Local names: an alias, an account with a mailbox, and one without anything.
LOCAL = {"root": "carol@example.test", "bob": "bob@example.test"}
# What is refused, since nobody can know whom it is for: a recipient that is
# two words.
REFUSED = {"bsd-mailx-flags": (65, "To: not a list")}
REWRITTEN = {"from", "sender", "reply-to", "to", "cc", "bcc", "received",
             "return-path", "x-original-to", "delivered-to", "mime-version",
             "content-type", "content-transfer-encoding", "date",
             "message-id"}
FROM_LINE = re.compile(rb">?From ")
FIELD = re.compile(rb"[!-9;-~]+:")


def read(path):
    with open(path, "rb") as f:
        return f.read()


class Mail:
    """A message as its bytes say, nothing guessed."""

    def __init__(self, text):
        lines = text.split(b"\n")
        while lines and FROM_LINE.match(lines[0]):
            lines.pop(0)
        n = 0
        fields = []
        while n < len(lines) and lines[n]:
            if lines[n][:1] in b" \t" and fields:
                fields[-1] += b"\n" + lines[n]
            elif FIELD.match(lines[n]):
                fields.append(lines[n])
            else:
                break
            n += 1
        n += n < len(lines) and not lines[n]
        self.body = b"\n".join(lines[n:])
        self.fields = [(f.partition(b":")[0].decode().lower(),
                        unfold(f.partition(b":")[2])) for f in fields]

    def all(self, name):
        return [v for n, v in self.fields if n == name]

    def one(self, name):
        return (self.all(name) + [""])[0]

    def addresses(self, name):
        return [a for _, a in email.utils.getaddresses(self.all(name)) if a]


def unfold(value):
    text = value.replace(b"\n", b"").decode("utf-8", "surrogateescape")
    return str(email.header.make_header(
        email.header.decode_header(text))).strip()


def sent(folder, name):
    """What the caller meant, and the words of its command line."""
    argv = read(os.path.join(folder, name + ".argv")).decode().splitlines()
    text = read(os.path.join(folder, name + ".stdin"))
    text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if "-i" not in argv and "-oi" not in argv:
        text = re.split(rb"(?m)^\.$", text)[0]
    if text and not text.endswith(b"\n"):
        text += b"\n"
    return Mail(text), argv[1:]


def operands(argv):
    """Recipients and -f; of options with a value callers use these."""
    to, sender = [], None
    words = iter(argv)
    for word in words:
        if word == "-f":
            sender = next(words)
        elif word.startswith("-f"):
            sender = word[2:]
        elif not word.startswith("-"):
            to += word.split(",")
    return to, sender


def complete(address):
    return address if "@" in address else address + "@" + DOMAIN


def recipients(m, argv):
    to = operands(argv)[0]
    if "-t" in argv:
        for name in ("to", "cc", "bcc"):
            to += m.addresses(name)
    return to


def mailboxes_of(to):
    return sorted({LOCAL.get(a, complete(a)) for a in to})


def body_of(m):
    coding = m.one("content-transfer-encoding").lower()
    decode = {"quoted-printable": quopri.decodestring,
              "base64": base64.b64decode}.get(coding, lambda b: b)
    return decode(m.body)


def arrived(folder):
    """Queue id to a list of (mailbox, message)."""
    found = {}
    for box in os.listdir(folder):
        new = os.path.join(folder, box, "new")
        for name in os.listdir(new) if os.path.isdir(new) else []:
            m = Mail(read(os.path.join(new, name)))
            ids = re.findall(r"[0-9a-f]{16}-[0-9a-f]{16}",
                             " ".join(m.all("received")))
            for i in set(ids):
                found.setdefault(i, []).append((box, m))
    return found


def wrong_headers(m, got):
    """What is wrong about fields that anybody sees."""
    if got.addresses("from") != [ACCOUNT]:
        yield f"From: {got.all('from')}"
    if got.one("return-path") != f"<{ACCOUNT}>":
        yield f"Return-Path: {got.one('return-path')}"
    if got.all("bcc"):
        yield "a Bcc"
    for name in ("date", "message-id"):
        if len(got.all(name)) != 1:
            yield f"{len(got.all(name))} of {name}"
        if m.all(name) and m.one(name) != got.one(name):
            yield f"{name}: {got.one(name)}"
    for name in ("to", "cc"):
        if [complete(a) for a in m.addresses(name)] != got.addresses(name):
            yield f"{name}: {got.all(name)}"
    phrase = email.utils.parseaddr(m.one("from"))[0]
    if phrase.lower() not in got.one("from").lower():
        yield f"no {phrase} in From: {got.one('from')}"
    if not m.all("reply-to") and m.one("from").endswith("@example.net"):
        if got.addresses("reply-to") != m.addresses("from"):
            yield f"Reply-To: {got.all('reply-to')}"
    left = [f for f in got.fields if f[0] not in REWRITTEN]
    if left != [f for f in m.fields if f[0] not in REWRITTEN]:
        yield f"fields: {left}"


def wrong(folder, name, seen, found):
    """What is wrong about one caller's message."""
    if name in REFUSED:
        status, words = REFUSED[name]
        if (seen["status"], seen["ids"]) != (status, []) or \
                words not in seen["said"]:
            yield f"not refused as it should: {seen}"
        return
    if seen["status"] != 0 or len(seen["ids"]) != 1 or seen["said"]:
        yield f"not accepted: {seen}"
        return
    m, argv = sent(folder, name)
    to = recipients(m, argv)
    sender = operands(argv)[1]
    if sorted(seen["to"]) != sorted(set(to)):
        yield f"recipients in the spool: {seen['to']}, not {to}"
    if seen["sender"] != [sender if sender is not None else seen["user"]]:
        yield f"sender in the spool: {seen['sender']}"
    copies = found.get(seen["ids"][0], [])
    if sorted(box for box, _ in copies) != mailboxes_of(to):
        yield f"in {[box for box, _ in copies]}, not {mailboxes_of(to)}"
    for _, got in copies:
        yield from wrong_headers(m, got)
        if body_of(got) != body_of(m):
            yield f"body: {body_of(got)!r}, not {body_of(m)!r}"


def main(folder, seen, boxes, count=False):
    with open(seen) as f:
        seen = json.load(f)
    found = arrived(boxes)
    if count:
        want = sum(len(mailboxes_of(recipients(*sent(folder, name))))
                   for name in seen if name not in REFUSED)
        sys.exit(sum(map(len, found.values())) < want)
    for name, what in seen.items():
        complaints = list(wrong(folder, name, what, found))
        print("NOT OK -" if complaints else "ok -", name)
        for c in complaints:
            print("    |", c)


args = sys.argv[1:]
if args[0] == "--count":
    main(*args[1:], count=True)
main(*args)
