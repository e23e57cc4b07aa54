"""Work in writing (chats, e-mails): how much of it an agent has in hand, and whether he takes more of a medium.

An agent's state is about his voice: he talks in one call at most. Beside it he may have several chats and e-mails, as
many of each as his capacity says; the company says which of them go together with calls (config_model.MediaPolicy).
"""

from __future__ import annotations

from dataclasses import dataclass

from telephony.acd.agents import AgentRecord
from telephony.acd.model import S, WorkItem
from telephony.config_model import MediaPolicy

WRITTEN = frozenset({"chat", "email"})
"""Media without a leg: nothing rings, and an agent may have several at a time."""
_IN_A_CALL = frozenset({S.RESERVED, S.RINGING, S.TALKING, S.WRAP_UP})


@dataclass(frozen=True, slots=True)
class Held:
    """An item that an agent has in hand. `since` (mono) and `since_utc`: when he took it."""

    item: WorkItem
    since: float
    since_utc: float


def lane_media(media: str) -> str:
    """The medium whose room an item takes: a callback is a call."""
    return media if media in WRITTEN else "call"


def capacity(agent: AgentRecord, media: str, policy: MediaPolicy) -> int:
    """How many items of the medium the agent has at most: what is said for him, else for everybody. Calls: one."""
    if media not in WRITTEN:
        return 1
    return agent.config.capacity.get(media, policy.capacity.get(media, 1))


def load(agent: AgentRecord, media: str) -> int:
    """Items of a written medium that he has in hand or is being offered."""
    return sum(held.item.media == media for held in agent.desk.values()) + list(agent.asked.values()).count(media)


def takes(agent: AgentRecord, media: str, policy: MediaPolicy) -> bool:
    """May be offered an item of this medium now."""
    if media not in WRITTEN:
        return agent.offerable and (not (agent.desk or agent.asked) or _callable(agent, policy))
    if agent.leaving or agent.wish is not S.AVAILABLE or not agent.online:
        return False
    in_a_call = agent.state in _IN_A_CALL or (agent.state is S.AVAILABLE and agent.device_busy)
    if in_a_call and (media not in policy.beside_calls or agent.passed):
        return False
    return (in_a_call or agent.state is S.AVAILABLE) and load(agent, media) < capacity(agent, media, policy)


def _callable(agent: AgentRecord, policy: MediaPolicy) -> bool:
    """Whether all that he has in hand may be interrupted by a call."""
    in_hand = {held.item.media for held in agent.desk.values()} | set(agent.asked.values())
    return in_hand <= set(policy.interrupted)
