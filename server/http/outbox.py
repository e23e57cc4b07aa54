"""Messages that leave the house: the outbox, templates, gateways."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from crm.attachments.owners import check_owner
from crm.audit.service import note
from crm.base import new_id
from crm.errors import Conflict
from crm.many import BulkResults, Many, each
from crm.outbox import store, templates
from crm.outbox.gateways import Gateways, GatewaysBody, GatewaysRow, gateways, set_gateways
from crm.outbox.schemas import GatewayState, NewMessage, OutboxPage, OutboxQuery, OutboxRow
from crm.outbox.service import OutboxService, recipient_of, send
from crm.outbox.store import Outgoing
from crm.outbox.templates import Kind, PreviewBody, Rendered, Template, TemplateRow
from server.http.context import Request
from server.http.errors import in_chinese
from server.http.once import once
from server.http.route import Routes
from server.outbox.worker import KINDS, secret_name
from server.secret_store import keep, secret

routes = Routes("outbox")


class TestBody(BaseModel):
    """`to`: a phone number or an address; the gateway of its kind is tried."""

    model_config = ConfigDict(strict=True, extra="forbid")

    to: str = Field(min_length=3, max_length=200)


class TestResult(BaseModel):
    """`error`: what the provider said; empty when it took the message."""

    kind: Kind
    sent: bool
    error: str
    reference: str


@routes("GET", "/outbox")
async def list_outbox(request: Request, query: OutboxQuery) -> OutboxPage:
    """Messages, newest first, and whether anything leaves at all."""
    async with request.web.db.read() as session:
        rows, total = await OutboxService(session, request.who).find(query)
        counts = await store.waiting(session)
        configured = await gateways(session)
    states = [_state(request, kind, configured, counts) for kind in KINDS]
    return OutboxPage(items=rows, total=total, page=query.page, page_size=query.page_size, gateways=states)


@routes("GET", "/outbox/{id}")
async def get_outbox_message(request: Request) -> OutboxRow:
    """One message."""
    async with request.web.db.read() as session:
        return await OutboxService(session, request.who).get(request.path["id"])


@routes("POST", "/outbox", status=201)
async def send_by_template(request: Request, body: NewMessage) -> OutboxRow:
    """Send a text message or an e-mail by a template, about a record that the asker may see. `Idempotency-Key` against
    double clicks."""
    async with request.web.db.write() as session:
        find = OutboxService(session, request.who).get

        async def write() -> OutboxRow:
            return await find(await _write(request, session, body))

        row = await once(request, session, write, find, "message", body)
    request.web.outbox.wake()
    return row


async def _write(request: Request, session: AsyncSession, body: NewMessage) -> str:
    if body.customer_id is not None:
        await check_owner(session, request.who, "customer", body.customer_id)
    if body.subject_kind:
        await check_owner(session, request.who, body.subject_kind, body.subject_id)
    made = await send(
        session,
        body.template,
        body.language,
        to=body.to,
        values=body.values,
        once=f"hand:{new_id()}",
        who=request.who,
        customer_id=body.customer_id,
        subject_kind=body.subject_kind,
        subject_id=body.subject_id,
    )
    assert made is not None
    note(session, request.who, "outbox.send", "outbox", made, {"to": body.to, "template": body.template})
    return made


@routes("POST", "/outbox/resend")
async def resend_messages(request: Request, body: Many) -> BulkResults:
    """Try many failed or cancelled messages again, each on its own: what has left is not sent twice."""
    async with request.web.db.write() as session:
        results = await each(session, body.ids, OutboxService(session, request.who).resend)
    request.web.outbox.wake()
    return in_chinese(results)


@routes("POST", "/outbox/{id}/resend")
async def resend_message(request: Request) -> OutboxRow:
    """Try a failed or cancelled message again."""
    async with request.web.db.write() as session:
        row = await OutboxService(session, request.who).resend(request.path["id"])
    request.web.outbox.wake()
    return row


@routes("POST", "/outbox/{id}/cancel")
async def cancel_message(request: Request) -> OutboxRow:
    """Take back a message that has not left."""
    async with request.web.db.write() as session:
        return await OutboxService(session, request.who).cancel(request.path["id"])


@routes("GET", "/message-templates")
async def list_message_templates(request: Request) -> list[TemplateRow]:
    """Shipped templates and the company's own."""
    async with request.web.db.read() as session:
        return await templates.all_templates(session)


@routes("POST", "/message-templates/preview")
async def preview_message_template(request: Request, body: PreviewBody) -> list[Rendered]:
    """What a template makes of values, its examples where none are given. 422 names the text that is wrong."""
    del request
    return templates.preview(body.template, body.values)


@routes("GET", "/message-templates/{code}")
async def get_message_template(request: Request) -> TemplateRow:
    """One template."""
    async with request.web.db.read() as session:
        return await templates.one(session, request.path["code"])


@routes("PUT", "/message-templates/{code}")
async def save_message_template(request: Request, body: Template) -> TemplateRow:
    """Make a template, or word one anew. It is checked before it is kept."""
    async with request.web.db.write() as session:
        return await templates.save(session, request.who, request.path["code"], body)


@routes("DELETE", "/message-templates/{code}")
async def delete_message_template(request: Request) -> None:
    """Remove one's own template; a shipped one is as shipped again."""
    async with request.web.db.write() as session:
        await templates.remove(session, request.who, request.path["code"])


@routes("GET", "/message-gateways")
async def get_message_gateways(request: Request) -> GatewaysRow:
    """How messages leave, without secrets."""
    async with request.web.db.read() as session:
        return _row(request, await gateways(session))


@routes("PUT", "/message-gateways")
async def put_message_gateways(request: Request, body: GatewaysBody) -> GatewaysRow:
    """Set the SMS provider and the mail server. What waits leaves at once."""
    async with request.web.db.write() as session:
        kept = await set_gateways(session, request.who, body)
        if body.secrets:
            keep(request.web.settings.root, {secret_name(kind): text for kind, text in body.secrets.items()})
    request.web.outbox.wake()
    return _row(request, kept)


@routes("POST", "/message-gateways/test")
async def try_message_gateway(request: Request, body: TestBody) -> TestResult:
    """Send a line to oneself now, without the outbox. 409 without a gateway of the kind."""
    async with request.web.db.read() as session:
        configured = await gateways(session)
    kind, to = recipient_of(body.to, area_code=request.web.company.area_code)
    if (configured.sms if kind == "sms" else configured.email) is None:
        raise Conflict(f"there is no gateway for {kind}", message_zh="尚未配置该通道")
    text = f"{request.web.company.name_zh} {request.web.company.name_en}: 测试 test"
    outcome = await request.web.outbox.attempt(Outgoing(new_id(), kind, to, text, text), configured)
    async with request.web.db.write() as session:
        note(session, request.who, "outbox.test", "setting", "outbox_gateways", {"to": to, "sent": outcome.sent})
    return TestResult(kind=kind, sent=outcome.sent, error=outcome.error, reference=outcome.reference)


def _row(request: Request, kept: Gateways) -> GatewaysRow:
    root = request.web.settings.root
    return GatewaysRow(**kept.model_dump(), has_secret={kind: bool(secret(root, secret_name(kind))) for kind in KINDS})


def _state(request: Request, kind: Kind, configured: Gateways, counts: dict[str, int]) -> GatewayState:
    gateway = configured.sms if kind == "sms" else configured.email
    line = request.web.outbox.lines[kind]
    waiting = counts.get(kind, 0)
    if gateway is None or not gateway.enabled:
        return GatewayState(kind=kind, state="none" if gateway is None else "off", waiting=waiting)
    if line.error:
        return GatewayState(kind=kind, state="failing", waiting=waiting, error=line.error, next_at=line.next_at)
    return GatewayState(kind=kind, state="ok", waiting=waiting)
