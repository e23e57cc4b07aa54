"""What supervisors may ask of a running core (docs/contracts.md, requests of the bus)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from telephony.calls import Call
from telephony.errors import Unknown
from telephony.supervision.moving import move
from telephony.supervision.news import SupervisionAct
from telephony.supervision.service import view
from telephony.supervision.session import Mode

if TYPE_CHECKING:
    from telephony.controller import Controller

Params = Mapping[str, Any]
Answer = Callable[[Params], Awaitable[Params]]


class SupervisionRequests:
    def __init__(self, controller: Controller) -> None:
        self._controller = controller
        self._supervision = controller.supervision

    def handlers(self) -> dict[str, Answer]:
        return {
            "supervise.start": self.start,
            "supervise.mode": self.mode,
            "supervise.stop": self.stop,
            "supervise.sessions": self.sessions,
            "call.move": self.move,
            "call.end": self.end,
        }

    async def start(self, params: Params) -> Params:
        session = self._supervision.start(
            params["supervisor"],
            _mode(params["mode"]),
            call=params.get("call"),
            agent=params.get("agent"),
            device=params.get("device"),
            follow=bool(params.get("follow")),
        )
        return view(session).shown()

    async def mode(self, params: Params) -> Params:
        return view(self._supervision.change(params["supervisor"], _mode(params["mode"]))).shown()

    async def stop(self, params: Params) -> Params:
        self._supervision.stop(params["supervisor"])
        return {}

    async def sessions(self, _params: Params) -> Params:
        return {"sessions": self._supervision.shown()}

    async def move(self, params: Params) -> Params:
        call = self._call(params)
        move(self._controller, call, params["kind"], params["target"], params.get("supervisor"))
        return {}

    async def end(self, params: Params) -> Params:
        """强拆: end a call wherever it is."""
        call = self._call(params)
        self._controller.engine.publish(SupervisionAct(call.id, params.get("supervisor"), "hang_up"))
        self._controller.hang_up(call, "system")
        return {}

    def _call(self, params: Params) -> Call:
        call = self._controller.engine.calls.get(params["call"])
        if call is None:
            raise Unknown(f"call {params['call']} is not in progress")
        return call


def _mode(word: str) -> Mode:
    try:
        return Mode(word)
    except ValueError:
        raise Unknown(f"there is no mode {word!r}: use {', '.join(Mode)}") from None
