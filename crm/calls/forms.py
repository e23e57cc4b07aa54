"""The form of a queue's wrap-up (话后小结): taken in, completed, and marked missing when the agent was gone before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.attachments.service import adopt
from crm.calls.models import AgentState, Call
from crm.calls.schemas import CallQuery
from crm.errors import Invalid
from crm.fields.clean import clean
from crm.fields.definitions import FieldDefinition, read_definitions
from crm.fields.index import filters, reindex
from crm.fields.references import check_references, with_dictionaries
from crm.masking import veiled
from crm.routing.models import Queue
from crm.routing.queue_options import WrapUpForm
from crm.routing.settings import facts

OWNER = "call"
LOOK_BACK = timedelta(hours=6)
"""How far back wrap-ups that have ended are looked at."""


@dataclass(frozen=True, slots=True)
class Form:
    """A queue's form with its dictionaries' entries."""

    disposition_required: bool
    definitions: tuple[FieldDefinition, ...]

    @property
    def demands(self) -> bool:
        """Whether there is anything that must be filled in."""
        return self.disposition_required or any(d.required or d.required_if for d in self.definitions)


NO_FORM = Form(disposition_required=False, definitions=())


async def form_of(session: AsyncSession, queue: str | None) -> Form:
    row = await session.get(Queue, queue) if queue else None
    return await _form(session, row) if row is not None else NO_FORM


async def _form(session: AsyncSession, queue: Queue) -> Form:
    stored = WrapUpForm.model_validate(queue.options.get("wrap_up_form") or {})
    definitions = await with_dictionaries(session, read_definitions(stored.fields))
    return Form(stored.disposition_required, definitions)


async def fill(
    session: AsyncSession, who: Principal, call: Call, form: Form, given: dict[str, Any], *, area_code: str
) -> None:
    """Store the form's values, all of them at once. Raises Invalid with field="form.CODE"."""
    try:
        values = clean(form.definitions, given, before=call.form, around=_around(call), area_code=area_code)
        await check_references(session, who, form.definitions, values, before=call.form)
    except Invalid as error:
        raise _of_form(error) from error
    files = [file for d in form.definitions if d.kind == "file" for file in values.get(d.code, [])]
    await adopt(session, who, files, OWNER, call.id)
    call.form = values
    await reindex(session, OWNER, {call.id: values}, form.definitions)


async def field_conditions(session: AsyncSession, who: Principal, asked: CallQuery) -> list[ColumnElement[bool]]:
    """What `field.CODE=…` asks for, in SQL. Raises Invalid without a queue, or for a field that its form has not."""
    if not asked.field:
        return []
    if asked.queue is None:
        raise Invalid("name the queue whose form it is", field="queue", message_zh="按小结字段查询时请指定队列")
    form = await form_of(session, asked.queue)
    zone = (await facts(session)).zone
    return filters(OWNER, Call.id, form.definitions, asked.field, zone=zone, veiled=veiled(who))


def check_complete(call: Call, form: Form) -> None:
    """Raises Invalid that names the first thing that is required and missing."""
    if form.disposition_required and not call.disposition:
        raise Invalid("choose a disposition", field="disposition", message_zh="请选择服务总结")
    try:
        clean(form.definitions, call.form, before=call.form, around=_around(call))
    except Invalid as error:
        raise _of_form(error) from error


def is_complete(call: Call, form: Form) -> bool:
    try:
        check_complete(call, form)
    except Invalid:
        return False
    return True


async def close_wrap_ups(session: AsyncSession, now: datetime) -> int:
    """Calls whose wrap-up is over get their state: done, or missing what is required. How many there were.

    The core ends a wrap-up when its time is over, whether web answers or not; what is missing is known afterwards."""
    forms: dict[str, Form] = {}
    for queue in await session.scalars(select(Queue)):
        form = await _form(session, queue) if queue.options.get("wrap_up_form") else NO_FORM
        if form.demands:
            forms[queue.id] = form
    if not forms:
        return 0
    over = select(AgentState.call_id).where(
        AgentState.state == "wrap_up", AgentState.ended_at > now - LOOK_BACK, AgentState.call_id.is_not(None)
    )
    busy = select(AgentState.call_id).where(
        AgentState.state == "wrap_up", AgentState.ended_at.is_(None), AgentState.call_id.is_not(None)
    )
    calls: Sequence[Call] = list(
        await session.scalars(
            select(Call).where(
                Call.wrap_up_state == "",
                Call.ended_at.is_not(None),
                Call.queue.in_(forms),
                Call.id.in_(over),
                Call.id.not_in(busy),
            )
        )
    )
    for call in calls:
        call.wrap_up_state = "done" if is_complete(call, forms[call.queue or ""]) else "missing"
    await session.flush()
    return len(calls)


def _around(call: Call) -> dict[str, Any]:
    return {"disposition": call.disposition}


def _of_form(error: Invalid) -> Invalid:
    field = str(error.details.get("field", "fields")).replace("fields", "form", 1)
    return Invalid(str(error), **{**error.details, "field": field})
