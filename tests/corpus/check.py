# SPDX-License-Identifier: ISC
"""What must hold of a message that went through sendmail, by Python's parser
and by rules of its own: nothing of Postern is used here."""

import base64
import email
import re

LINE = 998
AHEAD = 1024 * 1024
DROPPED = {b"bcc", b"resent-bcc", b"return-path", b"content-length"}
ONCE = (b"Date", b"From", b"Message-ID")
MIME = (b"mime-version", b"content-type", b"content-transfer-encoding")
WORD = re.compile(rb"=\?([^?\s]+)\?([QqBb])\?([^?\s]*)\?=")


def plain(text):
    """The message as it was meant: LF, no NUL, no mailbox line."""
    text = text.replace(b"\0", b"")
    text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    while re.match(rb">?From [^\n]*\n", text):
        text = text[text.index(b"\n") + 1:]
    return text if text.endswith(b"\n") or not text else text + b"\n"


def split(text):
    """Header fields as (name, value) and the body."""
    fields = []
    while text and not text.startswith(b"\n"):
        m = re.match(rb"([!-9;-~]+)[ \t]*:((?:[^\n]*\n?)(?:[ \t][^\n]*\n)*)",
                     text)
        if m is None:
            return fields, text
        fields.append((m.group(1), m.group(2)))
        text = text[m.end():]
    return fields, text[1:]


def word_text(m):
    if m.group(2) in b"Bb":
        return base64.b64decode(m.group(3))
    return re.sub(rb"=([0-9A-F]{2})", lambda h: bytes.fromhex(
        h.group(1).decode()), m.group(3).replace(b"_", b" "))


def meaning(value):
    """A field's value without folding, encoding, quotes and white space."""
    value = value.replace(b"\n", b"")
    value = re.sub(rb"(\?=)\s+(=\?)", rb"\1\2", value)
    return re.sub(rb'[\s"\\]', b"", WORD.sub(word_text, value))


def check_header(before, after):
    kept = [(n.lower(), meaning(v)) for n, v in before
            if n.lower() not in DROPPED and n.lower() not in MIME]
    got = [(n.lower(), meaning(v)) for n, v in after]
    for name, value in kept:
        if (name, value) not in got:
            yield f"{name.decode()}: lost or changed: {value[:60]!r}"
    for name, _ in got:
        if name in DROPPED:
            yield f"{name.decode()}: still there"
    for name in ONCE + tuple(MIME):
        name = name.lower()
        had = sum(n.lower() == name for n, _ in before)
        has = sum(n == name for n, _ in got)
        if has > max(had, 1) or (has == 0 and name not in MIME):
            yield f"{name.decode()}: {has} times, was {had}"


def leaves(message):
    """Type and decoded text of every part, in order."""
    if message.is_multipart():
        yield message.get_content_type(), None
        for part in message.get_payload():
            yield from leaves(part)
        return
    text = message.get_payload(decode=True) or b""
    yield message.get_content_type(), text.replace(b"\r\n", b"\n")


def check_parts(before, after):
    old = list(leaves(email.message_from_bytes(before)))
    new = list(leaves(email.message_from_bytes(after)))
    if [t for t, _ in old] != [t for t, _ in new]:
        yield f"parts: {[t for t, _ in new]} were {[t for t, _ in old]}"
        return
    for i, (a, b) in enumerate(zip(old, new)):
        if a != b:
            yield f"part {i}: the text differs"


def is_sealed(text):
    """Whether lines may stay too long: a part that nobody may touch."""
    return b"SEALED<\n" in text or b"deep0." in text


def check(text, result):
    """Yields what is wrong with result, which came of text."""
    before = plain(text)
    if re.search(rb"(?<!\r)\n|\r(?!\n)|\0", result):
        yield "a bare CR or LF, or a NUL"
    after = result.replace(b"\r\n", b"\n")
    longest = max(len(line) for line in after.split(b"\n"))
    if longest > LINE and not is_sealed(before):
        yield f"a line of {longest} bytes"
    fields, body = split(before)
    new_fields, new_body = split(after)
    yield from check_header(fields, new_fields)
    fits = max(len(line) for line in before.split(b"\n")) <= LINE
    if fits and len(body) < AHEAD and body != new_body:
        yield "the body is not what it was"
    yield from check_parts(before, after)
    for m in re.finditer(rb"SEALED<\n.*?>SEALED\n", before, re.S):
        if m.group(0) not in after:
            yield "signed or encrypted bytes have changed"


def check_arrived(text, after):
    """The same of a message that servers have handled: fields of theirs are
    there, the sender is the relay's, and they may break lines that are too
    long."""
    before = plain(text)
    if is_sealed(before):
        return
    fields, body = split(before)
    new_body = split(after)[1]
    got = {(n.lower(), meaning(v)) for n, v in split(after)[0]}
    for name, value in fields:
        if name.lower().startswith((b"x-", b"subject", b"comments")):
            if (name.lower(), meaning(value)) not in got:
                yield f"{name.decode()}: lost or changed"
    fits = max(len(line) for line in before.split(b"\n")) <= LINE
    if fits and len(body) < AHEAD and body != new_body:
        yield "the body is not what it was"
    yield from check_parts(before, after)
