"""What every soft-switch driver offers. The fake and the real ones pass one contract suite (tests/contract)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from telephony.commands import Command
from telephony.config_model import Device, Music, Trunk
from telephony.events import ChannelView, Event

Sink = Callable[[Event], None]
"""Receives facts in the order in which the switch said them; it must not block."""


class Switch(Protocol):
    """A connection to one switch node. Reconnects by itself with backoff and jitter."""

    @property
    def node(self) -> str: ...

    @property
    def connected(self) -> bool: ...

    async def start(self, sink: Sink) -> None:
        """Connect in the background and deliver facts to `sink`; the first is SwitchConnected."""

    async def execute(self, command: Command) -> None:
        """Carry out one command; returns when the switch has accepted it.

        Raises telephony.errors.CommandFailed when it refuses, telephony.errors.SwitchUnavailable while not connected
        and telephony.errors.OutcomeUnknown when the connection broke before the answer (never repeated by the driver).
        Commands on one leg keep their order when awaited one after the other.
        """

    async def provision(self, devices: Sequence[Device], trunks: Sequence[Trunk], music: Sequence[Music] = ()) -> None:
        """Make the endpoints exactly these, and the music that is not the switch's own; returns when phones can
        register. Calls in progress are untouched: who hears music hears the new one from the next time on."""

    async def channels(self) -> Sequence[ChannelView]:
        """What the switch is carrying now, oldest first, calls of others included. Raises SwitchUnavailable."""

    async def close(self) -> None:
        """Leave without touching any call."""
