# SPDX-License-Identifier: ISC
"""talking_relay.py PORT LOG: a submission server with TLS that accepts every
login and message and writes down each command and text.  To recipients that
are named after one of its lies it replies in ways that would hurt somebody who
believes it.  Runs inside the provider's root."""
import socket
import ssl
import sys
import threading

LIES = {
    b"escape": b"550 5.1.1 no \x1b[2J\x07such\x00 user\x7f\r\n",
    b"return": b"550 5.1.1 no\rX-Evil: 1\rsuch user\r\n",
    b"lines": b"550-5.1.1 no\r\n550-X-Evil: 1\r\n550-\r\n550 such user\r\n",
    b"boundary": b"550 5.1.1 --=_postern\r\n",
    b"quotes": b'550 5.1.1 no" status=sent relay=evil from=<root>\r\n',
    b"long": b"550 5.1.1 " + b"x" * 7000 + b"\r\n",
    b"bytes": b"550 5.1.1 \xff\xfe\xc3\x28\xe2\x80\xae no\r\n",
    b"feed": b"550 5.1.1 no\nX-Evil: 1\r\n",
}
log = open(sys.argv[2], "ab", buffering=0)


def text_of(stream):
    lines = []
    while True:
        line = stream.readline()
        if line in (b".\r\n", b""):
            return b"".join(lines)
        lines.append(line)


def reply_to(line):
    word = line[:4].upper()
    if word == b"EHLO":
        return (b"250-relay\r\n250-PIPELINING\r\n250-8BITMIME\r\n"
                b"250-AUTH PLAIN\r\n250 DSN\r\n")
    if word == b"AUTH":
        return b"235 2.7.0 in\r\n"
    if word == b"RCPT":
        for name, lie in LIES.items():
            if b"<" + name + b"@" in line:
                return lie
    if word == b"DATA":
        return b"354 go on\r\n"
    if word == b"QUIT":
        return b"221 bye\r\n"
    return b"250 2.0.0 ok\r\n"


def serve(client):
    stream = client.makefile("rwb")
    stream.write(b"220 relay\r\n")
    stream.flush()
    got = False
    while line := stream.readline():
        if not line.upper().startswith(b"AUTH"):
            log.write(b"C: " + line)
        reply = reply_to(line)
        if line.upper().startswith(b"MAIL"):
            got = False
        if line.upper().startswith(b"RCPT"):
            got = got or reply.startswith(b"2")
        if line.upper().startswith(b"DATA") and not got:
            reply = b"503 5.5.1 no recipient\r\n"
        stream.write(reply)
        stream.flush()
        if reply.startswith(b"354"):
            log.write(b"T: " + text_of(stream).replace(b"\n", b"\nT: ")
                      + b"end\n")
            stream.write(b"250 2.0.0 taken\r\n")
            stream.flush()


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(*sys.argv[3:5])
server = socket.create_server(("", int(sys.argv[1])))
while True:
    raw = server.accept()[0]

    def start(raw=raw):
        try:
            serve(context.wrap_socket(raw, server_side=True))
        except (OSError, ValueError):
            pass
    threading.Thread(target=start, daemon=True).start()
