"""Who gets whom: items in their order, each to the best free agent.

The order over all queues is: higher priority; within a priority, items that waited for the very agent who is free now;
then who entered first. Only agents and queues where something changed are looked at, so a poll with nothing new costs
nothing.
"""

from __future__ import annotations

from heapq import heappop, heappush

from telephony.acd.agents import AgentRecord
from telephony.acd.desk import WRITTEN, lane_media
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
    if len(floor.freed) == 1 and not floor.stirred:
        return _serve_one(floor, floor.freed.popitem()[0], now)
    if not (floor.freed or floor.stirred):
        return []
    work = _what_is_new(floor)
    offers: list[Offer] = []
    while work:
        key, kind, ident = heappop(work)
        if kind == _READY and not _anybody_free(floor, ident):
            continue
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
    if offers and (floor.freed or floor.stirred):  # who was offered a chat may have room for more
        offers += match(floor, now)
    return offers


def _what_is_new(floor: Floor) -> list[tuple[Key, int, str]]:
    """A heap of the first items that freed agents and lanes with something new may have for each other."""
    for agent_id in floor.freed:
        if agent := floor.agents.get(agent_id):
            floor.stirred.update((lane.id, None) for lane in agent.lanes)
    work: list[tuple[Key, int, str]] = []
    for agent_id in floor.freed:
        _push(floor, work, _FAN, agent_id, _best_fan(floor, agent_id))
    for lane_id in floor.stirred:
        if _anybody_free(floor, lane_id):
            _push(floor, work, _READY, lane_id, _head(floor, lane_id))
    floor.freed.clear()
    floor.stirred.clear()
    return work


def _serve_one(floor: Floor, agent_id: str, now: Now) -> list[Offer]:
    """The short way when one agent is all that is new: whoever else was free has been matched before, so he takes the
    best of the heads of his lanes, unless a colleague in that lane ranks before him."""
    agent = floor.agents.get(agent_id)
    item = None if agent is None else best_for(floor, agent, free=True)
    if agent is None or item is None:
        return []
    alone = item.preferred is None and len(item.lane.free) == 1
    chosen = agent if alone or item.preferred == agent_id else floor.agents[_best_agent(floor, item) or agent_id]
    offers = [floor.reserve(item, chosen, now)]
    if chosen is not agent or item.item.media in WRITTEN:
        floor.freed[agent_id] = None
    return offers if not (floor.freed or floor.stirred) else offers + match(floor, now)


def best_for(floor: Floor, agent: AgentRecord, *, free: bool = False) -> ItemRecord | None:
    """The item that this agent would be offered first: with `free` by what he takes now, else if he were free for a
    call."""
    best: tuple[Key, str] | None = None
    for lane in agent.lanes:
        if (agent.id not in lane.free) if free else lane.media != "call":
            continue
        first = lane.ready.first()
        if first is not None:
            if floor.queues[lane.queue].config.spare_flexible:
                priority, _, entered, order = _order(floor, floor.items[first[1]], _READY)
                first = ((priority, entered, order), first[1])
            if best is None or first < best:
                best = first
    fan = _first_fan(floor, agent.id, free=free)
    if fan is not None and (best is None or fan.key[0] <= best[0][0]):
        return fan
    return None if best is None else floor.items[best[1]]


def _anybody_free(floor: Floor, lane_id: str) -> bool:
    """Quick look: an agent whom an item prefers is free in its lane too, if at all."""
    lane = floor.lanes.get(lane_id)
    return lane is not None and len(lane.free) > 0


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
    return None if agent_id not in floor.agents else _first_fan(floor, agent_id, free=True)


def _first_fan(floor: Floor, agent_id: str, *, free: bool) -> ItemRecord | None:
    fans = floor.fans.get(agent_id)
    if not fans:
        return None
    agent = floor.agents[agent_id]
    room = {media: floor.takes(agent, media) if free else media == "call" for media in ("call", *WRITTEN)}
    items = [item for item in map(floor.items.__getitem__, fans) if room[lane_media(item.item.media)]]
    return min(items, key=lambda item: item.key, default=None)


def _best_agent(floor: Floor, item: ItemRecord) -> str | None:
    """The preferred agent if he is free, else the first by the queue's strategy."""
    queue = floor.queues[item.item.queue]
    agent = floor.preferred(item, queue)
    if agent is not None and floor.takes(agent, item.lane.media):
        return agent.id
    first = item.lane.free.first()
    return first[1] if first else None
