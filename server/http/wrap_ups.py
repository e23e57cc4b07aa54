"""What agents filled in after calls of a queue, as CSV."""

from __future__ import annotations

import csv
import io
from typing import Any

from aiohttp import web

from crm.audit.service import note
from crm.calls.dispositions import dispositions
from crm.calls.forms import form_of
from crm.calls.schemas import CallQuery, CallRow
from crm.calls.service import CallService
from crm.errors import Invalid
from crm.fields.spelled import written
from crm.histories.export import BOM, plain
from crm.masking import veil_text, veiled
from crm.phones import local
from crm.users.schemas import Language
from server.http.context import Request
from server.http.route import Routes

routes = Routes("calls")

PAGE = 200
_HEADINGS = {
    "zh": ["开始时间", "通话", "主叫", "被叫", "坐席", "服务总结", "小结状态", "备注"],
    "en": ["Started", "Call", "From", "To", "Agent", "Disposition", "Wrap-up", "Note"],
}


@routes("GET", "/wrap-ups.csv", media="text/csv")
async def export_wrap_ups(request: Request, query: CallQuery) -> web.StreamResponse:
    """Calls of one queue (`queue` is needed) with dispositions and the values of its form, all pages; newest first."""
    if query.queue is None:
        raise Invalid("name the queue whose form it is", field="queue", message_zh="请指定队列")
    parts, zone = request.web, request.web.company.zone
    language: Language = "en" if request.me.language == "en" else "zh"
    async with parts.db.write() as session:
        note(session, request.who, "calls.export_wrap_ups", "queue", query.queue, dict(request.http.query))
        definitions = (await form_of(session, query.queue)).definitions
        results = await dispositions(session)
    answer = web.StreamResponse(
        headers={
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": 'attachment; filename="wrap-ups.csv"',
        }
    )
    names, hidden = parts.hub.state.names.agents, veiled(request.who)

    def line(row: CallRow) -> list[str]:
        agent = names.get(row.agent_id or "", {})
        started = row.started_at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
        numbers = [local(row.from_number), local(row.to_number)]
        result = results.name(row.queue, row.disposition, language)
        head = [started, row.id, *numbers, str(agent.get("number", "")), result, row.wrap_up_state, row.note]
        values = (row.form.get(each.code) for each in definitions)
        shown = [
            written(each, value, language, zone=zone) if value is not None else ""
            for each, value in zip(definitions, values, strict=True)
        ]
        return list(map(veil_text, [*head, *shown])) if hidden else [*head, *shown]

    page = 1
    async with parts.db.read() as session:
        service = CallService(session, request.who, area_code=parts.company.area_code)
        found = await service.find(query.model_copy(update={"page": page, "page_size": PAGE}))
        await answer.prepare(request.http)
        labels = [each.label.model_dump()[language] for each in definitions]
        await answer.write(BOM.encode() + _csv([[*_HEADINGS[language], *labels]]))
        while found.items:
            await answer.write(_csv([line(row) for row in found.items]))
            page += 1
            found = await service.find(query.model_copy(update={"page": page, "page_size": PAGE}))
    await answer.write_eof()
    return answer


def _csv(rows: list[list[Any]]) -> bytes:
    """No cell is a formula."""
    buffer = io.StringIO()
    csv.writer(buffer).writerows([[plain(str(cell)) for cell in row] for row in rows])
    return buffer.getvalue().encode()
