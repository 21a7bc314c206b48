# SPDX-License-Identifier: ISC
"""A submission server that behaves, except where it is told not to.

A port's behaviour is a list of rules (COMMAND, NTH, ACTION): the NTH command
(0: each) that begins like COMMAND, counted over the port's connections, meets
ACTION.  The greeting is "connect", a TLS handshake "tls", the text behind DATA
"text <RECIPIENT>", and the last BDAT "last <RECIPIENT>", with the first one.  An action is a reply (its lines with "|"
between them), or

    !WAY      one of mailwire.WAYS
    !slow     the right reply, a byte a second
    !keep X   X, and the data behind BDAT is taken for commands
    !also X   the right reply, and X as another one
    !bye X    X, then the connection is closed

Addresses say what is refused, too: where the part before the '@' is
STAGE.CODE.ENHANCED, as in rcpt.550.5.1.1@example.test, the stage (mail, rcpt,
data, text) of a message with it has that reply; without an enhanced code it is
STAGE.CODE.  "few" as the part before the '@' of a sender: the transaction takes
two recipients.
"""
import base64
import re
import threading
import time

from mailwire import Gone, go_wrong

USER = b"web1@example.test"
FULL = "PIPELINING CHUNKING 8BITMIME ENHANCEDSTATUSCODES SIZE_9000000 AUTH_PLAIN"
ADDRESS = re.compile(rb"<([^>]*)>")
WISH = re.compile(rb"(mail|rcpt|data|text)\.(\d{3})(?:\.(\d\.\d+\.\d+))?@")


def wish(stage, address):
    """The reply that an address asks for at a stage, or None."""
    match = WISH.match(address)
    if not match or match.group(1).decode() != stage:
        return None
    code, enhanced = match.group(2, 3)
    text = b"as %s asks" % address.split(b"@")[0]
    return b" ".join(filter(None, (code, enhanced, text))).decode()


class Taken:
    """A message that the server answered for with 250, or was about to."""

    def __init__(self, sender, recipients, text):
        self.sender = sender
        self.recipients = recipients
        self.text = text


class Submission:
    """One connection's conversation."""

    def __init__(self, wire, port):
        self.wire = wire
        self.port = port
        self.secure = False
        self.authenticated = False
        self.forget()

    def forget(self):
        self.sender = None
        self.recipients = []
        self.text = b""
        self.refused = None  # what a chunk was answered

    def say(self, reply, piece=4096):
        """Sends a reply; in pieces, and then with a second before each."""
        lines = reply.split("|")
        text = "".join(line[:3] + "-" + line[4:] + "\r\n"
                       for line in lines[:-1]) + lines[-1] + "\r\n"
        start = time.monotonic()
        for n, i in enumerate(range(0, len(text), piece), 1):
            if piece < len(text):
                time.sleep(max(0, start + n * self.port.second -
                               time.monotonic()))
            self.wire.send(text[i:i + piece].encode())

    def answer(self, command, good):
        """Sends what is due; whether it was the good reply."""
        action = self.port.rule(command)
        if action is None:
            self.say(good)
        elif action == "!slow":
            self.say(good, 1)
        elif action.startswith("!also "):
            self.say(good)
            self.say(action[6:])
        elif action.startswith("!bye "):
            self.say(action[5:])
            raise Gone
        elif action.startswith("!"):
            go_wrong(self.wire, action[1:], good.encode() + b"\r\n")
        else:
            self.say(action)
            return action[0] == good[0]
        return True

    def start_tls(self):
        way = self.port.rule("tls")
        self.wire.start_tls(self.port.context(),
                            way[1:] if way else None, None)
        self.secure = True

    def run(self):
        if self.port.implicit:
            self.start_tls()
        self.answer("connect", "220 fake.example.test ESMTP")
        while True:
            line = self.wire.read_line()
            self.port.note(line)
            verb = line.split(b" ")[0].upper().decode("ascii", "replace")
            method = getattr(self, "do_" + verb.lower(), None)
            if method:
                method(line)
            else:
                self.say("500 5.5.2 what?")

    def do_ehlo(self, line):
        self.forget()
        words = self.port.features if self.secure else "STARTTLS"
        lines = ["fake.example.test"] + [
            word.replace("_", " ") for word in words.split()]
        self.answer(line.decode("ascii", "replace"),
                    "|".join("250 " + text for text in lines))

    def do_starttls(self, _line):
        if self.answer("STARTTLS", "220 go"):
            self.start_tls()

    def do_auth(self, line):
        words = line.split(b" ")
        good = "235 2.7.0 welcome"
        if not self.secure or words[1].upper() != b"PLAIN":
            good = "504 5.5.4 not that"
        else:
            login = base64.b64decode(words[2]).split(b"\0")[1:]
            self.authenticated = login == [USER, self.port.password]
            if not self.authenticated:
                good = "535 5.7.8 wrong user or password"
        if not self.answer("AUTH", good):
            self.authenticated = False

    def do_rset(self, _line):
        self.forget()
        self.answer("RSET", "250 2.0.0 forgotten")

    def do_mail(self, line):
        sender = ADDRESS.search(line).group(1)
        good = wish("mail", sender) or "250 2.1.0 sender taken"
        if not self.authenticated:
            good = "530 5.7.0 authenticate first"
        elif self.sender is not None:
            good = "503 5.5.1 there is one already"
        if self.answer(line.decode("utf-8", "replace"), good) and \
                good[0] == "2":
            self.sender = sender

    def do_rcpt(self, line):
        recipient = ADDRESS.search(line).group(1)
        good = wish("rcpt", recipient) or "250 2.1.5 recipient taken"
        if self.sender is None:
            good = "503 5.5.1 no sender"
        elif self.sender.startswith(b"few@") and len(self.recipients) == 2:
            good = self.port.many
        if self.answer(line.decode("utf-8", "replace"), good) and \
                good[0] == "2":
            self.recipients.append(recipient)

    def wishes(self, stage):
        found = [wish(stage, address)
                 for address in [self.sender or b""] + self.recipients]
        return next(filter(None, found), None)

    def take(self, command):
        """The end of the text: the message is taken, or refused."""
        command += b" <%s>" % b"".join(self.recipients[:1])
        command = command.decode("ascii", "replace")
        good = self.wishes("text")
        if self.refused:
            good = "503 5.5.1 a chunk was refused"
        elif not self.recipients:
            good = "554 5.5.1 no recipients"
        taken = None
        if good is None:
            good = "250 2.0.0 taken"
            taken = Taken(self.sender, self.recipients, self.text)
            if not self.port.refuses(command):
                self.port.begun.append(taken)
        self.forget()
        if self.answer(command, good) and taken:
            self.port.taken.append(taken)

    def do_data(self, _line):
        good = self.wishes("data") or "354 go ahead"
        if self.sender is None:
            good = "503 5.5.1 no sender"
        elif not self.recipients:
            good = "554 5.5.1 no recipients"
        if not self.answer("DATA", good) or good[0] != "3":
            return
        lines = []
        while True:
            line = self.wire.read_line()
            if line == b".":
                break
            lines.append(line[1:] if line.startswith(b".") else line)
        self.text = b"".join(line + b"\r\n" for line in lines)
        self.take(b"text")

    def read(self, n):
        while len(self.wire.pending) < n:
            self.wire.pending += self.wire.recv()
        data, self.wire.pending = (self.wire.pending[:n],
                                   self.wire.pending[n:])
        return data

    def do_bdat(self, line):
        last = line.upper().endswith(b" LAST")
        command = "last" if last else "BDAT"
        keep = self.port.look(command)
        if keep and keep.startswith("!keep "):
            self.port.rule(command)  # counts it
            self.say(keep[6:])
            return
        self.text += self.read(int(line.split(b" ")[1]))
        self.refused = self.refused or self.wishes("data")
        if last and not self.refused:
            self.take(b"last")
            return
        if last:
            self.answer("last", self.refused)
            self.forget()
        elif not self.answer("BDAT", self.refused or
                             "250 2.0.0 chunk taken"):
            self.refused = "refused"

    def do_quit(self, _line):
        self.answer("QUIT", "221 2.0.0 bye")
        raise Gone


class Port:
    """What connections to one port meet; it is one of mailserver's lanes."""

    def __init__(self, lane):
        self.lane = lane
        lane.make = lambda wire: Submission(wire, self)
        self.implicit = lane.implicit
        self.password = b""
        self.features = FULL
        self.cert = "good"
        self.rules = []
        self.counts = {}
        self.many = "452 4.5.3 too many recipients"
        self.second = 1
        self.lines = []  # of all connections
        self.begun = []  # all messages whose end was reached
        self.taken = []  # those that were answered with 2xx
        self.lock = threading.Lock()

    def context(self):
        return self.lane.server.context(self.cert)

    def note(self, line):
        with self.lock:
            self.lines.append(line)

    def find(self, command, count):
        found = None
        for i, (start, nth, action) in enumerate(self.rules):
            if not command.upper().startswith(start.upper()):
                continue
            seen = self.counts.get(i, 0) + 1
            if count:
                self.counts[i] = seen
            if found is None and nth in (0, seen):
                found = action
        return found

    def look(self, command):
        """What rule() is going to say."""
        with self.lock:
            return self.find(command, False)

    def refuses(self, command):
        """Whether it is going to say that it does not take a text."""
        return re.match("(!bye )?[45]", self.look(command) or "")

    def rule(self, command):
        with self.lock:
            return self.find(command, True)

    def mend(self):
        """From now on it behaves."""
        with self.lock:
            self.rules = []
            self.counts = {}
