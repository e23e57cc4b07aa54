"""What a phone hears: level in each fifth of a second, tones, and a capture on wish."""

from __future__ import annotations

import wave
from collections import deque
from pathlib import Path

import numpy as np

from server.demo.ua.audio import SILENT_BYTE, Samples, decode, rms, tone_share
from server.demo.ua.rtp import FRAME_SAMPLES, SAMPLE_RATE
from server.demo.ua.sdp import Codec

BLOCK_FRAMES = 10
BLOCK_SECONDS = 0.2
_RECENT_BLOCKS = 10
_LARGEST_GAP = 50 * FRAME_SAMPLES
_CAPTURE_LIMIT = 600 * SAMPLE_RATE


class AudioMeter:
    """Measures received audio. Levels are root mean squares with 1.0 as full scale, one for each 0.2 s heard."""

    def __init__(self) -> None:
        self.packets = 0
        self.lost = 0
        self.levels: list[float] = []
        self._codec: Codec = "PCMU"
        self._pending: list[bytes] = []
        self._recent: deque[Samples] = deque(maxlen=_RECENT_BLOCKS)
        self._capture: list[bytes] | None = None
        self._captured = 0
        self._expected: int | None = None
        self._next_timestamp: int | None = None

    def add(self, codec: Codec, sequence: int, timestamp: int, payload: bytes) -> bool:
        """Take one packet; True when a block of 0.2 s was completed with it."""
        self.packets += 1
        if self._expected is not None and sequence != self._expected:
            gap = (sequence - self._expected) & 0xFFFF
            self.lost += gap if gap < 1000 else 0
        self._expected = (sequence + 1) & 0xFFFF
        self._codec = codec
        if self._capture is not None:
            self._keep(timestamp, payload)
        self._pending.append(payload)
        if len(self._pending) < BLOCK_FRAMES:
            return False
        samples = decode(codec, b"".join(self._pending))
        self._pending.clear()
        self._recent.append(samples)
        self.levels.append(rms(samples))
        return True

    def capture(self) -> None:
        """Keep everything heard from now on, at most ten minutes, for `write_wav`."""
        self._capture = []

    def write_wav(self, path: Path) -> None:
        """Write the capture as 16-bit mono WAV. Raises ValueError when `capture` was not called."""
        if self._capture is None:
            raise ValueError("nothing was captured: call capture() first")
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(SAMPLE_RATE)
            file.writeframes(self.captured().tobytes())

    def captured(self) -> Samples:
        """The samples of the capture, gaps in the stream as silence."""
        return decode(self._codec, b"".join(self._capture or []))

    def _keep(self, timestamp: int, payload: bytes) -> None:
        if self._capture is None or self._captured >= _CAPTURE_LIMIT:
            return
        if self._next_timestamp is not None:
            gap = (timestamp - self._next_timestamp) & 0xFFFFFFFF
            if 0 < gap <= _LARGEST_GAP:
                self._capture.append(SILENT_BYTE[self._codec] * gap)
                self._captured += gap
        self._capture.append(payload)
        self._captured += len(payload)
        self._next_timestamp = (timestamp + len(payload)) & 0xFFFFFFFF

    @property
    def seconds(self) -> float:
        """How long audio was heard."""
        return len(self.levels) * BLOCK_SECONDS

    @property
    def per_second(self) -> list[float]:
        """Level of each whole second heard."""
        blocks = round(1 / BLOCK_SECONDS)
        return [
            float(np.sqrt(np.mean(np.square(self.levels[start : start + blocks]))))
            for start in range(0, len(self.levels) - blocks + 1, blocks)
        ]

    def level(self, seconds: float = 1.0) -> float:
        """Level over the last `seconds`."""
        blocks = self.levels[-max(1, round(seconds / BLOCK_SECONDS)) :]
        return float(np.sqrt(np.mean(np.square(blocks)))) if blocks else 0.0

    def tone(self, frequency: float, seconds: float = 0.4) -> float:
        """Share (0.0 to 1.0) of the last seconds' energy that lies at `frequency` Hz."""
        blocks = list(self._recent)[-max(1, round(seconds / BLOCK_SECONDS)) :]
        return tone_share(np.concatenate(blocks), frequency) if blocks else 0.0
