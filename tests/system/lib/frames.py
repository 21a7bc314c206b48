# SPDX-License-Identifier: ISC
"""Frames for queue-put, made by hand: python3 frames.py CASE | queue-put.

Each case is what a sendmail of an attacker's own could say.
"""
import sys

from submit_frames import (ANSWER, END, ENVELOPE, ENVID, NOTIFY, SENDER, frame,
                           message as any_message)


def message(text, sender=b"mallet@example.test", to=b"carol@example.test",
            *more):
    return any_message(sender, [to], text, more)


SMUGGLED = b"MAIL FROM:<root@example.test>"
CASES = {
    # Accepted: each is one message, whatever is in it.
    "dot-lf": message(b"Subject: dot-lf\n\na\n.\n" + SMUGGLED + b"\nb\n"),
    "dot-crlf": message(b"Subject: dot-crlf\r\n\r\na\r\n.\r\n" + SMUGGLED +
                        b"\r\nb\r\n"),
    "bare-lf-dot": message(b"Subject: bare-lf-dot\r\n\r\na\n.\r\n" + SMUGGLED +
                           b"\r\nb\r\n"),
    "bare-cr-dot": message(b"Subject: bare-cr-dot\r\n\r\na\r.\r" + SMUGGLED +
                           b"\rb\r"),
    # Refused.
    "lf-in-sender": message(b"x\n", b"a@b>\n" + SMUGGLED),
    "crlf-in-sender": message(b"x\n", b"a@b>\r\n" + SMUGGLED),
    "nul-in-sender": message(b"x\n", b"a@b\0c"),
    "lf-in-recipient": message(b"x\n", to=b"a@b\nDATA"),
    "cr-in-recipient": message(b"x\n", to=b"a@b\rDATA"),
    "nul-in-recipient": message(b"x\n", to=b"a@b\0"),
    "bracket-in-recipient": message(b"x\n", to=b"a@b> NOTIFY=NEVER"),
    "space-in-envid": message(b"x\n", b"a@b", b"c@d",
                              (ENVID, b"a RET=FULL")),
    "lf-in-envid": message(b"x\n", b"a@b", b"c@d", (ENVID, b"a\nb")),
    "lf-in-notify": message(b"x\n", b"a@b", b"c@d", (NOTIFY, b"N\nEVER")),
    "unknown-field": message(b"x\n", b"a@b", b"c@d", (99, b"uid")),
    "two-senders": frame(ENVELOPE, (SENDER, b"a@b"),
                         (SENDER, b"c@d")),
    "an-answer": frame(ANSWER, (SENDER, b"a@b")),
    "no-end": message(b"x\n")[:-len(frame(END))],
    "huge-frame": b"PS\x01\x01\xff\xff\xff\xff",
    "not-frames": b"From: root\n\nx\n",
    "nothing": b"",
}

sys.stdout.buffer.write(CASES[sys.argv[1]])
