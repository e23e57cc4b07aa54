"""The index of field values: kept with each write of an owner, asked by filters.

await reindex(session, "customer", {id: values}, definitions)
query.where(*filters("customer", Customer.id, definitions, {"area.from": "80", "hall": "north"}, zone=zone))
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.errors import Invalid
from crm.fields.definitions import MOMENTS, NUMBERS, ORDERED, FieldDefinition
from crm.fields.kinds import amount, clean_value, iso_date, iso_instant
from crm.fields.models import FieldValue
from crm.fields.spelled import read_text
from crm.masking import tells_digits
from crm.text import contains

TEXT_LENGTH = 200
_BATCH = 500
_table: Any = FieldValue.__table__


def index_rows(
    owner_kind: str, owner_id: str, values: Mapping[str, Any], definitions: Iterable[FieldDefinition]
) -> list[dict[str, Any]]:
    """The rows of one owner, ready to be inserted."""
    rows: list[dict[str, Any]] = []
    for definition in definitions:
        value = values.get(definition.code)
        if value is None or definition.kind == "long_text":
            continue
        for position, one in enumerate(value if isinstance(value, list) else [value]):
            row = {"owner_kind": owner_kind, "owner_id": owner_id, "field": definition.code, "position": position}
            rows.append(row | {"text": None, "number": None, "moment": None} | _columns(definition, one))
    return rows


def reindex_now(
    connection: Connection,
    owner_kind: str,
    owners: Mapping[str, Mapping[str, Any]],
    definitions: Sequence[FieldDefinition],
) -> None:
    """Replace the rows of these owners (id → values), in bulk. Plain SQL, for what stores thousands at a time."""
    every = list(owners)
    for start in range(0, len(every), _BATCH):
        ids = every[start : start + _BATCH]
        connection.execute(delete(_table).where(_table.c.owner_kind == owner_kind, _table.c.owner_id.in_(ids)))
        rows = [row for one in ids for row in index_rows(owner_kind, one, owners[one], definitions)]
        if rows:
            connection.execute(insert(_table), rows)


async def reindex(
    session: AsyncSession,
    owner_kind: str,
    owners: Mapping[str, Mapping[str, Any]],
    definitions: Sequence[FieldDefinition],
) -> None:
    """`reindex_now` within a session's transaction."""
    connection = await session.connection()
    await connection.run_sync(reindex_now, owner_kind, owners, definitions)


async def forget(session: AsyncSession, owner_kind: str, owner_ids: Sequence[str]) -> None:
    """The owners are gone."""
    await reindex(session, owner_kind, {owner: {} for owner in owner_ids}, ())


def filters(
    owner_kind: str,
    owner_id: Any,
    definitions: Sequence[FieldDefinition],
    asked: Mapping[str, str],
    *,
    zone: tzinfo = UTC,
    veiled: bool = False,
) -> list[ColumnElement[bool]]:
    """SQL conditions on the column `owner_id`. `asked`: `CODE` (a text: any part of it; a choice, number, id…: exactly;
    a date or instant: that day), `CODE.from` (at least), `CODE.to` (at most, the whole of that day) and `CODE.empty`
    (true, false). Only fields of `definitions` can be named; Invalid(field="field.…") for anything else. `veiled`: the
    asker sees no phone numbers, so digits in a text are looked for as the whole of it, and nobody tries out parts."""
    known = {definition.code: definition for definition in definitions}
    given = {name: text for name, text in asked.items() if text.strip()}
    return [_filter(owner_kind, owner_id, known, name, text, zone, veiled) for name, text in given.items()]


def _filter(
    owner_kind: str,
    owner_id: Any,
    known: Mapping[str, FieldDefinition],
    name: str,
    text: str,
    zone: tzinfo,
    veiled: bool,
) -> ColumnElement[bool]:
    code, _, way = name.partition(".")
    place = f"field.{name}"
    definition = known.get(code)
    if definition is None or definition.kind == "long_text":
        raise Invalid(f"there is no field {code} to look for", field=place, message_zh=f"没有可查询的字段“{code}”")
    rows = select(_table.c.owner_id).where(_table.c.owner_kind == owner_kind, _table.c.field == code)
    if way == "empty":
        if text not in {"true", "false"}:
            raise Invalid("true or false", field=place, message_zh="须为 true 或 false")
        found: ColumnElement[bool] = owner_id.in_(rows)
        return ~found if text == "true" else found
    if way not in {"", "from", "to"} or (way and definition.kind not in ORDERED):
        raise Invalid(f"{definition.kind} cannot be asked for so", field=place, message_zh="该字段不支持这种查询")
    try:
        value = _asked(definition, text, zone)
    except Invalid as error:
        raise Invalid(str(error), **{**error.details, "field": place}) from error
    if value == []:
        raise Invalid("name a choice", field=place, message_zh="请给出要查询的选项")
    met: ColumnElement[bool] = owner_id.in_(rows.where(*_compared(definition, value, way, zone, veiled=veiled)))
    return met


def _asked(definition: FieldDefinition, text: str, zone: tzinfo) -> Any:
    """The value to compare with: what could be stored, whatever its bounds; of an instant also a whole day."""
    value = read_text(definition, text, zone=zone)
    if definition.kind in MOMENTS or definition.kind == "text":
        return value
    anything = definition.model_copy(update={"min": None, "max": None})
    return clean_value(anything, value, kept=value)


def _compared(
    definition: FieldDefinition, value: Any, way: str, zone: tzinfo, *, veiled: bool
) -> list[ColumnElement[bool]]:
    if definition.kind in NUMBERS:
        number = float(amount(value) or 0)
        column = _table.c.number
        return [column >= number if way == "from" else column <= number if way == "to" else column == number]
    if definition.kind in MOMENTS:
        start, end = _day(definition, value, zone)
        column = _table.c.moment
        return [*([column >= start] if way != "to" else []), *([column < end] if way != "from" else [])]
    if definition.kind == "text" and veiled and tells_digits(str(value)):
        return [_table.c.text == str(value)[:TEXT_LENGTH]]
    if definition.kind == "text":
        return [_table.c.text.ilike(contains(str(value)[:TEXT_LENGTH]), escape="\\")]
    return [_table.c.text == _columns(definition, value[0] if isinstance(value, list) else value)["text"]]


def _day(definition: FieldDefinition, value: str, zone: tzinfo) -> tuple[datetime, datetime]:
    """The instants from which and before which a date is meant; an instant's own second."""
    day = iso_date(value)
    if day is None:
        moment = iso_instant(value)
        assert moment is not None
        return moment, moment + timedelta(seconds=1)
    if definition.kind == "date":
        start = datetime.combine(day, time(), UTC)
        return start, start + timedelta(days=1)
    start = datetime.combine(day, time(), zone)
    return start, datetime.combine(day + timedelta(days=1), time(), zone)


def _columns(definition: FieldDefinition, value: Any) -> dict[str, Any]:
    if definition.kind in NUMBERS:
        return {"number": float(amount(value) or 0)}
    if definition.kind == "date":
        day = iso_date(value)
        return {"moment": datetime.combine(day, time(), UTC) if day else None}
    if definition.kind == "datetime":
        return {"moment": iso_instant(value)}
    if definition.kind == "yes_no":
        return {"text": "1" if value else "0"}
    return {"text": str(value)[:TEXT_LENGTH]}
