"""Chats and e-mails in agents' hands, and how many of them there may be."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from crm.routing.media import MediaBody, media, set_media
from server.http.context import Request
from server.http.route import Routes

routes = Routes("work")


class WorkItemRow(BaseModel):
    """`entered` and `accepted` are Unix seconds. `ahead` and `estimate` (seconds) of one that waits, `offered_to`
    whom it is shown to now; `agent` has it in hand."""

    item: str
    media: str
    queue: str
    entered: float
    priority: int
    customer: str | None
    facts: dict[str, Any]
    agent: str | None
    accepted: float | None
    offered_to: str | None
    ahead: int | None
    estimate: float | None


class HandOverBody(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    queue: str = Field(min_length=1, max_length=40)


@routes("GET", "/media-policy")
async def get_media_policy(request: Request) -> MediaBody:
    """How many chats and e-mails agents have at most, and which go together with calls."""
    async with request.web.db.read() as session:
        return await media(session)


@routes("PUT", "/media-policy")
async def put_media_policy(request: Request, body: MediaBody) -> MediaBody:
    """Change it; what agents have in hand stays theirs."""
    async with request.web.db.write() as session:
        stored = await set_media(session, request.who, body)
        await request.web.configuration.publish(session)
    return stored


@routes("GET", "/agent/items")
async def own_items(request: Request) -> list[WorkItemRow]:
    """What I have in hand or am being offered."""
    me = request.me.id
    items = (await request.web.core.request("item.list", {})).get("items", ())
    return [WorkItemRow.model_validate(row) for row in items if me in (row["agent"], row["offered_to"])]


@routes("POST", "/agent/items/{id}/accept", status=204)
async def accept_item(request: Request) -> None:
    """Take what I am being offered."""
    await _ask(request, "accept")


@routes("POST", "/agent/items/{id}/reject", status=204)
async def reject_item(request: Request) -> None:
    """Not take it; it is offered to others, and I pause for a moment."""
    await _ask(request, "reject")


@routes("POST", "/agent/items/{id}/close", status=204)
async def close_item(request: Request) -> None:
    """I am done with what I have in hand."""
    await _ask(request, "close")


@routes("POST", "/agent/items/{id}/hand-over", status=204)
async def hand_item_over(request: Request, body: HandOverBody) -> None:
    """Give what I have in hand to a queue, where it keeps its place."""
    await _ask(request, "hand_over", queue=body.queue)


async def _ask(request: Request, action: str, **more: str) -> None:
    params = {"item": request.path["id"], "agent": request.me.id, **more}
    await request.web.core.request(f"item.{action}", params)
