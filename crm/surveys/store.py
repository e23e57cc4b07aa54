"""Storing the core's news about surveys. Storing twice changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, select, update

from crm.base import instant
from crm.counters import upsert
from crm.surveys.models import Rating, SurveyOffer
from telephony.domain_events import Envelope

SURVEYS = frozenset({"survey.offered", "call.rated"})

_offers: Any = SurveyOffer.__table__
_ratings: Any = Rating.__table__


def store_surveys(connection: Connection, news: Sequence[Envelope]) -> None:
    """Apply news of the kinds SURVEYS, in order."""
    offered = [_offer(item) for item in news if item.type == "survey.offered"]
    if offered:
        connection.execute(upsert(connection, _offers).on_conflict_do_nothing(), offered)
    for item in news:
        if item.type == "call.rated":
            _rated(connection, item)


def _offer(item: Envelope) -> dict[str, Any]:
    data = item.data
    return {
        "call_id": item.call,
        "survey": data["survey"][:64],
        "via": data["via"],
        "agent_id": data["agent"],
        "queue": data["queue"],
        "segment": data["segment"],
        "number": data["number"][:64],
        "language": data["language"][:8],
        "offered_at": instant(item.at),
        "answered_at": None,
        "token_hash": None,
        "expires_at": None,
    }


def _rated(connection: Connection, item: Envelope) -> None:
    data, at = item.data, instant(item.at)
    known = select(func.count()).where(_ratings.c.call_id == item.call)
    row = {
        "call_id": item.call,
        "survey": data["survey"][:64],
        "question": data["question"][:64],
        "position": connection.scalar(known) or 0,
        "score": data["score"],
        "via": "keypad",
        "agent_id": data["agent"],
        "queue": data["queue"],
        "segment": data["segment"],
        "rated_at": at,
    }
    connection.execute(upsert(connection, _ratings).on_conflict_do_nothing(), [row])
    connection.execute(
        update(_offers).where(_offers.c.call_id == item.call, _offers.c.answered_at.is_(None)).values(answered_at=at)
    )
