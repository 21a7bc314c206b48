# SPDX-License-Identifier: ISC
"""A submission server that takes bearer tokens.

    tokens.py LISTEN PKI TOKEN MECHANISMS LOG

LISTEN is ADDRESS:PORT, with TLS from the first byte.  The one good token is
what the file TOKEN holds at the moment, what AUTH offers is what the file
MECHANISMS holds.  Each login, EHLO and message is a line of LOG.
"""
import base64
import json
import socketserver
import ssl
import sys
import threading

LISTEN, PKI, TOKEN, MECHANISMS, LOG = sys.argv[1:]
LOCK = threading.Lock()
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(PKI + "/good.pem", PKI + "/server.key")


def note(text):
    with LOCK, open(LOG, "a") as log:
        log.write(text + "\n")


def content(path):
    with open(path) as f:
        return f.read().strip()


def parse_bearer(message):
    """RFC 7628 3.1: the user and the token, or None."""
    parts = message.split("\x01")
    names = {}
    if parts[-2:] != ["", ""] or not parts[0].startswith("n,a=") or \
            not parts[0].endswith(","):
        return None
    for part in parts[1:-2]:
        name, _, value = part.partition("=")
        names[name] = value
    if names.get("host") != "fake.example.test" or \
            names.get("port") != LISTEN.partition(":")[2]:
        return None
    user = parts[0][4:-1].replace("=2C", ",").replace("=3D", "=")
    return user, names["auth"]


def parse_xoauth2(message):
    parts = message.split("\x01")
    if len(parts) != 4 or parts[2:] != ["", ""] or \
            not parts[0].startswith("user=") or \
            not parts[1].startswith("auth="):
        return None
    return parts[0][5:], parts[1][5:]


# What is parsed, and how a client answers the reason of a refusal.
KNOWN = {"OAUTHBEARER": (parse_bearer, "\x01"), "XOAUTH2": (parse_xoauth2, "")}


class Session(socketserver.StreamRequestHandler):
    def say(self, *lines):
        self.wfile.write(("\r\n".join(lines) + "\r\n").encode())
        self.wfile.flush()

    def hear(self):
        return self.rfile.readline().decode("latin-1").rstrip("\r\n")

    def auth(self, words):
        name = words[1]
        parse, answer = KNOWN[name]
        message = base64.b64decode(words[2]).decode()
        who = parse(message)
        if who is None:
            note("malformed " + name)
            self.say("501 5.5.2 malformed")
            return False
        user, bearer = who
        if bearer == "Bearer " + content(TOKEN):
            note("login %s %s" % (name, user))
            self.say("235 2.7.0 welcome")
            return True
        self.say("334 " + base64.b64encode(json.dumps(
            {"status": "401", "schemes": "bearer"}).encode()).decode())
        said = base64.b64decode(self.hear()).decode()
        note("refused %s %s%s" % (
            name, user, "" if said == answer else " answered wrongly"))
        self.say("535 5.7.8 the token is not good")
        return False

    def text(self):
        self.say("354 go on")
        while self.hear() != ".":
            pass
        note("message")
        self.say("250 2.0.0 taken")

    def handle(self):
        self.request.settimeout(120)
        trusted = False
        self.say("220 fake.example.test ESMTP")
        while True:
            line = self.hear()
            words = line.split()
            command = words[0].upper() if words else "QUIT"
            if command == "EHLO":
                note("ehlo %s from %s" % (words[1], self.client_address[0]))
                self.say("250-fake.example.test",
                         "250-AUTH " + content(MECHANISMS), "250 8BITMIME")
            elif command == "AUTH" and len(words) == 3 and words[1] in KNOWN:
                trusted = self.auth(words)
            elif command == "AUTH":
                note("password")
                self.say("504 5.5.4 no")
            elif command == "QUIT":
                return
            elif not trusted:
                self.say("530 5.7.0 authenticate first")
            elif command == "DATA":
                self.text()
            else:
                self.say("250 2.1.0 ok")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def finish_request(self, request, client_address):
        try:
            request.settimeout(60)
            super().finish_request(
                context.wrap_socket(request, server_side=True),
                client_address)
        except OSError as e:
            note("broken: %s" % e)


address, _, port = LISTEN.partition(":")
with Server((address, int(port)), Session) as server:
    server.serve_forever()
