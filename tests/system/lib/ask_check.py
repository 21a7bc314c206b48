# SPDX-License-Identifier: ISC
"""Asks imap-check one question, byte for byte, and prints its verdict.

    ask_check.py URL USER PASSWORD-WITH-\\xNN [CA-FILE]

For what no PAM conversation can carry, as a NUL in a password.  The frames
are those of flow/attempt.h.
"""
import struct
import subprocess
import sys

SERVER, CREDENTIALS, VERDICT = 1, 2, 4
NAMES = ("INTERNAL SUCCESS REFUSED BUSY UNREACHABLE UNTRUSTED VIOLATION "
         "UNKNOWN_USER THROTTLED EMPTY NOT_PERMITTED MEMORY SETTINGS "
         "REACHED").split()


def frame(kind, *fields):
    payload = b"".join(struct.pack(">BI", tag, len(value)) + value
                       for tag, value in fields)
    return b"PS" + struct.pack(">BBI", 1, kind, len(payload)) + payload


def number(value):
    return struct.pack(">Q", value)


def main():
    url, user, password = sys.argv[1:4]
    ca_file = (sys.argv[4:] + ["/etc/postern/ca.pem"])[0]
    password = password.encode().decode("unicode_escape").encode("latin-1")
    question = frame(SERVER, (1, url.encode()), (2, ca_file.encode()),
                     (3, b""), (4, number(10000)), (5, number(0)),
                     (6, number(0)), (7, b""), (8, b"")) + \
        frame(CREDENTIALS, (1, user.encode()), (2, password))
    done = subprocess.run(
        ["setpriv", "--reuid=postern-check", "--regid=postern-check",
         "--clear-groups", "/usr/libexec/postern/imap-check"],
        input=question, stdout=subprocess.PIPE, check=False)
    answer = done.stdout
    if len(answer) < 21 or answer[3] != VERDICT:
        print("no verdict, exit %d" % done.returncode)
        return
    print(NAMES[struct.unpack(">Q", answer[13:21])[0]])


main()
