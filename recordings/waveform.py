"""The picture of a recording: the loudest sample in each of some hundred slices of every channel."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

POINTS = 800

Samples = npt.NDArray[np.int16]
Peaks = tuple[tuple[float, ...], ...]


class Waveform:
    """Collects peaks while a file streams by. `frames` is the length that is expected."""

    def __init__(self, frames: int, channels: int, points: int = POINTS) -> None:
        self.slice = max(1, -(-frames // points))
        self._channels = channels
        self._peaks: list[npt.NDArray[np.int32]] = []

    def add(self, block: Samples) -> None:
        """Take the next frames, shape (n, channels); n is a multiple of `slice` except in the last block."""
        loud = np.abs(block.astype(np.int32))
        whole = len(loud) // self.slice * self.slice
        if whole:
            self._peaks.append(loud[:whole].reshape(-1, self.slice, self._channels).max(axis=1))
        if whole < len(loud):
            self._peaks.append(loud[whole:].max(axis=0, keepdims=True))

    def peaks(self) -> Peaks:
        """One tuple for each channel, values 0.0 to 1.0 with 1.0 as full scale, two decimals."""
        if not self._peaks:
            return ((),) * self._channels
        scaled = np.round(np.minimum(np.concatenate(self._peaks) / 32767, 1.0), 2)
        return tuple(tuple(channel) for channel in scaled.T.tolist())
