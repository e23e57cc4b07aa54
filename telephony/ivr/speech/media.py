"""What to play for a prompt: a row of sound files that were rendered before the call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from telephony.ivr.speech.keys import canonical, is_silent, library_path, recorded_name, sound_path
from telephony.ivr.speech.language import Lang, SpeechError
from telephony.ivr.speech.normalise import normalise
from telephony.ivr.speech.parts import PAUSE, fragments, unit_phrases
from telephony.ivr.speech.pronunciation import entries
from telephony.ivr.speech.template import Literal, Part, Placeholder, dictionary_words, lookup, parse, private


@lru_cache(maxsize=4096)
def _parsed(text: str) -> tuple[Part, ...]:
    return parse(text)


def phrases(
    text: str, values: Mapping[str, object], lang: Lang, pronunciation: Mapping[str, str] | None = None
) -> list[str]:
    """The phrases that a prompt is played from, in order: each literal part whole, each value in fragments."""
    row: list[str] = []
    for part in _parsed(text):
        if isinstance(part, Placeholder):
            row.extend(_value_phrases(part, lookup(part, values), lang, pronunciation))
            continue
        phrase = canonical(normalise(part.text, lang, pronunciation))
        if not is_silent(phrase):
            row.append(phrase)
        elif phrase and row:
            row.append(PAUSE[lang])
    while row and is_silent(row[-1]):
        row.pop()
    return row


def _value_phrases(part: Placeholder, value: object, lang: Lang, pronunciation: Mapping[str, str] | None) -> list[str]:
    with private(part):
        words = dictionary_words(part, value, lang, pronunciation)
        if words is not None:
            return [canonical(words)]
        return fragments(part.kind, value, lang, part.argument)


def required(texts: Iterable[str], lang: Lang, pronunciation: Mapping[str, str] | None = None) -> frozenset[str]:
    """Every phrase, beside the vocabulary, that must be rendered so that these texts can be played with any values.
    Values of kind `text` are not known here: give them as texts of their own."""
    found: set[str] = {said for _, said in entries(pronunciation, lang)}
    for text in texts:
        for part in _parsed(text) if recorded_name(text) is None else ():
            if isinstance(part, Literal):
                found.add(canonical(normalise(part.text, lang, pronunciation)))
            elif part.kind == "quantity":
                found.update(unit_phrases(lang, part.argument))
    return frozenset(phrase for phrase in found if not is_silent(phrase))


def media(
    text: str,
    values: Mapping[str, object],
    lang: Lang,
    sounds_root: str,
    pronunciation: Mapping[str, str] | None = None,
    library: Mapping[str, Mapping[str, str]] | None = None,
) -> list[str]:
    """Absolute paths without extension, to be played in a row. A text without placeholders is one file; a text with
    nothing to say is none. `library` has the files of recorded prompts by name and language. Raises SpeechError for a
    bad text, a missing or an unfit value, or a recording that is not there."""
    recorded = recorded_name(text)
    if recorded is not None:
        file = (library or {}).get(recorded, {}).get(lang)
        if file is None:
            raise SpeechError(f'the prompt "{recorded}" has no recording in {lang}: record it, or write its text')
        return [library_path(sounds_root, file)]
    return [sound_path(sounds_root, lang, phrase) for phrase in phrases(text, values, lang, pronunciation)]
