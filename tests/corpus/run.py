#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Sends the corpus through sendmail -t and judges what queue-put wrote.

run.py SENDMAIL SPOOL [NAME...]: the program, the spool that its queue-put
writes to, and which messages, all of them when none is named."""

import os
import re
import subprocess
import sys

import check
import messages

LEAST = 300


def send(sendmail, new, text):
    """The text of the spool file, or a reason."""
    for name in os.listdir(new):
        os.unlink(os.path.join(new, name))
    done = subprocess.run([sendmail, "-t", "-i"], input=text, timeout=60,
                          stderr=subprocess.PIPE, check=False)
    files = os.listdir(new)
    if done.returncode != 0 or len(files) != 1:
        return None, f"exit {done.returncode}: {done.stderr.decode()}"
    with open(os.path.join(new, files[0]), "rb") as f:
        file = f.read()
    m = re.search(rb"\nsize 20:(\d+)\n.*?\nend 0:\n", file, re.S)
    result = file[m.end():]
    if int(m.group(1)) != len(result):
        return None, f"size {m.group(1)} is not {len(result)}"
    return result, None


def main():
    sendmail, spool, names = sys.argv[1], sys.argv[2], sys.argv[3:]
    new = os.path.join(spool, "drop/new")
    count = wrong = 0
    for name, text in messages.messages():
        if names and name not in names:
            continue
        count += 1
        result, reason = send(sendmail, new, text)
        reasons = [reason] if reason else check.check(text, result)
        for reason in reasons:
            wrong += 1
            print(f"{name}: {reason}")
        if names and result is not None:
            sys.stdout.flush()
            sys.stdout.buffer.write(result[:20000])
    print(f"{count} messages, {wrong} faults")
    return wrong > 0 or (not names and count < LEAST)


if __name__ == "__main__":
    sys.exit(main())
