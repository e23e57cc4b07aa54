"""Documents that callers enter themselves: a flow's node asks for one, with what was keyed in (telephony/ivr)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import system
from crm.customers.models import Customer
from crm.documents.context import Work
from crm.documents.desk import Desk
from crm.documents.models import Document
from crm.documents.schemas import NewDocument
from crm.documents.types import type_for_new
from crm.errors import Invalid
from crm.fields.definitions import FieldDefinition
from crm.fields.references import with_dictionaries
from crm.fields.spelled import read_text
from crm.idempotency import Once
from crm.incall import CURRENT
from crm.organisation.models import ROOT
from crm.routing.settings import CompanyFacts

_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_ALL = ("call", "flow", "node", "type", "title", "fields")


async def entered_by_caller(session: AsyncSession, params: Mapping[str, Any], facts: CompanyFacts) -> dict[str, Any]:
    """`{type, title, fields (JSON: code → text), call, flow, node, caller, customer}` → `{number, id}`, or `{field,
    message}` of what the form does not take. The same request for the same call gives the document that it made
    before: a core that was restarted asks again. It belongs to the customer's unit, else to the head office."""
    customer = await session.get(Customer, str(params.get("customer") or ""))
    work = Work(session, system(customer.unit_id if customer else ROOT), facts.zone, facts.area_code)
    said = json.dumps([str(params.get(name, "")) for name in _ALL], ensure_ascii=False)
    once = Once(session, None, f"ivr:{hashlib.sha256(said.encode()).hexdigest()[:40]}", said)
    token = CURRENT.set(str(params["call"]))
    try:
        async with session.begin_nested():
            if (made := await once.before()) is not None:
                document = await session.get_one(Document, made)
            else:
                document = await Desk(work).make(await _wanted(work, params, customer))
                await once.after(document.id)
    except Invalid as error:
        return {"field": str(error.details.get("field", "")), "message": str(error)}
    finally:
        CURRENT.reset(token)
    return {"number": document.number, "id": document.id}


async def _wanted(work: Work, params: Mapping[str, Any], customer: Customer | None) -> NewDocument:
    kind, _ = await type_for_new(work.session, work.who, str(params["type"]))
    known = {one.code: one for one in await with_dictionaries(work.session, kind.form.fields)}
    values = {}
    for code, text in json.loads(str(params.get("fields") or "{}")).items():
        if code not in known:
            raise Invalid(f"there is no field {code}", field=f"fields.{code}")
        values[code] = _keyed(known[code], str(text), work)
    wanted = {
        "type": kind.code,
        "title": str(params["title"]),
        "fields": values,
        "customer_id": customer.id if customer else None,
        "phone": str(params.get("caller") or ""),
        "call_id": str(params["call"]),
        "source": "ivr",
    }
    return NewDocument.model_validate(wanted)


def _keyed(definition: FieldDefinition, text: str, work: Work) -> Any:
    """A value as keys give it: a day as eight digits; all else as people write it."""
    day = _DAY.fullmatch(text) if definition.kind == "date" else None
    return read_text(definition, "-".join(day.groups()) if day else text, zone=work.zone)
