"""A voice for tests: a tone as long as the text, at a rate of its own, with silence around it."""

from __future__ import annotations

import threading

import numpy as np
import numpy.typing as npt

from server.prompts.tts import VoiceError
from telephony.ivr.speech.language import Lang


class ToneVoice:
    """`fails_on`: the text at which it raises VoiceError."""

    def __init__(self, name: str = "tone-1", rate: int = 22050, fails_on: str = "") -> None:
        self._name = name
        self._rate = rate
        self._fails_on = fails_on
        self._lock = threading.Lock()
        self.rendered: list[tuple[Lang, str]] = []

    @property
    def id(self) -> str:
        return self._name

    def render(self, text: str, lang: Lang) -> tuple[npt.NDArray[np.float32], int]:
        if text == self._fails_on:
            raise VoiceError(f'cannot say "{text}"')
        with self._lock:
            self.rendered.append((lang, text))
        t = np.arange(int(self._rate * 0.05 * (1 + len(text)))) / self._rate
        tone = (0.02 * np.sin(2 * np.pi * 440 * t)).astype(np.float32)
        return np.pad(tone, self._rate // 5), self._rate
