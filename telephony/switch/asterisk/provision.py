"""Devices, trunks and music: generated files and a reload, many wishes in one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from telephony.config_model import Device, Music, Trunk
from telephony.errors import CommandFailed
from telephony.switch.asterisk.context import Context
from telephony.switch.asterisk.render import GENERATION_AOR, render_endpoints, render_music
from telephony.switch.asterisk.settings import AsteriskSettings

COALESCE = 0.05
"""Seconds that a reload waits for further wishes."""

LOADED_WITHIN = 5.0


class Provisioner:
    """The last wish wins; everybody who waits is answered by the reload that covers his wish."""

    def __init__(self, settings: AsteriskSettings, context: Context) -> None:
        self._settings = settings
        self._context = context
        self._wish: tuple[Sequence[Device], Sequence[Trunk], Sequence[Music]] | None = None
        self._music_loaded: str | None = None
        """The text of the music's file as the switch last read it; None: unknown."""
        self._round: asyncio.Task[None] | None = None

    async def provision(self, devices: Sequence[Device], trunks: Sequence[Trunk], music: Sequence[Music] = ()) -> None:
        """Make endpoints and music exactly these. Raises ConfigError, CommandFailed when the switch does not load them
        in time, or SwitchUnavailable (the files are written all the same and are read when the switch starts)."""
        self._wish = (devices, trunks, music)
        if self._round is None:
            self._round = asyncio.create_task(self._apply())
        await asyncio.shield(self._round)

    async def _apply(self) -> None:
        await asyncio.sleep(COALESCE)
        wish, self._wish, self._round = self._wish, None, None
        assert wish is not None
        devices, trunks, music = wish
        await self._play(music)
        generation = await asyncio.to_thread(render_endpoints, self._settings, devices, trunks)
        if await self._loaded() == generation:
            return
        for module in ("res_pjsip.so", "app_queue.so"):
            await self._context.ask("PUT", f"asterisk/modules/{module}")
        await self._wait_loaded(generation)

    async def _play(self, music: Sequence[Music]) -> None:
        """A switch that started anew has read the file as it was then: with its own music alone."""
        changed, text = await asyncio.to_thread(render_music, self._settings, music)
        if changed or text != self._music_loaded:
            self._music_loaded = None
            await self._context.ask("PUT", "asterisk/modules/res_musiconhold.so")
            self._music_loaded = text

    async def _wait_loaded(self, generation: str) -> None:
        """The reload happens behind the request's back; the mark tells when it is done."""
        deadline = asyncio.get_running_loop().time() + LOADED_WITHIN
        while await self._loaded() != generation:
            if asyncio.get_running_loop().time() > deadline:
                raise CommandFailed("the switch has not loaded the devices; see its log")
            await asyncio.sleep(0.02)

    async def _loaded(self) -> str:
        answer = await self._context.raw("GET", f"asterisk/config/dynamic/res_pjsip/aor/{GENERATION_AOR}")
        if not answer.ok:
            return ""
        return next((str(each["value"]) for each in answer.body if each["attribute"] == "voicemail_extension"), "")
