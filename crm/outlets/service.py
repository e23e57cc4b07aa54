"""The file of service outlets: looked at, kept, and asked who serves a place."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal, visible
from crm.audit.service import note
from crm.base import utcnow
from crm.documents.models import Document, DocumentStep
from crm.errors import Conflict, Duplicate, InUse, Invalid, NotFound
from crm.organisation.models import Unit
from crm.organisation.repository import unit
from crm.outlets.models import Outlet, OutletRegion
from crm.outlets.nearest import Candidate, explain, ranked
from crm.outlets.schemas import (
    NearestQuery,
    NearestRow,
    NewOutlet,
    OutletChange,
    OutletQuery,
    OutletRow,
)
from crm.paging import Page, fetch_page
from crm.regions.tree import Point, china
from crm.text import contains
from crm.users.models import User

_NEVER_EMPTY = ("unit_id", "name", "state", "phone", "region", "address", "serves", "staff", "notes")


async def nearest(
    session: AsyncSession, *, region: str = "", point: Point | None = None, limit: int = 5
) -> list[NearestRow]:
    """The active outlets for a region (GB/T 2260) or a point, the best first. Permissions are not looked at: work goes
    to whoever serves the place."""
    active = {row.id: row for row in await session.scalars(select(Outlet).where(Outlet.state == "active"))}
    found = ranked(china(), [_candidate(row) for row in active.values()], region=region, point=point)[:limit]
    rows = await _shown(session, [active[each.id] for each in found])
    return [
        NearestRow(
            outlet=row,
            why="region" if each.serves else "distance",
            serves=each.serves,
            km=each.km,
            approximate=each.approximate,
            why_zh=explain(china(), each, "zh"),
            why_en=explain(china(), each, "en"),
        )
        for each, row in zip(found, rows, strict=True)
    ]


class OutletService:
    def __init__(self, session: AsyncSession, who: Principal) -> None:
        self._session = session
        self._who = who

    async def find(self, asked: OutletQuery) -> Page[OutletRow]:
        """By number."""
        rows, total = await fetch_page(self._session, self._filtered(asked), asked)
        return Page(items=await _shown(self._session, rows), total=total, page=asked.page, page_size=asked.page_size)

    async def all(self) -> list[OutletRow]:
        """Every outlet that may be seen, by number."""
        query = select(Outlet).where(self._may("outlets.read")).order_by(Outlet.id)
        return await _shown(self._session, list(await self._session.scalars(query)))

    async def get(self, outlet_id: str) -> OutletRow:
        return (await _shown(self._session, [await self._row(outlet_id)]))[0]

    async def nearest(self, asked: NearestQuery) -> list[NearestRow]:
        """Raises Invalid without a region or a point."""
        if (asked.lat is None) != (asked.lon is None) or (asked.lat is None and asked.region is None):
            raise Invalid("give a region, or latitude and longitude", field="region")
        if asked.region is not None:
            _check_region(asked.region, "region")
        point = (asked.lat, asked.lon) if asked.lat is not None and asked.lon is not None else None
        found = await nearest(self._session, region=asked.region or "", point=point, limit=asked.limit)
        seen = set(
            await self._session.scalars(
                select(Outlet.id).where(Outlet.id.in_([each.outlet.id for each in found]), self._may("outlets.read"))
            )
        )
        return [each for each in found if each.outlet.id in seen]

    async def create(self, new: NewOutlet) -> OutletRow:
        await self._check(new.model_dump())
        if await self._session.get(Outlet, new.id) is not None:
            raise Duplicate(f"there is an outlet {new.id} already", field="id")
        now = utcnow()
        row = Outlet(
            **new.model_dump(exclude={"serves"}),
            serves=[OutletRegion(region=code) for code in dict.fromkeys(new.serves)],
            created_at=now,
            created_by=self._who.user,
            updated_at=now,
        )
        self._session.add(row)
        await self._session.flush()
        note(self._session, self._who, "outlets.create", "outlet", row.id, new.model_dump(mode="json"))
        return await self.get(row.id)

    async def update(self, outlet_id: str, change: OutletChange) -> OutletRow:
        """Raises Conflict when it was changed since `version`."""
        row = await self._row(outlet_id, "outlets.manage")
        if change.version is not None and change.version != row.version:
            raise Conflict
        given = change.model_dump(exclude_unset=True, exclude={"version"})
        for name in _NEVER_EMPTY:
            if name in given and given[name] is None:
                raise Invalid(f"{name} cannot be null", field=name)
        place = {"lat": given.get("lat", row.lat), "lon": given.get("lon", row.lon)}
        await self._check(given | place)
        before = _plain(row, given)
        for name, value in given.items():
            if name == "serves":
                kept = {each.region: each for each in row.serves}
                row.serves = [kept.get(code) or OutletRegion(region=code) for code in dict.fromkeys(value)]
            else:
                setattr(row, name, value)
        row.updated_at = utcnow()
        await self._session.flush()
        details = {"before": before, "after": _plain(row, given)}
        note(self._session, self._who, "outlets.update", "outlet", row.id, details)
        return await self.get(outlet_id)

    async def delete(self, outlet_id: str) -> None:
        """For one that was entered by mistake; one that has worked is closed instead. InUse while open documents are
        with it, saying how many."""
        row = await self._row(outlet_id, "outlets.manage")
        count = await self._open_documents(outlet_id)
        if count:
            raise InUse(
                f"{count} open documents are with {outlet_id}: finish or reassign them first",
                message_zh=f"网点 {outlet_id} 还有 {count} 张未办结的单据，请先办结或改派",
            )
        note(self._session, self._who, "outlets.delete", "outlet", row.id, {"name": row.name})
        await self._session.delete(row)
        await self._session.flush()

    async def _open_documents(self, outlet_id: str) -> int:
        """Open documents with a step that waits for the outlet."""
        step = select(DocumentStep.document_id).where(
            DocumentStep.outlet_id == outlet_id, DocumentStep.state == "active"
        )
        query = select(func.count()).where(Document.closed_at.is_(None), Document.id.in_(step))
        return int(await self._session.scalar(query) or 0)

    def _may(self, function: str) -> ColumnElement[bool]:
        return visible(self._who, function, unit=Outlet.unit_id, own=Outlet.unit_id == self._who.unit)

    async def _row(self, outlet_id: str, function: str = "outlets.read") -> Outlet:
        row = await self._session.scalar(select(Outlet).where(Outlet.id == outlet_id, self._may(function)))
        if row is None:
            raise NotFound(f"there is no outlet {outlet_id}")
        return row

    async def _check(self, given: dict[str, Any]) -> None:
        if "unit_id" in given:
            await unit(self._session, given["unit_id"])
            reach = select(Unit.id).where(
                Unit.id == given["unit_id"],
                visible(self._who, "outlets.manage", unit=Unit.id, own=Unit.id == self._who.unit),
            )
            if await self._session.scalar(reach) is None:
                raise Invalid(
                    f"you do not look after outlets of the unit {given['unit_id']}",
                    field="unit_id",
                    message_zh="您无权管理该单位的网点",
                )
        if given.get("region"):
            _check_region(given["region"], "region")
        for place, code in enumerate(given.get("serves") or ()):
            _check_region(code, f"serves.{place}")
        if (given.get("lat") is None) != (given.get("lon") is None):
            raise Invalid("latitude and longitude go together", field="lat")
        for place, person in enumerate(given.get("staff") or ()):
            user = person.get("user_id")
            if user and await self._session.get(User, user) is None:
                raise Invalid(f"there is no user {user}", field=f"staff.{place}.user_id")

    def _filtered(self, asked: OutletQuery) -> Select[Outlet]:
        query = select(Outlet).where(self._may("outlets.read")).order_by(Outlet.id)
        if asked.q:
            pattern = contains(asked.q)
            found = (Outlet.id, Outlet.phone, Outlet.address, *(Outlet.name[lang].as_string() for lang in ("zh", "en")))
            query = query.where(or_(*(cast(column, String).ilike(pattern, escape="\\") for column in found)))
        if asked.unit is not None:
            query = query.where(Outlet.unit_id == asked.unit)
        if asked.state is not None:
            query = query.where(Outlet.state == asked.state)
        if asked.region is not None:
            above = [each.code for each in china().path(asked.region)]
            inside = asked.region.rstrip("0")
            inside += "0" * (len(inside) % 2)
            served = or_(OutletRegion.region.in_(above), OutletRegion.region.startswith(inside))
            query = query.where(exists().where(OutletRegion.outlet_id == Outlet.id, served))
        return query


def _candidate(row: Outlet) -> Candidate:
    place = (row.lat, row.lon) if row.lat is not None and row.lon is not None else None
    serves = [each.region for each in row.serves]
    return Candidate(row.id, frozenset(serves), row.region or next(iter(serves), ""), place)


async def _shown(session: AsyncSession, rows: list[Outlet]) -> list[OutletRow]:
    units = await session.scalars(select(Unit).where(Unit.id.in_({row.unit_id for row in rows})))
    above = {each.id: each.parent_id for each in units}
    tree = china()
    return [
        OutletRow(
            **{name: getattr(row, name) for name in _COLUMNS},
            serves=[each.region for each in row.serves],
            region_zh=tree.full_name(row.region, "zh"),
            region_en=tree.full_name(row.region, "en"),
            centre_id=above.get(row.unit_id),
        )
        for row in rows
    ]


_COLUMNS = (
    "id", "unit_id", "name", "state", "phone", "region", "address", "lat", "lon", "staff", "notes",
    "created_at", "updated_at", "version",
)  # fmt: skip


def _plain(row: Outlet, names: dict[str, Any]) -> dict[str, Any]:
    return {name: [each.region for each in row.serves] if name == "serves" else getattr(row, name) for name in names}


def _check_region(code: str, field: str) -> None:
    if china().get(code) is None:
        raise Invalid(f"there is no region {code}", field=field)
