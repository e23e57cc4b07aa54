"""Where the sound of a phrase lies: computed from its text alone, so that caller and renderer agree without asking."""

from __future__ import annotations

import hashlib
import unicodedata

from telephony.ivr.speech.language import Lang

SPEECH = "speech"
"""The folder of the rendered phrases of the voice in use, below the sounds."""
LIBRARY = "library"
"""The folder of the company's recorded prompts, below the sounds."""
TONES = "tones"
BEEP = "beep"
_KEY_LENGTH = 32


def canonical(text: str) -> str:
    """The phrase as it is hashed and rendered: composed characters, single blanks, none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def sound_key(lang: Lang, text: str) -> str:
    """32 hexadecimal digits that name the sound of a normalised phrase in one language."""
    return hashlib.sha256(f"{lang}\n{canonical(text)}".encode()).hexdigest()[:_KEY_LENGTH]


def sound_path(sounds_root: str, lang: Lang, text: str) -> str:
    """The absolute path, without extension, of the phrase's sound below `sounds_root` (HOTLINE_HOME/sounds)."""
    return f"{sounds_root.rstrip('/')}/{SPEECH}/{lang}/{sound_key(lang, text)}"


def tone_path(sounds_root: str, name: str) -> str:
    """The absolute path, without extension, of a tone such as `beep`."""
    return f"{sounds_root.rstrip('/')}/{TONES}/{name}"


def recorded_text(name: str) -> str:
    """The text that stands for a recorded prompt: `{@name}`, wherever a text may be."""
    return f"{{@{name}}}"


def recorded_name(text: str) -> str | None:
    """The recorded prompt that a text stands for; None when it is words."""
    return text[2:-1] if text.startswith("{@") and text.endswith("}") else None


def library_path(sounds_root: str, file: str) -> str:
    """The absolute path, without extension, of a recorded prompt's file."""
    return f"{sounds_root.rstrip('/')}/{LIBRARY}/{file}"


def is_silent(text: str) -> bool:
    """Whether the phrase has nothing to say: no letter, digit or symbol that a voice names."""
    return not any(unicodedata.category(char)[0] in "LN" for char in text)
