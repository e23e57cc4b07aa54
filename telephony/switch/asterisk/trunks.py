"""What AMI says about trunks: registered or not, there or not. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from telephony.config_model import Trunk
from telephony.events import TrunkChanged
from telephony.switch.asterisk.devices import TRUNK_PREFIX

_REACHABLE = {"Reachable": True, "Unreachable": False, "NonQualified": None}
_REGISTRATION = {"Registered": "registered", "Rejected": "rejected"}
"""Everything else (Unregistered, Stopped, an attempt in progress) is unregistered."""


class TrunkStates:
    """The states of all trunks of the last provisioning."""

    def __init__(self, node: str) -> None:
        self._node = node
        self._trunks: dict[str, Trunk] = {}
        self._reachable: dict[str, bool | None] = {}
        self._registration: dict[str, str] = {}
        self._told: dict[str, TrunkChanged] = {}

    def restart(self, devices: Iterable[tuple[str, str]]) -> None:
        """A new connection: begin with the switch's list of (`PJSIP/endpoint`, device state); everything is told
        again."""
        self._told.clear()
        self._registration.clear()
        for name, state in devices:
            trunk = _trunk(name.removeprefix("PJSIP/"))
            if trunk is not None:
                self._reachable[trunk] = state != "UNAVAILABLE"

    def configure(self, trunks: Sequence[Trunk]) -> None:
        """The trunks are these now."""
        self._trunks = {trunk.id: trunk for trunk in trunks if trunk.enabled}
        for known in (self._reachable, self._registration, self._told):
            for gone in [trunk for trunk in known if trunk not in self._trunks]:
                del known[gone]

    def contact(self, headers: Mapping[str, Any]) -> list[TrunkChanged]:
        """An event ContactStatus."""
        trunk = _trunk(str(headers.get("EndpointName", "")))
        status = headers.get("ContactStatus")
        if trunk is None or status not in _REACHABLE:
            return []
        self._reachable[trunk] = _REACHABLE[str(status)]
        return self.changes()

    def registrations(self, details: Iterable[Mapping[str, Any]]) -> list[TrunkChanged]:
        """The answer to PJSIPShowRegistrationsOutbound."""
        self._registration.clear()
        for item in details:
            trunk = _trunk(str(item.get("ObjectName", "")))
            if trunk is not None and item.get("Event") == "OutboundRegistrationDetail":
                self._registration[trunk] = _REGISTRATION.get(str(item.get("Status")), "unregistered")
        return self.changes()

    def changes(self) -> list[TrunkChanged]:
        """What has not been told yet."""
        found = []
        for trunk, config in self._trunks.items():
            registration = self._registration.get(trunk, "unregistered") if config.register else ""
            reachable = self._reachable.get(trunk) if config.qualify else None
            state = TrunkChanged(self._node, trunk, registration, reachable)
            if self._told.get(trunk) != state:
                self._told[trunk] = state
                found.append(state)
        return found


def _trunk(endpoint: str) -> str | None:
    return endpoint.removeprefix(TRUNK_PREFIX) if endpoint.startswith(TRUNK_PREFIX) else None
