"""Trunks as the API shows and takes them. Durations in seconds."""

from __future__ import annotations

import ipaddress
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from crm.routing.schemas import Host, Slug, Strict


def _address(value: str) -> str:
    try:
        ipaddress.ip_network(value, strict=False)
    except ValueError as error:
        raise ValueError(f"{value} is no address or network; write 203.0.113.7 or 203.0.113.0/28") from error
    return value


Address = Annotated[str, AfterValidator(_address)]
OwnNumber = Annotated[str, StringConstraints(pattern=r"^\+?[0-9]{3,20}$")]
Codec = Literal["alaw", "ulaw", "g722"]


def _usual_codecs() -> list[Codec]:
    return ["ulaw", "alaw"]


Digits = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,12}$")]
User = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._+~%-]*$", max_length=64)]
TrunkSecret = Annotated[str, StringConstraints(pattern=r"^[!-:<-~]*$", max_length=64)]
AreaCode = Annotated[str, StringConstraints(pattern=r"^0\d{2,3}$|^$")]


class NumberFormatBody(Strict):
    """See telephony.outside.settings.NumberFormat."""

    shape: Literal["national", "local", "e164", "plus"] = "national"
    mobile_zero: Literal["never", "elsewhere", "always"] = "never"
    local_mobiles: list[Digits] = Field(default_factory=list, max_length=2000)
    strip: int = Field(default=0, ge=0, le=12)
    prefix: str = Field(default="", pattern=r"^[0-9+*#]{0,12}$")
    international_prefix: str = Field(default="00", pattern=r"^[0-9+]{1,6}$")


class TrunkOptions(Strict):
    """See telephony.config_model.Trunk for the meaning of each field."""

    enabled: bool = True
    preference: int = Field(default=10, ge=0, le=1000)
    port: int = Field(default=0, ge=0, le=65535)
    transport: Literal["udp", "tcp", "tls"] = "udp"
    codecs: list[Codec] = Field(default_factory=_usual_codecs, min_length=1, max_length=3)
    srtp: bool = False
    qualify: int = Field(default=60, ge=0, le=3600)
    proxy: Host | Literal[""] = ""
    expiry: int = Field(default=300, ge=60, le=86_400)
    send_pai: bool = False
    numbers: list[OwnNumber] = Field(default_factory=list, max_length=1000)
    format: NumberFormatBody = NumberFormatBody()
    caller_format: NumberFormatBody = NumberFormatBody()
    channels: int = Field(default=0, ge=0, le=10_000)
    calls_per_second: int = Field(default=0, ge=0, le=1000)
    setup_seconds: float = Field(default=10.0, ge=1, le=60)


class TrunkFields(TrunkOptions):
    """`match`: addresses or networks that identify its calls; without any, the host's own if that is an address."""

    name: str = Field(min_length=1, max_length=64)
    host: Host
    match: list[Address] = Field(default_factory=list, max_length=50)
    user: User = ""
    secret: TrunkSecret = ""
    register_: bool = Field(default=False, alias="register")
    area_code: AreaCode = ""


class NewTrunk(TrunkFields):
    id: Slug


class TrunkChange(Strict):
    """What is absent stays."""

    name: str | None = Field(None, min_length=1, max_length=64)
    host: Host | None = None
    match: list[Address] | None = Field(None, max_length=50)
    user: User | None = None
    secret: TrunkSecret | None = None
    register_: bool | None = Field(None, alias="register")
    area_code: AreaCode | None = None
    enabled: bool | None = None
    preference: int | None = Field(None, ge=0, le=1000)
    port: int | None = Field(None, ge=0, le=65535)
    transport: Literal["udp", "tcp", "tls"] | None = None
    codecs: list[Codec] | None = Field(None, min_length=1, max_length=3)
    srtp: bool | None = None
    qualify: int | None = Field(None, ge=0, le=3600)
    proxy: Host | Literal[""] | None = None
    expiry: int | None = Field(None, ge=60, le=86_400)
    send_pai: bool | None = None
    numbers: list[OwnNumber] | None = Field(None, max_length=1000)
    format: NumberFormatBody | None = None
    caller_format: NumberFormatBody | None = None
    channels: int | None = Field(None, ge=0, le=10_000)
    calls_per_second: int | None = Field(None, ge=0, le=1000)
    setup_seconds: float | None = Field(None, ge=1, le=60)


class TrunkState(BaseModel):
    """`up` None: nobody can tell (no qualify, no registration). `registration`: registered, unregistered, rejected or
    "". `why_not`: why it takes no call now: down, full, rate or resting."""

    up: bool | None
    registration: str
    reachable: bool | None
    since: float | None
    in_use: int
    channels: int
    why_not: str


class TrunkRow(TrunkOptions):
    """The secret is never shown. `state`: None while the core does not answer, and for trunks that are not enabled."""

    model_config = ConfigDict(strict=False, populate_by_name=True)

    id: str
    name: str
    host: str
    match: list[str]
    user: str
    register_: bool = Field(alias="register")
    area_code: str
    state: TrunkState | None = None


COLUMNS = frozenset({"id", "name", "host", "match", "user", "secret", "register", "area_code"})
"""Fields with a column of their own; the others are in `options`."""


def split_trunk(given: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The columns and the options among the fields given."""
    columns = {name: value for name, value in given.items() if name in COLUMNS}
    return columns, {name: value for name, value in given.items() if name not in COLUMNS}
