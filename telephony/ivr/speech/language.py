"""The languages that the product speaks, and the error of everything that turns values into words."""

from __future__ import annotations

from typing import Literal

from telephony.errors import HotlineError

Lang = Literal["zh", "en"]
LANGUAGES: tuple[Lang, ...] = ("zh", "en")


class SpeechError(HotlineError, ValueError):
    """The text or value cannot be spoken."""

    code = "speech.invalid"


def language(tag: str) -> Lang:
    """The language of a tag such as `zh`, `zh-CN` or `en_US`. Raises SpeechError for a language that is not spoken."""
    short = tag.replace("_", "-").split("-", 1)[0].lower()
    for lang in LANGUAGES:
        if short == lang:
            return lang
    raise SpeechError(f'unknown language "{tag}": use one of {", ".join(LANGUAGES)}')
