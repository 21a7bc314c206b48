# SPDX-License-Identifier: ISC
"""Makes a stored password as somebody would who knows all about its file.

    forge.py PASSWORD ADDRESS NUMBER [KEY=VALUE...] >FILE

KEY is a line of the file (see pam_imap/daemon/offline_text.h), or "machine",
the id of the machine it is made for, or "setting", the method and salt of
crypt(5).  Times may be "+SECONDS" or "-SECONDS" from now.  All sums and hashes
are right for what the file says.
"""
import ctypes
import hashlib
import struct
import sys
import time

# The method and cost that Postern writes, and a salt.
SETTING = "$y$j9T$abcdefghijklmnop$"


def bound(machine, record, password):
    """What the hash is of."""
    numbers = struct.pack(">QQ", int(record["uid"]), int(record["stored"]))
    digest = hashlib.sha256()
    for part in (b"postern-offline", machine, record["address"].encode(),
                 numbers, password.encode()):
        digest.update(struct.pack(">Q", len(part)) + part)
    return digest.hexdigest()


def hashed(phrase, setting):
    library = ctypes.CDLL("libcrypt.so.1")
    library.crypt.restype = ctypes.c_char_p
    return library.crypt(phrase.encode(), setting.encode()).decode()


def moment(text):
    now = int(time.time())
    return str(now + int(text)) if text[0] in "+-" else text


def main():
    password, address, number = sys.argv[1:4]
    with open("/etc/machine-id", encoding="ascii") as file:
        machine = file.read().strip()
    record = {"postern-offline": "1", "address": address, "uid": number,
              "stored": "+0", "seen": "+0", "wrong-here": "0",
              "wrong-remote": "0", "hash": "", "machine": machine,
              "setting": SETTING}
    for word in sys.argv[4:]:
        key, value = word.split("=", 1)
        assert key in record
        record[key] = value
    machine = record.pop("machine").encode()
    setting = record.pop("setting")
    for key in "stored", "seen":
        record[key] = moment(record[key])
    record["hash"] = record["hash"] or hashed(
        bound(machine, record, password), setting)
    text = "".join("%s %s\n" % line for line in record.items())
    print(text + "sum " + hashlib.sha256(machine + text.encode()).hexdigest())


main()
