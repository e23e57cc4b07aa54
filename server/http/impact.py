"""Who is affected by a change, before it is saved."""

from __future__ import annotations

from crm.impact.counting import Live
from crm.impact.schemas import Impact
from crm.impact.service import impact
from server.http.context import Request
from server.http.route import Routes
from server.live.state import engaged

routes = Routes("impact")


@routes("GET", "/impact/{kind}/{id}")
async def get_impact(request: Request) -> Impact:
    """Whom a change of a setting, or its removal, affects: counts with a few names. `kind` as in its own address
    (queues, users, number-lists…); of dictionary-entries the id is `dictionary:code`."""
    state = request.web.hub.state
    live = Live(
        waiting={queue: int(view["waiting"]) for queue, view in state.queues.items()},
        agents=state.agents,
        talking=frozenset(agent for call in state.calls.values() for agent in engaged(call)),
    )
    async with request.web.db.read() as session:
        return await impact(session, request.who, request.path["kind"], request.path["id"], live)
