"""Prompt texts with typed placeholders: `您的订单{order_no:digits}，共{n:quantity:件}`.

A placeholder is `{name:kind}` or `{name:kind:argument}`; `{{` and `}}` are braces. Only `quantity` takes an argument,
its measure word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from telephony.ivr.speech.keys import recorded_name
from telephony.ivr.speech.kinds import EXPECTS, KINDS, Kind, say
from telephony.ivr.speech.language import Lang, SpeechError
from telephony.ivr.speech.normalise import normalise
from telephony.ivr.speech.pronunciation import entries

_TOKEN = re.compile(r"\{\{|\}\}|\{(?P<body>[^{}]*)\}|(?P<stray>[{}])")
_READ_BY_DICTIONARY = frozenset({"digits", "code", "phone"})
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")


@dataclass(frozen=True, slots=True)
class Literal:
    """Words that are always the same."""

    text: str


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A value that is known only in the call."""

    name: str
    kind: Kind
    argument: str = ""


Part = Literal | Placeholder


def parse(text: str) -> tuple[Part, ...]:
    """Split a prompt text into its parts; neighbouring literals are one.

    Raises SpeechError that names the column (from 1) and the remedy."""
    parts: list[Part] = []
    literal = ""
    end = 0
    for match in _TOKEN.finditer(text):
        literal += text[end : match.start()]
        end = match.end()
        column = match.start() + 1
        if match["stray"]:
            raise SpeechError(f'column {column}: single "{match["stray"]}": write it twice, or complete {{name:kind}}')
        if match["body"] is None:
            literal += match[0][0]
            continue
        if literal:
            parts.append(Literal(literal))
            literal = ""
        parts.append(_placeholder(match["body"], column))
    literal += text[end:]
    if literal:
        parts.append(Literal(literal))
    return tuple(parts)


def _placeholder(body: str, column: int) -> Placeholder:
    name, colon, rest = body.partition(":")
    kind_name, _, argument = rest.partition(":")
    if not _NAME.fullmatch(name):
        raise SpeechError(f'column {column}: "{name}" is no name of a value: use letters, digits, "_" and "."')
    for kind in KINDS:
        if kind_name == kind:
            break
    else:
        wrong = f'unknown kind "{kind_name}"' if colon else f"{{{name}}} has no kind"
        raise SpeechError(f"column {column}: {wrong}: write {{{name}:kind}} with one of {', '.join(KINDS)}")
    if argument and kind != "quantity":
        raise SpeechError(f'column {column}: {kind} takes no argument: remove ":{argument}"')
    return Placeholder(name, kind, argument)


def names(parts: Iterable[Part]) -> frozenset[str]:
    """The names of the values that the text needs."""
    return frozenset(part.name for part in parts if isinstance(part, Placeholder))


def lookup(part: Placeholder, values: Mapping[str, object]) -> object:
    """The value of a placeholder. Raises SpeechError when it is missing."""
    if part.name not in values or values[part.name] is None:
        raise SpeechError(f'the value "{part.name}" is missing: set it before the prompt is played')
    return values[part.name]


@contextmanager
def private(part: Placeholder) -> Iterator[None]:
    """Replace the error about an unfit value by one that does not tell the value: a caller's digits reach no log."""
    try:
        yield
    except SpeechError:
        raise SpeechError(
            f'the value "{part.name}" cannot be spoken as {part.kind}: it must be {EXPECTS[part.kind]}'
        ) from None


def dictionary_words(
    part: Placeholder, value: object, lang: Lang, pronunciation: Mapping[str, str] | None
) -> str | None:
    """What the dictionary says for a value: for a whole number or code (12345 → 一二三四五), and for texts."""
    if part.kind == "text":
        return normalise(str(value), lang, pronunciation)
    if part.kind in _READ_BY_DICTIONARY:
        return dict(entries(pronunciation, lang)).get(str(value))
    return None


def expand(text: str, values: Mapping[str, object], lang: Lang, pronunciation: Mapping[str, str] | None = None) -> str:
    """The text in words, with its values filled in. Raises SpeechError for a bad text, a missing or an unfit value."""
    recorded = recorded_name(text)
    if recorded is not None:
        return f"«{recorded}»"
    words = ""
    for part in parse(text):
        if isinstance(part, Literal):
            words += normalise(part.text, lang, pronunciation)
        else:
            value = lookup(part, values)
            with private(part):
                words += dictionary_words(part, value, lang, pronunciation) or say(
                    part.kind, value, lang, part.argument
                )
    return words
