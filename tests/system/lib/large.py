# SPDX-License-Identifier: ISC
"""large.py NAME: writes a large message of that kind to standard output.

Those that must stay whole are 50 MB, and just below the limit of 50 MiB when
they are encoded; the others are as large as that limit allows."""

import base64
import os
import random
import sys

MB = 1000 * 1000
HEADER = b"To: carol@example.test\nSubject: large\n"
BINARY = (b"MIME-Version: 1.0\nContent-Type: application/octet-stream\n"
          b"Content-Transfer-Encoding: base64\n\n")
MULTIPART = (b"MIME-Version: 1.0\n"
             b"Content-Type: multipart/mixed; boundary=x\n\n")


def noise(size):
    return random.Random(size).randbytes(size)


def international():
    plain = b"x" * 69 + b"\n"
    return (plain * 2 + b"x" * 67 + "ü\n".encode()) * (50 * MB // 210)


MESSAGES = {
    "one line": lambda: HEADER + b"\n" + b"x" * 50 * MB + b"\n",
    "base64": lambda: HEADER + BINARY + base64.encodebytes(noise(37 * MB)),
    "base64 in one line": lambda:
        HEADER + BINARY + base64.b64encode(noise(75 * MB // 2)) + b"\n",
    "8-bit": lambda: HEADER + b"\n" + international(),
    "8-bit in one line": lambda:
        HEADER + b"\n" + "Grüße ".encode() * (35 * MB // 8) + b"\n",
    "any bytes": lambda: HEADER + b"\n" + noise(35 * MB),
    "empty lines": lambda: HEADER + b"\n" + b"\n" * 25 * MB,
    "dots": lambda: HEADER + b"\n" + b".\n" * (17 * MB),
    "no header": lambda: b"x" * 50 * MB,
    "a million parts": lambda:
        HEADER + MULTIPART + b"--x\nContent-Type: text/plain\n\nx\n" * MB,
}


def main():
    text = MESSAGES[sys.argv[1]]()
    if sys.argv[2:] == ["--smtp"]:
        lines = text.replace(b"\n.", b"\n..").replace(b"\n", b"\r\n")
        text = (b"EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<carol@example.test>\r\n"
                b"DATA\r\n" + lines + b".\r\nQUIT\r\n")
    while text:
        text = text[os.write(1, text[:MB]):]


if __name__ == "__main__":
    main()
