"""Which agent is offered an item: a strategy is one function from an agent to a rank; the smallest rank is offered
first.

A rank must not change while the agent is AVAILABLE: it is computed once, when he becomes so (and anew when the day
begins). Whatever the strategy, agents whose main queue it is come first, and equal ranks are decided by the agent's id.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from telephony.acd.agents import AgentRecord
from telephony.acd.desk import load
from telephony.acd.index import Key
from telephony.acd.lanes import Lane
from telephony.config_model import Strategy


def longest_idle(agent: AgentRecord, lane: Lane) -> Key:
    """Who has been free the longest since his last work (see AgentRecord.idle_seconds)."""
    del lane
    return (agent.idle_since,)


def round_robin(agent: AgentRecord, lane: Lane) -> Key:
    """By 工号; index.Rota begins after the one who had the last turn, so that each has one before anyone has two."""
    del lane
    return (agent.config.number,)


def fewest_calls(agent: AgentRecord, lane: Lane) -> Key:
    """Who has had the fewest calls today; then longest idle."""
    del lane
    return (agent.calls_today, agent.idle_since)


def least_talk(agent: AgentRecord, lane: Lane) -> Key:
    """Who has talked least today, wrap-up not counted; then longest idle."""
    del lane
    return (agent.talk_today, agent.idle_since)


def best_skill(agent: AgentRecord, lane: Lane) -> Key:
    """Whose levels of the skills needed add up to most; then longest idle."""
    return (-sum(agent.config.skills.get(skill, 0) for skill, _ in lane.needs), agent.idle_since)


def fixed_order(agent: AgentRecord, lane: Lane) -> Key:
    """By his position in the queue, then by 工号."""
    return (agent.positions.get(lane.queue, 0), agent.config.number)


STRATEGIES: Mapping[Strategy, Callable[[AgentRecord, Lane], Key]] = {
    "longest_idle": longest_idle,
    "round_robin": round_robin,
    "fewest_calls": fewest_calls,
    "least_talk": least_talk,
    "best_skill": best_skill,
    "ring_all": longest_idle,
    "fixed_order": fixed_order,
}

BY_DAY = frozenset({"fewest_calls", "least_talk"})
"""Strategies whose ranks change when the company's day begins."""


def rank(strategy: Strategy, agent: AgentRecord, lane: Lane) -> Key:
    """Total order of a lane's agents. Of chats and e-mails, whoever has the fewest in hand gets the next."""
    key = STRATEGIES[strategy](agent, lane)
    if lane.media != "call":
        key = (load(agent, lane.media), *key)
    return (agent.queues[lane.queue], key, agent.id)
