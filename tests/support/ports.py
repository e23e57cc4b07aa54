"""Ports of the loopback interface that are free now, and that the kernel gives to nobody who asks for any port."""

from __future__ import annotations

import os
import random
import socket

VOICE = range(11_000, 31_000)
SERVERS = range(31_000, 32_700)
"""Both below the ports that Linux chooses itself (32768 and up): up there a client that waits for a server may be given
the server's own port, connect to itself and keep the server out."""


def free_ports(count: int) -> list[int]:
    """Ports that are free for TCP and UDP, of this worker's own: one that another worker has just found free, and whose
    server has not come up yet, would be free here as well, and looking at it would keep that server out."""
    found: list[int] = []
    held: list[socket.socket] = []
    own = range(SERVERS.start + _worker(), SERVERS.stop, _workers())
    try:
        for port in random.sample(own, len(own)):
            udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            held += [udp, tcp]
            try:
                udp.bind(("127.0.0.1", port))
                tcp.bind(("127.0.0.1", port))
            except OSError:
                continue
            found.append(port)
            if len(found) == count:
                return found
    finally:
        for each in held:
            each.close()
    raise RuntimeError(f"no {count} free ports")


def _workers() -> int:
    return int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))


def _worker() -> int:
    return int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % _workers()


def free_range(size: int) -> int:
    """The first of `size` UDP ports in a row that are free, from an even number on, of this worker's own part; differs
    from process to process."""
    part = len(VOICE) // _workers()
    own = VOICE[_worker() * part : (_worker() + 1) * part]
    start = own.start + (os.getpid() * 512) % (len(own) // 2)
    for first in range(start - start % 2, own.stop - size, size + size % 2):
        held: list[socket.socket] = []
        try:
            for port in range(first, first + size):
                held.append(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
                held[-1].bind(("127.0.0.1", port))
        except OSError:
            continue
        finally:
            for each in held:
                each.close()
        return first
    raise RuntimeError("no free UDP ports for voice")
