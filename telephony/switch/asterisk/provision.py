"""Devices and trunks: generated files and a reload, many wishes in one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from telephony.config_model import Device, Trunk
from telephony.errors import SwitchUnavailable
from telephony.switch.asterisk.context import Context
from telephony.switch.asterisk.render import render_endpoints, trunk_section
from telephony.switch.asterisk.settings import AsteriskSettings

COALESCE = 0.05
"""Seconds that a reload waits for further wishes."""

LOADED_WITHIN = 5.0


class Provisioner:
    """The last wish wins; everybody who waits is answered by the reload that covers his wish."""

    def __init__(self, settings: AsteriskSettings, context: Context) -> None:
        self._settings = settings
        self._context = context
        self._wish: tuple[Sequence[Device], Sequence[Trunk]] | None = None
        self._round: asyncio.Task[None] | None = None

    async def provision(self, devices: Sequence[Device], trunks: Sequence[Trunk]) -> None:
        """Make the endpoints exactly these. Raises ConfigError or, with no connection, SwitchUnavailable (the files are
        written all the same and are read when the switch starts)."""
        self._wish = (devices, trunks)
        if self._round is None:
            self._round = asyncio.create_task(self._apply())
        await asyncio.shield(self._round)

    async def _apply(self) -> None:
        await asyncio.sleep(COALESCE)
        wish, self._wish, self._round = self._wish, None, None
        assert wish is not None
        devices, trunks = wish
        changed = await asyncio.to_thread(render_endpoints, self._settings, devices, trunks)
        if not changed:
            return
        for module in ("res_pjsip.so", "app_queue.so"):
            await self._context.ask("PUT", f"asterisk/modules/{module}")
        wanted = {device.id for device in devices} | {trunk_section(trunk.id) for trunk in trunks}
        await self._wait_loaded(wanted)

    async def _wait_loaded(self, wanted: set[str]) -> None:
        deadline = asyncio.get_running_loop().time() + LOADED_WITHIN
        while True:
            answer = await self._context.ask("GET", "endpoints/PJSIP")
            there = {endpoint["resource"] for endpoint in answer.body} - {"anonymous"}
            if there == wanted:
                return
            if asyncio.get_running_loop().time() > deadline:
                missing = ", ".join(sorted(wanted - there)) or "old ones remain"
                raise SwitchUnavailable(f"the switch has not loaded all endpoints ({missing})")
            await asyncio.sleep(0.02)
