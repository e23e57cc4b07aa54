"""The AMI connection. panoramisk logs in, pings, numbers actions and collects their answers; the bytes are ours.

panoramisk is used nowhere else: docs/adr/0021 says what of it is replaced and why.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any, cast

import structlog
from panoramisk import Manager
from panoramisk.actions import Action
from panoramisk.message import Message

from telephony.errors import CommandFailed, OutcomeUnknown, SwitchUnavailable
from telephony.switch.asterisk.ami_codec import AmiDecoder, Headers, MalformedFrameError, encode, event_name, parse

log = structlog.get_logger(__name__)

EVENTS = frozenset({"DeviceStateChange", "ContactStatus", "MixMonitorStop", "Registry"})
"""Events that are parsed at all when they belong to no action."""

PING_SECONDS = 10

OnEvent = Callable[[str, Headers], None]
OnLost = Callable[[str], None]


class _Protocol(asyncio.Protocol):
    """The wire, with the attributes that panoramisk's Manager sets and calls."""

    factory: _Manager

    def __init__(self, on_event: OnEvent) -> None:
        self._on_event = on_event
        self._decoder = AmiDecoder()
        self._transport: asyncio.Transport | None = None
        self.responses: dict[str, Action] = {}
        self.closed = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's transports are no subclasses of asyncio's

    def send(self, data: dict[str, Any], as_list: bool | None = None) -> asyncio.Future[Any]:
        """Send an action; its future gets the response, or all of them for a list."""
        action = data if isinstance(data, Action) else Action(data, as_list=as_list)
        content = encode(dict(action.items()))
        if self.closed or self._transport is None:
            raise SwitchUnavailable
        self.responses[action.id] = action
        self._transport.write(content)
        return action.future  # type: ignore[no-any-return]

    def data_received(self, data: bytes) -> None:
        try:
            frames = self._decoder.feed(data)
        except MalformedFrameError as error:
            log.warning("ami.malformed", reason=str(error))
            self.close()
            return
        for frame in frames:
            self._receive(frame)

    def _receive(self, frame: bytes) -> None:
        name = event_name(frame)
        answers = b"\r\nActionID: " in frame
        if not answers and name not in EVENTS:
            return
        headers = parse(frame)
        action_id = headers.get("ActionID")
        action = self.responses.get(action_id) if isinstance(action_id, str) else None
        if action is not None:
            if action.add_message(Message(headers)):
                self.responses.pop(action.id, None)
        elif name in EVENTS:
            self._on_event(name, headers)

    def connection_lost(self, exc: Exception | None) -> None:
        self.close()
        self.factory.lost(str(exc or "the connection was closed"))

    def close(self) -> None:
        """Close the socket; nobody knows what became of actions without an answer, and none is sent again."""
        if self.closed:
            return
        self.closed = True
        for action in self.responses.values():
            if not action.future.done():
                action.future.set_exception(OutcomeUnknown())
                action.future.exception()  # seen here: not every caller waits for it
        self.responses.clear()
        if self._transport is not None:
            self._transport.close()


class _Manager(Manager):  # type: ignore[misc]
    """panoramisk's manager without its own reconnecting: the driver decides when to connect again."""

    def __init__(self, on_lost: OnLost, **config: Any) -> None:
        super().__init__(**config)
        self._on_lost = on_lost
        self._told = False

    def connection_made(self, f: asyncio.Future[Any]) -> None:
        if not f.cancelled() and f.exception() is None:
            f.result()[1].factory = self
            super().connection_made(f)

    def ping(self) -> None:
        """A switch that has not answered the last ping is gone."""
        waiting = [action for action in self.protocol.responses.values() if action["Action"] == "Ping"]
        if waiting:
            self.protocol.close()
            return
        self.pinger = self.loop.call_later(self.ping_interval, self.ping)
        self.protocol.send({"Action": "Ping"})

    def lost(self, reason: str) -> None:
        if self.pinger is not None:
            self.pinger.cancel()
            self.pinger = None
        if not self._told:
            self._told = True
            self._on_lost(reason)

    def close(self) -> None:
        self._told = True
        super().close()


class AmiConnection:
    """One logged-in connection. `on_event` gets the events named in EVENTS, `on_lost` is called once."""

    def __init__(self, on_event: OnEvent, on_lost: OnLost) -> None:
        self._on_event = on_event
        self._on_lost = on_lost
        self._manager: _Manager | None = None

    @property
    def connected(self) -> bool:
        return self._manager is not None and self._manager.protocol is not None and not self._manager.protocol.closed

    async def open(self, *, port: int, user: str, secret: str, limit: float = 5.0) -> None:
        """Connect to 127.0.0.1:`port` and log in. Raises SwitchUnavailable."""
        manager = _Manager(
            self._on_lost,
            loop=asyncio.get_running_loop(),
            host="127.0.0.1",
            port=port,
            username=user,
            secret=secret,
            events="on",
            ping_delay=PING_SECONDS,
            ping_interval=PING_SECONDS,
            protocol_factory=lambda: _Protocol(self._on_event),
            log=logging.getLogger("panoramisk"),
        )
        try:
            async with asyncio.timeout(limit):
                await manager.connect()
                answer = await manager.authenticated_future
        except (OSError, TimeoutError, OutcomeUnknown) as error:
            manager.close()
            raise SwitchUnavailable(f"AMI on port {port}: {str(error) or 'no answer'}") from error
        if not answer.success:
            manager.close()
            raise SwitchUnavailable(f"AMI on port {port}: {answer.message}")
        self._manager = manager

    async def action(self, name: str, limit: float = 5.0, **fields: str | list[str]) -> Message:
        """Send an action and return its response. Raises SwitchUnavailable, OutcomeUnknown or, for `Response: Error`
        and line breaks in a value, CommandFailed."""
        answer = await self._send(name, limit, fields)
        first = answer[0] if isinstance(answer, list) else answer
        if not first.success:
            raise CommandFailed(f"{name}: {first.message}")
        return first

    async def list_action(self, name: str, limit: float = 5.0, **fields: str) -> list[Message]:
        """Send an action that answers with a list of events; those events."""
        answer = await self._send(name, limit, fields)
        return answer[1:-1] if isinstance(answer, list) else []

    async def _send(self, name: str, limit: float, fields: Mapping[str, str | list[str]]) -> Any:
        if self._manager is None or not self.connected:
            raise SwitchUnavailable("the manager connection is down")
        action = Action({"Action": name, **fields})
        try:
            async with asyncio.timeout(limit):
                return await self._manager.send_action(action)
        except TimeoutError:
            raise OutcomeUnknown(f"{name}: no answer within {limit:.0f} s") from None
        finally:
            self._manager.protocol.responses.pop(action.id, None)

    def close(self) -> None:
        """Close the connection."""
        if self._manager is not None:
            self._manager.close()
