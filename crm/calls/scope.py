"""Who may see which calls, and so their recordings and histories: the rule of server/live/sight.py, in SQL.

Everybody with a function sees the calls that he took part in. Whose function reaches units sees those that belong to
them (see crm/calls/units.py), those that one of their people took part in, and those that nobody answered in a queue
that one of these people serves.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from crm.access import Principal, units_of, visible
from crm.calls.models import Call, CallSegment
from crm.routing.models import QueueMember
from crm.users.models import User

_Segment, _User = aliased(CallSegment), aliased(User)
"""Of their own, so that a query that reads these tables besides does not become one with its condition."""


def taken_part(user: str | None) -> ColumnElement[bool]:
    """Calls in which the user has a segment."""
    return Call.id.in_(select(CallSegment.call_id).where(CallSegment.agent_id == user))


def calls_seen(who: Principal, function: str) -> ColumnElement[bool]:
    """SQL condition on Call: those on which `who` has `function`."""
    own = taken_part(who.user)
    if who.grant(function).wide and not who.everywhere(function):
        people = people_of(who, function)
        helped = exists().where(_Segment.call_id == Call.id, _Segment.agent_id.in_(people))
        lost = and_(Call.agent_id.is_(None), Call.queue.in_(served_by(who, function)))
        own = or_(own, helped, lost)
    return visible(who, function, unit=Call.unit_id, own=own)


def people_of(who: Principal, function: str) -> Any:
    """The ids of the people of the units that the function reaches."""
    return select(_User.id).where(_User.unit_id.in_(units_of(who, function)))


def served_by(who: Principal, function: str) -> Any:
    """The ids of the queues that these people serve."""
    return select(QueueMember.queue_id).where(QueueMember.user_id.in_(people_of(who, function)))
