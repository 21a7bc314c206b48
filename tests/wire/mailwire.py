# SPDX-License-Identifier: ISC
"""One end of a mail connection, TLS by hand, and how it can go wrong.

The TLS records pass through memory, so that each of them can be cut, held
back or replaced.  Ways to go wrong are named by WAYS.
"""
import os
import select
import socket
import ssl
import struct
import time


class Gone(Exception):
    """The client is not there any more, or is left alone on purpose."""


class Wire:
    """A connection that was accepted; its thread alone uses it."""

    def __init__(self, sock, protocol):
        self.sock = sock
        self.protocol = protocol
        self.tls = None
        self.incoming = self.outgoing = None
        self.pending = b""
        self.seen = b""  # all that the client said, outside of TLS's layer
        self.clear = b""  # the part of it that no TLS protected
        self.wrong = None  # the way in which it goes wrong
        sock.settimeout(120)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def raw_send(self, data):
        try:
            self.sock.sendall(data)
        except OSError as error:
            raise Gone from error

    def raw_recv(self):
        try:
            data = self.sock.recv(65536)
        except OSError as error:
            raise Gone from error
        if not data:
            raise Gone
        return data

    def send(self, data):
        if not self.tls:
            self.raw_send(data)
            return
        self.tls.write(data)
        self.raw_send(self.outgoing.read())

    def recv(self):
        """More of what the client says; Gone at its end."""
        while self.tls:
            try:
                data = self.tls.read(65536)
            except ssl.SSLWantReadError:
                self.incoming.write(self.raw_recv())
                continue
            except ssl.SSLError as error:
                raise Gone from error
            if not data:
                raise Gone
            self.seen += data
            return data
        data = self.raw_recv()
        self.seen += data
        self.clear += data
        return data

    def read_line(self):
        while b"\n" not in self.pending:
            self.pending += self.recv()
        line, self.pending = self.pending.split(b"\n", 1)
        return line.rstrip(b"\r")

    def start_tls(self, context, hello, flight):
        """The server's handshake.

        hello and flight are ways to go wrong, or None: instead of an answer
        to the client's hello, and after the first half of that answer.
        """
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = context.wrap_bio(self.incoming, self.outgoing, server_side=True)
        if hello:
            self.raw_recv()
            go_wrong(self, hello, os.urandom(2000))
        while True:
            try:
                tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                self.hand_over(flight)
                self.incoming.write(self.raw_recv())
            except ssl.SSLError as error:
                self.hand_over(None)
                raise Gone from error
        self.hand_over(None)
        self.tls, self.pending = tls, b""

    def hand_over(self, flight):
        data = self.outgoing.read()
        if flight and data:
            self.raw_send(data[:len(data) // 2])
            go_wrong(self, flight, data[len(data) // 2:])
        if data:
            self.raw_send(data)

    def close(self):
        self.sock.close()


def hang(wire, _text):
    while True:
        wire.raw_recv()


def pause(wire, seconds):
    """Waits, but not for a client that is gone."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        ready = select.select([wire.sock], [], [], end - time.monotonic())[0]
        if ready:
            wire.raw_recv()


def drip(wire, text):
    """A byte a second, and more of them than a login lasts seconds."""
    text = text.rstrip(b"\r\n").ljust(60, b"x") + b"\r\n"
    for i in range(len(text)):
        wire.send(text[i:i + 1])
        pause(wire, 1)
    hang(wire, text)


def close(_wire, _text):
    raise Gone


def reset(wire, _text):
    wire.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                         struct.pack("ii", 1, 0))
    raise Gone


def half(wire, text):
    wire.send(text[:len(text) // 2])
    raise Gone


def half_reset(wire, text):
    wire.send(text[:len(text) // 2])
    reset(wire, text)


def half_hang(wire, text):
    wire.send(text[:len(text) // 2])
    hang(wire, text)


def garbage(wire, _text):
    wire.send(bytes(range(256)) * 4 + b"\r\n")
    hang(wire, b"")


def endless_line(wire, _text):
    start = b"250 " if wire.protocol == "submission" else b"* OK "
    while True:
        wire.send(start + b"x" * 4096)
        start = b""


def endless_lines(wire, text):
    """The first of many lines that are due, without the others' end."""
    line = {"imap": b"* OK still here\r\n", "pop3": b"+ c3RpbGw=\r\n",
            "submission": b"250-still here\r\n"}
    first, _, rest = text.partition(b"\n")
    if wire.protocol == "pop3" and rest:
        wire.send(first + b"\n")
    while True:
        wire.send(line[wire.protocol] * 64)


def endless_records(wire, _text):
    """A byte a TLS record, or outside of TLS records that say nothing."""
    while True:
        if wire.tls:
            wire.send(b"x")
        else:
            wire.raw_send(b"\x16\x03\x03\x00\x00" * 100)


def broken_records(wire, _text):
    """What is no TLS record, or one that cannot be deciphered."""
    wire.raw_send(b"\x17\x03\x03\x40\x00" + os.urandom(0x4000))
    hang(wire, b"")


WAYS = {
    "close": close, "reset": reset, "hang": hang, "drip": drip,
    "half": half, "half-reset": half_reset, "half-hang": half_hang,
    "garbage": garbage, "endless-line": endless_line,
    "endless-lines": endless_lines, "endless-records": endless_records,
    "broken-records": broken_records,
}


def go_wrong(wire, way, text):
    """Goes wrong in the way of this name, instead of sending the text."""
    wire.wrong = way
    WAYS[way](wire, text)
    raise Gone
