#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Somebody between a client and a mail server: ends TLS on both sides.

    mitm.py LISTEN-ADDRESS:PORT SERVER-ADDRESS:PORT LOG CERT KEY
            [--hide WORD] [--newest 1.2|1.3]

It has a certificate that the client trusts, reads all that is said, and passes
it on.  --hide takes a word out of what the server says; --newest bounds the TLS
version towards the client.  The log gets "C: LINE" and "S: LINE".
"""
import argparse
import socket
import ssl
import threading

VERSIONS = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}


def address(text):
    host, port = text.rsplit(":", 1)
    return host, int(port)


def parse():
    parser = argparse.ArgumentParser()
    for name in ("listen", "server", "log", "cert", "key"):
        parser.add_argument(name)
    parser.add_argument("--hide", default="")
    parser.add_argument("--newest", default="1.3", choices=VERSIONS)
    return parser.parse_args()


def copy_lines(source, target, letter, hide, log):
    """Passes on line by line, until either side is gone."""
    try:
        for line in source.makefile("rb"):
            if hide:
                line = line.replace(b" " + hide.encode(), b"")
            log("%s: %s" % (letter, line.decode("utf-8", "replace").rstrip()))
            target.sendall(line)
    except OSError:
        pass
    for sock in (source, target):
        try:
            sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def serve(plain, inner, options, log):
    outer = ssl.create_default_context()
    outer.check_hostname = False
    outer.verify_mode = ssl.CERT_NONE
    try:
        client = inner.wrap_socket(plain, server_side=True)
        server = outer.wrap_socket(
            socket.create_connection(address(options.server)))
    except OSError as error:
        log("failed: %s" % error)
        return
    log("open %s %s" % (client.version(), server.version()))
    back = threading.Thread(target=copy_lines, daemon=True, args=(
        server, client, "S", options.hide, log))
    back.start()
    copy_lines(client, server, "C", "", log)
    back.join()
    log("close")


def main():
    options = parse()
    out = open(options.log, "w", encoding="utf-8", buffering=1)

    def log(line):
        out.write(line + "\n")

    inner = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    inner.load_cert_chain(options.cert, options.key)
    inner.maximum_version = VERSIONS[options.newest]
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(address(options.listen))
    listener.listen(8)
    while True:
        serve(listener.accept()[0], inner, options, log)


main()
