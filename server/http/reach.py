"""On whom a function may be used live (server.live.sight), and what the company lets supervisors do."""

from __future__ import annotations

from crm.errors import Forbidden
from crm.live.settings import Function, require
from server.http.context import Request
from server.live.sight import WATCH
from telephony.errors import Unknown

_OUTSIDE = "不在您的管理范围内"


def reach_agent(request: Request, agent: str, function: str = WATCH) -> None:
    """Forbidden for an agent whom the function does not reach."""
    if not request.web.hub.sight(request.who, function).agent(agent):
        raise Forbidden("this agent is not of your unit", message_zh=f"该坐席{_OUTSIDE}")


def reach_queue(request: Request, queue: str, function: str = WATCH) -> None:
    """Forbidden for a queue that neither belongs to the units that the function reaches nor is served from there."""
    if not request.web.hub.sight(request.who, function).queue(queue):
        raise Forbidden("this queue is not of your unit", message_zh=f"该队列{_OUTSIDE}")


def reach_call(request: Request, call: str, function: str = WATCH) -> None:
    """Forbidden for a call that the function does not reach; Unknown for one that is not in progress."""
    sight = request.web.hub.sight(request.who, function)
    view = request.web.hub.state.calls.get(call)
    if view is None and not sight.everything:
        raise Unknown(f"call {call} is not in progress", message_zh="该通话已结束")
    if view is not None and not sight.call(view):
        raise Forbidden("this call is not of your unit", message_zh=f"该通话{_OUTSIDE}")


async def allowed(request: Request, function: Function) -> None:
    """Forbidden where his roles lack the function, or the company does not let supervisors use it."""
    async with request.web.db.read() as session:
        await require(session, request.who, function)
