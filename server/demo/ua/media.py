"""Audio streams over UDP, all driven by one 20 ms clock: a hundred two-way calls are cheap in one process.

A tick sends one prepared frame of every stream and reads what its socket has. Nothing is registered with the event loop
for single packets.
"""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections import deque
from collections.abc import Callable

from server.demo.ua.audio import SILENT_BYTE, Source
from server.demo.ua.meter import AudioMeter
from server.demo.ua.rtp import (
    FRAME_SAMPLES,
    FRAME_SECONDS,
    HEADER,
    DigitReader,
    digit_payloads,
    header,
    parse_packet,
)
from server.demo.ua.sdp import STATIC_TYPES, Codec, Description

_CATCH_UP = 5  # frames; a longer delay is skipped, as by a phone that was stopped
_READS = 64  # packets of one stream read in one tick at most


class MediaClock:
    """The 20 ms ticker shared by every stream of a process; it stands still while there is none."""

    def __init__(self) -> None:
        self._streams: dict[MediaStream, None] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._next = 0.0
        self.skipped = 0

    def __len__(self) -> int:
        return len(self._streams)

    def add(self, stream: MediaStream) -> None:
        self._streams[stream] = None
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._next = loop.time() + FRAME_SECONDS
            self._timer = loop.call_at(self._next, self._tick)

    def remove(self, stream: MediaStream) -> None:
        self._streams.pop(stream, None)
        if not self._streams and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        due = 1 + int((loop.time() - self._next) / FRAME_SECONDS)
        frames = due if due <= _CATCH_UP else 1
        self.skipped += due - frames
        self._next += due * FRAME_SECONDS
        self._timer = loop.call_at(self._next, self._tick)
        for stream in list(self._streams):
            stream.read()
            for _ in range(frames):
                stream.send_frame()


class MediaStream:
    """One call's audio: an own UDP socket, a queue of frames to say, a meter of what is heard."""

    def __init__(self, clock: MediaClock, host: str) -> None:
        self._clock = clock
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.bind((host, 0))
        self.host = host
        self.port: int = self._socket.getsockname()[1]
        self.received = AudioMeter()
        self.heard_digits = ""
        self.muted = False
        self._source = secrets.randbits(32)
        self._sequence = secrets.randbits(15)
        self._timestamp = secrets.randbits(31)
        self._codec: Codec = "PCMU"
        self._kind = 0
        self._events: int | None = None
        self._remote: tuple[str, int] | None = None
        self._sending = True
        self._silent = SILENT_BYTE["PCMU"] * FRAME_SAMPLES
        self._frames: list[bytes] = []
        self._position = 0
        self._sound: Source | None = None
        self._loop_sound = False
        self._played: asyncio.Future[None] | None = None
        self._digits: deque[tuple[bytes, int, bool]] = deque()
        self._digits_sent: asyncio.Future[None] | None = None
        self._reader = DigitReader()
        self._watchers: list[Callable[[], None]] = []
        self._closed = False

    def connect(self, remote: Description, codec: Codec, *, sending: bool) -> None:
        """Begin (or redirect) the stream as negotiated. A stream on hold stays connected but sends nothing."""
        if self._closed:
            return
        address = (remote.host, remote.port)
        if address != self._remote and remote.port:
            self._socket.connect(address)
            self._remote = address
        self._codec, self._kind = codec, STATIC_TYPES[codec]
        self._events = remote.events
        self._silent = SILENT_BYTE[codec] * FRAME_SAMPLES
        self._sending = sending and remote.port != 0
        if self._sound is not None:
            self._frames = self._sound.frames(codec)
        self._clock.add(self)

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        self._clock.remove(self)
        self._socket.close()
        self._finish_sound()
        self._digits.clear()
        self._finish_digits()
        self._notify()

    # What is said

    def say(self, sound: Source, *, loop: bool = False) -> asyncio.Future[None]:
        """Start a sound in place of the present one; the future is done when it has been sent, replaced or cut off."""
        self._finish_sound()
        played: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._played = played
        self._sound, self._frames, self._position, self._loop_sound = sound, sound.frames(self._codec), 0, loop
        if self._closed or not self._frames:
            self._finish_sound()
        return played

    def hush(self) -> None:
        """Fall silent."""
        self._finish_sound()

    def press(self, digits: str, *, gap: float, duration: float) -> asyncio.Future[None]:
        """Send digits; the future is done when the last one is out. Raises ValueError when the peer takes none."""
        if self._events is None:
            raise ValueError("the other side does not understand telephone-event digits")
        pause = max(1, round(gap / FRAME_SECONDS))
        for digit in digits:
            for number, payload in enumerate(digit_payloads(digit, round(duration * 1000))):
                self._digits.append((payload, number, True))
            self._digits.extend([(b"", 0, False)] * pause)
        if self._digits_sent is None or self._digits_sent.done():
            self._digits_sent = asyncio.get_running_loop().create_future()
        return self._digits_sent

    def _finish_sound(self) -> None:
        self._sound, self._frames, self._position = None, [], 0
        if self._played is not None and not self._played.done():
            self._played.set_result(None)
        self._played = None

    def _finish_digits(self) -> None:
        if self._digits_sent is not None and not self._digits_sent.done():
            self._digits_sent.set_result(None)

    def send_frame(self) -> None:
        """Send what is due in this 20 ms."""
        self._sequence = (self._sequence + 1) & 0xFFFF
        self._timestamp = (self._timestamp + FRAME_SAMPLES) & 0xFFFFFFFF
        if self._digits:
            self._send_digit()
            return
        payload = self._silent
        if self._frames:
            payload = self._frames[self._position]
            self._position += 1
            if self._position == len(self._frames):
                self._position = 0
                if not self._loop_sound:
                    self._finish_sound()
        if self._sending:
            if self.muted:
                payload = self._silent
            self._emit(HEADER.pack(0x80, self._kind, self._sequence, self._timestamp, self._source) + payload)

    def _send_digit(self) -> None:
        payload, number, is_event = self._digits.popleft()
        if not is_event:
            self._emit(header(self._kind, self._sequence, self._timestamp, self._source) + self._silent)
        elif self._events is not None:
            began = self._timestamp - number * FRAME_SAMPLES
            self._emit(header(self._events, self._sequence, began, self._source, marker=number == 0) + payload)
        if not self._digits:
            self._finish_digits()

    def _emit(self, packet: bytes) -> None:
        try:
            self._socket.send(packet)
        except OSError:
            # The far port may be closed already or the buffer full: a lost packet, as on any network.
            return

    # What is heard

    def watch(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call back after every 0.2 s of audio, every digit and at the end; returns what removes the callback."""
        self._watchers.append(callback)
        return lambda: self._watchers.remove(callback) if callback in self._watchers else None

    def read(self) -> None:
        """Take what has arrived."""
        news = False
        for _ in range(_READS):
            try:
                data = self._socket.recv(2048)
            except BlockingIOError:
                break
            except OSError:
                continue
            packet = parse_packet(data)
            if packet is None:
                continue
            if packet.kind == self._kind:
                news |= self.received.add(self._codec, packet.sequence, packet.timestamp, packet.payload)
            elif packet.kind == self._events:
                digit = self._reader.feed(packet.timestamp, packet.payload)
                if digit is not None:
                    self.heard_digits += digit
                    news = True
        if news:
            self._notify()

    def _notify(self) -> None:
        for callback in list(self._watchers):
            callback()
