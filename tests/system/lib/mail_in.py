# SPDX-License-Identifier: ISC
"""Tries to get in where there is no way in: with mail.

    mail_in.py TEST...

What an ordinary user could hand to queue-put, sendmail and queue.sock, and,
with the rights of queue-put, leave in the spool.  Runs as root inside the
host's root and does what is hostile as mallet.  Tests that need a runner say
so by looking for its socket.
"""
import grp
import json
import os
import pwd
import random
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time

from asking import check
from submit_frames import (DATA, END, ENVELOPE, ENVID, ID, NOTIFY, REASON,
                           RECIPIENT, RECIPIENTS, RET, SENDER, TEXT, WHOLE, WRONG,
                           fields, frame, message)

PUT = "/usr/libexec/postern/queue-put"
SPOOL = "/var/spool/postern"
SOCKET = "/run/postern/queue.sock"
LOG = "/var/log/postern-queue.log"
MALLET = pwd.getpwnam("mallet")
AS_MALLET = ["setpriv", "--reuid=mallet", "--regid=mallet", "--init-groups"]

# queue/control.h: requests, and the tags of a query.
LIST, FLUSH, HOLD, RELEASE, RETRY, DELETE, SHOW, WATCH, QUERY_STATUS = \
    range(1, 10)
Q_ID, Q_SENDER, Q_RECIPIENT, Q_ALL, Q_FAILED, Q_TEXT = range(1, 7)
YES = struct.pack(">Q", 1)


def put(frames):
    """Hands frames to queue-put as mallet: exit status and answer."""
    done = subprocess.run([*AS_MALLET, PUT], input=frames, timeout=120,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          check=False)
    return done.returncode, fields(done.stdout[8:])


def spool(place):
    return sorted(name for name in os.listdir(os.path.join(SPOOL, place))
                  if not name.startswith("."))


def empty():
    for place in "drop/tmp", "drop/new":
        for name in spool(place):
            path = os.path.join(SPOOL, place, name)
            if os.path.isdir(path) and not os.path.islink(path):
                shutil.rmtree(path)
            else:
                os.unlink(path)


def left():
    return ["left in %s: %s" % (place, name)
            for place in ("drop/tmp", "drop/new") for name in spool(place)]


def shown(what):
    return repr(what if len(what) < 60 else what[:57] + what[-3:])[1:]


# What no address is, at either end of an envelope.
ADDRESSES = [
    b"a@example.test\r\nRCPT TO:<tina@example.test>",
    b"a@example.test\nDATA", b"a@example.test\r", b"a@example.test\x00b",
    b"a@example.test> NOTIFY=NEVER", b"a@example.test>", b"<a@example.test",
    b"a b@example.test", b'"a\r\nb"@example.test', b'"a\x00"@example.test',
    b'"a@example.test', b'"a\\', b"a@example.test\x1b[2J", b"a@\x7f",
    b"a" * 255, b"a" * 70000,
]
# What no word of a parameter is.
WORDS = [b"NEVER RCPT", b"NEVER\r\nRSET", b"x\ty", b"x\x00", b"\xff", b"",
         b"x" * 5000]


def envelopes():
    for one in ADDRESSES:
        for name, frames in (
                ("sender", message(sender=one)),
                ("recipient", message(to=[one])),
                ("second recipient", message(to=[b"carol@example.test",
                                                 one]))):
            status, _ = put(frames)
            check("queue-put refuses as %s %s" % (name, shown(one)),
                  ([] if status in (65, 70) else ["exit %d" % status])
                  + left())
            empty()
    for tag, name in (NOTIFY, "NOTIFY"), (RET, "RET"), (ENVID, "ENVID"):
        for one in WORDS:
            status, _ = put(message(words=[(tag, one)]))
            check("queue-put refuses as %s %s" % (name, shown(one)),
                  ([] if status in (65, 70) else ["exit %d" % status])
                  + left())
            empty()


def frames():
    """Frames at wrong places, cut and changed: whole messages or nothing."""
    for number, one in enumerate(WRONG):
        status, _ = put(one)
        check("queue-put refuses the %dth of the wrong conversations" % number,
              ([] if status not in (0, -11, -6) else ["exit %d" % status])
              + left())
        empty()
    source = random.Random(4)
    problems = []
    for _ in range(300):
        changed = bytearray(WHOLE[:source.randrange(1, len(WHOLE) + 1)])
        for _ in range(source.randrange(4)):
            changed[source.randrange(len(changed))] = source.randrange(256)
        status, answer = put(bytes(changed))
        if status < 0 or status > 78:
            problems.append("exit %d for %r" % (status, bytes(changed)))
        if (status == 0) != (len(spool("drop/new")) == 1):
            problems.append("exit %d and %d files" % (
                status, len(spool("drop/new"))))
        if (status == 0) != (ID in answer and answer[ID] != b""):
            problems.append("exit %d and %r" % (status, answer))
        if spool("drop/tmp"):
            problems.append("left in drop/tmp")
        empty()
    check("queue-put takes changed frames as a whole or not", problems[:5])


# Options that try to say more than their value, with a newline somewhere.
OPTIONS = [
    ["-F", "Evil\nBcc: tina@example.test"],
    ["-F", "Evil\r\nX-Evil: 1\r\n\r\nbody"], ["-F", "Evil\rX-Evil: 1"],
    ["-F", 'Evil" <root@example.test>, "x'], ["-F", "Evil\0"[:4] + "\x1b[2J"],
    ["-F", "x" * 20000],
    ["-f", "a@example.test\nX-Evil: 1"],
    ["-f", "a@example.test\r\nRCPT TO:<tina@example.test>"],
    ["-f", "a@example.test> SIZE=1"], ["-f", '"a\nX-Evil: 1"@example.test'],
    ["-r", "a@example.test\nX-Evil: 1"],
    ["-N", "never\nRCPT TO:<tina@example.test>"], ["-N", "never,evil x"],
    ["-R", "hdrs\r\nRSET"], ["-R", "hdrs X=1"],
    ["-V", "id\r\nRSET"], ["-V", "id X=1"], ["-V", "id\nX-Evil: 1"],
    ["-B", "8BITMIME\r\nX-Evil: 1"],
    ["-O", "X=1\nX-Evil: 1"], ["-o", "X\nX-Evil: 1"], ["-h", "1\nX-Evil: 1"],
    ["-p", "x:y\nX-Evil: 1"], ["-X", "/etc/passwd"], ["-C", "/etc/shadow"],
    ["-oQ/etc"], ["-oA/etc/shadow"], ["-L", "x\nX-Evil: 1"],
]


def options():
    for words in OPTIONS:
        done = subprocess.run(
            [*AS_MALLET, "sendmail", *words, "carol@example.test"],
            input=b"Subject: s\n\nthe text\n", stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, timeout=120, check=False)
        problems = [] if done.returncode in (0, 64, 65, 66, 77, 78) else [
            "exit %d" % done.returncode]
        if b"root:" in done.stderr + done.stdout:
            problems.append("it shows a file: %r" % done.stderr[:80])
        for name in spool("drop/new"):
            with open(os.path.join(SPOOL, "drop/new", name), "rb") as file:
                envelope, _, rest = file.read().partition(b"\nend 0:\n")
            header, _, body = rest.partition(b"\r\n\r\n")
            lines = header.split(b"\r\n")
            if envelope.count(b"\nrecipient ") != 1:
                problems.append("recipients: %r" % envelope)
            problems += ["a line of the header: %r" % line for line in lines
                         if line.lower().startswith((b"x-evil", b"bcc"))]
            froms = [line for line in lines if line.startswith(b"From:")]
            if len(froms) != 1 or b"root@" in froms[0].split(b"<")[-1]:
                problems.append("From: %r" % froms)
            if any(c < 32 and c not in (9, 10, 13) for c in header):
                problems.append("a control character: %r" % header)
            if body != b"the text\r\n":
                problems.append("the text: %r" % body)
        if done.returncode != 0:
            problems += left()
        check("sendmail %s says no more than it may" % shown(
            " ".join(words)), problems)
        empty()


# Texts that try to end themselves and begin another message.
NEXT = (b"MAIL FROM:<web1@example.test>%sRCPT TO:<tina@example.test>%s"
        b"DATA%sSubject: smuggled%s%ssmuggled%s.%s")
ENDS = [b"\n.\n", b"\r.\r", b"\r\n.\r\n", b"\n.\r\n", b"\r\n.\n", b"\r.\n",
        b"\n.\r", b"\r\r\n.\r\r\n", b"\x00\r\n.\r\n", b"\n\x00.\n",
        b"\r\n.\x00\r\n", b"\r\n..\r\n.\r\n"]


def smuggle():
    """Hands in messages with the end of a message in them; the test looks at
    what arrives.  One of them ends in the middle."""
    for number, end in enumerate(ENDS):
        line = end.split(b".")[-1]
        text = (b"Subject: outer %d\n\nfirst" % number + end +
                NEXT.replace(b"%s", line) + b"last\n")
        status, _ = put(message(text=text))
        check("a text with %s in it is accepted" % shown(end),
              [] if status == 0 else ["exit %d" % status])
    dots = [b".", b"..", b"...", b".\r", b". "]
    text = b"Subject: dots\n\n" + b"\n".join(dots)
    status, _ = put(message(text=text))
    check("a text of dots is accepted", [] if status == 0 else [str(status)])


def as_queue_put(action):
    """Does something with mallet's number and queue-put's group."""
    pid = os.fork()
    if pid == 0:
        try:
            os.setgroups([])
            os.setresgid(*[grp.getgrnam("postern-drop").gr_gid] * 3)
            os.setresuid(*[MALLET.pw_uid] * 3)
            os.chdir(os.path.join(SPOOL, "drop/new"))
            os.umask(0)
            action()
            os._exit(0)
        except BaseException as why:
            print(why, file=sys.stderr)
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def line(key, value):
    return b"%s %d:%s\n" % (key, len(value), value)


def spool_file(sender=b"mallet@example.test", uid=b"0", when=b"1790000000",
               to=(b"carol@example.test",), text=b"Subject: s\r\n\r\nx\r\n",
               size=None, extra=b"", longest=b"%020d" % 10):
    return (b"postern-message 1\n" + line(b"sender", sender)
            + line(b"uid", uid) + line(b"time", when) + extra
            + b"".join(line(b"recipient", one) for one in to)
            + line(b"size", b"%020d" % (len(text) if size is None else size))
            + line(b"eight-bit", b"0") + line(b"longest", longest)
            + line(b"end", b"") + text)


def new_name(number):
    return "%016x-%016x" % (time.time_ns() // 1000, 0xabcdef00 + number)


def leave(content, name=None):
    """A file in drop/new as somebody with queue-put's rights could make it,
    renamed so that it comes at once."""
    name = name or new_name(random.getrandbits(40))

    def make():
        fd = os.open("../tmp/left", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o640)
        os.write(fd, content)
        os.close(fd)
        os.rename("../tmp/left", name)
    if as_queue_put(make) != 0:
        raise RuntimeError("cannot leave a file")
    return name


def wait(condition, seconds=120):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def taken():
    """drop/new is empty."""
    return wait(lambda: not spool("drop/new"))


def corrupt(name):
    return os.path.lexists(os.path.join(SPOOL, "corrupt", name))


def log():
    with open(LOG, "rb") as file:
        return file.read()


def asked(request, seconds=30):
    """What queue.sock answers to mallet: a list of (frame, fields)."""
    program = ("import socket, sys\n"
               "s = socket.socket(socket.AF_UNIX)\n"
               "s.settimeout(%d)\n"
               "s.connect('%s')\n"
               "s.sendall(sys.stdin.buffer.read())\n"
               "try:\n"
               "    while data := s.recv(65536):\n"
               "        sys.stdout.buffer.write(data)\n"
               "except OSError:\n"
               "    pass\n" % (seconds, SOCKET))
    data = subprocess.run([*AS_MALLET, "python3", "-c", program],
                          input=request, stdout=subprocess.PIPE,
                          timeout=seconds + 30, check=False).stdout
    answers = []
    while len(data) >= 8:
        kind, n = struct.unpack(">BI", data[3:8])
        answers.append((kind, fields(data[8:8 + n])))
        data = data[8 + n:]
    return answers


def runner():
    done = subprocess.run(["pidof", "postern-queue"], stdout=subprocess.PIPE,
                          check=False)
    return done.stdout.split()


def works():
    """The runner answers root."""
    done = subprocess.run(["mailq", "--json"], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, timeout=60, check=False)
    return done.returncode == 0 and json.loads(done.stdout)["running"]


def identity():
    """A file that claims to be root's is mallet's."""
    name = leave(spool_file(uid=b"0", to=[b"later@example.test"]))
    check("a file that claims to be root's is taken", [] if taken() else left())
    wait(lambda: name.encode() in log())
    lines = [one for one in log().split(b"\n") if name.encode() in one
             and b"taken in" in one]
    check("the log says whose it is", [] if lines and all(
        b" uid=%d " % MALLET.pw_uid in one for one in lines) else
        [repr(one) for one in lines])
    name = leave(spool_file(uid=b"%d" % MALLET.pw_uid,
                            to=[b"later@example.test"]).replace(
        b"time 10:", b"user 8:x uid=0 \ntime 10:"))
    taken()
    check("no name of a user makes another field", [] if corrupt(name) else
          ["not in corrupt"])
    forged = [b'"x> uid=0 to=<y> status=sent"@example.test',
              b'"a\\"> uid=0 x=<"@example.test',
              "\u00a0 uid=0@example.test".encode()]
    for one in forged:
        name = leave(spool_file(sender=one, to=[b"later@example.test"]))
        taken()
        wait(lambda: name.encode() in log())
        lines = [line for line in log().split(b"\n") if name.encode() in line]
        check("no sender makes another line: %s" % shown(one), [
            repr(line) for line in lines if b" uid=0" in line
            or b" status=sent" in line.split(b" to=<")[0]])
    check("nobody makes lines of the log", [
        repr(line) for line in log().split(b"\n")
        if any(c < 32 or c == 127 for c in line)])


# Envelopes in the spool that no queue-put writes.
FILES = [
    ("a sender with LF", spool_file(sender=b"a\nb@example.test")),
    ("a sender with CR LF", spool_file(sender=b"a@b\r\nRCPT TO:<tina@b>")),
    ("a recipient with CR LF",
     spool_file(to=[b"a@b\r\nRCPT TO:<tina@example.test>"])),
    ("a recipient with a parameter", spool_file(to=[b"a@b> NOTIFY=NEVER"])),
    ("a recipient with NUL", spool_file(to=[b"a@b\x00c"])),
    ("NOTIFY with CR LF", spool_file(extra=line(b"notify", b"X\r\nRSET"))),
    ("ENVID with a blank", spool_file(extra=line(b"envid", b"a X=1"))),
    ("RET with a blank", spool_file(extra=line(b"ret", b"HDRS X=1"))),
    ("a size that is too large", spool_file(size=10 ** 15)),
    ("a size that is too small", spool_file(size=3)),
    ("a size with a sign", spool_file().replace(
        b"size 20:0", b"size 20:-")),
    ("a length that is too long", spool_file().replace(
        b"sender 19:", b"sender 190:")),
    ("no recipient", spool_file(to=[])),
    ("1001 recipients", spool_file(
        to=[b"r%d@example.test" % i for i in range(1001)])),
    ("a uid that is no number", spool_file(uid=b"root")),
    ("two senders", spool_file(extra=line(b"sender", b"root"))),
    ("an unknown field", spool_file(extra=line(b"relay", b"evil"))),
    ("no end", spool_file()[:90]),
    ("nothing", b""),
    ("another version", spool_file().replace(b"message 1", b"message 9")),
    ("an executable", open("/bin/true", "rb").read()),
    ("a long line", b"postern-message 1\n" + b"a" * 10 ** 6),
]


def envelope_files():
    before = runner()
    for what, content in FILES:
        name = leave(content)
        taken()
        check("put aside and named in the log: %s" % what, [
            problem for problem in (
                not corrupt(name) and "not in corrupt",
                name.encode() not in log() and "not in the log") if problem])
    check("the runner is the same and works",
          [] if runner() == before and works() else ["%s" % runner()])


def strange_files():
    """What is no file, and names that are none."""
    before = runner()
    names = [new_name(i) for i in range(7)]
    secret = "/root/secret"
    with open(secret, "wb") as file:
        file.write(spool_file(text=b"Subject: secret\r\n\r\nsecret\r\n"))
    os.chmod(secret, 0o600)
    good = leave(spool_file(to=[b"later@example.test"]))
    taken()

    def at(number):
        return "../tmp/strange-%d" % number

    def make():
        os.symlink(secret, at(0))
        os.mkfifo(at(1))
        os.mkdir(at(2))
        os.symlink("/dev/zero", at(3))
        socket.socket(socket.AF_UNIX).bind(at(4))
        for name, mode in (at(5), 0), (at(6), 0o640):
            fd = os.open(name, os.O_WRONLY | os.O_CREAT, mode)
            os.write(fd, spool_file())
            os.close(fd)
        os.link(at(6), at(7))
        for number, name in enumerate(names):
            os.rename(at(number), name)
    check("the strange files can be made", [] if as_queue_put(make) == 0
          else ["no"])
    taken()
    for name, what in zip(names, ("a symbolic link", "a pipe", "a directory",
                                  "a link to a device", "a socket",
                                  "a file that cannot be read",
                                  "a file with two names")):
        check("put aside: %s" % what, [] if corrupt(name) else ["not there"])
    os.unlink(secret)
    content = spool_file()
    for name in ("x" * 255, "a\nerror: mail: forged", "\x1b[2J",
                 good + ".j", good.upper(), "%s%n%d", "-rf"):
        leave(content, name)
        taken()
        check("a name that is no id: %s" % shown(name), [
            problem for problem in (
                name != good + ".j" and
                os.path.exists(os.path.join(SPOOL, "queue", name)) and
                "it is in queue",
                not corrupt(name) and "not put aside") if problem])
    check("names make no lines of the log", [
        repr(one) for one in log().split(b"\n")
        if one.startswith(b"error: mail: forged")
        or any(c < 32 or c == 127 for c in one)])
    waiting = os.path.join(SPOOL, "queue", good)
    inode = os.stat(waiting).st_ino
    leave(spool_file(to=[b"later@example.test"]), good)
    taken()
    check("a name that is taken replaces nothing", [
        ] if os.path.exists(waiting) and os.stat(waiting).st_ino == inode
        else ["another file"])
    check("the runner is the same and works",
          [] if runner() == before and works() else ["%s" % runner()])


def changed_files():
    """Mutants of a good file, many; the runner outlives them all."""
    before = runner()
    source = random.Random(85)
    whole = spool_file(to=[b"nobody@refused.invalid", b"x@y.invalid"],
                       extra=line(b"notify", b"NEVER"))
    for _ in range(300):
        changed = bytearray(whole)
        for _ in range(source.randrange(1, 6)):
            at = source.randrange(len(changed))
            what = source.randrange(3)
            if what == 0:
                changed[at] = source.randrange(256)
            elif what == 1:
                del changed[at]
            else:
                changed.insert(at, source.choice(b"\r\n\x00 0:<>"))
        leave(bytes(changed))
    check("300 changed files: all are taken or put aside",
          [] if taken() else left()[:3])
    for when in (b"0", b"9223372036854", b"99999999999"):
        leave(spool_file(when=when, to=[b"later@example.test"]))
    check("messages from other times are taken", [] if taken() else left())
    check("the runner is the same and works",
          [] if runner() == before and works() else ["%s" % runner()])


def shrinking_file():
    """Somebody who kept the file open makes it shorter while it waits."""
    before = runner()
    text = b"Subject: shrinking\r\n\r\n" + b"0123456789\r\n" * 100000
    name = new_name(1)

    def make():
        fd = os.open("../tmp/left", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o640)
        content = spool_file(to=[b"many@example.net"], text=text)
        os.write(fd, content)
        os.rename("../tmp/left", name)
        os.ftruncate(fd, 3000)
        os.close(fd)
    as_queue_put(make)
    taken()
    time_out = wait(lambda: corrupt(name) or not os.path.exists(
        os.path.join(SPOOL, "queue", name)), 20)
    check("a file that shrinks does not end the runner",
          [] if runner() == before and works() else ["%s" % runner()])
    del time_out


def sockets():
    """Bytes at queue.sock."""
    before = runner()
    source = random.Random(7)
    requests = [b"", b"P", b"PS", b"\0" * 8, b"GET / HTTP/1.0\r\n\r\n",
                b"PS" + struct.pack(">BBI", 1, LIST, 0xffffffff),
                b"PS" + struct.pack(">BBI", 1, LIST, 8192) + b"\xff" * 8192,
                frame(LIST, (Q_ID, b"x" * 8000)), frame(0), frame(255),
                frame(LIST, (Q_ID, b"../../etc/passwd")),
                frame(SHOW, (Q_ID, b"../new/x\0")),
                frame(SHOW, (Q_TEXT, b"\xff" * 100)),
                frame(LIST) * 500, os.urandom(20000)]
    requests += [bytes(source.randrange(256) for _ in range(
        source.randrange(1, 40))) for _ in range(10)]
    for number, one in enumerate(requests):
        asked(one, 2)
    check("the runner outlives %d strange requests" % len(requests),
          [] if runner() == before and works() else ["%s" % runner()])
    held = []
    pid = os.fork()
    if pid == 0:
        os.setgroups([])
        os.setresgid(*[MALLET.pw_gid] * 3)
        os.setresuid(*[MALLET.pw_uid] * 3)
        # They stay until the parent has looked.
        for _ in range(300):
            s = socket.socket(socket.AF_UNIX)
            s.setblocking(False)
            try:
                s.connect(SOCKET)
                s.send(b"PS\x01")
            except OSError:
                pass
            held.append(s)
        fd = os.open("/etc/passwd", os.O_RDONLY)
        s = socket.socket(socket.AF_UNIX)
        s.settimeout(2)
        try:
            s.connect(SOCKET)
            socket.send_fds(s, [frame(QUERY_STATUS)], [fd] * 100)
        except OSError:
            pass
        signal.pause()
        os._exit(0)
    time.sleep(0.5)
    check("root is answered while mallet holds all connections",
          [] if works() else ["not running"])
    files = len(os.listdir("/proc/%d/fd" % int(before[0])))
    check("descriptors that are passed are not kept",
          [] if files < 60 else ["%d open files" % files])
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    check("the runner is the same and works",
          [] if runner() == before and works() else ["%s" % runner()])


def others():
    """Another's message, asked for by its id."""
    done = subprocess.run(
        ["setpriv", "--reuid=tina", "--regid=tina", "--init-groups",
         "sendmail", "later@example.test"],
        input=b"Subject: private\n\nprivate text\n", check=False)
    taken()
    queue = [name for name in spool("queue") if not name.endswith(".j")]
    theirs = [name for name in queue if os.stat(os.path.join(
        SPOOL, "queue", name)).st_uid == pwd.getpwnam("tina").pw_uid]
    check("another's message waits", [] if len(theirs) == 1 and
          done.returncode == 0 else ["%s" % theirs])
    name = theirs[0].encode() if theirs else b""
    for word, kind in (("LIST", LIST), ("SHOW", SHOW), ("FLUSH", FLUSH),
                       ("HOLD", HOLD), ("RELEASE", RELEASE), ("RETRY", RETRY),
                       ("DELETE", DELETE)):
        for what, query in (
                ("by id", [(Q_ID, name)]),
                ("all", [(Q_ALL, YES)]),
                ("by sender", [(Q_SENDER, b"tina")]),
                ("by recipient, failed", [(Q_RECIPIENT, b"later"),
                                          (Q_FAILED, YES)]),
                ("with its text", [(Q_ID, name), (Q_TEXT, YES)])):
            seen = repr(asked(frame(kind, *query), 5))
            check("nobody else: %s %s" % (word, what), [
                "%s" % seen[:300] for secret in ("private", "tina")
                if secret in seen])
    check("it waits as before", [] if name.decode() in spool("queue") else
          ["gone"])
    own = leave(spool_file(to=[b"later@example.test"])).encode()
    taken()
    for word, kind in (("FLUSH", FLUSH), ("HOLD", HOLD), ("RELEASE", RELEASE),
                       ("RETRY", RETRY)):
        for what, query in ("its own", [(Q_ID, own)]), ("all", [(Q_ALL, YES)]):
            seen = asked(frame(kind, *query), 5)
            check("nor may a user say of %s: %s" % (what, word), [
                ] if "only root may do this" in repr(seen) else
                ["%s" % seen])


def flood(size):
    """Hands in messages from six processes at a time; how many were taken."""
    text = b"x" * size + b"\n"
    children = []
    for _ in range(6):
        pid = os.fork()
        if pid == 0:
            os._exit(sum(put(message(text=text))[0] == 0 for _ in range(12)))
        children.append(pid)
    return sum(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
               for pid in children)


def quota():
    """The settings let 20 messages and 200 KiB of one user wait."""
    for what, size, most in ("messages", 10, 20), ("bytes", 20000, 9):
        taken_in = flood(size)
        check("what waits of one user is limited: %s" % what, [
            problem for problem in (
                taken_in > most + 6 and "%d were taken" % taken_in,
                taken_in < most and "only %d were taken" % taken_in,
                len(spool("drop/new")) != taken_in and "%d are there" % len(
                    spool("drop/new"))) if problem])
        status, answer = put(message(text=b"x" * size))
        check("one more is for later, with the reason: %s" % what, [
            ] if status == 75 and b"wait" in answer.get(REASON, b"") else
            ["exit %d: %r" % (status, answer.get(REASON))])
        done = subprocess.run(
            ["setpriv", "--reuid=tina", "--regid=tina", "--init-groups",
             "sendmail", "carol@example.test"], input=b"x\n", check=False)
        check("others go on: %s" % what,
              [] if done.returncode == 0 else ["exit %d" % done.returncode])
        empty()


def setgid():
    """queue-put as mallet starts it cannot be looked into or held up."""
    with subprocess.Popen([*AS_MALLET, PUT], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as one:
        one.stdin.write(frame(ENVELOPE, (SENDER, b"mallet")))
        one.stdin.flush()
        wait(lambda: spool("drop/tmp"), 10)
        pid = one.pid
        for what, words in (
                ("its files", ["ls", "/proc/%d/fd/" % pid]),
                ("its memory", ["head", "-c1", "/proc/%d/mem" % pid]),
                ("its directory", ["ls", "/proc/%d/cwd/" % pid]),
                ("its calls", ["timeout", "-s", "KILL", "5", "strace", "-p",
                               str(pid), "-o", "/dev/null"])):
            done = subprocess.run([*AS_MALLET, *words],
                                  stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL, check=False)
            check("nobody sees of a setgid program %s" % what,
                  [] if done.returncode not in (0, -9, 137) else
                  ["exit %d" % done.returncode])
        one.stdin.close()
        one.wait()
    check("what was begun is gone", left())
    done = subprocess.run(
        ["prlimit", "--fsize=100", "--nofile=4", *AS_MALLET, PUT],
        input=message(text=b"x" * 5000), stdout=subprocess.PIPE, check=False)
    check("limits of the caller's stop nothing half-way",
          ([] if done.returncode in (71, 75) else
           ["exit %d" % done.returncode]) + left())
    done = subprocess.run(
        [*AS_MALLET, "env", "LD_PRELOAD=/tmp/x.so", "GCONV_PATH=/tmp",
         "TMPDIR=/root", "POSTERN_SPOOL=/tmp", "bash", "-c",
         "umask 777; cd /tmp; exec -a ../../x %s 3</etc/passwd" % PUT],
        input=message(), stdout=subprocess.PIPE, check=False)
    modes = [oct(os.stat(os.path.join(SPOOL, "drop/new", name)).st_mode & 0o777)
             for name in spool("drop/new")]
    check("nor do its environment, name and umask",
          [] if done.returncode == 0 and modes == ["0o640"] else
          ["exit %d" % done.returncode, str(modes)])
    empty()


TESTS = {test.__name__: test for test in (
    envelopes, frames, options, smuggle, identity, envelope_files,
    strange_files, changed_files, shrinking_file, sockets, others, quota, setgid)}

for word in sys.argv[1:]:
    TESTS[word]()
