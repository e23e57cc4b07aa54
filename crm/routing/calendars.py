"""Calendars looked at and looked after: open at an instant and why, statutory holidays of a year, removal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.base import instant, instant_or_none, utcnow
from crm.documents.usage import types_naming
from crm.errors import InUse, Invalid, NotFound
from crm.routing import holidays
from crm.routing.flow_known import needs_of, published
from crm.routing.models import Hours
from crm.routing.schemas import HolidaysBody, HoursAt, HoursRow, Interval
from crm.routing.service import RoutingService
from crm.routing.settings import facts
from crm.routing.snapshot import build, calendar
from telephony.ivr.hours import HoursReason, explain

_DAYS = {
    "zh": ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


class CalendarService:
    def __init__(self, session: AsyncSession, who: Principal) -> None:
        self._session = session
        self._who = who

    async def at(self, hours_id: str, when: str | None) -> HoursAt:
        """Raises Invalid for an instant that is none or has no zone."""
        row = await self._row(hours_id)
        at = parse_instant(when)
        zone = (await facts(self._session)).zone.key
        reason = explain(calendar(row), at.timestamp(), zone)
        changes = instant_or_none(reason.next_change)
        return HoursAt(
            instant=at,
            local=reason.local.strftime("%Y-%m-%d %H:%M"),
            open=reason.state.open,
            status=reason.state.status,
            rule="special" if reason.special else "week",
            day=dict(reason.special.name) if reason.special else None,
            intervals=[Interval(start=each.start, end=each.end) for each in reason.intervals],
            next_change=changes,
            why_en=_why(reason, "en", zone),
            why_zh=_why(reason, "zh", zone),
        )

    async def add_holidays(self, hours_id: str, body: HolidaysBody) -> HoursRow:
        """Take the statutory holidays and make-up days of a year into the calendar. Make-up days are worked as Mondays.
        Raises Invalid when the calendar keeps no country's holidays, or nothing is known of that year."""
        row = await self._row(hours_id)
        if not row.country:
            raise Invalid("the calendar keeps no country's holidays: set its country first", field="country")
        days = holidays.special_days(row.country, body.year, list(row.week[0]))
        if not days:
            raise Invalid(f"no holidays of {row.country} are known for {body.year}", field="year")
        of_year = {day["date"]: day for day in row.special if day["date"].startswith(f"{body.year}-")}
        others = [day for day in row.special if day["date"] not in of_year]
        added = {day["date"]: day for day in days}
        merged = added if body.replace else {**added, **of_year}
        row.special = sorted((*others, *merged.values()), key=lambda day: str(day["date"]))
        note(self._session, self._who, "hours.holidays", "hours", hours_id, {"year": body.year, "days": len(days)})
        await self._session.flush()
        return await RoutingService(self._session, self._who).hours(hours_id)

    async def delete(self, hours_id: str) -> None:
        """Raises InUse while a published flow, a queue or a document type asks the calendar."""
        row = await self._row(hours_id)
        flows = await published(self._session)
        users = sorted(name for name, flow in flows.items() if hours_id in needs_of(flow, "hours"))
        queues = (await build(self._session)).queues
        users += sorted(queue.id for queue in queues if hours_id in {queue.hours, queue.callback.hours})
        users += await types_naming(self._session, "calendar", hours_id)
        if users:
            raise InUse(
                f"the calendar is asked by {', '.join(users)}: take it out there first",
                message_zh=f"仍在使用该日历：{'、'.join(users)}，请先在其中更换",
            )
        await self._session.delete(row)
        note(self._session, self._who, "hours.delete", "hours", hours_id)
        await self._session.flush()

    async def _row(self, hours_id: str) -> Hours:
        row = await self._session.get(Hours, hours_id)
        if row is None:
            raise NotFound(f"there is no calendar {hours_id}")
        return row


def parse_instant(when: str | None) -> datetime:
    """Now when None. Raises Invalid."""
    if when is None:
        return utcnow()
    try:
        at = datetime.fromisoformat(when.replace(" ", "+"))
    except ValueError:
        raise Invalid("that is no instant: write 2026-10-01T10:00:00+08:00", field="instant") from None
    if at.tzinfo is None or not 1970 < at.year < 9000:
        raise Invalid("an instant has a zone and a usual year: write 2026-10-01T10:00:00+08:00", field="instant")
    return at


def _why(reason: HoursReason, lang: str, zone: str) -> str:
    special = reason.special
    weekday = _DAYS[lang][reason.local.weekday()]
    day = weekday if special is None else f"{special.date} {special.name.get(lang, '')}"
    hours = ("、" if lang == "zh" else ", ").join(f"{each.start}–{each.end}" for each in reason.intervals)
    words = _WORDS[lang]
    if reason.interval is not None:
        rule = words["open"].format(day=day, interval=f"{reason.interval.start}–{reason.interval.end}")
    elif not reason.intervals:
        rule = words["day_off"].format(day=day)
    else:
        rule = words["between"].format(day=day, hours=hours, time=reason.local.strftime("%H:%M"))
    if reason.next_change is None:
        return rule + words["stays"]
    when = instant(reason.next_change).astimezone(reason.local.tzinfo).strftime("%Y-%m-%d %H:%M")
    return rule + words["closes" if reason.state.open else "opens"].format(when=when, zone=zone)


_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "open": "open: {day} has hours {interval}",
        "day_off": "closed: {day} has no hours",
        "between": "closed: {day} has hours {hours}, and it is {time}",
        "closes": "; closes {when} ({zone})",
        "opens": "; opens {when} ({zone})",
        "stays": "; nothing changes soon",
    },
    "zh": {
        "open": "上班：{day}的时段{interval}",
        "day_off": "下班：{day}没有上班时段",
        "between": "下班：{day}的时段为{hours}，现在{time}",
        "closes": "；{when}下班（{zone}）",
        "opens": "；{when}上班（{zone}）",
        "stays": "；近期没有变化",
    },
}
