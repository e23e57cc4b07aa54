"""The routing configuration as one document, to keep elsewhere or to take to another installation.

It has what the API shows of each thing, so secrets are never in it. Taking one in adds and changes; nothing is removed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import orjson
from pydantic import BaseModel, ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.dictionaries.schemas import NewDictionary, PortableDictionary
from crm.dictionaries.service import DictionaryService
from crm.documents.types import DocumentTypeService
from crm.errors import Invalid
from crm.outbox.templates import Template, all_templates
from crm.outbox.templates import save as save_template
from crm.outlets.schemas import NewOutlet, OutletChange
from crm.outlets.service import OutletService
from crm.routing import schemas, skill_schemas
from crm.routing.flow_schemas import FlowBody
from crm.routing.flows import FlowService
from crm.routing.service import RoutingService
from crm.routing.skills import SkillService
from crm.routing.trunk_schemas import NewTrunk, TrunkChange
from telephony.errors import HotlineError
from telephony.ivr.findings import FlowInvalid

FORMAT = 1
PARTS = (
    "dictionaries",
    "message_templates",
    "outlets",
    "skills",
    "pause_reasons",
    "hours",
    "trunks",
    "queues",
    "flows",
    "entries",
    "document_types",
)
Body = TypeVar("Body", bound=BaseModel)
Document = Mapping[str, Any]


class ImportResult(BaseModel):
    """`created`, `changed` and `same` name things as `part/id`. `needs_secret`: trunks that will register once their
    password has been set. With a dry run nothing was kept."""

    dry_run: bool
    created: list[str]
    changed: list[str]
    same: list[str]
    needs_secret: list[str]


async def export(session: AsyncSession, who: Principal) -> dict[str, Any]:
    """{"format", then each part: id → its settings}."""
    routing, skills, flows = RoutingService(session, who), SkillService(session, who), FlowService(session, who)
    dictionaries = DictionaryService(session, who)
    return {
        "format": FORMAT,
        "dictionaries": {name: body.model_dump(mode="json") for name, body in (await dictionaries.portable()).items()},
        "message_templates": {
            row.code: Template.model_validate(row.model_dump(include=set(Template.model_fields))).model_dump(
                mode="json"
            )
            for row in await all_templates(session)
            if row.changed
        },
        "outlets": _shown(await OutletService(session, who).all(), NewOutlet),
        "skills": _shown(await skills.skills(), skill_schemas.NewSkill),
        "pause_reasons": _shown(await skills.pause_reasons(), skill_schemas.NewPauseReason),
        "hours": _shown(await routing.all_hours(), schemas.HoursBody),
        "trunks": _shown(await routing.trunks(), NewTrunk),
        "queues": _shown(await routing.queues(), schemas.NewQueue),
        "flows": {flow.id: (await flows.get(flow.id)).document for flow in await flows.all()},
        "entries": _shown(await routing.entries(), schemas.NewEntry, key="number"),
        "document_types": await DocumentTypeService(session, who).portable(),
    }


def _shown(rows: list[Any], body: type[BaseModel], key: str = "id") -> dict[str, Any]:
    """What can be taken in again, by id."""
    names = {field.alias or name for name, field in body.model_fields.items()} - {key, "secret"}
    raws = [row.model_dump(mode="json", by_alias=True) for row in rows]
    return {raw[key]: {name: value for name, value in raw.items() if name in names} for raw in raws}


class Importer:
    """Takes a document in, within the caller's transaction. What is wrong is raised with its place in the document
    (`queues/heating.demand`) as the `field`."""

    def __init__(self, session: AsyncSession, who: Principal) -> None:
        self._session = session
        self._who = who
        self._routing = RoutingService(session, who)
        self._skills = SkillService(session, who)
        self._flows = FlowService(session, who)
        self._needs_secret: list[str] = []

    async def take(self, document: Document, *, dry_run: bool) -> ImportResult:
        """Queues are made before the flows that lead to them, and set afterwards, because they may lead to flows."""
        parts = _checked(document)
        before = await export(self._session, self._who)
        for queue, raw in parts["queues"].items():
            if queue not in before["queues"]:
                with _at(f"queues/{queue}"):
                    name = _body(schemas.NewQueue, f"queues/{queue}", {"id": queue, "name": raw.get("name")})
                    await self._routing.create_queue(name)
        for ident, raw in _news(parts, before, "message_templates").items():
            with _at(f"message_templates/{ident}"):
                body = _body(Template, f"message_templates/{ident}", raw)
                await save_template(self._session, self._who, ident, body)
        for ident, raw in _news(parts, before, "outlets").items():
            with _at(f"outlets/{ident}"):
                await self._put_outlet(f"outlets/{ident}", ident, raw, new=ident not in before["outlets"])
        for part in ("dictionaries", "skills", "pause_reasons", "hours", "trunks"):
            for ident, raw in _news(parts, before, part).items():
                with _at(f"{part}/{ident}"):
                    await self._put(part, ident, raw, new=ident not in before[part])
        await self._put_flows(_news(parts, before, "flows"), before["flows"])
        for part in ("queues", "entries"):
            for ident, raw in _news(parts, before, part).items():
                with _at(f"{part}/{ident}"):
                    await self._put(part, ident, raw, new=part == "entries" and ident not in before[part])
        await DocumentTypeService(self._session, self._who).take(_news(parts, before, "document_types"))
        names = [(part, ident) for part in PARTS for ident in parts[part]]
        return ImportResult(
            dry_run=dry_run,
            created=[f"{part}/{ident}" for part, ident in names if ident not in before[part]],
            changed=[
                f"{part}/{ident}"
                for part, ident in names
                if ident in before[part] and ident in _news(parts, before, part)
            ],
            same=[f"{part}/{ident}" for part, ident in names if ident not in _news(parts, before, part)],
            needs_secret=self._needs_secret,
        )

    async def _put(self, part: str, ident: str, raw: dict[str, Any], *, new: bool) -> None:
        place, whole = f"{part}/{ident}", {"id": ident, **raw}
        match part, new:
            case "dictionaries", _:
                await DictionaryService(self._session, self._who).take(ident, _dictionary(place, ident, raw))
            case "skills", True:
                await self._skills.create(_body(skill_schemas.NewSkill, place, whole))
            case "skills", False:
                await self._skills.update(ident, _body(skill_schemas.SkillChange, place, raw))
            case "pause_reasons", True:
                await self._skills.create_pause_reason(_body(skill_schemas.NewPauseReason, place, whole))
            case "pause_reasons", False:
                change = _body(skill_schemas.PauseReasonChange, place, raw)
                await self._skills.update_pause_reason(ident, change)
            case "hours", _:
                await self._routing.put_hours(ident, _body(schemas.HoursBody, place, raw))
            case "trunks", True:
                if raw.get("register"):
                    self._needs_secret.append(place)
                await self._routing.create_trunk(_body(NewTrunk, place, {**whole, "register": False}))
            case "trunks", False:
                await self._routing.update_trunk(ident, _body(TrunkChange, place, raw))
            case "queues", _:
                await self._routing.update_queue(ident, _body(schemas.QueueChange, place, raw))
            case "entries", True:
                await self._routing.create_entry(_body(schemas.NewEntry, place, {"number": ident, **raw}))
            case _:
                await self._routing.update_entry(ident, _body(schemas.EntryChange, place, raw))

    async def _put_outlet(self, place: str, ident: str, raw: dict[str, Any], *, new: bool) -> None:
        outlets = OutletService(self._session, self._who)
        if new:
            await outlets.create(_body(NewOutlet, place, {"id": ident, **raw}))
        else:
            await outlets.update(ident, _body(OutletChange, place, raw))

    async def _put_flows(self, flows: dict[str, Any], before: Document) -> None:
        """Flows may run each other: those that cannot be published yet are tried again after the others."""
        while flows:
            refused: dict[str, Any] = {}
            why: FlowInvalid | None = None
            for ident, raw in flows.items():
                body = FlowBody(document={**raw, "flow": ident}, yaml=None)
                try:
                    with _at(f"flows/{ident}"):
                        await (self._flows.replace(ident, body) if ident in before else self._flows.create(body))
                except FlowInvalid as error:
                    refused[ident], why = raw, error
            if why is not None and len(refused) == len(flows):
                raise why
            flows = refused


@contextmanager
def _at(place: str) -> Iterator[None]:
    """Errors within are about this place of the document."""
    try:
        yield
    except HotlineError as error:
        within = str(error.details.get("field", ""))
        if not within.startswith(place):
            error.details["field"] = f"{place}.{within}" if within else place
        raise


def _checked(document: Document) -> dict[str, dict[str, Any]]:
    if document.get("format") != FORMAT:
        raise Invalid(f"a document of format {FORMAT} is expected", field="format")
    for name in document:
        if name not in (*PARTS, "format"):
            raise Invalid(f"there is no part {name!r}: use {', '.join(PARTS)}", field=str(name))
    parts = {part: document.get(part) or {} for part in PARTS}
    for part, things in parts.items():
        if not isinstance(things, dict) or not all(isinstance(raw, dict) for raw in things.values()):
            raise Invalid("ids with their settings are expected", field=part)
    return {part: {str(ident): raw for ident, raw in things.items()} for part, things in parts.items()}


def _news(parts: Mapping[str, dict[str, Any]], before: Document, part: str) -> dict[str, Any]:
    """Things of a part that are not as they are already."""
    return {
        ident: raw
        for ident, raw in parts[part].items()
        if ident not in before[part] or {**before[part][ident], **raw} != before[part][ident]
    }


def _dictionary(place: str, ident: str, raw: Document) -> PortableDictionary:
    """Its id is looked at as well."""
    _body(NewDictionary, place, {"id": ident, "name": raw.get("name")})
    return _body(PortableDictionary, place, raw)


def _body(model: type[Body], place: str, raw: Document) -> Body:
    try:
        return model.model_validate_json(orjson.dumps(raw))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join((place, *map(str, first["loc"])))
        raise Invalid(f"{where}: {first['msg']}", field=where) from error
    except TypeError as error:
        raise Invalid(f"{place}: {error}", field=place) from error
