"""espeak-ng as a voice, one short process per phrase.

Mandarin needs 1.52: older versions read `cmn` as English-accented pinyin, there `cmn-latn-pinyin` is right.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from server.prompts.tts import VoiceError
from telephony.ivr.speech.language import Lang

if TYPE_CHECKING:
    from server.prompts.tts import Samples

_TIMEOUT = 30.0
_FIRST_GOOD_MANDARIN = (1, 52)
_SPEED: Mapping[Lang, int] = {"zh": 190, "en": 165}
"""espeak-ng's words per minute: about four syllables of Mandarin a second; English below the default of 175."""


@dataclass(frozen=True, slots=True)
class EspeakVoice:
    """`argv` is the command to which options are appended, `env` its whole environment (None: inherited)."""

    argv: tuple[str, ...]
    version: str
    env: Mapping[str, str] | None = field(default=None, repr=False)

    @property
    def id(self) -> str:
        return f"espeak-ng-{self.version}-{_SPEED['zh']}-{_SPEED['en']}"

    def voice_name(self, lang: Lang) -> str:
        """espeak-ng's own name of the voice for a language."""
        if lang == "en":
            return "en-us"
        return "cmn" if _numbers(self.version) >= _FIRST_GOOD_MANDARIN else "cmn-latn-pinyin"

    def render(self, text: str, lang: Lang) -> tuple[Samples, int]:
        """Speak one phrase: at 22050 Hz. Raises VoiceError when espeak-ng fails or returns no sound."""
        options = ("-v", self.voice_name(lang), "-s", str(_SPEED[lang]), "-b", "1", "-z", "--stdin", "--stdout")
        wav = _run((*self.argv, *options), self.env, text.encode())
        samples, rate = _parse_wav(wav)
        if samples.size == 0:
            raise VoiceError(f'espeak-ng returned no sound for "{text}" ({lang}): check its data and voices')
        return samples, rate


def find_voice(argv: Sequence[str], env: Mapping[str, str] | None = None) -> EspeakVoice:
    """Ask the espeak-ng behind `argv` for its version. Raises VoiceError when it does not run."""
    answer = _run((*argv, "--version"), env, b"").decode(errors="replace")
    match = re.search(r"\b(\d+\.\d+(?:\.\d+)?)", answer)
    if match is None:
        raise VoiceError(f'"{argv[0]} --version" does not answer like espeak-ng: "{answer.strip()[:80]}"')
    return EspeakVoice(tuple(argv), match[1], env)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _run(argv: Sequence[str], env: Mapping[str, str] | None, text: bytes) -> bytes:
    try:
        done = subprocess.run(argv, input=text, capture_output=True, env=env, timeout=_TIMEOUT, check=False)
    except OSError as error:
        raise VoiceError(f"espeak-ng does not start ({error}): run `hotline doctor`") from error
    except subprocess.TimeoutExpired as error:
        raise VoiceError(f"espeak-ng took longer than {_TIMEOUT:.0f} s for one phrase") from error
    if done.returncode != 0:
        reason = done.stderr.decode(errors="replace").strip()[-200:]
        raise VoiceError(f"espeak-ng failed with status {done.returncode}: {reason}")
    return done.stdout


def _parse_wav(wav: bytes) -> tuple[Samples, int]:
    """espeak-ng writes to a pipe before it knows the length: the data chunk's size is not to be believed."""
    import numpy as np  # noqa: PLC0415 - asking for the version needs no numpy

    start = wav.find(b"data", 12)
    if wav[:4] != b"RIFF" or wav[12:16] != b"fmt " or start < 0:
        raise VoiceError(f"espeak-ng returned no WAV but {len(wav)} bytes of something else")
    rate = int.from_bytes(wav[24:28], "little")
    body = wav[start + 8 :]
    pcm = np.frombuffer(body[: len(body) // 2 * 2], dtype="<i2")
    return pcm.astype(np.float32) / 32768.0, rate
