"""Which settings a transaction has changed: told by its audit entries, asked for before it is committed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.staged import Staged

PARTS_OF: Mapping[str, tuple[str, ...]] = {
    "unit": ("units",),
    "position": ("positions",),
    "role": ("roles",),
    "dictionary": ("dictionaries",),
    "customer_fields": ("customer_fields",),
    "questionnaire": ("questionnaires",),
    "scorecard": ("scorecards",),
    "message_template": ("message_templates",),
    "outlet": ("outlets",),
    "skill": ("skills",),
    "pause_reason": ("pause_reasons",),
    "hours": ("hours",),
    "trunk": ("trunks",),
    "prompt": ("prompts",),
    "mailbox": ("mailboxes",),
    "queue": ("queues",),
    "entry": ("entries",),
    "company": ("settings",),
    "setting": ("settings",),
    "settings": ("settings",),
    "outbound": ("settings",),
    "document_type": ("dictionaries",),
    "webhook": ("webhooks",),
}
"""Kind of an audit entry → parts of the configuration. Flows and document types have versions of their own, which calls
and documents finish on; a new type is an entry of the dictionary of types, too."""

OF_ONE: Mapping[str, str] = {"agents.skills": "agents", "users.create": "agents", "users.update": "agents"}
"""Actions that change one thing of a part, which their entry is about. Not by their kind: every log-in has an entry of
the user."""
OF_MANY: Mapping[str, str] = {
    "queues.agents": "agents",
    "skills.delete": "agents",
    "outbox.gateways": "gateways",
}
"""Actions that change a part which their kind does not."""
MANY = 500
"""So many things of a part are read with all the others."""

_TOUCHED: Staged[tuple[str, Principal, str | None]] = Staged("hotline_touched_settings")


@dataclass
class Touched:
    """By whom (the last one); `only`: which things, None for any."""

    who: Principal
    only: set[str] | None = field(default_factory=set)


def touch(session: AsyncSession, who: Principal, action: str, kind: str, subject: str) -> None:
    """`who` does this in this transaction."""
    found: list[tuple[str, str | None]] = [(part, None) for part in PARTS_OF.get(kind, ())]
    if action in OF_ONE:
        found.append((OF_ONE[action], subject))
    if action in OF_MANY:
        found.append((OF_MANY[action], None))
    for part, ident in found:
        _TOUCHED.add(session.sync_session, (part, who, ident))


def take_touched(session: AsyncSession) -> dict[str, Touched]:
    """Part → what of it was changed, once."""
    found: dict[str, Touched] = {}
    for part, who, ident in _TOUCHED.take(session.sync_session):
        touched = found.setdefault(part, Touched(who))
        touched.who = who
        if ident is None:
            touched.only = None
        elif touched.only is not None:
            touched.only.add(ident)
    for touched in found.values():
        if touched.only is not None and len(touched.only) > MANY:
            touched.only = None
    return found
