"""Sounds that must always be there: the beep before a message, and music for an installation that has none yet."""

from __future__ import annotations

import math
import struct
import wave
from pathlib import Path

RATE = 8000
AMPLITUDE = 9000
MELODY = (392.0, 440.0, 523.25, 587.33, 659.25, 587.33, 523.25, 440.0)


def _note(hertz: float, seconds: float, loudness: float = 1.0) -> list[int]:
    """Samples of one soft tone that fades in and out."""
    count = int(RATE * seconds)
    fade = max(1, min(count // 4, RATE // 20))
    samples = []
    for index in range(count):
        envelope = min(1.0, index / fade, (count - index) / fade)
        samples.append(int(AMPLITUDE * loudness * envelope * math.sin(2 * math.pi * hertz * index / RATE)))
    return samples


def _write(path: Path, samples: list[int]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    with wave.open(str(part), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    part.replace(path)


def write_beep(path: Path) -> None:
    """Four tenths of a second at 1 kHz, mono 16-bit 8 kHz WAV."""
    _write(path, _note(1000.0, 0.4))


def write_melody(path: Path) -> None:
    """A quiet tune of sixteen seconds that can be repeated, mono 16-bit 8 kHz WAV."""
    samples: list[int] = []
    for hertz in (*MELODY, *reversed(MELODY)):
        samples += _note(hertz, 1.0, loudness=0.4)
    _write(path, samples)
