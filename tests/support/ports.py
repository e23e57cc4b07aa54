"""Ports of the loopback interface that are free now."""

from __future__ import annotations

import os
import socket


def free_ports(count: int) -> list[int]:
    """Ports that are free for TCP and UDP."""
    found: list[int] = []
    held: list[socket.socket] = []
    while len(found) < count:
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        udp.bind(("127.0.0.1", 0))
        port = udp.getsockname()[1]
        tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        held += [udp, tcp]
        try:
            tcp.bind(("127.0.0.1", port))
        except OSError:
            continue
        found.append(port)
    for each in held:
        each.close()
    return found


def free_range(size: int) -> int:
    """The first of `size` UDP ports in a row that are free, from an even number on; differs from process to process."""
    start = 34000 + (os.getpid() * 512) % 20000
    for first in range(start - start % 2, 60000, size + size % 2):
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
