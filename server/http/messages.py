"""Short messages from supervisors to agents, live and kept."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, model_validator

from crm.errors import Invalid
from crm.live import messages
from crm.live.messages import MessageQuery, MessageRow
from crm.live.settings import Function
from crm.paging import Page
from server.http.context import Request
from server.http.reach import allowed, reach_agent, reach_queue
from server.http.route import Routes

routes = Routes("messages")

TELL = Function.MESSAGE.permission


class MessageBody(BaseModel):
    """To agents by id, or to the agents of queues (those whom the sender sees)."""

    model_config = ConfigDict(strict=True, extra="forbid", str_strip_whitespace=True)

    text: str = Field(min_length=1, max_length=500)
    agents: list[str] = Field(default_factory=list, max_length=500)
    queues: list[str] = Field(default_factory=list, max_length=50)

    @model_validator(mode="after")
    def _somebody(self) -> MessageBody:
        if not self.agents and not self.queues:
            raise ValueError("name agents or queues")
        return self


class Sent(BaseModel):
    """`delivered`: how many of the recipients had a page open."""

    id: str
    recipients: int
    delivered: int


@routes("POST", "/live/messages", status=201)
async def send_message(request: Request, body: MessageBody) -> Sent:
    """Say something to agents: it appears on their pages at once, and is kept for those who are away."""
    await allowed(request, Function.MESSAGE)
    hub, who = request.web.hub, request.who
    known = hub.state.names.agents
    for agent in body.agents:
        reach_agent(request, agent, TELL)
        if agent not in known:
            raise Invalid(f"there is no agent {agent}", field="agents")
    for queue in body.queues:
        reach_queue(request, queue, TELL)
        if queue not in hub.state.names.queues:
            raise Invalid(f"there is no queue {queue}", field="queues")
    sight = hub.sight(who, TELL)
    serving = [
        agent
        for agent, name in known.items()
        if sight.agent(agent) and any(member["queue"] in body.queues for member in name["queues"])
    ]
    agents = list(dict.fromkeys([*body.agents, *serving]))
    if not agents:
        raise Invalid("nobody serves these queues", field="queues", message_zh="这些队列中没有坐席")
    async with request.web.db.write() as session:
        row = await messages.send(session, who, request.me.name, body.text, agents, body.queues)
    frame = {
        "id": row.id,
        "at": row.at.timestamp(),
        "from": {"id": who.user, "name": request.me.name},
        "text": body.text,
    }
    for agent in agents:
        hub.tell(agent, "message", frame)
    return Sent(id=row.id, recipients=len(agents), delivered=sum(hub.connected(agent) for agent in agents))


@routes("GET", "/live/messages")
async def list_messages(request: Request, query: MessageQuery) -> Page[MessageRow]:
    """Messages to the asker, or with `sent` those from him; newest first."""
    async with request.web.db.read() as session:
        return await messages.listed(session, request.who, query)


@routes("POST", "/live/messages/{id}/read")
async def read_message(request: Request) -> None:
    """The asker has read this message."""
    async with request.web.db.write() as session:
        await messages.mark_read(session, request.who, request.path["id"])
