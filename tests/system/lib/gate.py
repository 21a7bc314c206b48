#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""A TCP proxy with a gate, in front of a server.

    gate.py LISTEN-ADDRESS:PORT SERVER-ADDRESS:PORT LOG OPEN

Connections are taken and nothing else, until the file OPEN exists: from then
on all bytes pass.  The log gets a line whenever a connection comes or goes:

    N M             N connections now, M since the start
"""
import os
import socket
import sys
import threading
import time


def address(text):
    host, port = text.rsplit(":", 1)
    return host, int(port)


class Counter:
    """Who is there."""

    def __init__(self, path):
        self.out = open(path, "w", encoding="ascii", buffering=1)
        self.lock = threading.Lock()
        self.now = self.ever = 0

    def change(self, step):
        with self.lock:
            self.now += step
            self.ever += step > 0
            self.out.write("%d %d\n" % (self.now, self.ever))


def pump(source, sink):
    try:
        while True:
            data = source.recv(65536)
            if not data:
                break
            sink.sendall(data)
    except OSError:
        pass
    for end in (source, sink):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def serve(client, target, is_open, counter):
    while not os.path.exists(is_open):
        # Somebody who gives up is gone: there is nothing else to read yet.
        client.settimeout(0.05)
        try:
            if client.recv(1, socket.MSG_PEEK) == b"":
                break
            time.sleep(0.05)
        except (socket.timeout, OSError):
            pass
    else:
        client.settimeout(None)
        server = socket.create_connection(target)
        back = threading.Thread(target=pump, args=(server, client))
        back.start()
        pump(client, server)
        back.join()
        server.close()
    counter.change(-1)
    client.close()


def main():
    listen, target, log, is_open = sys.argv[1:5]
    counter = Counter(log)
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(address(listen))
    listener.listen(512)
    while True:
        client = listener.accept()[0]
        counter.change(1)
        threading.Thread(target=serve, daemon=True, args=(
            client, address(target), is_open, counter)).start()


main()
