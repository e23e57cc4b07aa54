"""Whom a supervisor may act on: what he sees live (server.live.sight), and what his company lets supervisors do."""

from __future__ import annotations

from crm.errors import Forbidden
from crm.live.settings import Function, require
from server.http.context import Request
from telephony.errors import Unknown

_OUTSIDE = "不在您的管理范围内"


def reach_agent(request: Request, agent: str) -> None:
    """Forbidden for an agent of another unit."""
    if not request.web.hub.sight(request.who).agent(agent):
        raise Forbidden("this agent is not of your unit", message_zh=f"该坐席{_OUTSIDE}")


def reach_queue(request: Request, queue: str) -> None:
    """Forbidden for a queue that neither belongs to the asker's unit nor is served from there."""
    if not request.web.hub.sight(request.who).queue(queue):
        raise Forbidden("this queue is not of your unit", message_zh=f"该队列{_OUTSIDE}")


def reach_call(request: Request, call: str) -> None:
    """Forbidden for a call of another unit; Unknown for one that is not in progress."""
    sight = request.web.hub.sight(request.who)
    view = request.web.hub.state.calls.get(call)
    if view is None and not sight.everything:
        raise Unknown(f"call {call} is not in progress", message_zh="该通话已结束")
    if view is not None and not sight.call(view):
        raise Forbidden("this call is not of your unit", message_zh=f"该通话{_OUTSIDE}")


async def allowed(request: Request, function: Function) -> None:
    """Forbidden where the company does not let supervisors do this."""
    async with request.web.db.read() as session:
        await require(session, request.who, function)
