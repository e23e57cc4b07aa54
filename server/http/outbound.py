"""Rules of calls to the outside, what they cost today, and what would become of one."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Literal

from pydantic import BaseModel, Field

from crm.outside.rules import RulesBody, RulesRow, check_rules, put_rules, rules
from crm.paging import Moment
from crm.routing.schemas import Strict
from server.http.context import Request
from server.http.route import Routes

routes = Routes("outbound")


class WishBody(Strict):
    """A number and who would dial it: ids of an agent, queue, campaign or device, as far as they have to do with it.
    `at`: another moment than now; trunks and what was spent are as they are now. `rules`: others than those in force,
    to try them before they are saved."""

    number: str = Field(min_length=1, max_length=64)
    kind: Literal["agent", "device", "transfer", "ivr", "queue", "callback", "campaign"] = "agent"
    agent: str | None = Field(None, max_length=64)
    queue: str | None = Field(None, max_length=64)
    campaign: str | None = Field(None, max_length=64)
    device: str | None = Field(None, max_length=64)
    at: Moment | None = Field(None, strict=False)
    rules: RulesBody | None = None


class AttemptView(BaseModel):
    """The number and our own as this trunk would get them."""

    trunk: str
    number: str
    caller_id: str


class Verdict(BaseModel):
    """`number` is the spelling inside. With `allowed` the attempts in their order, else `code` and the reason in both
    languages; `trunks`: why each was left out."""

    allowed: bool
    number: str
    attempts: list[AttemptView]
    emergency: bool = False
    max_seconds: int | None = None
    price: str | None = None
    interval: int | None = None
    currency: str | None = None
    code: str | None = None
    message: str | None = None
    message_zh: str | None = None
    detail: str | None = None
    trunks: dict[str, str] = Field(default_factory=dict)


class Usage(BaseModel):
    """`spent`: today's cost per subject (`company`, `agent:ID`, `unit:ID`, `trunk:ID`…), calls in progress left out."""

    day: str
    currency: str
    spent: dict[str, str]
    trunks: list[dict[str, Any]]


@routes("GET", "/outbound/rules")
async def get_outbound_rules(request: Request) -> RulesRow:
    """Routes, caller ids, guards and rates."""
    async with request.web.db.read() as session:
        return await rules(session)


@routes("PUT", "/outbound/rules")
async def put_outbound_rules(request: Request, body: RulesBody) -> RulesRow:
    """Replace the rules; in force at once, calls in progress go on."""
    async with request.web.db.write() as session:
        row = await put_rules(session, request.who, body)
        await request.web.configuration.publish(session)
    return row


@routes("GET", "/outbound/usage")
async def get_outbound_usage(request: Request) -> Usage:
    """Trunks now, and what calls have cost today."""
    return Usage.model_validate(await request.web.core.request("outside.usage", {}))


@routes("POST", "/outbound/check")
async def check_outbound(request: Request, body: WishBody) -> Verdict:
    """What would become of a call: trunks, numbers and caller ids in their order, or why it is refused. Nothing is
    dialled."""
    wish = body.model_dump(exclude={"at", "rules"})
    if body.at is not None:
        wish["at"] = body.at.timestamp()
    if body.rules is not None:
        async with request.web.db.read() as session:
            await check_rules(session, body.rules, "rules.")
        wish["rules"] = asdict(body.rules.as_core())
    return Verdict.model_validate(await request.web.core.request("outside.check", wish))
