"""Who gets whom: items in their order, each to the best free agent.

The order over all queues is: higher priority; within a priority, items that waited for the very agent who is free now;
then who entered first. Only agents and queues where something changed are looked at, so a poll with nothing new costs
nothing.
"""

from __future__ import annotations

from heapq import heappop, heappush

from telephony.acd.floor import Floor
from telephony.acd.index import Key
from telephony.acd.model import Offer
from telephony.acd.queues import ItemRecord
from telephony.clock import Now

_FAN, _READY = 0, 1
LOAD = 4.0
"""How much the length of a line counts against the waiting time of its first (docs/adr/0071)."""


def match(floor: Floor, now: Now) -> list[Offer]:
    """Lease free agents to waiting items until no pair is left. Returns the offers in the order of service."""
    work: list[tuple[Key, int, str]] = []
    for agent_id in floor.freed:
        _push(floor, work, _FAN, agent_id, _best_fan(floor, agent_id))
    for lane_id in floor.stirred:
        _push(floor, work, _READY, lane_id, _head(floor, lane_id))
    floor.freed.clear()
    floor.stirred.clear()
    offers: list[Offer] = []
    while work:
        key, kind, ident = heappop(work)
        item = _best_fan(floor, ident) if kind == _FAN else _head(floor, ident)
        if item is None:
            continue
        if _order(floor, item, kind) != key:
            _push(floor, work, kind, ident, item)
            continue
        chosen = ident if kind == _FAN else _best_agent(floor, item)
        if chosen is None:
            continue
        offers.append(floor.reserve(item, floor.agents[chosen], now))
        if kind == _READY:
            _push(floor, work, kind, ident, _head(floor, ident))
    return offers


def _push(floor: Floor, work: list[tuple[Key, int, str]], kind: int, ident: str, item: ItemRecord | None) -> None:
    if item is not None:
        heappush(work, (_order(floor, item, kind), kind, ident))


def _order(floor: Floor, item: ItemRecord, kind: int) -> Key:
    """The item's place over all queues. Of queues with `spare_flexible` the one that is worst off comes first: the
    wait that its last caller has before him counts LOAD times as if the first had waited it already."""
    priority, entered, order = item.key
    queue = floor.queues[item.item.queue]
    if queue.config.spare_flexible:
        entered -= LOAD * (queue.estimate(len(queue.line) - 1) or 0.0)
    return (priority, kind, entered, order)


def _head(floor: Floor, lane_id: str) -> ItemRecord | None:
    """The first item of the lane that any of its agents may take."""
    lane = floor.lanes.get(lane_id)
    first = lane.ready.first() if lane else None
    return floor.items[first[1]] if first else None


def _best_fan(floor: Floor, agent_id: str) -> ItemRecord | None:
    """The first item that prefers this agent, when he can be offered it."""
    agent, fans = floor.agents.get(agent_id), floor.fans.get(agent_id)
    if not fans or agent is None or not agent.offerable:
        return None
    return min((floor.items[ident] for ident in fans), key=lambda item: item.key)


def _best_agent(floor: Floor, item: ItemRecord) -> str | None:
    """The preferred agent if he is free, else the first by the queue's strategy."""
    queue = floor.queues[item.item.queue]
    agent = floor.preferred(item, queue)
    if agent is not None and agent.offerable:
        return agent.id
    first = item.lane.free.first()
    return first[1] if first else None
