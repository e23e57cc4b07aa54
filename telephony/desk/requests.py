"""What web may ask about chats and e-mails (docs/contracts.md, requests of the bus)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from telephony.desk.service import Desk

Params = Mapping[str, Any]

_GIVEN = ("item", "priority", "preferred", "category", "customer", "demand", "facts")


class DeskRequests:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def handlers(self) -> dict[str, Callable[[Params], Awaitable[Params]]]:
        return {
            "item.enqueue": self.enqueue,
            "item.accept": self.accept,
            "item.reject": self.reject,
            "item.close": self.close,
            "item.hand_over": self.hand_over,
            "item.list": self.items,
        }

    async def enqueue(self, params: Params) -> Params:
        given = {name: params[name] for name in _GIVEN if params.get(name) is not None}
        return {"item": self._desk.enqueue(params["queue"], params["media"], **given)}

    async def accept(self, params: Params) -> Params:
        self._desk.accept(params["item"], params["agent"])
        return {}

    async def reject(self, params: Params) -> Params:
        self._desk.reject(params["item"], params["agent"])
        return {}

    async def close(self, params: Params) -> Params:
        self._desk.close(params["item"], params.get("agent"))
        return {}

    async def hand_over(self, params: Params) -> Params:
        self._desk.hand_over(params["item"], params["queue"], params.get("agent"))
        return {}

    async def items(self, _params: Params) -> Params:
        return {"items": self._desk.view()}
