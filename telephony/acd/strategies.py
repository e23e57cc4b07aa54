"""Which agent is offered an item: a strategy is one function from an agent to a rank; the smallest rank is offered
first.

A rank must not change while the agent is AVAILABLE: it is computed once, when he becomes so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from telephony.acd.agents import AgentRecord
from telephony.acd.index import Key
from telephony.config_model import Strategy


def longest_idle(agent: AgentRecord) -> Key:
    """Who has been free the longest since his last work (see AgentRecord.idle_seconds)."""
    return (agent.idle_since,)


STRATEGIES: Mapping[Strategy, Callable[[AgentRecord], Key]] = {
    "longest_idle": longest_idle,
    "ring_all": longest_idle,
}


def rank(strategy: Strategy, agent: AgentRecord, queue: str) -> Key:
    """Total order of a queue's agents: those whose main queue it is, then the strategy's order, then the id."""
    return (agent.queues[queue], STRATEGIES[strategy](agent), agent.id)
