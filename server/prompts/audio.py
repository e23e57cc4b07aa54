"""Shaping of a rendered phrase for the telephone: band, level, silence, file."""

from __future__ import annotations

import os
import tempfile
import wave
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from server.prompts.tts import Samples


RATE = 8000
"""Hz, what the telephone carries."""
SPEECH_LEVEL = 10 ** (-20 / 20)
"""RMS over speech, −20 dBFS."""
PEAK = 10 ** (-1 / 20)
_FRAME = RATE // 100
_EDGE_MS = 15
_LONGEST_GAP_MS = 300
_CLAUSE_PAUSE_MS = 160
_SENTENCE_PAUSE_MS = 260
_SENTENCE_ENDS = "。！？.!?；;"
_CLAUSE_ENDS = "，、,：:"
PAUSE_MS = 180


def resample(samples: Samples, rate: int) -> Samples:
    """To 8 kHz by Fourier transform, with the band of 80 Hz to 3.7 kHz kept and soft edges."""
    block = rate // np.gcd(rate, RATE)
    padded = np.pad(samples, (0, int(-len(samples) % block)))
    length = len(padded) * RATE // rate
    spectrum = np.fft.rfft(padded)
    frequency = np.arange(len(spectrum)) * (rate / len(padded))
    low = np.clip((frequency - 60) / 40, 0, 1)
    high = np.clip((3850 - frequency) / 300, 0, 1)
    bins = length // 2 + 1
    band = np.zeros(bins, dtype=spectrum.dtype)
    kept = min(bins, len(spectrum))
    band[:kept] = (spectrum * low * high)[:kept]
    return np.asarray(np.fft.irfft(band, length) * (length / len(padded)), dtype=np.float32)


def _loud_frames(samples: Samples) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """For each 10 ms whether it is speech: within 40 dB of the loudest."""
    count = -(-len(samples) // _FRAME)
    frames = np.pad(samples, (0, count * _FRAME - len(samples))).reshape(count, _FRAME)
    power = np.sqrt(np.mean(frames**2, axis=1))
    return np.asarray(power > float(power.max(initial=0.0)) * 0.01)


def speech_rms(samples: Samples) -> float:
    """RMS over the frames that are speech; 0 for silence."""
    loud = np.repeat(_loud_frames(samples), _FRAME)[: len(samples)]
    return float(np.sqrt(np.mean(samples[loud] ** 2))) if loud.any() else 0.0


def level(samples: Samples) -> Samples:
    """Speech at −20 dBFS, less when its peaks would pass −1 dBFS."""
    rms, peak = speech_rms(samples), float(np.abs(samples).max(initial=0.0))
    if rms == 0.0:
        return samples
    return np.asarray(samples * min(SPEECH_LEVEL / rms, PEAK / peak), dtype=np.float32)


def trim(samples: Samples) -> Samples:
    """Without silence at the ends (15 ms stay) and with no gap longer than 300 ms inside; the ends are faded."""
    loud = np.flatnonzero(_loud_frames(samples))
    if loud.size == 0:
        return samples[:0]
    edge = _EDGE_MS * RATE // 1000
    pieces = []
    longest = _LONGEST_GAP_MS // 10
    start = max(0, int(loud[0]) * _FRAME - edge)
    for before, after in pairwise(loud):
        gap = int(after - before) - 1
        if gap > longest:
            half = longest // 2 * _FRAME
            pieces.append(samples[start : (int(before) + 1) * _FRAME + half])
            start = int(after) * _FRAME - half
    pieces.append(samples[start : (int(loud[-1]) + 1) * _FRAME + edge])
    return fade(np.concatenate(pieces))


def fade(samples: Samples, milliseconds: float = 5) -> Samples:
    """A linear fade at both ends, so that joins do not click."""
    count = min(int(milliseconds * RATE / 1000), len(samples) // 2)
    ramp = np.linspace(0, 1, count, endpoint=False, dtype=np.float32)
    shaped = samples.copy()
    shaped[:count] *= ramp
    shaped[len(shaped) - count :] *= ramp[::-1]
    return shaped


def silence(milliseconds: int) -> Samples:
    return np.zeros(milliseconds * RATE // 1000, dtype=np.float32)


def _pause(sign: str) -> Samples:
    if sign in _SENTENCE_ENDS:
        return silence(_SENTENCE_PAUSE_MS)
    return silence(_CLAUSE_PAUSE_MS if sign in _CLAUSE_ENDS else 0)


def phrase(samples: Samples, rate: int, text: str) -> Samples:
    """A rendered phrase ready to be played and joined, with the pauses that its first and last sign ask for."""
    spoken = level(trim(resample(samples, rate)))
    return np.concatenate([_pause(text[0]), spoken, _pause(text[-1])])


def write_wav(path: Path, samples: Samples) -> None:
    """16-bit PCM at 8 kHz, atomically: a reader sees the whole file or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pcm = np.clip(np.round(samples * 32767.0), -32768, 32767).astype("<i2")
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file, wave.open(file, "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(RATE)
            out.writeframes(pcm.tobytes())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def read_wav(path: Path) -> Samples:
    """What `write_wav` wrote."""
    with wave.open(str(path), "rb") as source:
        pcm = np.frombuffer(source.readframes(source.getnframes()), dtype="<i2")
    return np.asarray(pcm.astype(np.float32) / 32767.0, dtype=np.float32)
