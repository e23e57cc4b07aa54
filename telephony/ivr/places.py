"""Places for variables: with a kind in texts that are spoken (`{n:quantity:件}`), plain in values (`{caller}`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from telephony.ivr.speech.language import SpeechError
from telephony.ivr.speech.template import Placeholder, parse

_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")


@lru_cache(maxsize=4096)
def spoken(text: str) -> tuple[Placeholder, ...]:
    """The places of a text that is spoken; none when the text is malformed (`text_problem`)."""
    try:
        return tuple(part for part in parse(text) if isinstance(part, Placeholder))
    except SpeechError:
        return ()


def text_problem(text: str) -> str | None:
    """What is wrong with a text that is spoken, in words with the column and the remedy."""
    try:
        parse(text)
    except SpeechError as error:
        return str(error)
    return None


def names(template: str) -> Iterator[str]:
    """The variables that a value has places for, in order, with repetitions."""
    for match in _PLACE.finditer(template):
        yield match.group(1)


def fill(template: str, value: Callable[[str], str]) -> str:
    """A value with each place replaced by its variable."""
    return _PLACE.sub(lambda match: value(match.group(1)), template)


def stray_brace(template: str) -> bool:
    """Whether a brace of a value belongs to no place."""
    rest = _PLACE.sub("", template)
    return "{" in rest or "}" in rest
