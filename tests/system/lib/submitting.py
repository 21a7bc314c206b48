# SPDX-License-Identifier: ISC
"""Tries to get in, and to keep others out, by the second door to the spool.

    submitting.py ROOT UID OTHER TEST...

ROOT is where the machine's files are seen, and its queue-put is started by
its systemd.  UID does what is hostile, OTHER is somebody else.
"""
import os
import random
import signal
import socket
import struct
import sys
import time

from asking import check
from submit_frames import (ANSWER, DATA, ENVELOPE, ID, REASON, SENDER,
                           STATUS, TEXT, WHOLE, WRONG, RECIPIENT, RECIPIENTS,
                           fields, frame, frames, message)

# What it may take on a busy machine until somebody answers.
PATIENCE = 120
# Messages that one user hands in at a time.
SLOTS = 8
NOBODYS = 3999999999


class Door:
    def __init__(self, root, uid, other):
        self.run = os.open(os.path.join(root, "run/postern"), os.O_PATH)
        self.spool = os.path.join(root, "var/spool/postern/drop")
        self.uid, self.other = uid, other

    def connect(self, uid):
        """A connection that the kernel says is of that user."""
        s = socket.socket(socket.AF_UNIX)
        # Also for connect(), which waits for a place in the queue.
        s.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO,
                     struct.pack("ll", PATIENCE, 0))
        os.fchdir(self.run)
        os.setresgid(uid, uid, 0)
        os.setresuid(uid, uid, 0)
        try:
            s.connect("submit.sock")
        finally:
            os.setresuid(0, 0, 0)
            os.setresgid(0, 0, 0)
        s.settimeout(PATIENCE)
        return s

    def hand_in(self, uid, frames):
        """Says all that, and nothing more: the answer's fields."""
        with self.connect(uid) as s:
            try:
                s.sendall(frames)
                s.shutdown(socket.SHUT_WR)
            except BrokenPipeError:
                pass
            return answer(s)

    def lies(self, place):
        return sorted(os.listdir(os.path.join(self.spool, place)))

    def empty(self):
        for name in self.lies("new"):
            os.unlink(os.path.join(self.spool, "new", name))


def answer(s):
    """The fields of the answer; none when none comes."""
    data = b""
    try:
        while True:
            more = s.recv(65536)
            if not more:
                break
            data += more
    except ConnectionResetError:
        pass
    said = [fields(payload) for kind, payload in frames(data)
            if kind == ANSWER]
    return said[0] if said else {}


def status(said):
    return int.from_bytes(said[STATUS], "big") if STATUS in said else None


def was_accepted(said):
    return status(said) == 0 and said.get(ID, b"") != b""


def not_accepted(what, said):
    return [] if was_accepted(said) else ["%s: %s" % (what, said)]


def wait(condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def others_go_on(door, name):
    problems = []
    for uid in door.other, NOBODYS, 0:
        problems += not_accepted("uid %d" % uid, door.hand_in(uid, WHOLE))
    check("%s: others go on" % name, problems)
    door.empty()


def wrong(door):
    """What is no message is refused; nothing is left of it."""
    source = random.Random(85)
    cut = [WHOLE[:n] for n in source.sample(range(1, len(WHOLE)), 10)]
    garbage = [os.urandom(source.randrange(1, 5000)) for _ in range(5)]
    problems = []
    for one in [*WRONG, *cut, *garbage]:
        said = door.hand_in(door.uid, one)
        if status(said) not in (65, 70, 75) or ID in said and said[ID]:
            problems.append("%r: %s" % (one[:40], said))
        problems += ["left of %r: %s" % (one[:40], name)
                     for name in door.lies("tmp") + door.lies("new")]
        door.empty()
    check("what is no message is refused", problems)
    others_go_on(door, "behind it")


def large(door):
    """More than one message may have, in one frame or in many."""
    piece = frame(DATA, (TEXT, b"x" * 65000 + b"\n"))
    with door.connect(door.uid) as s:
        s.sendall(frame(ENVELOPE, (SENDER, b"a")) +
                  frame(RECIPIENTS, (RECIPIENT, b"b@example.test")))
        sent = 0
        try:
            while sent < 2 * 52428800:
                s.sendall(piece)
                sent += 65000
        except (BrokenPipeError, ConnectionResetError):
            pass
        said = answer(s)
    check("a text without end is stopped at the limit", [
        problem for problem in (
            sent >= 2 * 52428800 and "it was read",
            status(said) not in (65, None) and str(said),
            not wait(lambda: not door.lies("tmp")) and "it is left",
            door.lies("new") and "it is there") if problem])


def identity(door):
    """Who it was is what the kernel says, whatever is claimed."""
    for uid in door.uid, door.other, NOBODYS, 0:
        said = door.hand_in(uid, message(
            sender=b"root", text=b"From: root\n\nuid 1:0\n"))
        problems = not_accepted("uid %d" % uid, said)
        for name in door.lies("new"):
            with open(os.path.join(door.spool, "new", name), "rb") as file:
                head = file.read().partition(b"\nend 0:\n")[0].split(b"\n")
            found = [line for line in head if line.startswith(b"uid ")]
            number = str(uid).encode()
            if found != [b"uid %d:%s" % (len(number), number)]:
                problems.append("the envelope says %s" % found)
            if not name.endswith("%08x" % uid):
                problems.append("the name is " + name)
        check("whoever it is is in the envelope: %d" % uid, problems)
        door.empty()


def descriptors(door):
    """Descriptors that come along are nobody's."""
    problems = []
    with open("/etc/passwd", "rb") as file, door.connect(door.uid) as s:
        for at in range(0, len(WHOLE), 20):
            socket.send_fds(s, [WHOLE[at:at + 20]], [file.fileno()] * 100)
        s.shutdown(socket.SHUT_WR)
        problems += not_accepted("with descriptors", answer(s))
    check("descriptors that come along change nothing", problems)
    door.empty()


# What somebody has said when he falls silent.
HALVES = [b"", b"P", WHOLE[:20], WHOLE[:-8],
          frame(ENVELOPE, (SENDER, b"a")) +
          frame(RECIPIENTS, (RECIPIENT, b"b@c")) + b"PS\x01\x03\0\0\xff\xff"]


def silence(door):
    """Those who fall silent hold their own user's places only."""
    held = []
    for number in range(SLOTS):
        s = door.connect(door.uid)
        s.sendall(HALVES[number % len(HALVES)])
        held.append(s)
    check("so many of a user are waited for",
          [] if wait(lambda: len(door.lies("tmp")) == SLOTS) else
          door.lies("tmp"))
    said = door.hand_in(door.uid, WHOLE)
    check("one more is not", [] if status(said) == 75 and
          b"hands in 8 messages already" in said.get(REASON, b"") else
          [str(said)])
    others_go_on(door, "while so many are silent")
    for s in held:
        s.close()
    check("what was begun is gone",
          [] if wait(lambda: not door.lies("tmp")) else door.lies("tmp"))
    check("and the places are free", [] if wait(lambda: was_accepted(
        door.hand_in(door.uid, WHOLE))) else ["no"])
    door.empty()


def flood_once(door, enough):
    held = []
    while time.monotonic() < enough:
        try:
            s = door.connect(door.uid)
            s.send(random.choice(HALVES))
            held.append(s)
            held = held[-40:]
        except OSError:
            pass


def flooding(door):
    """One user connects as often as he can, until somebody ends this."""
    children = []
    enough = time.monotonic() + 600
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        for _ in range(4):
            pid = os.fork()
            if pid == 0:
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
                flood_once(door, enough)
                os._exit(1)
            children.append(pid)
        signal.pause()
    finally:
        for pid in children:
            os.kill(pid, 9)
            os.waitpid(pid, 0)


def behind(door):
    """What a flood leaves behind."""
    check("the door is open behind a flood", [] if wait(lambda: was_accepted(
        door.hand_in(door.other, WHOLE))) else ["no"])
    check("nothing of a flood is left", [] if wait(
        lambda: not door.lies("tmp")) else door.lies("tmp"))
    door.empty()


TESTS = {test.__name__: test for test in (
    wrong, large, identity, descriptors, silence, flooding, behind)}


def main():
    root, uid, other, *words = sys.argv[1:]
    door = Door(root, int(uid), int(other))
    for word in words:
        TESTS[word](door)


main()
