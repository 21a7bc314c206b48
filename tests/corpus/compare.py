# SPDX-License-Identifier: ISC
"""compare.py SENT MAILBOX: says of every message in the folder SENT what is
wrong with the one in MAILBOX that has its mark."""

import os
import re
import sys

import check
import pick


def read(path):
    with open(path, "rb") as f:
        return f.read()


def main():
    sent, mailbox = sys.argv[1], sys.argv[2]
    arrived = {}
    for name in os.listdir(mailbox):
        text = read(os.path.join(mailbox, name)).replace(b"\r\n", b"\n")
        mark = re.search(rb"^" + pick.MARK + rb"(.*)$", text, re.M)
        arrived[mark.group(1).decode() if mark else name] = text
    for name in sorted(os.listdir(sent)):
        text = read(os.path.join(sent, name))
        if name not in arrived:
            print(f"{name}: is not there")
            continue
        for reason in check.check_arrived(text, arrived[name]):
            print(f"{name}: {reason}")


if __name__ == "__main__":
    main()
