"""The line between core and web on one machine: JSON lines over a unix socket (frames: docs/contracts.md)."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import random
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import orjson
import structlog

import telephony.outside.refusals  # noqa: F401 - their codes must be known here
from telephony.domain_events import Envelope
from telephony.errors import CoreUnavailable, HotlineError, Unknown
from telephony.journal import Journal

log = structlog.get_logger(__name__)

LINE_LIMIT = 16 * 1024 * 1024
CLIENT_BACKLOG = 100_000
"""Frames that may wait for one web process; above that it is disconnected and catches up from the journal."""

Frame = dict[str, Any]
Handler = Callable[[Mapping[str, Any]], Awaitable[Mapping[str, Any]]]
ERRORS: dict[str, type[HotlineError]] = {}


def _error_class(code: str) -> type[HotlineError]:
    if not ERRORS:
        pending = [HotlineError]
        while pending:
            cls = pending.pop()
            ERRORS[cls.code] = cls
            pending.extend(cls.__subclasses__())
    return ERRORS.get(code, HotlineError)


def _error(raw: Mapping[str, str]) -> HotlineError:
    """The error that the other side raised: of the same kind and with its message in both languages (other details
    stay there)."""
    kind = _error_class(raw["code"])
    error = kind.__new__(kind)
    HotlineError.__init__(error, raw["message"])
    if "message_zh" in raw:
        error.details["message_zh"] = raw["message_zh"]
    return error


def _failure(error: Exception) -> Frame:
    if isinstance(error, HotlineError):
        chinese = error.details.get("message_zh")
        return {"code": error.code, "message": str(error)} | ({"message_zh": chinese} if chinese else {})
    return {"code": "error", "message": f"{type(error).__name__}: {error}"}


class _Peer:
    """One connected web process, as core sees it."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self.writer = writer
        self.frames: asyncio.Queue[bytes] = asyncio.Queue(CLIENT_BACKLOG)
        self.live = False
        self.held: list[bytes] | None = None  # news that must wait until the past has been sent

    def send(self, frame: bytes) -> None:
        try:
            self.frames.put_nowait(frame)
        except asyncio.QueueFull:
            log.warning("bus.peer_too_slow")
            self.writer.transport.abort()

    async def pump(self) -> None:
        while True:
            frames = [await self.frames.get()]
            while not self.frames.empty():
                frames.append(self.frames.get_nowait())
            self.writer.write(b"".join(frames))
            await self.writer.drain()


class BusServer:
    """Core's end. `requests` are the methods that web may call."""

    def __init__(self, path: Path, journal: Journal) -> None:
        self._path = path
        self._journal = journal
        self.requests: dict[str, Handler] = {}
        self.on_pop_receipt: Callable[[str], None] = lambda _pop: None
        self.on_ack: Callable[[int], None] = lambda _n: None
        self._peers: set[_Peer] = set()
        self._asks: dict[int, asyncio.Future[Mapping[str, Any]]] = {}
        self._ids = itertools.count(1)
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def connected(self) -> bool:
        return any(peer.live for peer in self._peers)

    async def start(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            self._path.unlink()
        self._server = await asyncio.start_unix_server(self._serve, str(self._path), limit=LINE_LIMIT)
        self._path.chmod(0o600)

    async def close(self) -> None:
        for peer in tuple(self._peers):
            peer.writer.transport.abort()
        if self._server is not None:
            self._server.close()

    def broadcast(self, envelope: Envelope) -> None:
        """Send a piece of news to every web process that has caught up."""
        if not self._peers:
            return
        frame = orjson.dumps({"t": "news", "e": envelope.to_json()}) + b"\n"
        for peer in self._peers:
            if peer.held is not None:
                peer.held.append(frame)
            elif peer.live:
                peer.send(frame)

    async def ask(self, method: str, params: Mapping[str, Any], timeout: float) -> Mapping[str, Any]:
        """Ask web; raises CoreUnavailable without one, TimeoutError after `timeout` seconds, or web's own error."""
        peer = next((peer for peer in self._peers if peer.live), None)
        if peer is None:
            raise CoreUnavailable("no web process is connected")
        number = next(self._ids)
        future: asyncio.Future[Mapping[str, Any]] = asyncio.get_running_loop().create_future()
        self._asks[number] = future
        try:
            peer.send(orjson.dumps({"t": "ask", "id": number, "method": method, "params": dict(params)}) + b"\n")
            async with asyncio.timeout(timeout):
                return await future
        finally:
            self._asks.pop(number, None)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = _Peer(writer)
        self._peers.add(peer)
        peer.send(orjson.dumps({"t": "welcome", "epoch": self._journal.epoch, "last": self._journal.last}) + b"\n")
        pump = asyncio.create_task(peer.pump())
        try:
            while line := await reader.readline():
                await self._take(peer, orjson.loads(line))
        except (ConnectionError, ValueError) as error:
            log.warning("bus.peer_dropped", error=str(error))
        finally:
            self._peers.discard(peer)
            pump.cancel()
            writer.close()

    async def _take(self, peer: _Peer, frame: Frame) -> None:
        match frame["t"]:
            case "hello":
                await self._catch_up(peer, int(frame["since"]))
            case "ack":
                self.on_ack(int(frame["n"]))
            case "pop_receipt":
                self.on_pop_receipt(str(frame["pop"]))
            case "answer":
                future = self._asks.get(int(frame["id"]))
                if future is not None and not future.done():
                    if "error" in frame:
                        future.set_exception(_error(frame["error"]))
                    else:
                        future.set_result(frame["ok"])
            case "request":
                task = asyncio.create_task(self._reply(peer, frame))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            case other:
                log.warning("bus.unknown_frame", frame=other)

    async def _catch_up(self, peer: _Peer, since: int) -> None:
        # What is said from here on is held, whether or not it is on the disk already: the past ends at `last`.
        peer.held = []
        last = self._journal.last
        await self._journal.flushed()
        for sent, envelope in enumerate(self._journal.read(since)):
            if envelope.n > last:
                break
            peer.send(orjson.dumps({"t": "news", "e": envelope.to_json()}) + b"\n")
            if sent % 500 == 499:
                await asyncio.sleep(0)
        for frame in peer.held:
            peer.send(frame)
        peer.held = None
        peer.live = True

    async def _reply(self, peer: _Peer, frame: Frame) -> None:
        reply: Frame = {"t": "reply", "id": frame["id"]}
        try:
            handler = self.requests.get(frame["method"])
            if handler is None:
                raise Unknown(f"core has no method {frame['method']!r}")  # noqa: TRY301
            reply["ok"] = dict(await handler(frame.get("params") or {}))
        except Exception as error:
            if not isinstance(error, HotlineError):
                log.exception("bus.request_failed", method=frame.get("method"))
            reply["error"] = _failure(error)
        peer.send(orjson.dumps(reply) + b"\n")


class BusClient:
    """Web's end. Connects and reconnects for ever; news arrive in order and one at a time.

    `since(epoch, last)` says the last stored number of that journal, whose newest is `last`; `on_ask` are the lookups
    that core may ask.
    """

    def __init__(
        self,
        path: Path,
        *,
        on_news: Callable[[Envelope], Awaitable[None]],
        on_ask: Mapping[str, Handler],
        since: Callable[[str, int], Awaitable[int]],
        on_state: Callable[[bool], None] = lambda _up: None,
    ) -> None:
        self._path = path
        self._on_news = on_news
        self._on_ask = on_ask
        self._since = since
        self._on_state = on_state
        self._writer: asyncio.StreamWriter | None = None
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._ids = itertools.count(1)
        self._tasks: set[asyncio.Task[None]] = set()
        self.connected = False

    async def run(self) -> None:
        """Keep the connection until cancelled."""
        delay = 0.05
        while True:
            try:
                reader, writer = await asyncio.open_unix_connection(os.fspath(self._path), limit=LINE_LIMIT)
            except OSError:
                await asyncio.sleep(delay * random.uniform(0.8, 1.2))  # noqa: S311 - jitter, no secret
                delay = min(delay * 1.5, 1.0)
                continue
            delay = 0.05
            try:
                await self._session(reader, writer)
            except (ConnectionError, ValueError, asyncio.IncompleteReadError) as error:
                log.warning("bus.lost", error=str(error))
            finally:
                self._down(writer)

    async def request(self, method: str, params: Mapping[str, Any], timeout: float = 5.0) -> dict[str, Any]:
        """Call a method of core. Raises CoreUnavailable, or core's own error by its code."""
        if self._writer is None or not self.connected:
            raise CoreUnavailable
        number = next(self._ids)
        future: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        try:
            self._write({"t": "request", "id": number, "method": method, "params": dict(params)})
            async with asyncio.timeout(timeout):
                return await future
        except TimeoutError:
            raise CoreUnavailable(f"the telephony core did not answer {method} within {timeout:g} s") from None
        finally:
            self._waiting.pop(number, None)

    def ack(self, n: int) -> None:
        """Say that everything up to `n` is stored."""
        self._write({"t": "ack", "n": n})

    def pop_receipt(self, pop: str) -> None:
        """Say that the agent's browser has the screen-pop."""
        self._write({"t": "pop_receipt", "pop": pop})

    def _write(self, frame: Frame) -> None:
        if self._writer is not None:
            self._writer.write(orjson.dumps(frame) + b"\n")

    async def _session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        while line := await reader.readline():
            frame = orjson.loads(line)
            match frame["t"]:
                case "news":
                    await self._on_news(Envelope.from_json(frame["e"]))
                case "reply":
                    self._settle(frame)
                case "ask":
                    task = asyncio.create_task(self._answer(frame))
                    self._tasks.add(task)
                    task.add_done_callback(self._tasks.discard)
                case "welcome":
                    self._write({"t": "hello", "since": await self._since(frame["epoch"], int(frame["last"]))})
                    self.connected = True
                    self._on_state(True)

    def _settle(self, frame: Frame) -> None:
        future = self._waiting.get(frame["id"])
        if future is None or future.done():
            return
        if "error" in frame:
            future.set_exception(_error(frame["error"]))
        else:
            future.set_result(frame["ok"])

    async def _answer(self, frame: Frame) -> None:
        answer: Frame = {"t": "answer", "id": frame["id"]}
        try:
            handler = self._on_ask.get(frame["method"])
            if handler is None:
                raise Unknown(f"web has no lookup {frame['method']!r}")  # noqa: TRY301
            answer["ok"] = dict(await handler(frame.get("params") or {}))
        except Exception as error:
            log.exception("bus.lookup_failed", method=frame.get("method"))
            answer["error"] = _failure(error)
        self._write(answer)

    def _down(self, writer: asyncio.StreamWriter) -> None:
        writer.close()
        self._writer = None
        if self.connected:
            self.connected = False
            self._on_state(False)
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(CoreUnavailable())
