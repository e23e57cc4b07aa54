"""Go one way when the calendar is open, another when it is closed or has a holiday."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from telephony.ivr.fields import CalendarId, Target
from telephony.ivr.flow import Edge, Node
from telephony.ivr.hours import is_open, next_change
from telephony.ivr.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursBranch(Node):
    """Sets `holiday` (the special day's name, or empty), and, while nobody works, `opens_date` (YYYY-MM-DD) and
    `opens_time` (HH:MM, both empty when unknown). A calendar that is missing or malformed counts as open: the trace
    says `error`, and the queue decides."""

    kind: Literal["hours"] = "hours"
    calendar: CalendarId
    open: Target
    closed: Target
    holiday: Target | None = None

    def enter(self, s: Session) -> None:
        calendar = s.hours.get(self.calendar)
        try:
            state = is_open(calendar, s.now.utc, s.zone) if calendar else None
            change = next_change(calendar, s.now.utc, s.zone) if calendar and state and state.closed else None
            opens = datetime.fromtimestamp(change, ZoneInfo(s.zone)) if change is not None else None
        except ValueError:
            state, opens = None, None
        if state is None:
            s.go(self.open, "error")
            return
        s.set("holiday", (state.name or {}).get(s.lang, ""))
        s.set("opens_date", opens.strftime("%Y-%m-%d") if opens else "")
        s.set("opens_time", opens.strftime("%H:%M") if opens else "")
        if state.holiday:
            s.go(self.holiday or self.closed, "holiday")
        else:
            s.go(self.open if state.open else self.closed, state.status)

    def edges(self) -> Iterable[Edge]:
        yield Edge(("open",), self.open)
        yield Edge(("closed",), self.closed)
        if self.holiday is not None:
            yield Edge(("holiday",), self.holiday)

    def sets(self) -> Iterable[str]:
        return ("holiday", "opens_date", "opens_time")

    def needs(self) -> Iterable[tuple[str, str, str]]:
        return (("hours", self.calendar, "calendar"),)
