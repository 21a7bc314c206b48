#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""A TCP proxy that holds each connection until a file is there.

    held.py LISTEN-ADDRESS:PORT SERVER-ADDRESS:PORT LOG GO

The log gets a line "held" for each connection that waits.  Once GO exists,
bytes pass both ways at once.
"""
import os
import socket
import sys
import threading
import time


def address(text):
    host, port = text.rsplit(":", 1)
    return host, int(port)


def pump(source, target):
    try:
        while True:
            data = source.recv(65536)
            if not data:
                break
            target.sendall(data)
    except OSError:
        pass
    for side in (source, target):
        try:
            side.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def serve(client, server_address, log, go):
    with open(log, "a") as out:
        out.write("held\n")
    while not os.path.exists(go):
        time.sleep(0.02)
    server = socket.create_connection(server_address)
    threading.Thread(target=pump, args=(client, server), daemon=True).start()
    pump(server, client)


def main():
    listen, server, log, go = sys.argv[1:]
    listener = socket.create_server(address(listen))
    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve,
                         args=(client, address(server), log, go),
                         daemon=True).start()


main()
