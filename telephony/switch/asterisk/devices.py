"""What AMI says about devices, as one state for each. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from telephony.events import DeviceChanged, DeviceState

_STATES = {
    "NOT_INUSE": DeviceState.IDLE,
    "INUSE": DeviceState.BUSY,
    "BUSY": DeviceState.BUSY,
    "ONHOLD": DeviceState.BUSY,
    "RINGING": DeviceState.RINGING,
    "RINGINUSE": DeviceState.BUSY,
    "UNAVAILABLE": DeviceState.OFFLINE,
    "INVALID": DeviceState.OFFLINE,
    "UNKNOWN": DeviceState.OFFLINE,
}
_GONE = frozenset({"Removed", "Unreachable"})


TRUNK_PREFIX = "trunk-"
"""Begins the name of every trunk's endpoint and keeps it apart from devices."""


def is_device(endpoint: str) -> bool:
    """Whether an endpoint is a device of ours, and not the anonymous caller or a trunk."""
    return endpoint not in {"", "anonymous"} and not endpoint.startswith(TRUNK_PREFIX)


def device_state(state: str) -> DeviceState:
    """Asterisk's device state, as in DeviceStateChange, in neutral words; an unknown one counts as offline."""
    return _STATES.get(state, DeviceState.OFFLINE)


class Devices:
    """The states of all devices. A device whose last contact went is offline at once, even though the switch still
    counts its call: a browser that was closed in the middle of one."""

    def __init__(self, node: str) -> None:
        self._node = node
        self._switch: dict[str, DeviceState] = {}
        self._contacts: dict[str, set[str]] = {}
        self._gone: set[str] = set()
        self._told: dict[str, DeviceState] = {}

    @property
    def states(self) -> dict[str, DeviceState]:
        """What has been told of every device."""
        return dict(self._told)

    def restart(self, states: Iterable[tuple[str, str]]) -> None:
        """Begin with the switch's list of (`PJSIP/device`, state)."""
        self._switch.clear()
        self._contacts.clear()
        self._gone.clear()
        self._told.clear()
        for name, state in states:
            self._device_state(name, state)

    def hear(self, name: str, headers: Mapping[str, Any]) -> DeviceChanged | None:
        """An AMI event; the change that it means, if any."""
        if name == "DeviceStateChange":
            return self._device_state(str(headers.get("Device", "")), str(headers.get("State", "")))
        if name == "ContactStatus":
            return self._contact(headers)
        return None

    def _device_state(self, name: str, state: str) -> DeviceChanged | None:
        technology, _, device = name.partition("/")
        if technology != "PJSIP" or not is_device(device):
            return None
        self._switch[device] = device_state(state)
        if self._switch[device] is DeviceState.IDLE:
            self._gone.discard(device)
        return self._tell(device)

    def _contact(self, headers: Mapping[str, Any]) -> DeviceChanged | None:
        device, uri = str(headers.get("EndpointName", "")), str(headers.get("URI", ""))
        if not is_device(device):
            return None
        contacts = self._contacts.setdefault(device, set())
        if headers.get("ContactStatus") in _GONE:
            contacts.discard(uri)
            if not contacts:
                self._gone.add(device)
        else:
            contacts.add(uri)
            self._gone.discard(device)
        return self._tell(device) if device in self._switch else None

    def _tell(self, device: str) -> DeviceChanged | None:
        state = DeviceState.OFFLINE if device in self._gone else self._switch[device]
        if self._told.get(device) is state:
            return None
        self._told[device] = state
        return DeviceChanged(self._node, device, state)
