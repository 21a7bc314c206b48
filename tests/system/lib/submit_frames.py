# SPDX-License-Identifier: ISC
"""The frames of queue/submit.h, as sendmail and attackers write them."""
import struct

ENVELOPE, RECIPIENTS, DATA, END, ANSWER, READY = range(1, 7)
SENDER, NOTIFY, RET, ENVID, RECIPIENT, TEXT, STATUS, ID, REASON = range(1, 10)


def frame(kind, *fields):
    payload = b"".join(struct.pack(">BI", tag, len(value)) + value
                       for tag, value in fields)
    return b"PS" + struct.pack(">BBI", 1, kind, len(payload)) + payload


def fields(data):
    """The fields of one frame's payload."""
    found = {}
    while data:
        tag, n = struct.unpack(">BI", data[:5])
        found[tag], data = data[5:5 + n], data[5 + n:]
    return found


def frames(data):
    """Each frame's kind and payload."""
    while data:
        kind, n = struct.unpack(">BI", data[3:8])
        yield kind, data[8:8 + n]
        data = data[8 + n:]


def message(sender=b"mallet", to=(b"carol@example.test",), text=b"x\n",
            words=()):
    return (frame(ENVELOPE, (SENDER, sender), *words) +
            frame(RECIPIENTS, *[(RECIPIENT, one) for one in to]) +
            frame(DATA, (TEXT, text)) + frame(END))


WHOLE = message()
# Conversations that end in no message: at a wrong place, cut, or not ours.
WRONG = [b"", b"PS", b"SMTP hello\r\n", b"PS\x02" + WHOLE[3:],
         frame(DATA, (TEXT, b"x")), frame(END), WHOLE[:-8],
         b"PS" + struct.pack(">BBI", 1, 1, 0xffffffff),
         frame(ENVELOPE, (SENDER, b"a"), (SENDER, b"b")),
         frame(ENVELOPE) + frame(END),
         frame(ENVELOPE, (SENDER, b"a")) + frame(END),
         frame(ENVELOPE, (SENDER, b"a"), (99, b"x")),
         frame(ENVELOPE, (SENDER, b"a"), (RECIPIENT, b"root")),
         message(to=[]), frame(200, (1, b"x")),
         frame(ENVELOPE, (SENDER, b"a")) * 2,
         WHOLE[:-8] + frame(RECIPIENTS, (RECIPIENT, b"b")),
         message(to=[b"r%d@example.test" % i for i in range(1001)])]
