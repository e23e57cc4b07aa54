"""The disk of the recordings is full: calls go on, somebody is told in time, and nothing needs a restart."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from server.demo.ua import tone
from server.demo.ua.calls import IncomingCall, OutgoingCall
from tests.faults.test_web_and_database import AGENT, CUSTOMER, Centre, centre, prepared
from tests.integration.core.test_incall import heard_anew
from tests.support.figures import figure
from tests.support.small_disk import SmallDisk, small_disk
from tests.support.web_api import eventually

__all__ = ["prepared"]

MEGABYTES = 12


class Talk:
    """A customer and the agent who has answered him; both speak."""

    def __init__(self, place: Centre, number: str, call: OutgoingCall, leg: IncomingCall) -> None:
        self._place = place
        self._number = number
        self.call = call
        self.leg = leg

    @classmethod
    async def begin(cls, place: Centre) -> Talk:
        number, before = place.company.customer_number(), len(place.legs)
        call = await place.customer.call(place.hotline.number("1900"), user=number)
        await call.wait_answered()
        call.speak(tone(CUSTOMER, 1))
        await call.wait_tone(AGENT, 20)
        talk = cls(place, number, call, place.legs[before])
        await talk.both_hear()
        return talk

    async def both_hear(self) -> None:
        await asyncio.gather(heard_anew(self.call, AGENT), heard_anew(self.leg, CUSTOMER))

    async def end(self) -> dict[str, Any]:
        """The call's stored record."""
        await self.call.hangup()
        await self.leg.wait_ended(10)
        return await self._place.company.call_of(self._number)


async def _written(disk: SmallDisk) -> None:
    """The switch has written something of a talk that goes on now."""
    known = {path: path.stat().st_size for path in disk.folder.rglob("*.raw")}
    await eventually(
        lambda: any(path.stat().st_size > known.get(path, 0) for path in disk.folder.rglob("*.raw")), what="a recording"
    )


async def _alarms(place: Centre) -> set[str]:
    health = await place.admin.get("/live/health")
    return {alarm["id"] for alarm in health["alarms"]}


def _of_recordings(alarms: set[str]) -> set[str]:
    return {alarm for alarm in alarms if alarm.startswith("recording.")}


@pytest.mark.usefixtures("prepared")
async def test_a_full_disk_costs_recordings_and_no_call(tmp_path: Path, sounds: Path) -> None:
    """It is full in the middle of a talk; another begins; then there is room again."""
    with small_disk(tmp_path / "home" / "recordings", MEGABYTES) as disk:
        async with centre(tmp_path, sounds) as place:
            first = await Talk.begin(place)
            await _written(disk)
            assert _of_recordings(await _alarms(place)) == set()
            disk.fill()
            began = time.monotonic()
            health = await place.admin.until(
                "/live/health", lambda found: _of_recordings({each["id"] for each in found["alarms"]}) and found
            )
            seconds = round(time.monotonic() - began, 1)
            figure("disk of recordings full in a talk: seconds until the alarm", seconds, "< 8", met=seconds < 8)
            assert health["disk_free"] < 1024 * 1024
            (view,) = (await place.admin.get("/live/snapshot"))["calls"]
            assert view["stage"] == "talking"
            await first.both_hear()

            second = await Talk.begin(place)  # nothing of it is recorded
            await second.both_hear()
            record = await second.end()
            assert (record["outcome"], record["recording"]) == ("answered", "none")
            told = [item["data"] for item in record["timeline"] if item["type"] == "alarm"]
            assert [(each["alarm"], each["raised"]) for each in told] == [("recording.failed", True)]
            await first.both_hear()
            record = await first.end()
            (recording,) = record["recordings"]
            lost = record["talk_seconds"] - recording["seconds"]
            assert record["outcome"] == "answered"
            assert lost > 5, recording
            assert [item["type"] for item in record["timeline"]].count("alarm") == 2  # full; and how much is missing
            assert "recording.failed:recordings" in await _alarms(place)

            disk.clear()
            third = await Talk.begin(place)
            await _written(disk)
            after = await third.end()
            for call in (record["id"], after["id"]):
                await place.admin.until(
                    f"/calls/{call}", lambda row: [each["state"] for each in row["recordings"]] == ["playable"], 40
                )
                status, audio = await place.admin.bytes(f"/calls/{call}/recording")
                assert (status, audio[:4]) == (200, b"OggS")
            await place.admin.until(
                "/live/health", lambda found: not _of_recordings({each["id"] for each in found["alarms"]})
            )
            figure("disk of recordings full: calls of 3 in which both were heard", 3, "3", met=True)
            agents = {each["state"] for each in (await place.admin.get("/live/snapshot"))["agents"]}
            assert agents == {"available"}
