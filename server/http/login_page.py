"""What the log-in page needs before anybody is logged in: what is asked for, captchas."""

from __future__ import annotations

import math

from aiohttp import web
from pydantic import BaseModel

from crm.base import utcnow
from crm.errors import NotFound
from crm.security import challenges
from crm.security.settings import PasswordRules
from crm.text import BothLanguages
from server.http.context import Request
from server.http.errors import TooManyRequests
from server.http.rates import Rates
from server.http.route import Routes
from telephony.errors import NotPossible

routes = Routes("auth")


class LoginOptions(BaseModel):
    """`captcha`: every log-in needs one. `provider`: how the identity provider is called where one can log in there."""

    captcha: bool
    provider: BothLanguages | None
    passwords: PasswordRules


class Captcha(BaseModel):
    """`image`: a PNG as a data address; five digits."""

    id: str
    image: str


@routes("GET", "/auth/options")
async def login_options(request: Request) -> LoginOptions:
    """How one logs in here."""
    rules = request.web.security
    return LoginOptions(
        captcha=rules.captcha.mode == "always",
        provider=rules.oidc.label if rules.oidc.enabled else None,
        passwords=rules.passwords,
    )


@routes("POST", "/auth/captcha")
async def new_captcha(request: Request) -> Captcha:
    """A captcha for one try; good for five minutes."""
    parts = request.web
    if parts.security.captcha.mode == "off":
        raise NotPossible("this installation asks for no captcha", message_zh="系统未启用验证码")
    _take(parts.captcha_rates, request.address)
    answer = parts.captchas.answer()
    async with parts.db.write() as session:
        made = await challenges.hand_out(session, challenges.CAPTCHA, {"answer": answer}, utcnow())
    return Captcha(id=made, image=await parts.captchas.image(answer))


@routes("GET", "/auth/captcha/{id}/audio", media="audio/wav")
async def captcha_audio(request: Request) -> web.Response:
    """The digits of a captcha, spoken; once for each."""
    parts = request.web
    _take(parts.sound_rates, request.address)
    async with parts.db.write() as session:
        answer = await challenges.hear(session, request.path["id"], utcnow())
    if answer is None:
        raise NotFound("there is no such captcha: take a new one", message_zh="验证码已过期，请换一个")
    return web.Response(body=await parts.captchas.sound(answer), content_type="audio/wav")


def _take(rates: Rates, address: str) -> None:
    wait = rates.take(address)
    if wait > 0:
        raise TooManyRequests(retry_after=math.ceil(wait))
