"""Tones that the caller hears."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from server.prompts.audio import RATE, fade

if TYPE_CHECKING:
    from server.prompts.tts import Samples


def beep(frequency: float = 1000.0, milliseconds: int = 250, level: float = 10 ** (-15 / 20)) -> Samples:
    """A sine tone: the sign to speak now. `level` is its RMS relative to full scale."""
    t = np.arange(milliseconds * RATE // 1000) / RATE
    return fade(np.asarray(level * np.sqrt(2) * np.sin(2 * np.pi * frequency * t), dtype=np.float32), 10)
