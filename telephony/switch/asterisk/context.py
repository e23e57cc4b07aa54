"""What the translations of commands share: the connections, the legs, and where facts go."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from telephony.errors import CommandFailed, NoSuchLeg, SwitchUnavailable
from telephony.events import Event
from telephony.switch.asterisk.ami import AmiConnection
from telephony.switch.asterisk.ari import AriConnection, AriResponse
from telephony.switch.asterisk.settings import AsteriskSettings
from telephony.switch.asterisk.translate import Leg, Legs, leg_id, unique_id

TAGS = "HOTLINE_TAGS"
"""Channel variable with all tags of a leg as one JSON object; the hang-up handler reads `call` and `peer_channel`."""

PLAYING = "HOTLINE_PLAYING"
"""Channel variable with the id of the leg's last playback: the switch lists none, and the next controller must be able
to stop what this one began."""


AMI_VALUE_BYTES = 950
"""Asterisk reads lines of at most 1,024 bytes from a manager connection."""


@dataclass(slots=True)
class Recording:
    """A recording in progress. `message`: ARI writes it (voicemail), else MixMonitor. `path` has no extension."""

    unique: str
    path: str
    message: bool
    stop_digits: frozenset[str] = frozenset()


@dataclass(slots=True)
class Context:
    """`emit` delivers a fact, `spawn` runs something in the background."""

    settings: AsteriskSettings
    emit: Callable[[Event], None]
    spawn: Callable[[Coroutine[Any, Any, None]], None]
    ari: AriConnection | None = None
    ami: AmiConnection | None = None
    legs: Legs = field(default_factory=Legs)
    recordings: dict[str, Recording] = field(default_factory=dict)
    spies: dict[str, str] = field(default_factory=dict)
    """Unique id of a supervisor's leg → the channel through which it listens (spy.py)."""
    starting: dict[str, asyncio.Future[None]] = field(default_factory=dict)
    """Channels that shall enter the application, awaited by who made them."""

    @property
    def node(self) -> str:
        return self.settings.node

    def unique(self, leg: str) -> str:
        """Asterisk's id of a leg. Raises NoSuchLeg for a leg of another node."""
        try:
            return unique_id(self.node, leg)
        except ValueError as error:
            raise NoSuchLeg(str(error)) from error

    def leg(self, unique: str) -> str:
        """The neutral id of a channel."""
        return leg_id(self.node, unique)

    def known(self, leg: str) -> tuple[str, Leg]:
        """A leg that has not ended. Raises NoSuchLeg."""
        unique = self.unique(leg)
        found = self.legs.get(unique)
        if found is None:
            raise NoSuchLeg(f"leg {leg} is gone")
        return unique, found

    async def raw(
        self, method: str, uri: str, query: Mapping[str, str] | None = None, body: Mapping[str, Any] | None = None
    ) -> AriResponse:
        """One ARI request, whatever its status."""
        if self.ari is None:
            raise SwitchUnavailable
        return await self.ari.request(method, uri, query, body)

    async def ask(
        self,
        method: str,
        uri: str,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        accept: tuple[int, ...] = (),
    ) -> AriResponse:
        """One ARI request; statuses in `accept` are as good as success. Raises NoSuchLeg (404) or CommandFailed."""
        answer = await self.raw(method, uri, query, body)
        if answer.ok or answer.status in accept:
            return answer
        if answer.status == 404 and uri.startswith("channels/"):
            raise NoSuchLeg(f"{method} {uri}: {answer.words}")
        raise CommandFailed(f"{method} {uri}: {answer.words}")

    async def write_tags(self, unique: str, leg: Leg) -> None:
        """Put a leg's tags on its channel.

        Through AMI: ARI sets a variable in the channel's own thread, and while a prompt plays there, that request (and
        every one behind it on the same websocket) waits for the prompt's end.
        """
        value = orjson.dumps(leg.tags).decode()
        if not leg.name or len(value.encode()) > AMI_VALUE_BYTES:
            await self.ask("POST", f"channels/{unique}/variable", body={"variable": TAGS, "value": value})
            return
        if self.ami is None:
            raise SwitchUnavailable("the manager connection is down")
        try:
            await self.ami.action("Setvar", Channel=leg.name, Variable=TAGS, Value=value)
        except CommandFailed as error:
            if "No such channel" in str(error):
                raise NoSuchLeg(f"{leg.name} is gone") from error
            raise
