"""Choosing whom to visit (by crm.sampling's ranks), and sharing the visits out. Pure: the same candidates and seed give
the same sample."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Literal

from crm.sampling import rank_of


def wanted(candidates: int, *, size: int | None = None, share: float | None = None) -> int:
    """How many to choose: `size`, or `share` percent (at least one of any), never more than there are."""
    if size is None and share is None:
        return candidates
    by_share = math.ceil(candidates * share / 100) if share is not None else candidates
    return min(candidates, by_share, candidates if size is None else size)


def sample(candidates: Sequence[str], seed: str, count: int) -> list[str]:
    """`count` of the candidates, in the order of their ranks."""
    return sorted(set(candidates), key=lambda each: rank_of(seed, each))[:count]


def share_out(
    visits: Sequence[str], agents: Sequence[str], how: Literal["even", "owner"], owners: Mapping[str, str | None]
) -> dict[str, str | None]:
    """Visit → agent. `owner`: the customer's or ticket's own agent, where he is among the agents; all others go in turn
    to whoever has fewest, the first of the list first. Without agents they are nobody's yet."""
    if not agents:
        return dict.fromkeys(visits)
    load = dict.fromkeys(agents, 0)
    given: dict[str, str | None] = {}
    rest = []
    for visit in visits:
        owner = owners.get(visit)
        if how == "owner" and owner in load:
            given[visit] = owner
            load[str(owner)] += 1
        else:
            rest.append(visit)
    for visit in rest:
        agent = min(load, key=lambda each: load[each])
        given[visit] = agent
        load[agent] += 1
    return given
