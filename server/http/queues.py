"""Queues."""

from __future__ import annotations

from pydantic import BaseModel

from crm.calls.forms import form_of
from crm.errors import NotFound
from crm.fields.definitions import FieldDefinition
from crm.routing.models import Queue
from crm.routing.queue_options import Disposition, QueueOptions
from crm.routing.schemas import NewQueue, QueueChange, QueueRow
from crm.routing.service import RoutingService
from server.http.context import Request
from server.http.route import Routes

routes = Routes("queues")


class WrapUpFormView(BaseModel):
    """`fields` as in crm/fields/definitions.py."""

    disposition_required: bool
    fields: list[FieldDefinition]


@routes("GET", "/queues")
async def list_queues(request: Request) -> list[QueueRow]:
    """All queues."""
    async with request.web.db.read() as session:
        return await RoutingService(session, request.who).queues()


@routes("POST", "/queues", status=201)
async def create_queue(request: Request, body: NewQueue) -> QueueRow:
    """Make a queue."""
    async with request.web.db.write() as session:
        row = await RoutingService(session, request.who).create_queue(body)
        await request.web.configuration.publish(session)
    return row


@routes("PATCH", "/queues/{id}")
async def change_queue(request: Request, body: QueueChange) -> QueueRow:
    """Change a queue; calls that wait in it go by the new values at once."""
    async with request.web.db.write() as session:
        row = await RoutingService(session, request.who).update_queue(request.path["id"], body)
        await request.web.configuration.publish(session)
    return row


@routes("GET", "/queues/{id}/wrap-up-form")
async def get_wrap_up_form(request: Request) -> WrapUpFormView:
    """What agents fill in after a call of this queue, dictionaries' entries as options; changed with the queue."""
    async with request.web.db.read() as session:
        if await session.get(Queue, request.path["id"]) is None:
            raise NotFound(f"there is no queue {request.path['id']}")
        form = await form_of(session, request.path["id"])
    return WrapUpFormView(disposition_required=form.disposition_required, fields=list(form.definitions))


@routes("GET", "/queues/{id}/dispositions")
async def list_dispositions(request: Request) -> list[Disposition]:
    """What agents may choose after a call of this queue; changed with the queue."""
    async with request.web.db.read() as session:
        row = await session.get(Queue, request.path["id"])
        if row is None:
            raise NotFound(f"there is no queue {request.path['id']}")
        return QueueOptions.model_validate(row.options).dispositions
