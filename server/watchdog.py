"""Callers must not hang in silence when core is gone and does not come back: hand them to the switch's own fallback."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import aiohttp
import structlog

from telephony.switch.asterisk.settings import AsteriskSettings

log = structlog.get_logger(__name__)

PATIENCE = 8.0
"""Seconds without a core after which waiting callers are handed over; a restart takes one to two."""
EVERY = 2.0
FALLBACK = "hotline-fallback"


class Watchdog:
    """Looks whether a core is there; `patience` and `every` in seconds."""

    def __init__(self, switch: AsteriskSettings, patience: float = PATIENCE, every: float = EVERY) -> None:
        self._base = f"http://127.0.0.1:{switch.http_port}/ari"
        self._auth = aiohttp.encode_basic_auth(switch.ari_user, switch.ari_secret)
        self._patience = patience
        self._every = every
        self._heard = ("", time.monotonic())

    async def run(self) -> None:
        """Watch until cancelled."""
        timeout = aiohttp.ClientTimeout(total=5)
        headers = {"Authorization": self._auth}
        async with aiohttp.ClientSession(timeout=timeout, headers=headers) as session:
            while True:
                await asyncio.sleep(self._every)
                try:
                    await self._look(session)
                except (aiohttp.ClientError, TimeoutError) as error:
                    log.debug("watchdog.switch_away", error=str(error))

    async def _look(self, session: aiohttp.ClientSession) -> None:
        """The controller writes a sign of life (Unix seconds) into a global variable every second; an application with
        callers in it stays registered when its controller is gone, so that says nothing. What counts is how long the
        sign has been the same: somebody may set the machine's clock."""
        params = {"variable": "HOTLINE_ALIVE"}
        async with session.get(f"{self._base}/asterisk/variable", params=params) as answer:
            answer.raise_for_status()
            value = str((await answer.json())["value"])
        now = time.monotonic()
        if value != self._heard[0]:
            self._heard = (value, now)
        elif value and now - self._heard[1] >= self._patience:
            await self._hand_over(session)

    async def _hand_over(self, session: aiohttp.ClientSession) -> None:
        """Callers who are in no room go on in the dialplan; talks are left alone."""
        channels = await self._list(session, "channels")
        rooms = await self._list(session, "bridges")
        talking = {channel for room in rooms for channel in room["channels"]}
        for channel in channels:
            plan = channel["dialplan"]
            if channel["id"] in talking or plan["app_name"] != "Stasis" or plan["context"] != "hotline-in":
                continue
            where = {"context": FALLBACK, "extension": plan["exten"], "priority": "1"}
            url = f"{self._base}/channels/{quote(channel['id'], safe='')}/continue"
            async with session.post(url, params=where) as answer:
                log.warning("watchdog.handed_over", leg=channel["id"], status=answer.status)

    async def _list(self, session: aiohttp.ClientSession, what: str) -> list[Mapping[str, Any]]:
        async with session.get(f"{self._base}/{what}") as answer:
            answer.raise_for_status()
            return list(await answer.json())
