# SPDX-License-Identifier: ISC
"""cuts.py SEED CUTS SENDERS: cuts the power of the disk that holds the spool,
under load.  The disk is a file with ext4, mounted by a loop device; the cut is
EXT4_IOC_SHUTDOWN without a flush of the log.  Prints mailboxes.py's lines, a
case for each message."""
import fcntl
import os
import random
import subprocess
import sys
import threading
import time

import mailboxes

SPOOL = "/var/spool/postern"
DISK = "/tmp/disk"
LOG = "/var/log/postern-queue.log"
SHUTDOWN = 0x8004587d
NOLOGFLUSH = 2
LINES = 300
lock = threading.Lock()
handed_in = []


def run(*command):
    subprocess.run(command, check=True)


def mount():
    run("mount", "-t", "ext4", "-o", "loop", DISK, SPOOL)


def unmount():
    """As soon as all that had files there are gone."""
    end = time.monotonic() + 120
    while subprocess.run(["umount", SPOOL], stderr=subprocess.DEVNULL
                         ).returncode != 0:
        if time.monotonic() > end:
            raise SystemExit("the disk stays in use")
        time.sleep(0.02)


def start_runner():
    with open(LOG, "ab") as log:
        return subprocess.Popen(["postern-queue", "--foreground"],
                                stdin=subprocess.DEVNULL, stdout=log,
                                stderr=log)


def hand_in(cut):
    """One message, by a user."""
    with lock:
        message = {"id": "case-%06d" % len(handed_in), "cut": cut,
                   "part": "ab"[len(handed_in) % 2]}
        handed_in.append(message)
    ident = message["id"] + "-" + message["part"]
    message["status"] = subprocess.run(
        ["setpriv", "--reuid=mallet", "--regid=mallet", "--init-groups",
         "/usr/sbin/sendmail", *mailboxes.operands(ident)],
        input=mailboxes.text_of(ident, LINES),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode


def send_until(over, cut):
    while not over.is_set():
        hand_in(cut)


def cut_power():
    fd = os.open(SPOOL, os.O_RDONLY)
    fcntl.ioctl(fd, SHUTDOWN, NOLOGFLUSH.to_bytes(4, sys.byteorder))
    os.close(fd)


def accepted(cut):
    with lock:
        return [m.get("status") for m in handed_in if m["cut"] == cut].count(0)


def wait_load(cut):
    """A random time, and until something was accepted."""
    end = time.monotonic() + 60
    time.sleep(random.uniform(0.1, 1.5))
    while accepted(cut) < 2 and time.monotonic() < end:
        time.sleep(0.03)


def one(cut, senders):
    """A run, and its end."""
    over = threading.Event()
    threads = [threading.Thread(target=send_until, args=(over, cut))
               for _ in range(senders)]
    runner = start_runner()
    for t in threads:
        t.start()
    wait_load(cut)
    cut_power()
    runner.kill()
    over.set()
    for t in threads:
        t.join()
    runner.wait()
    unmount()
    mount()


def main():
    seed, cuts, senders = map(int, sys.argv[1:])
    random.seed(seed)
    for cut in range(cuts):
        one(cut, senders)
    for m in handed_in:
        print("case", m["id"], "sendmail cut", m["cut"], "cut", m["status"],
              "reached", m["part"], m["part"] if m["status"] == 0 else "-",
              1 + cuts - m["cut"], "-")


main()
