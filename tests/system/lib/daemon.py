# SPDX-License-Identifier: ISC
"""Speaks with postern-login as the module does, and in ways it does not.

    daemon.py TEST...

Runs inside the host's root, where the daemon serves login.sock.  The frames
are those of pam_imap/protocol.h.
"""
import os
import pwd
import signal
import socket
import struct
import sys
import threading
import time

from asking import check, processes, wait_until

SOCKET = "/run/postern/login.sock"
AUTH, ACCOUNT, REPLY, PREPARE = 1, 2, 3, 4
NAMES = ("INTERNAL SUCCESS REFUSED BUSY UNREACHABLE UNTRUSTED VIOLATION "
         "UNKNOWN_USER THROTTLED EMPTY NOT_PERMITTED MEMORY SETTINGS "
         "REACHED").split()
SILENT = "mute.example.test"
REGISTRY = "/var/lib/postern/users/by-name/"


def request(kind, user, password=None, uid=None, rhost="", service="test",
            debug=0):
    if uid is None:
        uid = pwd.getpwnam(user).pw_uid
    fields = [(1, user.encode()),
              (2, struct.pack(">Q", uid)),
              (3, service.encode()), (4, rhost.encode()), (5, b""),
              (7, struct.pack(">Q", debug))]
    if password is not None:
        fields.append((6, password.encode()))
    payload = b"".join(struct.pack(">BI", tag, len(value)) + value
                       for tag, value in fields)
    return b"PS" + struct.pack(">BBI", 1, kind, len(payload)) + payload


class Talk:
    """One conversation."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(60)
        self.socket.connect(SOCKET)

    def prepare(self, user, **more):
        self.socket.sendall(request(PREPARE, user, **more))
        return self

    def auth(self, user, password, **more):
        self.socket.sendall(request(AUTH, user, password, **more))
        return self

    def account(self, user, **more):
        self.socket.sendall(request(ACCOUNT, user, **more))
        return self

    def reply(self):
        """The verdict's name, or GONE when the daemon closed."""
        data = b""
        try:
            while True:
                part = self.socket.recv(65536)
                if not part:
                    break
                data += part
        except OSError as error:
            return "GONE (%s)" % error
        if not data:
            return "GONE"
        at, verdict = 8, "?"
        while at < len(data):
            tag, size = struct.unpack(">BI", data[at:at + 5])
            if tag == 1:
                verdict = NAMES[struct.unpack(">Q", data[at + 5:at + 13])[0]]
            at += 5 + size
        return verdict

    def close(self):
        self.socket.close()


class Silent:
    """A mail server that takes connections and says nothing."""

    def __init__(self):
        self.server = socket.create_server(("127.0.0.118", 993), backlog=300)
        self.kept = []
        threading.Thread(target=self.take, daemon=True).start()

    def take(self):
        while True:
            try:
                self.kept.append(self.server.accept()[0])
            except OSError:
                return

    def count(self):
        """The connections that are still open at the other end."""
        still = 0
        for s in list(self.kept):
            s.setblocking(False)
            try:
                while s.recv(4096):
                    pass
            except BlockingIOError:
                still += 1
            except OSError:
                pass
        return still

    def settles(self, wanted):
        return wait_until(60, lambda: self.count() == wanted)

    def stays(self, wanted):
        """That many come, and no more."""
        return self.settles(wanted) and \
            not wait_until(1, lambda: self.count() != wanted)


def alive(pid):
    """Whether it runs; one that only waits for its parent does not."""
    try:
        with open("/proc/%s/stat" % pid, encoding="ascii") as stat:
            return stat.read().rpartition(") ")[2][0] not in "ZX"
    except OSError:
        return False


def workers():
    return len(processes("imap-check"))


def settings(url, more=""):
    with open("/etc/postern/postern.conf", "w", encoding="ascii") as conf:
        for domain in ("example.test", "example.org"):
            conf.write('login "%s" {\n\tserver = "%s"\n'
                       '\tca-file = "/etc/postern/ca.pem"\n%s}\n'
                       % (domain, url, more))


def ahead():
    """Connections that are opened before there is a password."""
    silent = Silent()
    settings("imaps://" + SILENT)
    talk = Talk().prepare("alice@example.test")
    check("a PREPARE has the server connected to",
          [] if silent.settles(1) else ["%d connections" % silent.count()])
    talk.close()
    check("which ends with its client",
          [] if silent.settles(0) and wait_until(60, lambda: not workers())
          else ["%d connections, %d workers" % (silent.count(), workers())])
    one = [Talk().prepare("alice@example.test", rhost="192.0.2.1")
           for _ in range(12)]
    check("one remote host has half of what may be opened ahead",
          [] if silent.stays(8) else ["%d" % silent.count()])
    many = [Talk().prepare("alice@example.test", rhost="192.0.2.%d" % (2 + i))
            for i in range(20)]
    check("and all together no more than there may be",
          [] if silent.stays(16) else ["%d" % silent.count()])
    for talk in one + many:
        talk.close()
    silent.settles(0)


def clients():
    """What clients may ask, and that they may leave."""
    silent = Silent()
    settings("imaps://" + SILENT)
    talk = Talk().auth("carol@example.test", "x")
    asked = silent.settles(1)
    talk.close()
    check("a client that leaves takes its worker along",
          [] if asked and wait_until(60, lambda: not workers()) else
          ["asked: %s, %d workers" % (asked, workers())])
    check("and registers nothing",
          [REGISTRY] if os.path.lexists(REGISTRY + "carol@example.test")
          else [])
    talk = Talk().prepare("alice@example.test").auth("carol@example.test", "x")
    seen = talk.reply()
    check("a password for another than was prepared for ends it",
          [] if seen.startswith("GONE") else [seen])
    for name, data in (("garbage", b"GET / HTTP/1.1\r\n\r\n"),
                       ("a huge frame", b"PS\1\1\x7f\xff\xff\xff"),
                       ("a REPLY", b"PS\1\3\0\0\0\0")):
        talk = Talk()
        talk.socket.sendall(data)
        seen = talk.reply()
        check("%s ends it" % name, [] if seen.startswith("GONE") else [seen])


def as_user(name, ask):
    """What ask() says in a process of that user."""
    account = pwd.getpwnam(name)
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.setgroups([])
        os.setgid(account.pw_gid)
        os.setuid(account.pw_uid)
        os.write(writer, ask().encode())
        os._exit(0)
    os.waitpid(pid, 0)
    os.close(writer)
    return os.read(reader, 1000).decode()


def peers(password):
    """Whom a user may ask about."""
    for user, wanted in (("bob", "SUCCESS"), ("tina", "NOT_PERMITTED"),
                         ("root", "NOT_PERMITTED")):
        seen = as_user("bob", lambda: Talk().auth(user, password).reply())
        check("bob asks about %s" % user, [] if seen == wanted else [seen])
    address = request(AUTH, "bob", password).replace(
        b"\0\0\0\3bob", b"\0\0\0\x12alice@example.test")
    address = address[:4] + struct.pack(">I", len(address) - 8) + address[8:]

    def ask():
        talk = Talk()
        talk.socket.sendall(address)
        return talk.reply()
    seen = as_user("bob", ask)
    check("bob asks about an address with his own number",
          [] if seen == "NOT_PERMITTED" else [seen])


def slots():
    """A user with all its slots taken does not delay root."""
    silent = Silent()
    settings("imaps://" + SILENT)
    ready, done = os.pipe()
    pid = os.fork()
    if pid == 0:
        account = pwd.getpwnam("bob")
        os.setgroups([])
        os.setgid(account.pw_gid)
        os.setuid(account.pw_uid)
        kept = [Talk().auth("bob", "x") for _ in range(16)]
        os.write(done, Talk().reply().encode())
        signal.pause()
        del kept
    seen = os.read(ready, 100).decode()
    check("a user has 16 conversations and no more",
          [] if seen.startswith("GONE") else [seen])
    check("of which 4 run", [] if silent.settles(4) else
          ["%d" % silent.count()])
    start = time.monotonic()
    talk = Talk().auth("carol@example.test", "x")
    found = silent.settles(5)
    check("root's login starts at once, in %.2f s"
          % (time.monotonic() - start), [] if found else ["it waits"])
    talk.close()
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    check("all of them end with the process",
          [] if silent.settles(0) else ["%d" % silent.count()])
    # More wait than are ended here: one may meet its deadline meanwhile.
    root = [Talk().auth("carol@example.test", "x") for _ in range(56)]
    check("32 of root's run at a time",
          [] if silent.settles(32) else ["%d" % silent.count()])
    for talk in root[:8]:
        talk.close()
    check("and the next take the places of those that end",
          [] if silent.settles(32) else ["%d" % silent.count()])
    for talk in root:
        talk.close()
    silent.settles(0)


def come(number, password):
    """That many logins at once; their verdicts, and the most workers seen."""
    most, stop = [0], threading.Event()

    def watch():
        while not stop.is_set():
            seen = processes("imap-check")
            most[0] = max(most[0], sum(map(alive, seen)))
            time.sleep(0.02)
    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    talks = [Talk().auth("alice@example.test", password)
             for _ in range(number)]
    seen = [talk.reply() for talk in talks]
    stop.set()
    watcher.join()
    return seen, most[0]


def crowd(password):
    """200 logins at once against the real server.

    A place is free when the verdict is there, so on a busy machine some that
    are only about to end are seen besides the 32 that work.  One that is busy
    with something else, too, may not be through in time: then there are fewer.
    """
    for number in 200, 100, 66:
        start = time.monotonic()
        seen, most = come(number, password)
        wrong = [name for name in seen if name != "SUCCESS"]
        if not set(wrong) & {"BUSY", "UNREACHABLE"}:
            break
    check("%d logins at once, in %.1f s, with %d workers at most"
          % (number, time.monotonic() - start, most),
          wrong[:5] + (["%d workers" % most] if most > 48 else []))


def tests():
    for argument in sys.argv[1:]:
        name, _, rest = argument.partition("=")
        globals()[name](*([rest] if rest else []))


if __name__ == "__main__":
    tests()
