"""Lanes: the items of one queue and medium that need the same skills now, and the agents who have them.

A lane is what makes skills cheap: an agent is listed in the lanes of his queues that he can serve, an item stands in
one lane, and a match is the first item with the first agent of a lane, however many agents and items there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from telephony.acd.index import Key, LazyHeap, Rota
from telephony.config_model import SkillDemand

Needs = tuple[tuple[str, int], ...]
"""Skill and lowest level, sorted by skill."""


@dataclass(slots=True, eq=False)
class Lane:
    """`ready` are the items that any of its agents may take, in the order of service; `free` the agents who may be
    offered one, by rank; `items` counts all items that need this, offered or not, `agents` all who have it, logged in
    or not."""

    id: str
    queue: str
    needs: Needs
    free: LazyHeap | Rota | Spare
    media: str = "call"
    ready: LazyHeap = field(default_factory=LazyHeap)
    items: int = 0
    agents: int = 0


class Spare:
    """Free agents of a lane with `spare_flexible`: of those with the best preference, the one whom his other lanes
    miss least, then the best rank. Keys are (preference, …, id); same methods as LazyHeap.

    Taking an agent away from a lane with n free agents costs 2^−n; his cost is the sum over his other lanes. Agents
    with the same lanes cost the same, so only one of each kind is looked at."""

    __slots__ = ("_kinds", "_where")

    def __init__(self) -> None:
        self._kinds: dict[tuple[int, tuple[str, ...]], tuple[tuple[Lane, ...], LazyHeap]] = {}
        self._where: dict[str, tuple[int, tuple[str, ...]]] = {}

    def __len__(self) -> int:
        return len(self._where)

    def __contains__(self, ident: object) -> bool:
        return ident in self._where

    def add(self, ident: str, key: Key, lanes: Sequence[Lane]) -> None:
        """As put(); `lanes` are all that the agent serves, this one included."""
        kind = (key[0], tuple(lane.id for lane in lanes))
        if self._where.get(ident, kind) != kind:
            self.discard(ident)
        self._where[ident] = kind
        if kind not in self._kinds:
            self._kinds[kind] = (tuple(lane for lane in lanes if lane.free is not self), LazyHeap())
        self._kinds[kind][1].put(ident, key)

    def discard(self, ident: str) -> None:
        kind = self._where.pop(ident, None)
        if kind is not None:
            heap = self._kinds[kind][1]
            heap.discard(ident)
            if not heap:
                del self._kinds[kind]

    def first(self) -> tuple[Key, str] | None:
        """The entry that is missed least elsewhere, or None; it stays."""
        best = min(self._candidates(), default=None)
        return None if best is None else (best[2], best[3])

    def _candidates(self) -> Iterator[tuple[int, float, Key, str]]:
        for (preference, _), (others, heap) in self._kinds.items():
            first = heap.first()
            if first is not None:
                yield preference, sum(0.5 ** len(lane.free) for lane in others), first[0], first[1]


def lane_id(queue: str, needs: Needs, media: str = "call") -> str:
    """Readable, and the same after a restart."""
    medium = () if media == "call" else (f"@{media}",)
    return " ".join((queue, *medium, *(f"{skill}:{level}" for skill, level in needs)))


def able(skills: Mapping[str, int], needs: Needs) -> bool:
    """Whether an agent with `skills` has all that is needed."""
    for skill, level in needs:  # noqa: SIM110 - asked for every member of a queue, and twice as fast as all()
        if skills.get(skill, -1) < level:
            return False
    return True


def missing(skills: Mapping[str, int], needs: Needs) -> Needs:
    return tuple([(skill, level) for skill, level in needs if skills.get(skill, -1) < level])


def needs_after(demands: Iterable[SkillDemand], waited: float) -> Needs:
    """What is still needed after `waited` seconds. Two demands of one skill: the higher counts."""
    needs: dict[str, int] = {}
    for demand in demands:
        level: int | None = demand.level
        for step in demand.relax:
            if waited >= step.after:
                level = step.level
        if level is not None:
            needs[demand.skill] = max(level, needs.get(demand.skill, 0))
    return tuple(sorted(needs.items()))


def next_step(demands: Iterable[SkillDemand], waited: float) -> float | None:
    """Seconds of waiting after which less is needed, or None."""
    return min((step.after for demand in demands for step in demand.relax if step.after > waited), default=None)


def able_after(demands: Sequence[SkillDemand], skills: Mapping[str, int]) -> float | None:
    """Seconds that a caller must have waited before an agent with `skills` may take him: 0.0 is at once, None never."""
    moment: float | None = 0.0
    while moment is not None and not able(skills, needs_after(demands, moment)):
        moment = next_step(demands, moment)
    return moment
