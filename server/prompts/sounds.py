"""Everything that callers hear, made ready before the first call.

Layout below HOTLINE_HOME/sounds: `voices/VOICE/LANG/KEY.wav` (rendered phrases), `speech` (a link to the voice in use,
changed only when all of its phrases are there), `tones/beep.wav`, `music/` (music on hold).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from server.prompts.store import Progress, PromptStore
from telephony.ivr.speech.catalog import all_texts
from telephony.ivr.speech.keys import BEEP, SPEECH, TONES
from telephony.ivr.speech.language import LANGUAGES, Lang
from telephony.ivr.speech.media import required
from telephony.ivr.speech.parts import vocabulary

if TYPE_CHECKING:
    from server.prompts.tts import Voice

MUSIC = "music"
_MUSIC_FILE = "hold.wav"
_VOICES = "voices"


def sounds_root(home: Path) -> Path:
    """The folder that `telephony.ivr.speech.media` takes as `sounds_root`."""
    return home / "sounds"


def music_folder(home: Path) -> Path:
    """The folder that the switch's music-on-hold class plays."""
    return sounds_root(home) / MUSIC


def music_folders(home: Path) -> list[str]:
    """The classes of music that somebody has laid beside the standard one, as folders. Blocking."""
    folder = music_folder(home)
    return sorted(each.name for each in folder.iterdir() if each.is_dir()) if folder.is_dir() else []


def wanted(texts: Iterable[tuple[Lang, str]], pronunciation: Mapping[str, str] | None = None) -> list[tuple[Lang, str]]:
    """The phrases that these prompt texts and every value in them are played from.

    Raises SpeechError for a bad text."""
    by_language: dict[Lang, list[str]] = {lang: [] for lang in LANGUAGES}
    for lang, text in texts:
        by_language[lang].append(text)
    return [
        (lang, phrase)
        for lang, of_language in by_language.items()
        for phrase in sorted(vocabulary(lang) | required(of_language, lang, pronunciation))
    ]


def prepare(
    home: Path,
    texts: Iterable[tuple[Lang, str]],
    voice: Voice,
    *,
    pronunciation: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> None:
    """Render what is missing of the system prompts, the fragments of numbers, the given prompt texts, the beep and the
    music on hold. Blocking; call it off the event loop.

    Raises SpeechError for a bad text and VoiceError when the voice fails; what was ready before stays in use then."""
    root = sounds_root(home)
    store = PromptStore(root / _VOICES, voice)
    store.ensure(wanted([*all_texts(), *texts], pronunciation), progress)
    beep_file = root / TONES / f"{BEEP}.wav"
    if not beep_file.exists():
        from server.prompts import audio, tones  # noqa: PLC0415 - a start with every file in place loads no numpy

        audio.write_wav(beep_file, tones.beep())
    music_file = music_folder(home) / _MUSIC_FILE
    if not music_file.exists():
        from server.prompts import audio, music  # noqa: PLC0415 - as above

        audio.write_wav(music_file, music.hold_loop())
    _point(root / SPEECH, Path(_VOICES) / voice.id)


def _point(link: Path, target: Path) -> None:
    """Make `link` a relative link to `target`, atomically."""
    if link.is_symlink() and link.readlink() == target:
        return
    temporary = link.with_name(f".{link.name}.{os.getpid()}")
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(target)
    temporary.replace(link)
