"""The phrases of one voice as files: HOTLINE_HOME/sounds/voices/VOICE/LANG/KEY.wav, rendered when they are missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from pathlib import Path
from typing import TYPE_CHECKING

from telephony.ivr.speech.keys import canonical, is_silent, sound_key
from telephony.ivr.speech.language import Lang

if TYPE_CHECKING:
    from server.prompts.tts import Voice

Progress = Callable[[int, int], None]
"""Called with the number of phrases done and the number to do."""
_PARALLEL = 2


class PromptStore:
    """Files are written once and whole: any number of processes may render into the same folder."""

    def __init__(self, folder: Path, voice: Voice) -> None:
        self.root = folder / voice.id
        self._voice = voice

    def path(self, text: str, lang: Lang) -> Path:
        """Where the phrase's file is or will be."""
        return self.root / lang / f"{sound_key(lang, text)}.wav"

    def missing(self, phrases: Iterable[tuple[Lang, str]]) -> list[tuple[Lang, str]]:
        """The phrases without a file, each once, in canonical form."""
        there: dict[Lang, set[str]] = {}
        wanted: dict[tuple[Lang, str], tuple[Lang, str]] = {}
        for lang, text in phrases:
            if lang not in there:
                there[lang] = {path.name for path in (self.root / lang).glob("*.wav")}
            key = sound_key(lang, text)
            if f"{key}.wav" not in there[lang]:
                wanted[lang, key] = lang, canonical(text)
        return list(wanted.values())

    def ensure(self, phrases: Iterable[tuple[Lang, str]], progress: Progress | None = None) -> int:
        """Render what is missing, two at a time, and return how many that were. Raises VoiceError at the first failure;
        what has been rendered stays. Phrases are normalised words (telephony.ivr.speech.media.required)."""
        missing = self.missing(phrases)
        if not missing:
            return 0
        done = 0
        with ThreadPoolExecutor(_PARALLEL, thread_name_prefix="tts") as pool:
            pending = {pool.submit(self._render, lang, text) for lang, text in missing}
            while pending:
                finished, pending = wait(pending, timeout=0.5, return_when=FIRST_EXCEPTION)
                done += len(finished)
                for future in finished:
                    if future.exception() is not None:
                        pool.shutdown(cancel_futures=True)
                    future.result()
                if progress is not None:
                    progress(done, len(missing))
        return done

    def _render(self, lang: Lang, text: str) -> None:
        from server.prompts import audio  # noqa: PLC0415 - a start with every file in place loads no numpy

        if is_silent(text):
            samples = audio.silence(audio.PAUSE_MS)
        else:
            samples = audio.phrase(*self._voice.render(text, lang), text)
        audio.write_wav(self.path(text, lang), samples)
