"""Which settings a transaction has changed: told by its audit entries, asked for before it is committed."""

from __future__ import annotations

from collections.abc import Mapping

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
}
"""Kind of an audit entry → parts of the configuration. Flows and document types have versions of their own, which calls
and documents finish on; a new type is an entry of the dictionary of types, too."""

_TOUCHED: Staged[tuple[str, Principal]] = Staged("hotline_touched_settings")


def touch(session: AsyncSession, who: Principal, kind: str) -> None:
    """`who` changes something of this kind in this transaction."""
    for part in PARTS_OF.get(kind, ()):
        _TOUCHED.add(session.sync_session, (part, who))


def take_touched(session: AsyncSession) -> dict[str, Principal]:
    """Part → who changed it (the last one), once."""
    return dict(_TOUCHED.take(session.sync_session))
