#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""A mail server that follows a script, for any line protocol.

    fakeserver.py [OPTION...] SCRIPT

    --listen HOST:PORT    where (default 127.0.0.1:0)
    --port-file FILE      gets the port once the server listens
    --cert FILE           certificate chain for TLS
    --key FILE            its key (default: in the same file)
    --log FILE            gets a line an event (default: standard error)
    --connections N       ends after so many connections (default: never)

Each connection runs the script from the start.  A script's lines are:

    S TEXT    sends TEXT and CRLF
    s TEXT    sends TEXT as it is
    C REGEX   reads a line that has to match as a whole; groups can be sent
              later as \\1 ... \\9
    T         makes the TLS handshake, as the server
    E         reads until the client closes
    X         resets the connection
    W SECONDS keeps silent, but notices when the client closes
    L         starts again at the first line behind the last T

Texts know \\r, \\n, \\t, \\\\, \\xNN.  Lines that are empty or begin with '#'
are skipped.  At the end of the script the connection is closed.  The log's
lines are the connection's number and what happened: "open", "tls VERSION",
"tls failed REASON", "C: LINE", "S: TEXT", "mismatch LINE", "early N bytes"
(sent by the client before the handshake it had to wait for), "eof", "close".
"""
import argparse
import os
import re
import select
import socket
import ssl
import struct
import sys
import threading


class Mismatch(Exception):
    """The client said something that the script does not expect."""


class Session:
    """One connection that follows the script."""

    def __init__(self, number, sock, options):
        self.number = number
        self.sock = sock
        self.options = options
        self.pending = b""
        self.groups = ()

    def log(self, text):
        self.options.write("%d %s\n" % (self.number, text))

    def text(self, template):
        def one(match):
            code = match.group(1)
            if code.isdigit():
                return self.groups[int(code) - 1] or b""
            if code[:1] == b"x":
                return bytes([int(code[1:], 16)])
            return {b"r": b"\r", b"n": b"\n", b"t": b"\t"}.get(code, code)
        return re.sub(rb"\\(x[0-9a-fA-F]{2}|.)", one, template.encode())

    def send(self, template, end=b""):
        data = self.text(template) + end
        self.log("S: %s" % shown(data))
        self.sock.sendall(data)

    def more(self):
        try:
            data = self.sock.recv(65536)
        except OSError as error:
            self.log("error %s" % error)
            data = b""
        self.pending += data
        return bool(data)

    def expect(self, pattern):
        while b"\n" not in self.pending:
            if not self.more():
                raise EOFError
        line, self.pending = self.pending.split(b"\n", 1)
        line = line.rstrip(b"\r")
        self.log("C: %s" % shown(line))
        match = re.fullmatch(pattern.encode(), line, re.IGNORECASE)
        if not match:
            raise Mismatch("%s, expected %s" % (shown(line), pattern))
        if match.groups():
            self.groups = match.groups()

    def start_tls(self):
        if self.pending:
            self.log("early %d bytes" % len(self.pending))
            self.pending = b""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.options.cert, self.options.key)
        try:
            self.sock = context.wrap_socket(self.sock, server_side=True)
        except (OSError, ssl.SSLError) as error:
            self.log("tls failed %s" % error)
            raise EOFError from error
        self.log("tls %s" % self.sock.version())

    def until_end(self, seconds=None):
        while True:
            if not (isinstance(self.sock, ssl.SSLSocket) and
                    self.sock.pending()):
                ready = select.select([self.sock], [], [], seconds)[0]
                if not ready:
                    return
            if not self.more():
                raise EOFError
            for line in self.pending.splitlines():
                self.log("C: %s" % shown(line))
            self.pending = b""

    def reset(self):
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                             struct.pack("ii", 1, 0))
        self.sock.close()
        raise EOFError

    def step(self, verb, rest):
        if verb == "S":
            self.send(rest, b"\r\n")
        elif verb == "s":
            self.send(rest)
        elif verb == "C":
            self.expect(rest)
        elif verb == "T":
            self.start_tls()
        elif verb == "E":
            self.until_end()
        elif verb == "X":
            self.reset()
        elif verb == "W":
            self.until_end(float(rest))
        else:
            raise SystemExit("no such verb in the script: " + verb)

    def run(self):
        self.log("open")
        again = at = 0
        try:
            while at < len(self.options.script):
                verb, rest = self.options.script[at]
                at += 1
                if verb == "T":
                    again = at
                if verb == "L":
                    at = again
                else:
                    self.step(verb, rest)
        except EOFError:
            self.log("eof")
        except Mismatch as error:
            self.log("mismatch %s" % error)
        except OSError as error:
            self.log("error %s" % error)
        self.log("close")
        self.sock.close()


def shown(data):
    return data.decode("utf-8", "backslashreplace").encode(
        "unicode_escape").decode().rstrip()


def read_script(path):
    script = []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if line and not line.startswith("#"):
                script.append((line[0], line[2:]))
    return script


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--listen", default="127.0.0.1:0")
    parser.add_argument("--port-file")
    parser.add_argument("--cert")
    parser.add_argument("--key")
    parser.add_argument("--log")
    parser.add_argument("--connections", type=int, default=0)
    parser.add_argument("script")
    return parser.parse_args()


def main():
    options = arguments()
    options.script = read_script(options.script)
    out = open(options.log, "w", encoding="utf-8", buffering=1) \
        if options.log else sys.stderr
    options.write = out.write
    host, port = options.listen.rsplit(":", 1)
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, int(port)))
    listener.listen(64)
    if options.port_file:
        with open(options.port_file + ".new", "w", encoding="ascii") as f:
            f.write("%d\n" % listener.getsockname()[1])
        os.rename(options.port_file + ".new", options.port_file)
    threads = []
    number = 0
    while not options.connections or number < options.connections:
        number += 1
        session = Session(number, listener.accept()[0], options)
        threads.append(threading.Thread(target=session.run, daemon=True))
        threads[-1].start()
    for thread in threads:
        thread.join()


main()
