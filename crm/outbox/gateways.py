"""How messages leave: the company's SMS provider and mail server. Their secrets are in no table and in no answer."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.errors import Invalid
from crm.outbox.rendering import check, render
from crm.routing.settings import put, value

GATEWAYS = "outbox_gateways"
REQUEST_VARIABLES = ("id", "to", "local", "text", "template", "values", "secret", "now")
"""What a request to the SMS provider may use: our id of the message (it is the same when tried again), the number in
E.164 and as dialled in the country, the text, the provider's template, its values, the secret, Unix seconds."""
EXAMPLE: dict[str, Any] = {
    "id": "01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "to": "+8613800138000",
    "local": "13800138000",
    "text": "“您好”\n",
    "template": "SMS_1",
    "values": {},
    "secret": "s3cret",
    "now": "1700000000",
}
Header = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,60}$")]


def _url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.password:
        raise ValueError("write an address such as https://sms.example.com/send")
    return text


class SmsGateway(BaseModel):
    """An HTTP request per message; URL, headers and body are templates (crm.outbox.rendering, REQUEST_VARIABLES). It is
    sent when the status is 2xx and, with `success_path`, the answer's JSON has one of `success_values` there
    (`data.code`). `reference_path`: the provider's id. `private`: the host may be on a private network. `secret`: given
    to be kept, "" to be forgotten; never shown."""

    model_config = ConfigDict(strict=True, extra="forbid")

    enabled: bool = True
    url: Annotated[str, StringConstraints(max_length=1000), AfterValidator(_url)]
    method: Literal["POST", "GET", "PUT"] = "POST"
    headers: dict[Header, Annotated[str, Field(max_length=1000)]] = Field(default_factory=dict, max_length=20)
    body: str = Field("", max_length=10_000)
    content_type: Literal["json", "form", "text"] = "json"
    success_path: str = Field("", max_length=100)
    success_values: list[str] = Field(default_factory=list, max_length=10)
    reference_path: str = Field("", max_length=100)
    private: bool = False
    per_second: float = Field(10.0, gt=0, le=1000)
    timeout: float = Field(10.0, ge=1, le=60)


class MailGateway(BaseModel):
    """An SMTP server. `security`: starttls, tls from the beginning, or none. With `username` the secret is its
    password."""

    model_config = ConfigDict(strict=True, extra="forbid")

    enabled: bool = True
    host: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.:_-]{1,253}$")]
    port: int = Field(587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str = Field("", max_length=200)
    sender: Annotated[str, StringConstraints(pattern=r"^[^\s@,;<>\"]{1,64}@[A-Za-z0-9.-]{1,130}$")]
    sender_name: str = Field("", max_length=100, pattern=r"^[^\r\n\x00]*$")
    reply_to: str = Field("", max_length=200, pattern=r"^[^\r\n\x00,;]*$")
    per_second: float = Field(10.0, gt=0, le=1000)
    timeout: float = Field(20.0, ge=1, le=120)


class Gateways(BaseModel):
    """`keep_hours`: what could not be sent for so long is given up, so that old news do not leave when a gateway comes
    back. None: not configured, and messages stay in the outbox."""

    model_config = ConfigDict(strict=True, extra="forbid")

    sms: SmsGateway | None = None
    email: MailGateway | None = None
    keep_hours: int = Field(72, ge=1, le=24 * 365)


class GatewaysRow(Gateways):
    """`has_secret`: one is kept."""

    has_secret: dict[Literal["sms", "email"], bool]


class GatewaysBody(Gateways):
    """`secrets`: what is absent stays as it is, "" is forgotten."""

    secrets: dict[Literal["sms", "email"], Annotated[str, Field(max_length=1000)]] = Field(default_factory=dict)


async def gateways(session: AsyncSession) -> Gateways:
    return Gateways.model_validate(await value(session, GATEWAYS))


async def set_gateways(session: AsyncSession, who: Principal, new: GatewaysBody) -> Gateways:
    """Raises Invalid when a part of the request is no template, or its body is no JSON though it says so. The secrets
    are the caller's to keep."""
    kept = Gateways.model_validate(new.model_dump(exclude={"secrets"}))
    if kept.sms is not None:
        _check(kept.sms)
    await put(session, GATEWAYS, kept.model_dump(mode="json"))
    details = {**kept.model_dump(mode="json"), "secrets_given": sorted(new.secrets)}
    note(session, who, "outbox.gateways", "setting", GATEWAYS, details)
    return kept


def _check(sms: SmsGateway) -> None:
    parts = {"sms.url": sms.url, "sms.body": sms.body}
    parts |= {f"sms.headers.{name}": text for name, text in sms.headers.items()}
    for field, text in parts.items():
        check(text, REQUEST_VARIABLES, field, request=True)
    if "{" in (urlsplit(sms.url).netloc):
        raise Invalid("the host cannot be a template", field="sms.url", message_zh="主机名不能使用变量（sms.url）")
    if sms.content_type == "json" and sms.method != "GET":
        try:
            json.loads(render(sms.body, EXAMPLE, "sms.body", request=True))
        except json.JSONDecodeError as error:
            raise Invalid(
                f"the body is no JSON: {error}; write texts as {{{{ text | json }}}}",
                field="sms.body",
                message_zh="请求内容不是有效的 JSON，文本请写成 {{ text | json }}（sms.body）",
            ) from error
