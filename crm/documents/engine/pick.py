"""One of several people gets a step: in turn, or who has least to do. What is shared with the ACD: docs/adr/0161."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telephony.acd.index import Rota


@dataclass(frozen=True, slots=True)
class Candidate:
    """`number` is the 工号 (else the user name), `open` how many steps he has, `last` when he got his latest one (Unix
    seconds, 0 for never)."""

    user: str
    number: str
    open: int = 0
    last: float = 0.0


def in_turn(candidates: Sequence[Candidate], after: str | None) -> str:
    """By 工号, the one after `after` (the 工号 of who had the last turn), round and round: the ACD's own rota."""
    rota = Rota({} if after is None else {0: (0, (after,))})
    for candidate in candidates:
        rota.put(candidate.user, (0, (candidate.number,)))
    first = rota.first()
    if first is None:
        raise ValueError("nobody to choose from")
    return first[1]


def by_load(candidates: Sequence[Candidate]) -> str:
    """Fewest open steps; then who has waited longest for one; then by id."""
    return min(candidates, key=lambda candidate: (candidate.open, candidate.last, candidate.user)).user
