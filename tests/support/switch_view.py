"""What the switch itself says, asked beside the core: the truth that the core's state is compared with."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import aiohttp

from server.switch import render_switch
from tests.support.stack import Stack, Web


@dataclass(frozen=True)
class Difference:
    """`ghosts`: calls that the core knows and the switch does not; `strays`: legs of no call that the core knows."""

    ghosts: tuple[str, ...]
    strays: tuple[str, ...]

    @property
    def count(self) -> int:
        return len(self.ghosts) + len(self.strays)


class SwitchView:
    """Reads the running Asterisk over its own HTTP interface."""

    def __init__(self, stack: Stack) -> None:
        switch = render_switch(stack.settings)
        self._base = f"http://127.0.0.1:{switch.http_port}/ari"
        self._headers = {"Authorization": aiohttp.encode_basic_auth(switch.ari_user, switch.ari_secret)}

    async def _get(self, session: aiohttp.ClientSession, path: str, **params: str) -> Any:
        async with session.get(f"{self._base}/{path}", params=params) as answer:
            return await answer.json() if answer.status == 200 else None

    async def channels(self) -> list[dict[str, Any]]:
        """Every channel; `call` is the id of the call that it is tagged with, or an empty text."""
        async with aiohttp.ClientSession(headers=self._headers, timeout=aiohttp.ClientTimeout(total=10)) as session:
            found: list[dict[str, Any]] = await self._get(session, "channels") or []
            for channel in found:
                path = f"channels/{quote(channel['id'], safe='')}/variable"
                tags = await self._get(session, path, variable="HOTLINE_TAGS")
                channel["call"] = json.loads(tags["value"]).get("call", "") if tags and tags["value"] else ""
            return found

    async def applications(self) -> set[str]:
        """The controllers that are connected now."""
        async with aiohttp.ClientSession(headers=self._headers, timeout=aiohttp.ClientTimeout(total=10)) as session:
            return {each["name"] for each in await self._get(session, "applications") or []}

    async def compare(self, web: Web) -> Difference:
        """The core's calls against the switch's channels, at one moment of quiet."""
        channels = await self.channels()
        view = await web.request("live.snapshot")
        known = {call["call"] for call in view["calls"]}
        tagged = {channel["call"] for channel in channels}
        return Difference(
            tuple(sorted(known - tagged)),
            tuple(channel["id"] for channel in channels if channel["call"] not in known),
        )

    async def settled(self, web: Web, seconds: float = 15) -> Difference:
        """Compare until both agree, or the time is up; the last difference. Legs and calls in between two states make
        the two differ for a moment."""
        difference = await self.compare(web)
        try:
            async with asyncio.timeout(seconds):
                while difference.count:
                    await asyncio.sleep(0.1)
                    difference = await self.compare(web)
        except TimeoutError:
            pass
        return difference

    async def empty(self, seconds: float = 20) -> list[dict[str, Any]]:
        """Wait until the switch has no channel; those that remain when the time is up."""
        left = await self.channels()
        try:
            async with asyncio.timeout(seconds):
                while left:
                    await asyncio.sleep(0.1)
                    left = await self.channels()
        except TimeoutError:
            pass
        return left
