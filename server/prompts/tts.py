"""The port of a text-to-speech voice. It is given words only: numbers are expanded before (telephony.ivr.speech)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from telephony.errors import HotlineError
from telephony.ivr.speech.language import Lang

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Samples = npt.NDArray[np.float32]
    """Mono samples from −1 to 1."""


class VoiceError(HotlineError):
    """The voice could not speak the text."""

    code = "voice.failed"


class Voice(Protocol):
    """A voice renders from several threads at once."""

    @property
    def id(self) -> str:
        """Names the voice with all that shapes its sound, as a file name: under another id all is rendered anew."""

    def render(self, text: str, lang: Lang) -> tuple[Samples, int]:
        """Speak one phrase. Returns samples and rate in Hz; raises VoiceError."""
