"""A line between two programs that can be cut: a TCP relay on loopback."""

from __future__ import annotations

import asyncio
import contextlib

from tests.support.ports import free_ports


class Cable:
    """Listens on `port` and relays to `target`; `cut` breaks every connection without a farewell."""

    def __init__(self, target: int) -> None:
        (self.port,) = free_ports(1)
        self.cuts = 0
        self._target = target
        self._server: asyncio.Server | None = None
        self._ends: set[asyncio.StreamWriter] = set()

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._join, "127.0.0.1", self.port)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        self._ends |= {writer, far_writer}
        try:
            await asyncio.gather(_copy(reader, far_writer), _copy(far_reader, writer))
        finally:
            self._ends -= {writer, far_writer}

    @property
    def joined(self) -> bool:
        return bool(self._ends)

    def cut(self) -> None:
        """Break every connection at once."""
        self.cuts += 1
        for end in tuple(self._ends):
            end.transport.abort()

    async def close(self) -> None:
        self.cut()
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while chunk := await reader.read(65536):
            writer.write(chunk)
            await writer.drain()
    writer.transport.abort()
