# SPDX-License-Identifier: ISC
"""The corpus: messages as programs hand them to sendmail, always the same."""

import base64
import os
import quopri
import random

HUGE = int(os.environ.get("CORPUS_HUGE", 10 * 1000 * 1000))
RULE = b"To: carol@example.test\nSubject: corpus\n"
WORDS = ("disk full host web backup done in seconds no errors were found at "
         "the end of this run please look into it when there is time").split()


def prose(rng, n):
    """n bytes of words on one line."""
    text = " ".join(rng.choice(WORDS) for _ in range(n // 3 + 1))
    return text[:n].rstrip().encode()


def lines(rng, count, width=70):
    return b"".join(prose(rng, width) + b"\n" for _ in range(count))


def long_lines(rng):
    """Names and lines of all the lengths that matter."""
    for n in (997, 998, 999, 1000, 1998, 2047, 2048, 2049, 4096, 65535, 65536,
              65537, 100000):
        yield f"line-{n}", prose(rng, n) + b"\n"
        yield f"word-{n}", b"x" * n + b"\n"
        yield f"dashes-{n}", b"-" * n + b"\n"
        yield f"utf8-{n}", "Grüße ".encode() * (n // 8) + b"\n"
        yield f"bytes-{n}", bytes(rng.randrange(1, 256) for _ in range(n)
                                  ).replace(b"\n", b"x") + b"\n"
        yield f"blanks-{n}", b"a" + b" " * n + b"\n.\n" + b"\t" * n + b"\n"


def part(fields, body):
    return fields + b"\n" + body


def multipart(kind, boundary, parts, preamble=b"", epilogue=b"", close=True):
    text = b"Content-Type: multipart/%s; boundary=\"%s\"\n\n" % (
        kind, boundary)
    text += preamble
    for p in parts:
        text += b"--%s\n%s\n" % (boundary, p)
    if close:
        text += b"--%s--\n" % boundary + epilogue
    return text


def sealed(body):
    """Marks bytes that must come out as they went in."""
    return b"SEALED<\n" + body + b">SEALED\n"


TEXT = b"Content-Type: text/plain; charset=utf-8\n"
LEAVES = {
    "short": lambda rng: part(TEXT, lines(rng, 4)),
    "long": lambda rng: part(TEXT, prose(rng, 3000) + b"\nend\n"),
    "long8": lambda rng: part(
        TEXT + b"Content-Transfer-Encoding: 8bit\n",
        "ünïcödé ".encode() * 400 + b"\n"),
    "bare": lambda rng: part(b"", b"=" * 1500 + b"\n"),
    "html": lambda rng: part(
        b"Content-Type: text/html\nContent-Transfer-Encoding: 7bit\n",
        b"<p>" + prose(rng, 5000) + b"</p>\n"),
    "qp": lambda rng: part(
        b"Content-Transfer-Encoding: quoted-printable\n",
        quopri.encodestring("é = è\t\n".encode() * 9)),
    "qp-long": lambda rng: part(
        b"Content-Transfer-Encoding: Quoted-Printable\n",
        b"=C3=A9-x" * 400 + b"=\n" + b"tail\n"),
    "base64": lambda rng: part(
        b"Content-Type: image/png\nContent-Transfer-Encoding: base64\n",
        base64.encodebytes(bytes(range(256)))),
    "base64-long": lambda rng: part(
        b"Content-Type: image/png\nContent-Transfer-Encoding: BASE64\n",
        base64.b64encode(bytes(range(256)) * 9) + b"\n"),
    "patch": lambda rng: part(
        b"Content-Type: text/x-diff; name=\"a=b;c.diff\"\n"
        b"Content-Disposition: attachment\n",
        b"--- a\n+++ b\n-- \n" + b"+" + b"y" * 1200 + b"\n--x\n--x--\n"),
    "message": lambda rng: part(
        b"Content-Type: message/rfc822\n",
        b"Subject: inner\nX-Long: " + prose(rng, 1500) + b"\n\n"
        + prose(rng, 1500) + b"\n"),
    "signed": lambda rng: multipart(
        b"signed; micalg=sha-256", b"sig%d" % rng.randrange(1000),
        [sealed(part(TEXT, prose(rng, 1500) + b"  \n")),
         part(b"Content-Type: application/pgp-signature\n", b"abc\n")]),
    "encrypted": lambda rng: part(
        b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n"
        b"Content-Transfer-Encoding: base64\n",
        sealed(b"A" * 1600 + b"\n")),
    "partial": lambda rng: part(
        b"Content-Type: message/partial; id=x; number=1\n",
        sealed(prose(rng, 1300) + b"\n")),
    "uuencode": lambda rng: part(
        b"Content-Transfer-Encoding: x-uuencode\n",
        sealed(b"M" * 1300 + b"\n")),
    "no-blank": lambda rng: b"text without a header section\n"
                            + prose(rng, 1100) + b"\n",
    "empty": lambda rng: part(TEXT, b""),
}


def trees(rng):
    names = sorted(LEAVES)
    for name in names:
        yield f"leaf-{name}", LEAVES[name](rng)
        yield f"mixed-{name}", multipart(
            b"mixed", b"b=_" + name.encode(),
            [LEAVES["short"](rng), LEAVES[name](rng), LEAVES["long"](rng)],
            b"preamble\n", b"epilogue\n")
        yield f"unclosed-{name}", multipart(
            b"mixed", b"u", [LEAVES[name](rng), LEAVES["qp"](rng)],
            close=False)
    for i in range(60):
        yield f"tree-{i}", tree(rng, 1 + i % 5, names)


def tree(rng, depth, names):
    parts = []
    for _ in range(rng.randrange(1, 4)):
        if depth > 0 and rng.random() < 0.5:
            parts.append(tree(rng, depth - 1, names))
        else:
            parts.append(LEAVES[rng.choice(names)](rng))
    kind = rng.choice([b"mixed", b"alternative", b"related"])
    if rng.random() < 0.2:
        parts = [part(b"", b"Subject: in a digest\n\n"
                      + prose(rng, 1200) + b"\n") for _ in parts]
        kind = b"digest"
    boundary = b"%d.%x'()+_,-./:?" % (depth, rng.getrandbits(60))
    preamble = rng.choice([b"", b"This is MIME\n"])
    return multipart(kind, boundary, parts, preamble)


def boundaries(rng):
    yield "boundary-in-preamble", multipart(
        b"mixed", b"x", [LEAVES["long"](rng)], b"--x not\n -- x\n--xy\n")
    yield "boundary-long", multipart(
        b"mixed", b"y" * 200, [LEAVES["long"](rng), LEAVES["qp-long"](rng)])
    yield "boundary-prefix", multipart(
        b"mixed", b"ab", [multipart(b"mixed", b"abc", [LEAVES["long"](rng)]),
                          LEAVES["long8"](rng)])
    yield "boundary-space", multipart(
        b"mixed", b"z", [LEAVES["long"](rng)]).replace(b"--z", b"--z \t")
    yield "boundary-at-once", b"Content-Type: multipart/mixed; boundary=q\n\n" \
        b"--q\n--q\n\n" + b"x" * 1200 + b"\n--q--\n"
    yield "boundary-none", b"Content-Type: multipart/mixed\n\n" \
        b"--b\n\nfew words\n--b--\n"
    yield "preamble-long", multipart(
        b"mixed", b"p", [LEAVES["short"](rng)], prose(rng, 3000) + b"\n",
        b"-" * 2000 + b"\n")
    yield "outer-ends-inner", multipart(b"mixed", b"out", [multipart(
        b"mixed", b"in", [LEAVES["long"](rng)], close=False),
        LEAVES["long"](rng)])
    deep = LEAVES["long"](rng)
    for i in range(40):
        deep = multipart(b"mixed", b"deep%d." % i, [deep])
    yield "deep-40", deep


def headers(rng):
    filler = [b"X-%d: %s\n" % (i, prose(rng, 40)) for i in range(8)]
    for i in range(9):
        folded = filler[:i] + [b"X-Folded: a\n b\n\tc\n  d\n"] + filler[i:]
        yield f"folded-{i}", b"".join(folded) + b"\ntext\n"
    for n in (900, 1000, 5000, 50000):
        yield f"subject-{n}", b"X-Note: " + prose(rng, n) + b"\n\nx\n"
        yield f"subject-word-{n}", b"X-Note: " + b"w" * n + b"\n\nx\n"
        yield f"references-{n}", b"References:" + b" <a.b.c@example.test>" * (
            n // 22) + b"\n\nx\n"
        yield f"cc-{n}", b"Cc: " + b",".join(
            b"u%d@example.test" % i for i in range(n // 60)) + b"\n\nx\n"
    eight = "Grüße aus Köln"
    yield "8bit-subject", f"Comments: {eight}\n\nx\n".encode()
    yield "8bit-subject-long", f"Comments: {eight * 80}\n\nx\n".encode()
    yield "8bit-mixed", f"Comments: a {eight} =?utf-8?Q?=C3=A9?= ü b\n\n" \
        .encode()
    yield "8bit-latin", f"Comments: a {eight}\n\nx\n".encode("latin-1")
    yield "8bit-phrase", f"Cc: Jürgen Groß <j@example.test>,\n " \
        f"\"Müller, A.\" <m@example.test>\n\nx\n".encode()
    yield "8bit-comment", "Cc: j@example.test (Jürgen)\n\nx\n".encode()
    yield "8bit-group", "Cc: Größe: a@example.test, Ü <b@example.test>;\n\n" \
        .encode()
    yield "8bit-from", "From: Jürgen <j@example.test>\n\nx\n".encode()
    yield "8bit-folded", "Comments: ä\n ö\n ü b\n\nx\n".encode()
    for name in (b"Subject", b"Date", b"From", b"Message-ID", b"Received",
                 b"Reply-To", b"X-Y"):
        value = {b"Date": b"Mon, 23 Nov 2026 06:16:16 +0000",
                 b"Message-ID": b"<a@example.test>"}.get(
                     name, b"d@example.test")
        yield "twice-" + name.decode(), b"%s: %s\n" % (name, value) * 2 + \
            b"\nx\n"
    for name in (b"Resent-To", b"Resent-Cc", b"Resent-Bcc"):
        yield name.decode(), b"%s: carol@example.test\n\nx\n" % name
    yield "dkim", b"DKIM-Signature: v=1; a=rsa-sha256; bh=x; b=y\n\n" + \
        sealed(prose(rng, 1500) + b"\n")
    yield "no-end", b"X-A: b"
    yield "no-body", b""
    yield "blank-body", b"\n"
    yield "bcc", b"Bcc: dave@example.test,\n eve@example.test\n\nx\n"
    yield "groups", b"Cc: A group:a@example.test, B <b@example.test>;, " \
        b"c@example.test (comment (in a comment)), empty:;\n\nx\n"
    yield "quoted", b"Cc: \"a b\"@example.test, <@r,@s:x@example.test>,\n" \
        b" \"<Q, \\\"z\\\">\" <y@[192.0.2.1]>, z@[IPv6:2001:db8::1]\n\nx\n"


def bodies(rng):
    for name, body in long_lines(rng):
        yield name, b"\n" + body
        yield name + "-after", b"\n" + lines(rng, 5) + body + lines(rng, 5)
    plain = lines(rng, 20)
    yield "plain", b"\n" + plain
    yield "crlf", b"\n" + plain.replace(b"\n", b"\r\n")
    yield "bare-cr", b"\n" + plain.replace(b"\n", b"\r")
    yield "mixed-ends", b"\na\rb\nc\r\nd\n\re\r\r\nf"
    yield "no-final-newline", b"\n" + plain[:-1]
    yield "no-final-newline-long", b"\n" + b"x" * 1200
    yield "nul", b"\na\0b\0\n\0\n"
    yield "nul-long", b"\n" + b"a\0" * 1200 + b"\n"
    yield "8bit", "\nGrüße\n".encode()
    yield "latin-1", "\nGrüße\n".encode("latin-1")
    yield "dots", b"\n.\n..\n.a\n. \n"
    yield "from-lines", b"\nFrom here\n>From there\n"
    yield "trailing-blanks", b"\na \nb\t\n \n" + b"x" * 999 + b" \n"
    yield "equal-signs", b"\n=3D=\n=\n" + b"=" * 999 + b"\n"
    yield "many-lines", b"\n" + lines(rng, 12000)
    yield "many-lines-mime", TEXT + b"\n" + lines(rng, 20000, 75)
    yield "late-long-line", b"\n" + lines(rng, 20000, 75) + b"x" * 5000 + b"\n"
    yield "late-long-line-8bit", TEXT + b"\n" + lines(rng, 20000, 75) + \
        "ü".encode() * 5000 + b"\n"
    yield "huge-line", b"\n" + b"x" * HUGE + b"\n"
    yield "huge-line-words", b"\n" + b"lorem ipsum " * (HUGE // 12) + b"\n"
    yield "huge-base64", b"Content-Transfer-Encoding: base64\n\n" + \
        base64.b64encode(b"\xff\0" * (3 * HUGE // 8)) + b"\n"
    yield "huge-quoted", b"Content-Transfer-Encoding: quoted-printable\n\n" + \
        b"=FFab" * (HUGE // 5) + b"\n"
    yield "huge-part", multipart(
        b"mixed", b"h", [part(TEXT, b"-" * HUGE + b"\n"),
                         LEAVES["base64"](rng)])


def messages():
    """Yields (name, bytes); the header section names a recipient."""
    rng = random.Random(5322)
    for make in (bodies, trees, boundaries, headers):
        for name, text in make(rng):
            yield name, RULE + text
    yield "mbox", b"From carol Mon Nov 23 06:16:16 2026\n" + RULE + b"\nx\n"
    yield "mbox-quoted", b">From a\nFrom b\n" + RULE + b"\n" + b"x" * 999
    yield "all-crlf", (RULE + b"\n" + b"x" * 999 + b"\n").replace(
        b"\n", b"\r\n")
    yield "no-recipient-field", b"Subject: x\nTo: carol@example.test"
