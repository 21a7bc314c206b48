# SPDX-License-Identifier: ISC
"""An IMAP and POP3 server that behaves, except where it is told not to.

A behaviour is text of the form "STEP ACTION; STEP ACTION ...".  The steps, in
the order in which a login meets them:

    accept     a connection was accepted
    hello      the client's part of the TLS handshake has come
    flight     half of the server's part has been sent
    greeting   the greeting is due
    starttls   the answer to STARTTLS or STLS is due
    capa       the answer to CAPABILITY or CAPA is due
    auth       the answer to an AUTHENTICATE, AUTH, LOGIN or USER is due, before
               any proof; auth:NAME only for the mechanism of that name
    challenge  SCRAM's challenge is due
    proof      the proof has come, and SCRAM's signature is due
    reply      the final reply is due

An action is "!" and one of mailwire.WAYS, or the text to send instead of what
a good server would: it knows \\r, \\n, \\\\ and \\xNN; %t is the command's tag,
and a line end is added.  After an "auth" a command may follow; after a "reply"
too.  Words that are no steps:

    mechs NAMES      what is offered (default PLAIN); "none" for none
    words NAMES      other capabilities (default: SASL-IR)
    quiet yes        the greeting of IMAP says no capabilities
    cert NAME        the certificate in NAME.pem (default: good)
    v WORD           SCRAM's signature: right, wrong, or none at all
"""
import base64
import hashlib
import hmac
import os
import re
import socket
import ssl
import threading

from mailwire import Gone, Wire, go_wrong

STEPS = ("accept hello flight greeting starttls capa auth challenge proof "
         "reply").split()
WORDS = "mechs words quiet cert v".split()
HASHES = {"SCRAM-SHA-256": "sha256", "SCRAM-SHA-1": "sha1"}
ROUNDS = 4096


def parse(text):
    """A behaviour as a table; complains about what it does not know."""
    table = {}
    for part in filter(None, (p.strip() for p in text.split(";"))):
        step, action = part.split(None, 1)
        if step.split(":")[0] not in STEPS + WORDS or step in table:
            raise ValueError("no such step, or twice: " + part)
        table[step] = action
    return table


def unescape(text, tag):
    def one(match):
        code = match.group(1)
        if code[:1] == b"x":
            return bytes([int(code[1:], 16)])
        return {b"r": b"\r", b"n": b"\n"}.get(code, code)
    text = text.encode().replace(b"%t", tag)
    return re.sub(rb"\\(x[0-9a-fA-F]{2}|.)", one, text) + b"\r\n"


def b64(data):
    return base64.b64encode(data)


def unb64(initial):
    """An initial response; None without one."""
    return base64.b64decode(initial.strip(b"=") and initial) \
        if initial else None


class Talk:
    """One connection's conversation; a subclass knows its protocol."""

    def __init__(self, wire, lane):
        self.wire = wire
        self.lane = lane
        self.how = parse(lane.behaviour)
        self.secure = False
        self.tag = b""
        self.passwords = []  # those that came in the clear of a mechanism
        self.proofs = 0  # SCRAM proofs that came

    def at(self, step, good):
        """Sends what is due at a step; whether it was what is good."""
        action = self.how.get(step)
        if action is None:
            self.wire.send(good)
        elif action.startswith("!"):
            go_wrong(self.wire, action[1:], good)
        else:
            self.wire.send(unescape(action, self.tag))
        return action is None

    def way(self, step):
        return self.how.get(step, "")[1:] or None

    def start_tls(self):
        self.wire.start_tls(self.lane.server.context(self.how.get(
            "cert", "good")), self.way("hello"), self.way("flight"))
        self.secure = True

    def mechanisms(self):
        names = self.how.get("mechs", "PLAIN").split()
        return [] if names == ["none"] else names

    def run(self):
        if "accept" in self.how:
            go_wrong(self.wire, self.way("accept"), b"")
        if self.lane.implicit:
            self.start_tls()
        self.at("greeting", self.greeting())
        while True:
            self.command(self.wire.read_line())

    def refuses(self, name):
        """Whether it answers a mechanism before any proof."""
        for step in "auth:" + name, "auth":
            if step in self.how:
                self.at(step, b"")
                return True
        return False

    def ask(self, challenge):
        """A challenge that a good server sends, and what comes back."""
        self.wire.send(b"+ " + b64(challenge) + b"\r\n")
        return base64.b64decode(self.wire.read_line())

    def authenticate(self, name, initial):
        """AUTHENTICATE or AUTH, up to the final reply."""
        if self.refuses(name):
            return
        if name in HASHES:
            self.scram(name, initial)
            return
        if name == "LOGIN":
            self.ask(b"Username:")
            password = self.ask(b"Password:")
        else:
            if initial is None:
                initial = self.ask(b"")
            password = initial.split(b"\0")[2]
        self.passwords.append(password)
        self.at("proof" if "proof" in self.how else "reply", self.accepted())

    def scram(self, name, initial):
        first = self.ask(b"") if initial is None else initial
        bare = first.split(b",", 2)[2]
        nonce = dict(p.split(b"=", 1) for p in bare.split(b","))[b"r"] + \
            b64(os.urandom(12))
        salt = os.urandom(12)
        challenge = b"r=%s,s=%s,i=%d" % (nonce, b64(salt), ROUNDS)
        if not self.at("challenge", b"+ " + b64(challenge) + b"\r\n"):
            return
        last = base64.b64decode(self.wire.read_line())
        self.proofs += 1
        message = b",".join((bare, challenge, last.rsplit(b",p=", 1)[0]))
        signature = self.sign(HASHES[name], salt, message)
        if self.how.get("v") == "wrong":
            signature = bytes(len(signature))
        if self.how.get("v") != "none" and \
                not self.at("proof", b"+ " + b64(b"v=" + b64(signature)) +
                            b"\r\n"):
            return
        self.wire.read_line()
        self.at("reply", self.accepted())

    def sign(self, kind, salt, message):
        """The server's signature (RFC 5802 3)."""
        salted = hashlib.pbkdf2_hmac(kind, self.lane.password, salt, ROUNDS)
        key = hmac.new(salted, b"Server Key", kind).digest()
        return hmac.new(key, message, kind).digest()


class Imap(Talk):
    """IMAP4rev1 up to a login."""

    def words(self):
        words = ["IMAP4rev1"] + self.how.get("words", "SASL-IR").split()
        if not self.secure:
            words += ["STARTTLS", "LOGINDISABLED"]
        return " ".join(words + ["AUTH=" + m for m in self.mechanisms()])

    def greeting(self):
        if "quiet" in self.how:
            return b"* OK ready\r\n"
        return b"* OK [CAPABILITY %s] ready\r\n" % self.words().encode()

    def accepted(self):
        return self.tag + b" OK in\r\n"

    def command(self, line):
        self.tag, name, rest = (line + b"  ").split(b" ", 2)
        name, rest = name.upper(), rest.strip()
        if name == b"CAPABILITY":
            self.at("capa", b"* CAPABILITY %s\r\n%s OK done\r\n" % (
                self.words().encode(), self.tag))
        elif name == b"STARTTLS":
            self.at("starttls", self.tag + b" OK begin\r\n")
            self.start_tls()
        elif name == b"AUTHENTICATE":
            name, _, initial = rest.partition(b" ")
            self.authenticate(name.decode(), unb64(initial))
        elif name == b"LOGIN":
            if not self.refuses("LOGIN-COMMAND"):
                self.passwords.append(rest.split(b" ", 1)[1].strip(b'"'))
                self.at("reply", self.accepted())
        elif name == b"LOGOUT":
            self.wire.send(b"* BYE\r\n" + self.tag + b" OK\r\n")
            raise Gone
        else:
            self.wire.send(self.tag + b" BAD what?\r\n")


class Pop3(Talk):
    """POP3 up to a login."""

    def greeting(self):
        return b"+OK ready\r\n"

    def accepted(self):
        return b"+OK in\r\n"

    def capabilities(self):
        lines = ["+OK", "RESP-CODES"] + self.how.get("words", "").split()
        lines += [] if self.secure else ["STLS"]
        if self.mechanisms():
            lines += ["SASL " + " ".join(self.mechanisms())]
        return "".join(l + "\r\n" for l in lines + ["."]).encode()

    def command(self, line):
        name, _, rest = line.partition(b" ")
        name = name.upper()
        if name == b"CAPA":
            self.at("capa", self.capabilities())
        elif name == b"STLS":
            self.at("starttls", b"+OK begin\r\n")
            self.start_tls()
        elif name == b"AUTH":
            name, _, initial = rest.partition(b" ")
            self.authenticate(name.decode(), unb64(initial))
        elif name == b"USER":
            if not self.refuses("USER"):
                self.wire.send(b"+OK\r\n")
        elif name == b"PASS":
            self.passwords.append(rest)
            self.at("reply", self.accepted())
        elif name == b"QUIT":
            self.wire.send(b"+OK\r\n")
            raise Gone
        else:
            self.wire.send(b"-ERR what?\r\n")


TALKS = {"imap": Imap, "pop3": Pop3}


class Lane:
    """One port, with what connections to it meet from now on."""

    def __init__(self, server, scheme, address):
        self.server = server
        self.scheme = scheme
        self.protocol = scheme.rstrip("s")
        self.implicit = scheme.endswith("s")
        self.behaviour = ""
        self.password = b""
        self.talks = []  # of each connection, in order
        self.alive = set()
        self.make = lambda wire: TALKS[self.protocol](wire, self)
        self.listener = socket.create_server((address, 0), backlog=1024)
        self.port = self.listener.getsockname()[1]

    def start(self):
        threading.Thread(target=self.listen, daemon=True).start()
        return self

    def listen(self):
        while True:
            sock = self.listener.accept()[0]
            talk = self.make(Wire(sock, self.protocol))
            self.talks.append(talk)
            self.alive.add(talk)
            threading.Thread(target=self.serve, args=(talk,),
                             daemon=True).start()

    def serve(self, talk):
        try:
            talk.run()
        except Gone:
            pass
        except (ValueError, IndexError, KeyError) as error:
            talk.wire.seen += b"\nthe client's line is broken: %s" % (
                repr(error).encode())
        finally:
            talk.wire.close()
            self.alive.discard(talk)


class Server:
    """The certificates, and a lane for each port."""

    def __init__(self, pki):
        self.pki = pki
        self.contexts = {}

    def context(self, name):
        if name not in self.contexts:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain("%s/%s.pem" % (self.pki, name),
                                    self.pki + "/server.key")
            self.contexts[name] = context
        return self.contexts[name]

    def lane(self, scheme, address="127.0.0.60"):
        return Lane(self, scheme, address)
