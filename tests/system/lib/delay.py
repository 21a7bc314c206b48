#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""A TCP proxy that is a long way off.

    delay.py LISTEN-ADDRESS:PORT SERVER-ADDRESS:PORT ROUND-TRIP-MS

Each direction takes half a round trip, whatever goes through it, and the
first bytes of a connection a whole one more: TCP's handshake.
"""
import asyncio
import sys


def address(text):
    host, port = text.rsplit(":", 1)
    return host, int(port)


async def carry(reader, writer, delay, ready):
    """Reads at once, and writes each piece when its time has come."""
    loop = asyncio.get_running_loop()
    queue = asyncio.Queue()

    async def write():
        while True:
            due, data = await queue.get()
            await asyncio.sleep(due - loop.time())
            if not data:
                break
            writer.write(data)
            await writer.drain()
        writer.close()

    task = asyncio.create_task(write())
    while True:
        data = await reader.read(65536)
        queue.put_nowait((max(loop.time(), ready) + delay, data))
        if not data:
            break
    await task


async def main():
    target = address(sys.argv[2])
    trip = float(sys.argv[3]) / 1000

    async def serve(reader, writer):
        ready = asyncio.get_running_loop().time() + trip
        far_reader, far_writer = await asyncio.open_connection(*target)
        await asyncio.gather(
            carry(reader, far_writer, trip / 2, ready),
            carry(far_reader, writer, trip / 2, ready),
            return_exceptions=True)

    host, port = address(sys.argv[1])
    server = await asyncio.start_server(serve, host, port)
    async with server:
        await server.serve_forever()


asyncio.run(main())
