"""Music on hold, synthesised: our own, so nobody's rights are touched, and the same on every machine.

Eight slow chords in A minor pentatonic colour, a soft pad, a plucked arpeggio over it and a low root; the end meets the
beginning, so the loop has no seam.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from server.prompts.audio import RATE

if TYPE_CHECKING:
    from server.prompts.tts import Samples

BEAT = 0.75
"""Seconds."""
BEATS_PER_CHORD = 8
LEVEL = 10 ** (-24 / 20)
"""RMS, −24 dBFS: below speech, so that announcements stand out."""

_CHORDS = (
    (57, 60, 64, 67),  # Am7
    (53, 57, 60, 64),  # Fmaj7
    (48, 55, 60, 64),  # C
    (55, 59, 62, 67),  # G
    (57, 60, 64, 69),  # Am
    (50, 57, 60, 65),  # Dm7
    (53, 57, 60, 67),  # Fadd9
    (52, 55, 59, 64),  # Em
)
"""MIDI note numbers, lowest first."""
_ARPEGGIO = (0, 2, 1, 3, 2, 3, 1, 2, 0, 2, 3, 1, 2, 1, 3, 2)
"""The chord's note for each half beat."""
_VELOCITY = (1.0, 0.55, 0.75, 0.6, 0.85, 0.5, 0.7, 0.55)


def _hertz(note: float) -> float:
    return float(440.0 * 2 ** ((note - 69) / 12))


def _pad(note: int, seconds: float) -> Samples:
    """A slow swell with two softly beating voices."""
    t = np.arange(int(seconds * RATE)) / RATE
    envelope = np.sin(np.pi * np.clip(t / seconds, 0, 1)) ** 0.8
    wave = sum(np.sin(2 * np.pi * _hertz(note) * detune * t) for detune in (0.9985, 1.0015))
    return np.asarray(envelope * (wave + 0.15 * np.sin(4 * np.pi * _hertz(note) * t)), dtype=np.float32)


def _pluck(note: int, seconds: float) -> Samples:
    """A struck bar: partials that die faster the higher they are."""
    t = np.arange(int(seconds * RATE)) / RATE
    attack = np.clip(t / 0.006, 0, 1)
    tone = np.zeros_like(t)
    for partial, gain, decay in ((1, 1.0, 2.2), (2, 0.35, 3.5), (3.01, 0.12, 6.0)):
        if _hertz(note) * partial < 3300:
            tone += gain * np.exp(-decay * t) * np.sin(2 * np.pi * _hertz(note) * partial * t)
    release = np.clip((seconds - t) / 0.05, 0, 1)
    return np.asarray(attack * release * tone, dtype=np.float32)


def _add(loop: Samples, start: float, sound: Samples, gain: float) -> None:
    """Mix in place; what reaches over the end sounds at the beginning."""
    where = (int(start * RATE) + np.arange(len(sound))) % len(loop)
    loop[where] += gain * sound


def hold_loop() -> Samples:
    """48 seconds at 8 kHz and −24 dBFS RMS; always the same samples."""
    chord_seconds = BEAT * BEATS_PER_CHORD
    loop = np.zeros(int(chord_seconds * len(_CHORDS) * RATE), dtype=np.float32)
    for index, chord in enumerate(_CHORDS):
        start = index * chord_seconds
        for note in chord:
            _add(loop, start, _pad(note, chord_seconds * 1.15), 0.10)
        _add(loop, start, _pluck(chord[0] - 12 if chord[0] > 52 else chord[0], 3.0), 0.30)
        for step, voice in enumerate(_ARPEGGIO):
            octave = 12 if step % 8 in {3, 6} else 0
            gain = 0.32 * _VELOCITY[step % len(_VELOCITY)]
            _add(loop, start + step * BEAT / 2, _pluck(chord[voice] + 12 + octave, 2.0), gain)
    echo = np.roll(loop, int(0.28 * RATE)) * 0.22 + np.roll(loop, int(0.56 * RATE)) * 0.09
    mixed = loop + echo
    mixed *= LEVEL / np.sqrt(np.mean(mixed**2))
    return np.asarray(np.tanh(mixed / 0.8) * 0.8, dtype=np.float32)
