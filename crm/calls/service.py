"""Call records: found, shown, and completed by the agent's wrap-up."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.calls import described as _described  # noqa: F401 - registers how linked records are shown
from crm.calls.dispositions import name_results
from crm.calls.forms import check_complete, field_conditions, fill, form_of, is_complete
from crm.calls.links import link, links_of, unlink
from crm.calls.models import Call
from crm.calls.repository import CallRepository
from crm.calls.schemas import Business, CallDetail, CallForm, CallQuery, CallRow, NewLink, WrapUp
from crm.customers.repository import CustomerRepository
from crm.errors import Invalid
from crm.live.settings import live_settings
from crm.masking import unveiled
from crm.paging import Page
from crm.recordings.models import Recording
from crm.routing.models import Queue
from crm.routing.queue_options import complete
from crm.tickets.models import Ticket
from crm.tickets.repository import TicketRepository


class CallService:
    def __init__(self, session: AsyncSession, who: Principal, *, area_code: str = "010") -> None:
        self._session = session
        self._who = who
        self._area_code = area_code
        self._calls = CallRepository(session, who)
        self._completing = CallRepository(session, who, "calls.write")
        self._customers = CustomerRepository(session, who)

    async def find(self, asked: CallQuery) -> Page[CallRow]:
        calls, total = await self._calls.find(
            asked, self._area_code, await field_conditions(self._session, self._who, asked)
        )
        recordings = await self._calls.recordings([call.id for call in calls])
        names = await self._customers.names({call.customer_id for call in calls if call.customer_id})
        rows = [CallRow.model_validate(call) for call in calls]
        await name_results(self._session, rows)
        for row in rows:
            row.customer_name = names.get(row.customer_id or "", "")
            row.recording = _recording_state(recordings[row.id])
        return Page(items=rows, total=total, page=asked.page, page_size=asked.page_size)

    async def get(self, call_id: str) -> CallDetail:
        call = await self._calls.get(call_id)
        recordings = (await self._calls.recordings([call.id]))[call.id]
        names = await self._customers.names({call.customer_id} if call.customer_id else set())
        shown = _detail(call, recordings, names.get(call.customer_id or "", ""))
        await name_results(self._session, [shown])
        shown.business = await self._business(call)
        if not self._who.may("live.watch") and not (await live_settings(self._session)).supervision.tell_agents:
            shown.timeline = [item for item in shown.timeline if not item.type.startswith("supervision.")]
        return shown

    async def add_note(self, call_id: str, text: str) -> str:
        """Add a line to the call's note; returns the whole note."""
        call = await self._completing.get(call_id, lock=True)
        call.note = f"{call.note}\n{text}".strip()
        note(self._session, self._who, "calls.note", "call", call.id, {"text": text})
        await self._session.flush()
        return call.note

    async def _check_disposition(self, call: Call, given: dict[str, Any]) -> None:
        """A queue with a list of its own takes only what is in it, with the fields that are required. What was chosen
        before it was taken out of the list stays."""
        code = given.get("disposition") or (call.disposition if given.get("fields") is not None else "")
        queue = await self._session.get(Queue, call.queue) if call.queue and code else None
        listed = complete(queue.options)["dispositions"] if queue is not None else []
        if not listed:
            return
        chosen = next((each for each in listed if each["code"] == code), None)
        if chosen is None:
            if code == call.disposition:
                return
            known = ", ".join(each["code"] for each in listed)
            names = "、".join(each["name"]["zh"] for each in listed)
            raise Invalid(
                f"this queue's dispositions are {known}, not {code}",
                field="disposition",
                message_zh=f"该队列的小结分类为：{names}",
            )
        fields = given["fields"] if given.get("fields") is not None else call.disposition_fields
        for field in chosen["fields"]:
            if field["required"] and not fields.get(field["name"], "").strip():
                raise Invalid(
                    f"{field['label']['en']}: is required with {chosen['name']['en']}",
                    field=f"fields.{field['name']}",
                    message_zh=f"选择“{chosen['name']['zh']}”时，“{field['label']['zh']}”为必填项",
                )

    async def _business(self, call: Call) -> list[Business]:
        """Tickets that name the call or that it names, then whatever else was touched in it."""
        tickets = await TicketRepository(self._session, self._who).of_call(call.id, call.ticket_id)
        found = [_business(ticket, call) for ticket in tickets]
        named = {("ticket", each.id) for each in found}
        for each in await links_of(self._session, self._who, call.id):
            if (each.kind, each.id) not in named:
                shown = each.shown
                found.append(
                    Business(
                        kind=each.kind,
                        id=each.id,
                        number=shown.number,
                        title=shown.title,
                        type=shown.type,
                        status=shown.status,
                        relation=each.relation,
                    )
                )
        return found

    async def form(self, call_id: str) -> CallForm:
        """The form of the call's queue, with what was filled in."""
        call = await self._calls.get(call_id)
        form = await form_of(self._session, call.queue)
        return CallForm(
            disposition_required=form.disposition_required,
            fields=list(form.definitions),
            values=call.form,
            state=call.wrap_up_state,
        )

    async def link(self, call_id: str, given: NewLink) -> CallDetail:
        call = await self._completing.get(call_id)
        await link(self._session, self._who, call, given.kind, given.id)
        return await self.get(call_id)

    async def unlink(self, call_id: str, kind: str, subject: str) -> CallDetail:
        call = await self._completing.get(call_id)
        await unlink(self._session, self._who, call, kind, subject)
        return await self.get(call_id)

    async def finish(self, call_id: str, queue: str | None, given: WrapUp | None) -> None:
        """The agent is through with it: take in what he says, and see that nothing is missing which the form of `queue`
        asks for. Raises Invalid with the field; NotFound while the call's record has not been stored."""
        if given is not None:
            await self.wrap_up(call_id, given, queue=queue)
        call = await self._completing.get(call_id)
        form = await form_of(self._session, call.queue or queue)
        check_complete(call, form)
        call.wrap_up_state = "done" if form.demands or form.definitions else ""
        await self._session.flush()

    async def wrap_up(self, call_id: str, given: WrapUp, *, queue: str | None = None) -> CallDetail:
        """`queue`: the call's, where its record does not say it yet."""
        call = await self._completing.get(call_id, lock=True)
        shown = [call.note, call.disposition_fields, call.form, call.from_number, call.to_number]
        fields = {
            name: unveiled(self._who, value, shown, name)
            for name, value in given.model_dump(exclude_unset=True).items()
        }
        if fields.get("ticket"):
            await TicketRepository(self._session, self._who).get(fields["ticket"])
        await self._check_disposition(call, fields)
        if fields.get("fields") is not None:
            call.disposition_fields = fields["fields"]
        for name, column in (("disposition", "disposition"), ("note", "note"), ("ticket", "ticket_id")):
            if name in fields:
                if fields[name] is None and name != "ticket":
                    raise Invalid(f"{name} cannot be null: send an empty text", field=name)
                setattr(call, column, fields[name])
        form = await form_of(self._session, call.queue or queue)
        if fields.get("form") is not None:
            await fill(self._session, self._who, call, form, fields["form"], area_code=self._area_code)
        if call.wrap_up_state == "missing" and is_complete(call, form):
            call.wrap_up_state = "done"
        note(self._session, self._who, "calls.wrap_up", "call", call.id, fields)
        await self._session.flush()
        return await self.get(call_id)


def _business(ticket: Ticket, call: Call) -> Business:
    return Business(
        kind="ticket",
        id=ticket.id,
        number=ticket.number,
        title=ticket.title,
        type=ticket.type,
        status=ticket.status,
        relation="created" if ticket.call_id == call.id else "linked",
    )


def _recording_state(recordings: list[Recording]) -> str:
    shown = {"expected": "raw", "deleting": "deleted"}
    states = {shown.get(row.state, row.state) for row in recordings if row.kind == "call"}
    return next((state for state in ("playable", "raw", "failed", "deleted") if state in states), "none")


def _detail(call: Call, recordings: list[Recording], customer_name: str) -> CallDetail:
    row = CallRow.model_validate(call).model_dump()
    row |= {"customer_name": customer_name, "recording": _recording_state(recordings)}
    return CallDetail.model_validate(
        row | {"segments": call.segments, "recordings": recordings, "timeline": call.timeline}, from_attributes=True
    )
