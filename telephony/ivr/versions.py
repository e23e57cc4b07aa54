"""Which versions of flows a call runs: those published when it entered, to its end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from telephony.ivr.flow import Flow
from telephony.ivr.graph import called

Pins = Mapping[str, int]
"""Flow id → version."""


class Flows(Protocol):
    """Where flows come from (telephony.configuration.Configuration)."""

    def flow(self, flow_id: str, version: int | None = None) -> Flow | None: ...


def pinned(source: Flows, root: str, pins: Pins) -> dict[str, Flow]:
    """The flow `root` and all that it may lead to, each in its version of `pins`, else in the published one; those that
    do not exist are left out. Raises KeyError when `root` does not."""
    found: dict[str, Flow] = {}
    names = [root]
    while names:
        name = names.pop()
        if name in found:
            continue
        flow = source.flow(name, pins.get(name))
        if flow is not None:
            found[name] = flow
            names += called(flow)
    if root not in found:
        raise KeyError(root)
    return found


def versions_of(flows: Mapping[str, Flow]) -> dict[str, int]:
    return {name: flow.version for name, flow in flows.items()}
