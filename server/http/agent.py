"""The agent at his phone: session, state, the call in hand."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import system
from crm.audit.service import note
from crm.calls.schemas import WrapUp
from crm.calls.service import CallService
from crm.devices import service as bindings
from crm.dialling import number_behind
from crm.errors import NotFound
from crm.phones import normalise
from crm.routing.service import RoutingService
from crm.workstations.service import extension_of
from server.devices import (
    REALM,
    Endpoint,
    log_in_browser,
    log_in_extension,
    log_out_agent,
    open_guest,
    release,
    require_binding,
)
from server.http.context import Request
from server.http.errors import NotLoggedIn
from server.http.route import Routes
from telephony.errors import NotPossible, Unknown

routes = Routes("agent")


class SipAccount(BaseModel):
    """What a browser's softphone registers with; `ws` is the path of its websocket on this server."""

    username: str
    password: str
    uri: str
    ws: str
    realm: str


class SessionBody(BaseModel):
    """One of `browser: true`, an `extension`, or the token of the `workstation` whose extension it is. `takeover` ends
    the session that the agent has elsewhere."""

    model_config = ConfigDict(strict=True, extra="forbid")

    browser: bool = False
    extension: str | None = Field(None, pattern=r"^[A-Za-z0-9_-]{1,40}$")
    workstation: str | None = Field(None, min_length=8, max_length=64)
    takeover: bool = False

    @model_validator(mode="after")
    def _one(self) -> SessionBody:
        if sum((self.browser, self.extension is not None, self.workstation is not None)) != 1:
            raise ValueError("send either browser: true, an extension, or a workstation's token")
        return self


class AgentView(BaseModel):
    """The agent as the live state shows him; `since` and `until` are Unix seconds."""

    agent: str
    number: str
    name: str
    state: str
    reason: str
    device: str | None
    queue: str | None
    since: float
    until: float | None
    call: str | None
    queues: list[dict[str, Any]]


class AgentSession(BaseModel):
    """`session` names this session in the live frame `agent.session_ended`, which says that it was taken over."""

    session: str
    device: str
    sip: SipAccount | None
    state: AgentView


class AgentMe(BaseModel):
    """`call` is the live view of the call in hand (as in the live frames), or null."""

    logged_in: bool
    session: str | None
    device: str | None
    state: AgentView
    call: dict[str, Any] | None


class StateBody(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    state: Literal["available", "busy", "break"]
    reason: str | None = Field(None, max_length=64)


class WrapUpBody(BaseModel):
    """`summary`, with `finish`: what `PATCH /calls/{id}` takes, of the call that is wrapped up."""

    model_config = ConfigDict(strict=True, extra="forbid")

    action: Literal["finish", "extend"]
    seconds: float | None = Field(None, gt=0, le=3600)
    summary: WrapUp | None = None


class DialBody(BaseModel):
    """A `number`, or what stands for it, so that it need not be seen: a `customer` (with `phone`, the id of one of his
    numbers; absent: the first), a `call` (the other party), or a `ticket`."""

    model_config = ConfigDict(strict=True, extra="forbid")

    number: str | None = Field(None, min_length=2, max_length=32)
    customer: str | None = Field(None, max_length=26)
    phone: str | None = Field(None, max_length=26)
    call: str | None = Field(None, max_length=26)
    ticket: str | None = Field(None, max_length=26)

    @model_validator(mode="after")
    def _one(self) -> DialBody:
        if sum(each is not None for each in (self.number, self.customer, self.call, self.ticket)) != 1:
            raise ValueError("send a number, a customer, a call or a ticket")
        if self.phone is not None and self.customer is None:
            raise ValueError("phone belongs to a customer")
        return self


class Dialled(BaseModel):
    call: str


class HoldBody(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    held: bool


class TransferBody(BaseModel):
    """`target`: a queue's id, an agent's 工号 or user id, a number, a device, a flow (`flow` or `flow:node`), or a
    mailbox (`voicemail`). With `back` the customer comes back from the flow, with what it has found out."""

    model_config = ConfigDict(strict=True, extra="forbid")

    kind: Literal["queue", "agent", "number", "device", "flow", "voicemail"]
    target: str = Field(min_length=1, max_length=100)
    back: bool = False


class TestNumber(BaseModel):
    number: str
    name_zh: str
    name_en: str


class TestPhone(BaseModel):
    """A guest endpoint that may only call in; it ends with the log-in."""

    device: str
    sip: SipAccount
    numbers: list[TestNumber]


@routes("POST", "/agent/session")
async def open_agent_session(request: Request, body: SessionBody) -> AgentSession:
    """Log in as an agent (签入), at the browser's softphone or at a desk phone."""
    parts, who = request.web, request.who
    if body.browser:
        endpoint = await log_in_browser(parts, who, request.me, takeover=body.takeover)
        device, binding, sip = endpoint.device, endpoint.binding, _account(endpoint)
    else:
        device, sip = str(body.extension), None
        if body.workstation is not None:
            async with parts.db.read() as session:
                device = await extension_of(session, body.workstation)
        binding = await log_in_extension(parts, who, request.me, device, takeover=body.takeover)
    async with parts.db.write() as session:
        note(session, who, "agent.session", "device", device)
    return AgentSession(session=binding, device=device, sip=sip, state=_view(request))


@routes("DELETE", "/agent/session")
async def close_agent_session(request: Request) -> None:
    """Log out as an agent (签出)."""
    if not await log_out_agent(request.web, request.who):
        raise NotLoggedIn
    async with request.web.db.write() as session:
        note(session, request.who, "agent.session_end", "user", request.who.user or "")


@routes("GET", "/agent/me")
async def agent_me(request: Request) -> AgentMe:
    """One's own state, device, queues and current call."""
    user = request.who.user or ""
    async with request.web.db.read() as session:
        binding = await bindings.agent_binding(session, user)
    return AgentMe(
        logged_in=binding is not None,
        session=binding.id if binding else None,
        device=binding.device if binding else None,
        state=_view(request),
        call=request.web.hub.state.call_of(user),
    )


@routes("PUT", "/agent/state")
async def set_agent_state(request: Request, body: StateBody) -> AgentView:
    """示闲 (available), 示忙 (busy) or 小休 (break, with a reason)."""
    await _ask(request, "agent.state", state=body.state, reason=body.reason)
    return _view(request)


@routes("POST", "/agent/wrap-up")
async def wrap_up(request: Request, body: WrapUpBody) -> AgentView:
    """Finish the wrap-up after a call, or extend it by `seconds`. What the queue's form requires must be there to
    finish it; when its time is over the wrap-up ends by itself, and the call is marked."""
    if body.action == "finish":
        await _summarise(request, body.summary)
    extra = {} if body.seconds is None else {"seconds": body.seconds}
    await _ask(request, "agent.wrap_up", action=body.action, **extra)
    return _view(request)


async def _summarise(request: Request, summary: WrapUp | None) -> None:
    """Take in and check what the agent says of the call that he wraps up. With nothing to take in, a database that is
    away, or a call that is not stored yet, does not keep him."""
    view = request.web.hub.state.agent(request.who.user or "")
    call = view.get("call") if view["state"] == "wrap_up" else None
    if call is None:
        if summary is not None:
            raise NotPossible("there is no call to wrap up", message_zh="当前没有需要小结的通话")
        return
    try:
        async with request.web.db.write() as session:
            service = CallService(session, request.who, area_code=request.web.company.area_code)
            await service.finish(str(call), view["queue"], summary)
    except (NotFound, OperationalError, InterfaceError):
        if summary is not None:
            raise


@routes("POST", "/agent/dial")
async def dial(request: Request, body: DialBody) -> Dialled:
    """Call a number: one's own phone rings first."""
    if body.number is not None:
        number = normalise(body.number, area_code=request.web.company.area_code)
    else:
        async with request.web.db.read() as session:
            number = await number_behind(
                session, request.who, customer=body.customer, phone=body.phone, call=body.call, ticket=body.ticket
            )
    answer = await _ask(request, "call.dial", number=number)
    return Dialled(call=answer["call"])


@routes("POST", "/agent/hangup")
async def hang_up(request: Request) -> None:
    """Hang up one's current call."""
    await _ask(request, "call.hangup")


@routes("POST", "/agent/hold")
async def hold(request: Request, body: HoldBody) -> None:
    """Put the caller on hold, or take him back."""
    await _ask(request, "call.hold", held=body.held)


@routes("POST", "/agent/transfer")
async def transfer(request: Request, body: TransferBody) -> None:
    """Hand the caller over (blind transfer), or send him through a flow from which he comes back."""
    target = body.target
    if body.kind == "number":
        target = normalise(target, area_code=request.web.company.area_code)
    await _ask(request, "call.transfer", kind=body.kind, target=target, **({"back": True} if body.back else {}))


@routes("POST", "/test-phone")
async def open_test_phone(request: Request) -> TestPhone:
    """A guest phone in the browser, to call one's own numbers."""
    endpoint = await open_guest(request.web, request.who)
    async with request.web.db.write() as session:
        note(session, request.who, "agent.test_phone", "device", endpoint.device)
        numbers = await _test_numbers(session)
    return TestPhone(device=endpoint.device, sip=_account(endpoint), numbers=numbers)


@routes("DELETE", "/test-phone/{device}")
async def close_test_phone(request: Request) -> None:
    """Give a guest phone back."""
    async with request.web.db.read() as session:
        binding = await bindings.holder(session, request.path["device"])
    if binding is None or binding.kind != "guest" or binding.user_id != request.who.user:
        raise Unknown(f"there is no test phone {request.path['device']}")
    await release(request.web, binding)


async def _test_numbers(session: AsyncSession) -> list[TestNumber]:
    rows = await RoutingService(session, system()).entries()
    return [
        TestNumber(number="1000" if row.number == "*" else row.number, name_zh=row.name.zh, name_en=row.name.en)
        for row in rows
        if row.number != "*" or len(rows) == 1
    ]


async def _ask(request: Request, method: str, **params: Any) -> dict[str, Any]:
    await require_binding(request.web, request.who)
    return await request.web.core.request(method, {"agent": request.who.user, **params})


def _view(request: Request) -> AgentView:
    return AgentView.model_validate(request.web.hub.state.agent(request.who.user or ""))


def _account(endpoint: Endpoint) -> SipAccount:
    return SipAccount(
        username=endpoint.device,
        password=endpoint.secret,
        uri=f"sip:{endpoint.device}@127.0.0.1",
        ws="/ws",
        realm=REALM,
    )
