"""How customers are distributed (客户分布): by one of their properties, and over time."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Literal

from pydantic import BaseModel
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.customers.definitions import OWNER, TAG, choosable
from crm.customers.models import Customer
from crm.customers.repository import CustomerRepository
from crm.customers.schemas import CustomerFilters
from crm.errors import Invalid
from crm.fields.definitions import CHOOSING
from crm.fields.models import FieldValue
from crm.regions.tree import china

Interval = Literal["none", "day", "month", "quarter", "year"]
_COLUMNS: dict[str, Any] = {
    "kind": Customer.kind,
    "category": Customer.category,
    "source": Customer.source,
    "level": Customer.level,
    "owner": Customer.owner_id,
    "unit": Customer.unit_id,
    "province": func.substr(Customer.region_code, 1, 2),
    "city": func.substr(Customer.region_code, 1, 4),
    "region": Customer.region_zh,
    "provisional": Customer.provisional,
}


class StatisticsQuery(CustomerFilters):
    """`by`: kind, category, source, level, region (its name), province and city (by region code), owner, unit,
    provisional, tag, or `field.CODE` of a choice; several tags or choices of one customer count each. `interval`: also
    by when he was entered, in the company's zone. The filters are those of the list, but `q`."""

    by: str = "category"
    interval: Interval = "none"


class StatisticsRow(BaseModel):
    """`key` is a code, "" for those without; `name`: what a province or city is called. `period`: the day, month
    (2026-11), quarter (2026-Q4) or year, which is `starts` ≤ entered < `ends`."""

    key: str
    name: dict[str, str] | None = None
    period: str | None = None
    starts: datetime | None = None
    ends: datetime | None = None
    count: int


class Statistics(BaseModel):
    """`total`: customers counted, each once."""

    by: str
    interval: Interval
    total: int
    rows: list[StatisticsRow]


async def statistics(
    session: AsyncSession, who: Principal, asked: StatisticsQuery, *, zone: tzinfo, area_code: str
) -> Statistics:
    """The most frequent first, periods in order. Raises Invalid for something that cannot be counted by."""
    if asked.q:
        raise Invalid("statistics take no search", field="q", message_zh="统计不支持关键字查询")
    conditions = await CustomerRepository(session, who, "customers.statistics").conditions(asked, area_code)
    key, listed = await _key(session, asked.by)
    hour = _hour(session)
    wanted = [key.label("key"), *([hour.label("hour")] if asked.interval != "none" else [])]
    query = select(*wanted, func.count().label("amount")).select_from(Customer).where(*conditions)
    if listed is not None:
        same = FieldValue.owner_kind == OWNER, FieldValue.owner_id == Customer.id, FieldValue.field == listed
        query = query.outerjoin(FieldValue, same[0] & same[1] & same[2])
    counted: Counter[tuple[str | None, str]] = Counter()
    for row in await session.execute(query.group_by(*range_of(wanted))):
        period = None if asked.interval == "none" else _period(row.hour, asked.interval, zone)
        counted[period, _text(row.key)] += int(row.amount)
    total = await session.scalar(select(func.count()).select_from(Customer).where(*conditions))
    ordered = sorted(counted.items(), key=lambda one: (one[0][0] or "", -one[1], one[0][1]))
    rows = [StatisticsRow(key=key, period=period, count=count) for (period, key), count in ordered]
    for shown in rows:
        if asked.by in {"province", "city"}:
            shown.name = _region_name(shown.key)
        if shown.period is not None:
            shown.starts, shown.ends = _span(shown.period, asked.interval, zone)
    return Statistics(by=asked.by, interval=asked.interval, total=int(total or 0), rows=rows)


def range_of(wanted: list[Any]) -> list[Any]:
    """What to group by: the expressions themselves, without their labels."""
    return [one.element for one in wanted]


async def _key(session: AsyncSession, by: str) -> tuple[Any, str | None]:
    """The expression to group by, and the listed field that it comes from."""
    if by in _COLUMNS:
        return _COLUMNS[by], None
    if by == TAG:
        return FieldValue.text, TAG
    code = by.removeprefix("field.")
    if by.startswith("field.") and any(
        field.code == code and field.kind in CHOOSING | {"yes_no"} for field in await choosable(session)
    ):
        return FieldValue.text, code
    known = ", ".join((*_COLUMNS, TAG, "field.CODE"))
    raise Invalid(f"count by one of {known}", field="by", message_zh=f"不能按“{by}”统计")


def _hour(session: AsyncSession) -> Any:
    """The UTC hour in which a customer was entered, as text: few groups, from which days of any zone can be made."""
    if session.get_bind().dialect.name == "sqlite":
        return func.strftime("%Y-%m-%d %H", Customer.created_at)
    return func.to_char(func.timezone("UTC", Customer.created_at), "YYYY-MM-DD HH24")


def _period(hour: str, interval: Interval, zone: tzinfo) -> str:
    local = datetime.strptime(hour, "%Y-%m-%d %H").replace(tzinfo=UTC).astimezone(zone)
    match interval:
        case "day":
            return local.strftime("%Y-%m-%d")
        case "month":
            return local.strftime("%Y-%m")
        case "quarter":
            return f"{local.year}-Q{(local.month + 2) // 3}"
        case _:
            return str(local.year)


def _span(period: str, interval: Interval, zone: tzinfo) -> tuple[datetime, datetime]:
    """The first instant of a period, and that of the next."""
    if interval == "day":
        first = datetime.strptime(period, "%Y-%m-%d").replace(tzinfo=zone)
        return first, first + timedelta(days=1)
    year = int(period[:4])
    match interval:
        case "month":
            month, months = int(period[5:]), 1
        case "quarter":
            month, months = 3 * int(period[-1]) - 2, 3
        case _:
            month, months = 1, 12
    following = datetime(year + (month + months > 12), (month + months - 1) % 12 + 1, 1, tzinfo=zone)
    return datetime(year, month, 1, tzinfo=zone), following


def _region_name(key: str) -> dict[str, str] | None:
    """Of a province's or city's code without its zeros; municipalities have no city of a name of its own."""
    found = china().get(key.ljust(6, "0")) or china().get(key[:2].ljust(6, "0"))
    return None if found is None else {"zh": found.name_zh, "en": found.name_en}


def _text(key: Any) -> str:
    return "" if key is None else str(key).lower() if isinstance(key, bool) else str(key)
