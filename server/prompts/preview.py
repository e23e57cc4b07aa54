"""A prompt's text as the voice will speak it, for whoever writes it."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from telephony.ivr.speech.keys import is_silent
from telephony.ivr.speech.language import Lang
from telephony.ivr.speech.media import phrases

if TYPE_CHECKING:
    from server.prompts.tts import Voice


def speak(text: str, lang: Lang, voice: Voice, pronunciation: Mapping[str, str] | None = None) -> bytes:
    """A WAV as callers would hear it; nothing is kept. The text has no places for variables. Blocking.

    Raises SpeechError for a text that cannot be spoken, VoiceError when the voice fails."""
    import numpy as np  # noqa: PLC0415 - a start without previews loads no numpy

    from server.prompts import audio  # noqa: PLC0415 - as above

    spoken = [phrase for phrase in phrases(text, {}, lang, pronunciation) if not is_silent(phrase)]
    pieces = [audio.phrase(*voice.render(phrase, lang), phrase) for phrase in spoken]
    with tempfile.TemporaryDirectory(prefix="hotline-speak-") as folder:
        file = Path(folder) / "spoken.wav"
        audio.write_wav(file, np.concatenate(pieces) if pieces else audio.silence(audio.PAUSE_MS))
        return file.read_bytes()
