"""The company's pronunciation dictionary: a written form and how it is to be said (重庆 → 虫庆, 12345 → 一二三四五)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from telephony.ivr.speech.language import Lang

Entries = tuple[tuple[str, str], ...]
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_EDGE = r"A-Za-z0-9"


def entries(pronunciation: Mapping[str, str] | None, lang: Lang) -> Entries:
    """The entries that hold in this language, longest written form first: one said in Chinese characters is for Chinese
    alone."""
    if not pronunciation:
        return ()
    return tuple(
        sorted(
            ((written, said) for written, said in pronunciation.items() if lang == "zh" or not _CHINESE.search(said)),
            key=lambda entry: (-len(entry[0]), entry[0]),
        )
    )


@lru_cache(maxsize=64)
def _pattern(chosen: Entries) -> re.Pattern[str]:
    forms = []
    for written, _ in chosen:
        before = rf"(?<![{_EDGE}])" if re.match(f"[{_EDGE}]", written) else ""
        after = rf"(?![{_EDGE}])" if re.search(f"[{_EDGE}]$", written) else ""
        forms.append(before + re.escape(written) + after)
    return re.compile("|".join(forms))


def divide(text: str, chosen: Entries) -> Iterator[tuple[str, bool]]:
    """Stretches of the text in order, each with whether it is already said as the dictionary wants."""
    if not chosen:
        yield text, False
        return
    said = dict(chosen)
    end = 0
    for match in _pattern(chosen).finditer(text):
        if match.start() > end:
            yield text[end : match.start()], False
        yield said[match[0]], True
        end = match.end()
    if end < len(text):
        yield text[end:], False
