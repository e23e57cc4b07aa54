"""What administrators decide about calls to the outside, as it is in the snapshot (telephony/config_model.py).

Money is a decimal number in text, so that it travels through JSON unharmed. A prefix is written as people write numbers
here: `+…` is matched with the international spelling (`+85212345678`), everything else with the national one
(`13800138000`, `01062881234`, `95588`, `0085212345678`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

EMERGENCY = ("110", "119", "120", "122")
PREMIUM = ("160", "168", "+870", "+881", "+882", "+883", "+979", "+1900", "+4487", "+4490")
"""Audiotex (声讯台; no mobile begins with 160 or 168) and satellite numbers: dear by design, and what frauds call."""


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How a trunk wants numbers. `shape`: national (13800138000, 01062881234), local (as national, but without the
    trunk's own area code), e164 (8613800138000) or plus (+8613800138000). `mobile_zero` (national and local only): a 0
    before mobiles, always or before those of elsewhere; `local_mobiles` are the prefixes of the mobiles of here.
    `strip` digits are taken from the front, then `prefix` is put before. Short codes (110, 12345, 95588) only get the
    prefix."""

    shape: Literal["national", "local", "e164", "plus"] = "national"
    mobile_zero: Literal["never", "elsewhere", "always"] = "never"
    local_mobiles: tuple[str, ...] = ()
    strip: int = 0
    prefix: str = ""
    international_prefix: str = "00"


@dataclass(frozen=True, slots=True)
class Route:
    """Numbers with this prefix go out through these trunks, in this order. The longest prefix counts; numbers without a
    route use every trunk in the order of their preference."""

    prefix: str
    trunks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rate:
    """What a call to this prefix costs: `price` for every started `interval` (seconds)."""

    prefix: str
    price: str
    interval: int = 60


@dataclass(frozen=True, slots=True)
class Velocity:
    """At most `count` calls within `seconds`, of one caller (agent or phone) or to one number."""

    count: int
    seconds: int
    per: Literal["caller", "callee"] = "caller"


@dataclass(frozen=True, slots=True)
class Guard:
    """What those in `scope` may dial. Scopes, most particular first: `agent:ID`, `campaign:ID`, `queue:ID`,
    `kind:KIND` (telephony.outside.model.Kind), `role:ROLE`, `unit:ID` (and those below), `company`; besides them
    `trunk:ID`, which a trunk must pass to be used.

    Prefixes, `international` and `premium`: the most particular guard that says something decides (None says nothing;
    in one guard the longest prefix decides, and `deny` before `allow`; a list of allowed prefixes shuts out everything
    else). Hours, costs, velocity and duration: all guards must agree. `cost_per_day` is what the scope's subject may
    spend in a day of the company's zone; with `role:` each user of that role.
    """

    scope: str
    allow: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    international: bool | None = None
    premium: bool | None = None
    hours: str | None = None
    cost_per_day: str | None = None
    max_seconds: int | None = None
    velocity: tuple[Velocity, ...] = ()


@dataclass(frozen=True, slots=True)
class OutboundRules:
    """`caller_ids`: `agent:ID`, `campaign:ID`, `queue:ID` or `company` → a number of ours. With `emergency_always`
    emergency numbers are dialled whatever the guards say."""

    routes: tuple[Route, ...] = ()
    caller_ids: Mapping[str, str] = field(default_factory=dict)
    guards: tuple[Guard, ...] = ()
    rates: tuple[Rate, ...] = ()
    currency: str = "CNY"
    premium: tuple[str, ...] = PREMIUM
    emergency: tuple[str, ...] = EMERGENCY
    emergency_always: bool = True


@dataclass(frozen=True, slots=True)
class Announcement:
    """An emergency message (应急公告) that callers hear. `scope`: `company`, `entry:NUMBER` or `queue:ID`; `mode`:
    before the menu (or queue), or instead of it. `until`: UTC Unix seconds, None until it is switched off."""

    id: str
    scope: str
    text: Mapping[str, str]
    mode: Literal["before", "instead"] = "before"
    until: float | None = None
