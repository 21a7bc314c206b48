# SPDX-License-Identifier: ISC
"""Rooms: mount namespaces of the host, each with a spool, settings and a
runner of its own, so that many relays can be tried at a time."""
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(TOP, "wire"))
sys.path.insert(0, os.path.join(TOP, "tests/wire"))
import mailserver  # noqa: E402
import mailsubmit  # noqa: E402

# Seconds that a busy machine may take over what should be quick.
PATIENCE = 240

# For rooms in which time passes quickly (tests/system/fast-clock.c).
PRELOAD = os.path.join(os.environ["PST_BUILD"],
                       "tests/system/.libs/fast-clock.so")
# How a session goes, by what the server offers.
MODES = {
    "plain": "8BITMIME AUTH_PLAIN",
    "pipelining": "PIPELINING SIZE_9000000 AUTH_PLAIN",
    "chunking": "CHUNKING SIZE_9000000 AUTH_PLAIN",
    "both": mailsubmit.FULL,
}
# Messages in a room, where nothing else is said.
MESSAGES = 8

SETUP = """
mount --bind "$1/etc" /etc/postern &&
mount -t tmpfs -o mode=755 spool /var/spool &&
mount -t tmpfs -o mode=755 run /run/postern &&
systemd-tmpfiles --create /usr/lib/tmpfiles.d/postern.conf || exit 1
[ -z "$2" ] || mount --bind "$1/preload" /etc/ld.so.preload || exit 1
echo up
exec sleep infinity
"""

RELAY = """relay "%s" {
	server = "%s"
	user = "web1@example.test"
	password-file = "/etc/postern/relay.password"
	ca-file = "/etc/postern/ca.pem"
	senders = {"*@example.test"}
%s}
"""

STATUS = re.compile(r"mail: (\S+): from=<(.*?)> to=<(.*?)> .*"
                    r"status=(\S+) reply=\"(.*)\"")


class Room:
    """A host of its own, as far as mail goes."""

    def __init__(self, name, urls, more="", preload=""):
        self.name = name
        self.dir = tempfile.mkdtemp(prefix="room-")
        self.log = os.path.join(self.dir, "log")
        self.runner = None
        shutil.copytree("/etc/postern", self.dir + "/etc")
        shutil.chown(self.dir + "/etc/relay.password", 0, "postern-queue")
        self.password = open(self.dir + "/etc/relay.password",
                             "rb").read().rstrip(b"\n")
        self.settings(urls, more)
        if preload:
            # An empty one changes nothing for the rest of the host.
            open("/etc/ld.so.preload", "ab").close()
            with open(self.dir + "/preload", "w", encoding="ascii") as out:
                out.write(preload + "\n")
        self.holder = subprocess.Popen(
            ["unshare", "--mount", "--propagation", "private", "sh", "-c",
             SETUP, "room", self.dir, preload], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if self.holder.stdout.readline() != b"up\n":
            raise OSError(self.holder.stderr.read().decode())

    def settings(self, urls, more=""):
        text = "".join(RELAY % ("relay%d" % i, url, more)
                       for i, url in enumerate(urls))
        with open(self.dir + "/etc/postern.conf", "w",
                  encoding="ascii") as out:
            out.write(text + 'mail { domain = "example.test" }\n')

    def secret(self, password):
        """Another password, as it is put there by hand."""
        path = self.dir + "/etc/relay.password"
        with open(path, "wb") as out:
            out.write(password + b"\n")

    def command(self, *words, user=None):
        enter = ["nsenter", "--target", str(self.holder.pid), "--mount"]
        if user:
            enter += ["setpriv", "--reuid=" + user, "--regid=" + user,
                      "--init-groups"]
        return enter + list(words)

    def run(self, *words, user=None, text=b""):
        return subprocess.run(
            self.command(*words, user=user), input=text,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300,
            check=False)

    def start(self):
        with open(self.log, "ab") as log:
            self.runner = subprocess.Popen(
                self.command("postern-queue", "--foreground", "--debug"),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def stop(self):
        if self.runner:
            self.runner.send_signal(signal.SIGTERM)
            self.runner.wait()
        self.runner = None

    def close(self):
        self.stop()
        self.holder.kill()
        self.holder.wait()
        shutil.rmtree(self.dir)

    def send(self, messages):
        """Hands messages in, each (SUBJECT, SENDER, RECIPIENTS, TEXT)."""
        script = []
        for subject, sender, recipients, text in messages:
            script.append("sendmail -i -f %s -- %s <<'END' || exit\n"
                          "Subject: %s\n\n%s\nEND\n" % (
                              sender, " ".join(recipients), subject, text))
        done = self.run("sh", user="mallet", text="".join(script).encode())
        if done.returncode != 0 or done.stdout:
            raise OSError("sendmail: %r" % done.stdout)

    def words(self):
        with open(self.log, encoding="utf-8") as log:
            return log.read()

    def statuses(self):
        """What the log says of recipients: (sender, to, status, reply)."""
        return [match.groups()[1:] for match in STATUS.finditer(self.words())]

    def mailq(self):
        return json.loads(self.run("mailq", "--json").stdout)

    def waits(self):
        """Recipients that wait: {address: (state, reply)}."""
        return {to["address"]: (to["state"], to["reply"])
                for message in self.mailq()["messages"]
                for to in message["recipients"] if to["state"] not in
                ("sent", "bounced", "failed")}

    def sent(self):
        """How many recipients have it, by the log."""
        return self.words().count(" status=sent ")

    def tried(self):
        """How many recipients the log speaks of, reports left out."""
        return len({to for _s, to, _status, _reply in self.statuses()
                    if to.endswith("@example.net")})

    def flush(self):
        self.run("postern", "queue", "flush")


def subject_of(taken):
    match = re.search(rb"^Subject: (.*?)\r?$", taken.text, re.M)
    return match.group(1).decode() if match else None


def wait(what, seconds=PATIENCE):
    """As asking.wait_until(), for what costs more to look at."""
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def some_messages(n=MESSAGES):
    """Messages that nobody refuses."""
    return [("message %d" % i, "me@example.test", ["to%d@example.net" % i],
             "x") for i in range(n)]


def begin_all(server, name, features, n, **more):
    """A room, and the server of each of its relays."""
    ports = [mailsubmit.Port(server.lane("submissions")) for _ in range(n)]
    room = Room(name, ["submissions://fake.example.test:%d" % port.lane.port
                       for port in ports], **more)
    for port in ports:
        port.features = features
        port.password = room.password
        port.lane.start()
    return room, ports


def begin(server, name, features, **more):
    room, ports = begin_all(server, name, features, 1, **more)
    return room, ports[0]


def count(taken):
    subjects = [subject_of(t) for t in taken]
    return {s: subjects.count(s) for s in subjects}


def judge_whole(room, begun, n=MESSAGES):
    """Every message arrived; twice only what may have arrived before."""
    problems = []
    begun = count(begun)
    seen = room.statuses()
    for i in range(n):
        to = "to%d@example.net" % i
        states = [status for _s, t, status, _r in seen if t == to]
        doubts = states.count("unknown")
        times = begun.get("message %d" % i, 0)
        if not 1 <= times <= 1 + doubts or states.count("sent") != 1:
            problems.append("message %d came %d times: %s" % (
                i, times, states))
        if {"bounced", "held", "failed"} & set(states):
            problems.append("message %d: %s" % (i, states))
    for line in room.words().splitlines():
        if "unexpectedly" in line or "broke the handover" in line:
            problems.append(line)
    return problems
