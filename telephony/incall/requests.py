"""What an agent may ask in a talk: the bus requests `call.…` (docs/contracts.md)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from telephony.calls import Call
from telephony.errors import NotPossible, Unknown

if TYPE_CHECKING:
    from telephony.controller import Controller

Params = Mapping[str, Any]
Handler = Callable[[Params], Awaitable[Params]]


class InCallRequests:
    """`find(params)` names the call that is meant: by its id, or by the agent who is in it."""

    def __init__(self, controller: Controller, find: Callable[[Params], Call]) -> None:
        self._controller = controller
        self._find = find

    def handlers(self) -> dict[str, Handler]:
        return {
            "call.hold": self.hold,
            "call.mute": self.mute,
            "call.digits": self.digits,
            "call.transfer": self.transfer,
            "call.consult": self.consult,
            "call.consult_act": self.consult_act,
            "call.conference_drop": self.conference_drop,
            "call.recording": self.recording,
            "call.rate": self.rate,
        }

    def _own(self, params: Params) -> Call:
        """The call that the agent has: not one in which he is only asked, or a guest."""
        call = self._find(params)
        agent = params.get("agent")
        if agent and call.colleague == agent:
            self._controller.conversation.internal.turn(call, agent)
        if agent and (call.party is None or call.party.agent != agent):
            raise NotPossible("only the agent who has the customer can do this; you can hang up")
        return call

    async def hold(self, params: Params) -> Params:
        self._controller.conversation.hold(self._own(params), bool(params["held"]))
        return {}

    async def mute(self, params: Params) -> Params:
        self._controller.conversation.mute(self._own(params), bool(params["muted"]))
        return {}

    async def digits(self, params: Params) -> Params:
        self._controller.conversation.send_digits(self._own(params), str(params["digits"]))
        return {}

    async def transfer(self, params: Params) -> Params:
        call, kind = self._own(params), params["kind"]
        if kind == "flow":
            self._controller.detours.start(call, params["target"], back=bool(params.get("back")))
        elif kind == "voicemail":
            self._controller.to_voicemail(call, params["target"])
        else:
            self._controller.conversation.transfer(call, kind, params["target"])
        return {}

    async def consult(self, params: Params) -> Params:
        self._controller.conversation.consulting.start(self._own(params), params["kind"], params["target"])
        return {}

    async def consult_act(self, params: Params) -> Params:
        consulting, call = self._controller.conversation.consulting, self._own(params)
        match params["action"]:
            case "complete":
                consulting.complete(call)
            case "cancel":
                consulting.cancel(call)
            case "toggle":
                consulting.toggle(call)
            case "merge":
                consulting.merge(call)
            case other:
                raise Unknown(f"cannot {other!r} a consultation: use complete, cancel, toggle or merge")
        self._controller.acd.pump()
        return {}

    async def conference_drop(self, params: Params) -> Params:
        self._controller.conversation.consulting.drop(self._own(params))
        return {}

    async def recording(self, params: Params) -> Params:
        self._controller.conversation.taping.act(self._own(params), params["action"])
        return {}

    async def rate(self, params: Params) -> Params:
        self._controller.surveys.rate(self._own(params))
        return {}
