# SPDX-License-Identifier: ISC
"""A cell: a mount namespace of the host with a spool of its own, in which one
program is disturbed at a time while others do the same beside it."""
import ctypes
import fcntl
import glob
import os
import struct
import subprocess
import time

SPOOL = "/var/spool/postern"
PUT = "/usr/libexec/postern/queue-put"
SEND = "/usr/libexec/postern/relay-send"
RUNNER = "/usr/sbin/postern-queue"
WORK = "/run/faults"
TRACE = WORK + "/trace"
LOG = WORK + "/log"
# Where every cell leaves what its runs left in the spool.
PILE = "/tmp/faults"
PLACES = ("drop/new", "queue", "hold", "failed", "corrupt")
# The log says that nothing more happens for now.
RESTS = ("mail waits", "it waits", "cannot be", "stays where", "syncing")

# What stands for relay-send in a cell: itself, behind the words in WORK/how.
WRAPPER = """#!/bin/sh
exec $(cat %(w)s/how) %(w)s/relay-send
""" % {"w": WORK}


def run(*command):
    subprocess.run(command, check=True)


def enter():
    """Makes this process a cell."""
    if ctypes.CDLL(None, use_errno=True).unshare(0x00020000) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    run("mount", "--make-rprivate", "/")
    os.makedirs(WORK, exist_ok=True)
    run("mount", "-t", "tmpfs", "-o", "mode=1777", "faults", WORK)
    run("mount", "-t", "tmpfs", "-o", "mode=755", "spool", SPOOL)
    run("mount", "-t", "tmpfs", "-o", "mode=755", "run", "/run/postern")
    run("systemd-tmpfiles", "--create", "/usr/lib/tmpfiles.d/postern.conf")
    run("cp", SEND, WORK + "/relay-send")
    with open(WORK + "/wrapper", "w") as f:
        f.write(WRAPPER)
    os.chmod(WORK + "/wrapper", 0o755)
    run("mount", "--bind", WORK + "/wrapper", SEND)


def files(place):
    """What lies in a directory of the spool, but for its lock and the like."""
    return [f for f in glob.glob("%s/%s/*" % (SPOOL, place))
            if os.path.isfile(f)]


def empty():
    return not files("drop/new") and not files("queue")


def clear():
    for f in files("drop/tmp"):
        os.unlink(f)
    for f in (TRACE, LOG):
        open(f, "w").close()
        os.chmod(f, 0o666)


def put(name, content, uid):
    """A message of that user, as queue-put leaves it."""
    path = "%s/drop/new/%s" % (SPOOL, name)
    with open(path, "wb") as f:
        f.write(content)
    os.chmod(path, 0o640)
    os.chown(path, uid, os.stat(SPOOL + "/drop/new").st_gid)


def keep():
    """Moves what is left to the pile; the names of what should not be."""
    bad = []
    for place in PLACES:
        for path in files(place):
            st = os.stat(path)
            to = "%s/%s/%s" % (PILE, place, os.path.basename(path))
            with open(path, "rb") as f, open(to, "wb") as g:
                g.write(f.read())
            os.chmod(to, st.st_mode & 0o777)
            os.chown(to, st.st_uid, st.st_gid)
            os.unlink(path)
            if place in ("failed", "corrupt"):
                bad.append(place)
    return bad


def wait_lock():
    """Until neither a runner nor a relay-send is at work here."""
    end = time.monotonic() + 120
    if not os.path.exists(SPOOL + "/queue/.lock"):
        return
    with open(SPOOL + "/queue/.lock", "r+") as f:
        while True:
            try:
                fcntl.fcntl(f, 37, struct.pack("hhqqi4x", 1, 0, 0, 0, 0))
                return
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.01)


def at_work(program):
    """Whether a process of this program has the cell's spool."""
    here = os.stat(SPOOL).st_dev
    for link in glob.glob("/proc/[0-9]*/exe"):
        try:
            if os.readlink(link) == program and os.stat(
                    os.path.dirname(link) + "/root" + SPOOL).st_dev == here:
                return True
        except OSError:
            continue
    return False


def text_of(path):
    with open(path, errors="replace") as f:
        return f.read()


def reached():
    """How often the fault has happened: a relay-send after the first one has it
    as well."""
    text = text_of(TRACE)
    return max(text.count("INJECTED"), text.count("killed by SIGKILL"))


def child_of(pid):
    try:
        line = text_of("/proc/%d/task/%d/children" % (pid, pid)).split()
        return int(line[0]) if line else pid
    except OSError:
        return pid


def stop(process, pid):
    """SIGTERM, as the system stops it; True when it had to be killed."""
    try:
        os.kill(pid, 15)
    except ProcessLookupError:
        pass
    try:
        process.wait(120)
        return False
    except subprocess.TimeoutExpired:
        os.kill(pid, 9)
        process.wait()
        return True


def live(command):
    """Lets a runner live until its work is done, it rests, or it is gone.
    Its exit status; None when it was stopped."""
    seen = None
    end = time.monotonic() + 30
    with open(LOG, "ab") as log:
        p = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log,
                             stderr=log)
    while p.poll() is None:
        now = time.monotonic()
        if seen is None and reached():
            seen = now
        if empty() or now > end or (seen and now > seen + 1.5) or \
                any(words in text_of(LOG) for words in RESTS):
            pid = p.pid if command[0] == RUNNER else child_of(p.pid)
            return "hung" if stop(p, pid) else None
        time.sleep(0.02)
    return p.returncode


def wrap_relay(words):
    """What relay-send is started by from now on; nothing is fine."""
    with open(WORK + "/how", "w") as f:
        f.write(" ".join(words))
    os.chmod(WORK + "/how", 0o644)
