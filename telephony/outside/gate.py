"""Who may come in: lists, hidden numbers and how many calls a number takes at a time. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from telephony.outside.numbers import national
from telephony.outside.tables import Tables

if TYPE_CHECKING:
    from telephony.config_model import Entry

VIP_PRIORITY = 10
"""What callers on the white list have before others in every queue."""

HIDDEN = frozenset({"", "anonymous", "unknown", "unavailable", "restricted", "private", "asserted"})


@dataclass(frozen=True, slots=True)
class Admission:
    """`action`: accept, reject, busy, message or voicemail; `reason`: white, black, anonymous, full or "". `notice` is
    the system prompt of a message. `caller` is the caller's number as it is dialled here."""

    action: str
    reason: str
    caller: str
    notice: str = ""

    @property
    def vip(self) -> bool:
        return self.reason == "white"


def admit(tables: Tables, entry: Entry, caller: str, trunk: str | None, present: int, utc: float) -> Admission:
    """Decide about a call for `entry`, which has `present` calls already. `trunk`: the one that it came over; numbers
    of callers without one are taken as they are."""
    inside = tables.inside(caller, trunk or "")
    shown = national(inside) if trunk else caller
    hidden = caller.strip().lower() in HIDDEN
    vip = not hidden and tables.lists.white(inside, "in", utc)
    listed = None if hidden or vip else tables.lists.black(inside, "in", utc)
    if listed is not None:
        return Admission(listed.action, "black", shown, "caller_refused")
    if hidden and entry.anonymous != "accept":
        return Admission(entry.anonymous, "anonymous", shown, "anonymous_refused")
    if entry.concurrent and present >= entry.concurrent and not vip:
        action = "busy" if entry.on_full == "busy" else "message"
        return Admission(action, "full", shown, "queue_full")
    return Admission("accept", "white" if vip else "", shown)
