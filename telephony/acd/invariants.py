"""What must hold between any two facts. Tests call it after every step."""

from __future__ import annotations

from collections import Counter

from telephony.acd.agents import LEASED, STAFFED, AgentRecord
from telephony.acd.desk import WRITTEN
from telephony.acd.floor import Floor
from telephony.acd.lanes import able
from telephony.acd.model import S
from telephony.acd.queues import ItemRecord, QueueRecord


def check(floor: Floor) -> None:
    """AssertionError names what contradicts what."""
    for agent in floor.agents.values():
        _check_agent(floor, agent)
    for item in floor.items.values():
        _check_item(floor, item)
    for queue in floor.queues.values():
        _check_queue(floor, queue)
    for ident, record in floor.offers.items():
        offer = record.offer
        assert ident == offer.offer
        agent = floor.agents[offer.agent]
        assert agent.offer == ident or agent.asked.get(ident) == offer.media, f"lease {ident} without its agent"
        assert ident in floor.items[offer.item].offers, f"lease {ident} without its item"
        assert floor.timers.get("lease", ident) == offer.expires, f"lease {ident} never expires"
    rung = [record.offer.agent for record in floor.offers.values() if record.offer.media not in WRITTEN]
    assert len(set(rung)) == len(rung), "an agent with two offers"
    held = {item: agent.id for agent in floor.agents.values() for item in agent.desk}
    assert held == floor.in_hands, "who has what in hand"
    for device, agent_id in floor.on_device.items():
        assert floor.agents[agent_id].device == device, f"device {device} of another agent"
    for agent_id, fans in floor.fans.items():
        assert fans, f"empty fans of {agent_id}"
        for ident in fans:
            assert floor.items[ident].preferred == agent_id
            assert not floor.items[ident].offers


def _check_agent(floor: Floor, agent: AgentRecord) -> None:
    name = f"agent {agent.id} ({agent.state})"
    assert (agent.state in LEASED) == (agent.offer is not None), f"{name} and lease {agent.offer}"
    assert agent.offer is None or agent.offer in floor.offers, f"{name} has a dead lease"
    if agent.offer is not None:
        record = floor.offers[agent.offer]
        assert record.ringing == (agent.state is S.RINGING), f"{name} and its phone"
        occupies = floor.items[record.offer.item].item.occupies
        assert (agent.item, agent.queue) == (occupies, record.offer.queue), f"{name} and its lease"
    assert agent.asked.keys() <= floor.offers.keys(), f"{name} is asked for nothing"
    assert not agent.desk.keys() & floor.items.keys(), f"{name} has in hand what waits"
    assert agent.state is not S.OFFLINE or not (agent.desk or agent.asked), f"{name} has work in hand"
    occupied = agent.state in LEASED | {S.TALKING, S.WRAP_UP}
    assert occupied == (agent.item is not None), f"{name} with item {agent.item}"
    assert (agent.state is S.OFFLINE) == (agent.device is None), f"{name} on {agent.device}"
    assert agent.device is None or floor.on_device.get(agent.device) == agent.id, f"{name} and its device"
    if agent.state in (S.WRAP_UP, S.NOT_ANSWERING):
        assert agent.until is not None, f"{name} has no end"
        assert floor.timers.get("agent", agent.id) == agent.until, f"{name} would not end"
    if agent.state not in LEASED:
        assert floor.timers.get("agent", agent.id) == agent.until, f"{name} and its timer"
    assert agent.state is not S.AVAILABLE or (agent.online and agent.wish is S.AVAILABLE), f"{name} should not be"
    assert agent.state not in (S.OFFLINE, S.AVAILABLE) or not agent.leaving, f"{name} and leaving"
    for queue_id in agent.queues:
        queue = floor.queues.get(queue_id)
        if queue is not None and not queue.gone:
            for lane in queue.lanes.values():
                serves = able(agent.config.skills, lane.needs)
                assert (lane in agent.lanes) == serves, f"{name} and the lane {lane.id}"
                assert (agent.id in lane.free) == (serves and floor.takes(agent, lane.media)), (
                    f"{name} and the free agents of {lane.id}"
                )
    assert len(agent.lanes) == len({lane.id for lane in agent.lanes}), f"{name} is in a lane twice"


def _check_item(floor: Floor, item: ItemRecord) -> None:
    name = f"item {item.id}"
    queue = floor.queues[item.item.queue]
    in_line = (item.key, item.id) in queue.line
    assert item.id in queue.oldest, f"{name} is not in its queue"
    assert in_line == (not item.offers), f"{name} is in line and offered, or neither"
    if in_line:
        assert (item.id in item.lane.ready) == (not item.held and not item.spent), f"{name} ready or held"
    else:
        several = queue.config.strategy == "ring_all" and len(item.offers) < queue.config.ring_max and not queue.gone
        alone = any(floor.offers[ident].offer.sticky for ident in item.offers)
        assert item.id not in item.lane.ready or (several and not alone), f"{name} rings for too many"
    assert all(floor.offers[ident].offer.item == item.id for ident in item.offers), f"{name} has a dead lease"
    assert not item.held or floor.timers.get("hold", item.id) is not None, f"{name} is held for ever"
    assert not item.held or item.id in floor.fans.get(item.preferred or "", {}), f"{name} is held for nobody"
    assert item.offers or item.spent or not queue.gone, f"{name} waits in a queue that is gone"
    limited = floor.timers.get("limit", item.id) is not None
    assert item.offers or limited or item.patient, f"{name} waits without limit"
    assert not item.patient or not item.spent or queue.gone, f"{name} is a callback that is offered to nobody"


def _check_queue(floor: Floor, queue: QueueRecord) -> None:
    name = f"queue {queue.id}"
    members = [agent for agent in floor.agents.values() if queue.id in agent.queues]
    assert +Counter(queue.states) == Counter(agent.state for agent in members), f"{name} counts wrongly"
    items = {item.id for item in floor.items.values() if item.item.queue == queue.id}
    assert len(queue.oldest) == len(items), f"{name} remembers items that are gone"
    for lane in queue.lanes.values():
        assert floor.lanes[lane.id] is lane, f"{name} and its lane {lane.id}"
        inside = [item for item in floor.items.values() if item.lane is lane]
        assert lane.items == len(inside), f"{name} counts wrongly in {lane.id}"
        serving = sum(lane in agent.lanes for agent in floor.agents.values())
        assert lane.agents == serving, f"{name} counts wrongly who serves {lane.id}"
    assert queue.logged_in == sum(agent.state is not S.OFFLINE for agent in members), f"{name} counts who is logged in"
    assert queue.staffed == sum(agent.state in STAFFED for agent in members), f"{name} counts who serves"
    assert queue.members.keys() == {agent.id for agent in members}, f"{name} and its members"
    for skill in {skill for agent in floor.agents.values() for skill in agent.config.skills} | queue.skilled.keys():
        having = {agent.id for agent in members if skill in agent.config.skills}
        assert queue.skilled.get(skill, {}).keys() == having, f"{name} and who has {skill}"
    assert queue.line == sorted(queue.line), f"{name} is out of order"
    assert {ident for _, ident in queue.line} <= items, f"{name} has a stranger in line"
