"""Sound for a phone: G.711 tables, tones, speech-like noise and files, cut into 20 ms frames once, sent many times."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import soundfile

from server.demo.ua.rtp import FRAME_SAMPLES, SAMPLE_RATE
from server.demo.ua.sdp import Codec

Samples = npt.NDArray[np.int16]
Floats = npt.NDArray[np.float32]


def _decode_mulaw() -> Samples:
    code = ~np.arange(256) & 0xFF
    magnitude = (((code & 0x0F) << 3) + 0x84) << ((code & 0x70) >> 4)
    return np.where(code & 0x80, 0x84 - magnitude, magnitude - 0x84).astype(np.int16)


def _decode_alaw() -> Samples:
    code = np.arange(256) ^ 0x55
    exponent = (code & 0x70) >> 4
    magnitude = ((code & 0x0F) << 4) + np.where(exponent == 0, 8, 0x108)
    magnitude = np.where(exponent > 1, magnitude << np.maximum(exponent - 1, 0), magnitude)
    return np.where(code & 0x80, magnitude, -magnitude).astype(np.int16)


DECODE: dict[Codec, Samples] = {"PCMU": _decode_mulaw(), "PCMA": _decode_alaw()}
SILENT_BYTE: dict[Codec, bytes] = {"PCMU": b"\xff", "PCMA": b"\xd5"}


@cache
def _encode_table(codec: Codec) -> npt.NDArray[np.uint8]:
    """The nearest code for every 16-bit sample, indexed by sample + 32768."""
    order = np.argsort(DECODE[codec], kind="stable")
    levels = DECODE[codec][order].astype(np.int32)
    middles = (levels[1:] + levels[:-1]) // 2
    return order[np.searchsorted(middles, np.arange(-32768, 32768), side="left")].astype(np.uint8)


def encode(codec: Codec, samples: Samples) -> bytes:
    return bytes(_encode_table(codec)[samples.astype(np.int32) + 32768])


def decode(codec: Codec, payload: bytes) -> Samples:
    return DECODE[codec][np.frombuffer(payload, dtype=np.uint8)]


class Source:
    """A sound as 16-bit samples at 8 kHz; its frames are encoded once for each codec and shared by all streams."""

    def __init__(self, samples: Samples) -> None:
        padding = -len(samples) % FRAME_SAMPLES
        self.samples: Samples = np.concatenate([samples, np.zeros(padding, dtype=np.int16)])
        self._frames: dict[Codec, list[bytes]] = {}

    @property
    def seconds(self) -> float:
        return len(self.samples) / SAMPLE_RATE

    def frames(self, codec: Codec) -> list[bytes]:
        frames = self._frames.get(codec)
        if frames is None:
            data = encode(codec, self.samples)
            frames = [data[start : start + FRAME_SAMPLES] for start in range(0, len(data), FRAME_SAMPLES)]
            self._frames[codec] = frames
        return frames


def _to_source(wave: npt.NDArray[Any]) -> Source:
    return Source(np.clip(np.asarray(wave) * 32767.0, -32768, 32767).astype(np.int16))


def tone(frequency: float, seconds: float, level: float = 0.3) -> Source:
    """A sine of `frequency` Hz; `level` is its peak, 1.0 is full scale."""
    return _to_source(level * np.sin(2 * np.pi * frequency * np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE))


def silence(seconds: float) -> Source:
    return Source(np.zeros(int(seconds * SAMPLE_RATE), dtype=np.int16))


def speech_like(seconds: float, *, seed: int, pitch: float = 140.0, level: float = 0.25) -> Source:
    """Voice-band sound with the rhythm of speech: phrases of syllables, voiced at about `pitch` Hz, with pauses.

    The same seed gives the same sound. `level` is about the peak.
    """
    rng = np.random.default_rng(seed)
    count = max(FRAME_SAMPLES, int(seconds * SAMPLE_RATE))
    envelope = np.zeros(count)
    melody = np.full(count, pitch)
    position = 0
    while position < count:
        for _ in range(int(rng.integers(4, 10))):
            length = int(rng.uniform(0.09, 0.24) * SAMPLE_RATE)
            end = min(position + length, count)
            envelope[position:end] = rng.uniform(0.5, 1.0) * np.hanning(length)[: end - position]
            melody[position:end] = pitch * rng.uniform(0.85, 1.25)
            position = end
        position += int(rng.uniform(0.15, 0.5) * SAMPLE_RATE)
    phase = 2 * np.pi * np.cumsum(melody) / SAMPLE_RATE
    voiced = np.zeros(count)
    for harmonic in range(2, 20):
        frequency = pitch * harmonic
        formants = sum(np.exp(-(((frequency - centre) / 220) ** 2)) for centre in (550, 1400, 2400))
        voiced += (formants + 0.05) * np.sin(harmonic * phase + rng.uniform(0, 2 * np.pi))
    wave = envelope * (voiced / np.max(np.abs(voiced)) + 0.08 * rng.standard_normal(count))
    return _to_source(level * wave)


def load_audio(path: Path) -> Source:
    """Any file that libsndfile reads, mixed to mono and brought to 8 kHz. Raises soundfile.LibsndfileError, OSError."""
    data, rate = soundfile.read(path, dtype="float32", always_2d=True)
    mono: Floats = data.mean(axis=1)
    if rate != SAMPLE_RATE and len(mono):
        width = max(1, round(rate / SAMPLE_RATE))
        smooth = np.convolve(mono, np.ones(width) / width, mode="same")
        positions = np.arange(0, len(mono), rate / SAMPLE_RATE)
        mono = np.interp(positions, np.arange(len(mono)), smooth).astype(np.float32)
    return _to_source(mono)


def rms(samples: Samples) -> float:
    """Root mean square, 1.0 is full scale; 0.0 for no samples."""
    if not len(samples):
        return 0.0
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))) / 32768.0


def tone_share(samples: Samples, frequency: float) -> float:
    """How much of the energy lies at `frequency` Hz, 0.0 to 1.0 (the Goertzel bin, computed as one dot product)."""
    energy = float(np.sum(np.square(samples, dtype=np.float64)))
    if energy == 0.0:
        return 0.0
    turns = np.exp(-2j * np.pi * frequency * np.arange(len(samples)) / SAMPLE_RATE)
    amplitude = abs(np.dot(samples.astype(np.float64), turns))
    return min(1.0, float(2 * amplitude**2 / (len(samples) * energy)))
