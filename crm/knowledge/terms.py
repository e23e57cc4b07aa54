"""Words of a text as suggestions compare them, and the ranking of articles by them. Pure.

A term is a Latin word or number in lower case, or two Chinese characters in a row (Chinese is written without spaces,
and most of its words have two). Articles are ranked as texts are in the vector model: a term counts more the rarer it
is among the articles (idf = ln(1 + N/df)) and the weightier the field that it stands in.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

KEYWORD, TITLE, BODY = 4.0, 2.0, 0.5
"""What a term weighs by the field it stands in."""
TERM_LENGTH = 32
MOST_TERMS = 200
"""Terms of a question that are looked at: the first ones."""
LONGEST_TEXT = 4000
"""Characters of a body that are looked at."""
LEAST = 0.08
"""Below this score an article is not worth showing."""

_TOKEN = re.compile(r"[a-z0-9][a-z0-9._+-]*|[\u3400-\u9fff\uf900-\ufaff]+")
_CHARACTERS = "的了是在我你您他她它们有和与就不也都而及或吗呢吧啊这那请要会能可以把被给对为"
_WORDS = (
    "the a an of to in is are and or for with on at by it this that be as not you your i we our how what do does can"
)
_STOP = frozenset(_CHARACTERS) | frozenset(_WORDS.split())
"""Characters and words that tell nothing: a pair of two such characters is no term, a word of them neither."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """`matched`: the terms that counted, the weightiest first."""

    article: str
    score: float
    matched: tuple[str, ...]


def terms(text: str) -> list[str]:
    """The terms of a text, in order, with repetitions."""
    found: list[str] = []
    for token in _TOKEN.findall(text.lower()):
        if token.isascii():
            word = token.strip("._+-")
            if word and word not in _STOP and len(word) <= TERM_LENGTH:
                found.append(word)
        elif len(token) == 1:
            if token not in _STOP:
                found.append(token)
        else:
            pairs = (token[at : at + 2] for at in range(len(token) - 1))
            found += [pair for pair in pairs if not (pair[0] in _STOP and pair[1] in _STOP)]
    return found


def weights(titles: Iterable[str], keywords: Iterable[str], bodies: Iterable[str]) -> dict[str, float]:
    """What each term of an article weighs: its best field, a little more when the body repeats it."""
    found: dict[str, float] = {}
    counts: dict[str, int] = {}
    for body in bodies:
        for term in terms(body[:LONGEST_TEXT]):
            counts[term] = counts.get(term, 0) + 1
    for term, count in counts.items():
        found[term] = BODY * (1 + math.log(count))
    for weight, texts in ((TITLE, titles), (KEYWORD, keywords)):
        for text in texts:
            for term in terms(text):
                found[term] = max(found.get(term, 0.0), weight)
    return found


def question(text: str) -> list[str]:
    """The terms to look up for a question, each once."""
    return list(dict.fromkeys(terms(text)))[:MOST_TERMS]


def rank(
    asked: Iterable[str],
    articles: Mapping[str, Mapping[str, float]],
    total: int,
    used: Mapping[str, int] | None = None,
) -> list[Ranked]:
    """Articles by how well they fit. `articles` has, for each that shares a term with the question, the weights of the
    shared terms; `total` is the number of articles there are. The score is the share of the question's weight that the
    article covers, in 0…1; of those that fit alike the more used one comes first, then the newer one (ids are by time).
    """
    wanted = list(dict.fromkeys(asked))
    df = {term: sum(term in shared for shared in articles.values()) for term in wanted}
    known = [term for term in wanted if df[term]]
    idf = {term: math.log(1 + total / df[term]) for term in known}
    whole = sum(idf.values()) * KEYWORD
    found = []
    for article, shared in articles.items():
        parts = {term: idf[term] * min(shared[term], KEYWORD) for term in known if term in shared}
        score = sum(parts.values()) / whole if whole else 0.0
        if score >= LEAST:
            matched = tuple(sorted(parts, key=lambda term: (-parts[term], term)))
            found.append(Ranked(article, round(score, 4), matched))
    counts = used or {}
    found.sort(key=lambda each: each.article, reverse=True)
    found.sort(key=lambda each: (-each.score, -counts.get(each.article, 0)))
    return found
