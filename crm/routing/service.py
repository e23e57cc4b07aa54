"""Queues, hours, devices, trunks and entries: changed by administrators, audited, and part of the core's snapshot."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any, TypeVar

import orjson
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.base import Base, utcnow
from crm.devices.models import DeviceBinding
from crm.errors import Duplicate, InUse, Invalid, NotFound
from crm.routing import holidays, schemas
from crm.routing.models import Device, Entry, Flow, Hours, Queue, Skill, Trunk
from crm.routing.queue_options import complete, split
from crm.routing.trunk_schemas import COLUMNS, NewTrunk, TrunkChange, TrunkRow, split_trunk
from crm.text import BothLanguages

Table = TypeVar("Table", bound=Base)


class RoutingService:
    """Each method works in the caller's transaction; who changes something pushes a new snapshot afterwards."""

    def __init__(self, session: AsyncSession, who: Principal) -> None:
        self._session = session
        self._who = who

    # queues

    async def queues(self) -> list[schemas.QueueRow]:
        rows = await self._session.scalars(select(Queue).order_by(Queue.id))
        return [_queue(row) for row in rows]

    async def create_queue(self, new: schemas.NewQueue) -> schemas.QueueRow:
        await self._refuse_existing(Queue, new.id)
        columns, options = split(new.model_dump())
        row = Queue(unit_id=self._who.unit, options=options, **columns)
        await self._check_overflow(row)
        await self._check_options(options, new.id)
        self._session.add(row)
        await self._done("queues.create", "queue", new.id, new.model_dump())
        return _queue(row)

    async def update_queue(self, queue_id: str, change: schemas.QueueChange) -> schemas.QueueRow:
        row = await self._get(Queue, queue_id)
        given = _given(change)
        columns, changed = split(given)
        options = complete({**row.options, **changed})
        await self._check_options(options, queue_id)
        _assign(row, columns)
        row.options = options
        await self._check_overflow(row)
        await self._done("queues.update", "queue", queue_id, given)
        return _queue(row)

    async def _check_overflow(self, queue: Queue) -> None:
        if queue.overflow_action != "queue":
            return
        if queue.overflow_target == queue.id or await self._session.get(Queue, queue.overflow_target) is None:
            raise Invalid(f"there is no other queue {queue.overflow_target!r}", field="overflow_target")

    async def _check_routing(self, options: Mapping[str, Any]) -> None:
        """Skills that are asked for must be there, and rules must say what they need."""
        for place, demand in enumerate(options["demand"]):
            if await self._session.get(Skill, demand["skill"]) is None:
                missing = demand["skill"]
                raise Invalid(
                    f"there is no skill {missing!r}", field=f"demand.{place}.skill", message_zh=f"没有技能 {missing}"
                )
        for place, rule in enumerate(options["overflow"]):
            if rule["when"] == "estimate" and rule["over"] is None:
                raise Invalid("an estimate needs the seconds over which it counts", field=f"overflow.{place}.over")

    async def _check_options(self, options: Mapping[str, Any], queue_id: str) -> None:
        """What a queue's settings (complete) name must be there."""
        survey = options["survey"]
        if survey["mode"] != "off" and await self._session.get(Flow, survey["flow"]) is None:
            raise Invalid(f"there is no flow {survey['flow']!r} to ask the customers", field="survey")
        named = {f"keys.{key}": what for key, what in options["keys"].items()}
        named |= {f"overflow.{place}": rule for place, rule in enumerate(options["overflow"])}
        for where, what in named.items():
            target, field = what["target"], f"{where}.target"
            if what["action"] == "queue" and (target == queue_id or await self._session.get(Queue, target) is None):
                raise Invalid(f"there is no other queue {target!r}", field=field)
            if what["action"] == "flow":
                await self._check_flow(target, field)
            if what["action"] == "number" and not target:
                raise Invalid("a number to send callers to is missing", field=field)
            if what["action"] == "message" and not what["text"]:
                raise Invalid("a message needs its text in both languages", field=f"{where}.text")
        await self._check_routing(options)
        for field, hours in (("hours", options["hours"]), ("callback.hours", options["callback"]["hours"])):
            if hours and await self._session.get(Hours, hours) is None:
                raise Invalid(f"there is no calendar {hours!r}", field=field)

    # devices

    async def devices(self) -> list[schemas.DeviceRow]:
        rows = await self._session.scalars(select(Device).order_by(Device.id))
        return [schemas.DeviceRow(id=row.id, kind=row.kind, name=row.name) for row in rows]

    async def create_device(self, new: schemas.NewDevice) -> schemas.DeviceRow:
        await self._refuse_existing(Device, new.id)
        secret = new.secret or secrets.token_urlsafe(12)
        row = Device(id=new.id, unit_id=self._who.unit, kind="phone", name=new.name, secret=secret)
        self._session.add(row)
        await self._done("devices.create", "device", new.id, {"name": new.name})
        return schemas.DeviceRow(id=row.id, kind=row.kind, name=row.name, secret=secret)

    async def update_device(self, device_id: str, change: schemas.DeviceChange) -> schemas.DeviceRow:
        row = await self._get(Device, device_id)
        given = _given(change)
        _assign(row, given)
        await self._done("devices.update", "device", device_id, given)
        return schemas.DeviceRow(id=row.id, kind=row.kind, name=row.name, secret=given.get("secret"))

    async def delete_device(self, device_id: str) -> None:
        row = await self._get(Device, device_id)
        if await self._session.get(DeviceBinding, device_id) is not None:
            raise InUse(f"somebody is logged in at {device_id}: let him log out first")
        await self._session.delete(row)
        await self._done("devices.delete", "device", device_id, {})

    # trunks

    async def trunks(self) -> list[TrunkRow]:
        rows = await self._session.scalars(select(Trunk).order_by(Trunk.id))
        return [_trunk(row) for row in rows]

    async def create_trunk(self, new: NewTrunk) -> TrunkRow:
        await self._refuse_existing(Trunk, new.id)
        given = new.model_dump(by_alias=True)
        columns, options = split_trunk(given)
        row = Trunk(**columns, options=options)
        self._check_trunk(row)
        self._session.add(row)
        await self._done("trunks.create", "trunk", new.id, given)
        return _trunk(row)

    async def update_trunk(self, trunk_id: str, change: TrunkChange) -> TrunkRow:
        row = await self._get(Trunk, trunk_id)
        given = _given(change)
        columns, options = split_trunk(given)
        _assign(row, columns)
        row.options = {**row.options, **options}
        self._check_trunk(row)
        await self._done("trunks.update", "trunk", trunk_id, given)
        return _trunk(row)

    async def delete_trunk(self, trunk_id: str) -> None:
        await self._session.delete(await self._get(Trunk, trunk_id))
        await self._done("trunks.delete", "trunk", trunk_id, {})

    @staticmethod
    def _check_trunk(trunk: Trunk) -> None:
        if trunk.register and not (trunk.user and trunk.secret):
            raise Invalid(
                "a trunk that registers needs user and secret",
                field="user",
                message_zh="需要注册的中继必须填写用户名和密码",
            )
        if trunk.options.get("srtp") and trunk.options.get("transport") != "tls":
            raise Invalid(
                "SRTP needs transport tls: its keys travel in the signalling",
                field="srtp",
                message_zh="SRTP 的密钥在信令中传送，传输方式必须为 TLS",
            )

    # entries

    async def entries(self) -> list[schemas.EntryRow]:
        return [_entry(row) for row in await self._session.scalars(select(Entry).order_by(Entry.number))]

    async def create_entry(self, new: schemas.NewEntry) -> schemas.EntryRow:
        await self._refuse_existing(Entry, new.number, "number")
        await self._check_flow(new.flow)
        trunk = new.number.partition("@")[2]
        if trunk and await self._session.get(Trunk, trunk) is None:
            raise Invalid(f"there is no trunk {trunk}", field="number", message_zh=f"没有中继 {trunk}")
        options = new.model_dump(include=set(schemas.EntryOptions.model_fields))
        row = Entry(number=new.number, flow_id=new.flow, name=new.name.model_dump(), options=options)
        self._session.add(row)
        await self._done("entries.create", "entry", new.number, new.model_dump())
        return _entry(row)

    async def update_entry(self, number: str, change: schemas.EntryChange) -> schemas.EntryRow:
        row = await self._get(Entry, number)
        given = _given(change)
        if "flow" in given:
            await self._check_flow(given["flow"])
            row.flow_id = given["flow"]
        if "name" in given:
            row.name = given["name"]
        options = {name: value for name, value in given.items() if name not in {"flow", "name"}}
        row.options = {**row.options, **options}
        await self._done("entries.update", "entry", number, given)
        return _entry(row)

    async def delete_entry(self, number: str) -> None:
        await self._session.delete(await self._get(Entry, number))
        await self._done("entries.delete", "entry", number, {})

    async def _check_flow(self, flow_id: str, field: str = "flow") -> None:
        if await self._session.get(Flow, flow_id) is None:
            raise Invalid(f"there is no flow {flow_id}", field=field)

    # hours

    async def hours(self, hours_id: str) -> schemas.HoursRow:
        return _hours(await self._get(Hours, hours_id))

    async def all_hours(self) -> list[schemas.HoursRow]:
        return [_hours(row) for row in await self._session.scalars(select(Hours).order_by(Hours.id))]

    async def put_hours(self, hours_id: str, body: schemas.HoursBody) -> schemas.HoursRow:
        """Replace the calendar, or make a new one."""
        raw = body.model_dump(mode="json")
        row = await self._session.merge(Hours(id=hours_id, **raw))
        await self._done("hours.put", "hours", hours_id, {"special_days": len(raw["special"])})
        return _hours(row)

    # shared

    async def _get(self, model: type[Table], key: str) -> Table:
        row = await self._session.get(model, key)
        if row is None:
            raise NotFound(f"there is no {model.__name__.lower()} {key}")
        return row

    async def _refuse_existing(self, model: type[Base], key: str, field: str = "id") -> None:
        if await self._session.get(model, key) is not None:
            raise Duplicate(f"there is already a {model.__name__.lower()} {key}", field=field)

    async def _done(self, action: str, kind: str, subject: str, details: dict[str, Any]) -> None:
        note(self._session, self._who, action, kind, subject, details)
        await self._session.flush()


def _queue(row: Queue) -> schemas.QueueRow:
    columns = {column.key: getattr(row, column.key) for column in Queue.__table__.columns}
    return schemas.QueueRow.model_validate({**columns, **row.options})


def _given(change: BaseModel) -> dict[str, Any]:
    given = change.model_dump(exclude_unset=True, by_alias=True)
    for name, value in given.items():
        if value is None:
            raise Invalid(f"{name} cannot be null", field=name)
    return given


def _assign(row: Base, given: dict[str, Any]) -> None:
    for name, value in given.items():
        setattr(row, name, value)


def _entry(row: Entry) -> schemas.EntryRow:
    return schemas.EntryRow(number=row.number, flow=row.flow_id, name=BothLanguages(**row.name), **row.options)


def _trunk(row: Trunk) -> TrunkRow:
    shown = {name: getattr(row, name) for name in COLUMNS - {"secret"}}
    return TrunkRow.model_validate({**row.options, **shown})


def _hours(row: Hours) -> schemas.HoursRow:
    given = {"id": row.id, "name": row.name, "week": row.week, "special": row.special, "country": row.country}
    dates = [day["date"] for day in row.special]
    shown = schemas.HoursRow.model_validate_json(orjson.dumps(given))
    warnings = holidays.warnings(row.country, dates, utcnow().date())
    shown.warnings = [schemas.HoursWarning(**warning) for warning in warnings]
    return shown
