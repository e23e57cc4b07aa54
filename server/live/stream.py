"""One user's numbered stream of live frames, and the bounded queues of his open websockets."""

from __future__ import annotations

import asyncio
from collections import deque

KEPT = 1000
"""Frames that a user who comes back can catch up on."""
BACKLOG = 512
"""Frames that may wait for one websocket."""

LAGGING = b'{"type":"lagging"}'
CLOSE_LAGGING = 4008


class Client:
    """A websocket's end of the stream. `frames` yields bytes to send; None says: lagging, close."""

    def __init__(self, backlog: int = BACKLOG) -> None:
        self.frames: asyncio.Queue[bytes | None] = asyncio.Queue(backlog + 1)
        self._backlog = backlog
        self._lagging = asyncio.Event()
        self.recheck = asyncio.Event()
        """Set when the log-in behind the websocket is to be looked at."""

    @property
    def lagging(self) -> bool:
        return self._lagging.is_set()

    async def lags(self) -> None:
        """Return when the client has been given up."""
        await self._lagging.wait()

    def push(self, frame: bytes) -> bool:
        """Queue a frame. False when the client does not keep up: what waited for it is dropped and it will be told."""
        if self.lagging:
            return True
        if self.frames.qsize() >= self._backlog:
            self._lagging.set()
            while not self.frames.empty():
                self.frames.get_nowait()
            self.frames.put_nowait(None)
            return False
        self.frames.put_nowait(frame)
        return True


class Stream:
    """Numbers the frames of one user after filtering; the numbers go on while he is away for a moment."""

    def __init__(self, epoch: str) -> None:
        self._epoch = epoch
        self.seq = 0
        self._kept: deque[tuple[int, bytes]] = deque(maxlen=KEPT)
        self.clients: set[Client] = set()
        self.idle_since: float | None = None

    def send(self, body: bytes) -> int:
        """Number a frame (`body` is `"type":…,"data":…}`) and queue it to every websocket. → clients that lag now."""
        self.seq += 1
        frame = self._frame(body)
        self._kept.append((self.seq, frame))
        return sum(not client.push(frame) for client in tuple(self.clients))

    def send_snapshot(self, body: bytes) -> int:
        """Everything anew: what was before cannot be caught up on any more."""
        self._kept.clear()
        return self.send(body)

    def join(self, client: Client, snapshot: bytes, resume: tuple[str, int] | None) -> bool:
        """Add a websocket: it gets what it missed since `resume` (epoch, seq), or `snapshot`. → True when resumed."""
        missed = self._missed(resume)
        self.clients.add(client)
        self.idle_since = None
        if missed is None:
            client.push(self._frame(snapshot))
            return False
        for frame in missed:
            client.push(frame)
        return True

    def _missed(self, resume: tuple[str, int] | None) -> list[bytes] | None:
        if resume is None or resume[0] != self._epoch or resume[1] > self.seq:
            return None
        since = resume[1]
        first = self._kept[0][0] if self._kept else self.seq + 1
        if since + 1 < first:
            return None
        missed = [frame for number, frame in self._kept if number > since]
        return missed if len(missed) < BACKLOG else None

    def _frame(self, body: bytes) -> bytes:
        return b'{"epoch":"%s","seq":%d,%s' % (self._epoch.encode(), self.seq, body)
