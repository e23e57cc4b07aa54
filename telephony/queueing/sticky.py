"""Which agent knows the caller, by the queue's policy. Pure; what happens while he is busy is the distributor's affair
(telephony/acd/sticky.py)."""

from __future__ import annotations

from telephony.config_model import StickyPolicy
from telephony.ports import CustomerCard


def preferred_agent(policy: StickyPolicy, card: CustomerCard | None, utc: float) -> str | None:
    """The agent (user id) by the policy's source, or None: who looks after the customer, who has his open ticket, or
    who last served him, within `lookback_days` before `utc`."""
    if not policy.enabled or card is None:
        return None
    if policy.source == "owner":
        return card.owner_agent
    if policy.source == "ticket":
        return card.ticket_agent
    if card.last_agent is None or card.last_served is None:
        return None
    return card.last_agent if utc - card.last_served <= policy.lookback_days * 86400 else None
