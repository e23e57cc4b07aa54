"""A carrier for tests: a SIP peer on a loopback address of its own that takes calls, makes calls and registers us."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from server.demo.ua import UserAgent, tone
from server.demo.ua.calls import IncomingCall, answer_with
from server.demo.ua.digest import Challenge, authorization
from server.demo.ua.message import Request, Response
from server.demo.ua.transactions import Address

PARTY = 660.0
"""Hz of the tone that whoever is called through a carrier speaks."""


class Carrier(UserAgent):
    """`status`: how calls are refused; 0: they ring and are answered. With `user` and `secret` REGISTER is challenged
    and checked. `arrived` has the calls that it was given, in order."""

    def __init__(self, trunk: str, host: str, *, status: int = 0, user: str = "", secret: str = "") -> None:
        super().__init__(name="Carrier")
        self.trunk, self.host, self.status = trunk, host, status
        self.user, self.secret = user, secret
        self.arrived: list[IncomingCall] = []
        self.registered = asyncio.Event()
        self.on_incoming = self._take

    async def open(self) -> Carrier:
        await self.start(self.host)
        return self

    def config(self, **changes: Any) -> dict[str, Any]:
        """This carrier as a trunk in a snapshot."""
        made: dict[str, Any] = {
            "id": self.trunk,
            "name": self.trunk,
            "host": f"{self.host}:{self.address[1]}",
            "match": [self.host],
        }
        if self.user:
            made |= {"user": self.user, "secret": self.secret, "register": True}
        return made | changes

    async def _take(self, call: IncomingCall) -> None:
        self.arrived.append(call)
        if self.status:
            call.reject(self.status)
            return
        call.ring()
        await call.answer()
        call.speak(tone(PARTY, 1))

    def _on_request(self, request: Request, source: Address) -> None:
        if request.method != "REGISTER":
            super()._on_request(request, source)
            return
        given = request.get("Authorization")
        if given and self._right(given, request):
            contact = request.get("Contact") or ""
            response = answer_with(request, 200, "OK", tag="carrier", contact=contact)
            response = Response((*response.headers, ("Expires", "120")), b"", 200, "OK")
            self.registered.set()
        elif given:
            response = answer_with(request, 403, "Forbidden", tag="carrier", contact="")
        else:
            response = answer_with(request, 401, "Unauthorized", tag="carrier", contact="")
            challenge = ("WWW-Authenticate", 'Digest realm="carrier", nonce="once", algorithm=MD5')
            response = Response((*response.headers, challenge), b"", 401, "Unauthorized")
        self._transactions.respond(request, response)

    def _right(self, given: str, request: Request) -> bool:
        fields = dict(re.findall(r'(\w+)="([^"]*)"', given))
        challenge = Challenge("carrier", "once", None, qop=False, stale=False)
        right = authorization(
            challenge, user=self.user, secret=self.secret, method="REGISTER", uri=fields["uri"], cnonce=""
        )
        return request.method == "REGISTER" and dict(re.findall(r'(\w+)="([^"]*)"', right)) == fields
