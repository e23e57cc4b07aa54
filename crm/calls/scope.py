"""Who may see which calls, and so their recordings and histories: the rule of server/live/sight.py, in SQL.

An agent sees the calls that he took part in. A supervisor sees those that belong to his unit or one below (see
crm/calls/units.py), those that one of his people took part in, and those that nobody answered in a queue that one of
his people serves.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from crm.access import Principal, Scope, visible
from crm.calls.models import Call, CallSegment
from crm.organisation.models import Unit
from crm.routing.models import QueueMember
from crm.users.models import User

_Segment, _User = aliased(CallSegment), aliased(User)
"""Of their own, so that a query that reads these tables besides does not become one with its condition."""


def taken_part(user: str | None) -> ColumnElement[bool]:
    """Calls in which the user has a segment."""
    return Call.id.in_(select(CallSegment.call_id).where(CallSegment.agent_id == user))


def calls_seen(who: Principal, noun: str) -> ColumnElement[bool]:
    """SQL condition on Call: those that `who` may see as `noun`."""
    own = taken_part(who.user)
    if who.scope(noun) is Scope.BELOW:
        people = people_below(who)
        helped = exists().where(_Segment.call_id == Call.id, _Segment.agent_id.in_(people))
        lost = and_(Call.agent_id.is_(None), Call.queue.in_(served_below(who)))
        own = or_(own, helped, lost)
    return visible(who, noun, unit=Call.unit_id, own=own)


def people_below(who: Principal) -> Any:
    """The ids of the people of his unit and of those below."""
    below = select(Unit.id).where(Unit.path.startswith(who.unit_path, autoescape=True))
    return select(_User.id).where(_User.unit_id.in_(below))


def served_below(who: Principal) -> Any:
    """The ids of the queues that these people serve."""
    return select(QueueMember.queue_id).where(QueueMember.user_id.in_(people_below(who)))
