"""Which conversations are listened to: by lot, the same number of each agent. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Protocol, TypeVar

from crm.sampling import rank_of


class Part(Protocol):
    """An agent's part in a recording."""

    @property
    def recording_id(self) -> str: ...

    @property
    def agent_id(self) -> str: ...


P = TypeVar("P", bound=Part)


def draw(parts: Iterable[P], per_agent: int, seed: str) -> list[P]:
    """Of each agent `per_agent` parts (or all, if he has fewer), agents in the order of their ids, by crm.sampling's
    ranks of their recordings: everybody can draw again, nobody can choose."""
    of: dict[str, list[P]] = defaultdict(list)
    for part in parts:
        of[part.agent_id].append(part)
    return [
        part
        for agent in sorted(of)
        for part in sorted(of[agent], key=lambda part: rank_of(seed, part.recording_id))[:per_agent]
    ]
