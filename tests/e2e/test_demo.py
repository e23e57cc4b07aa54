"""`up --demo`: the sample company fills with calls by itself, and nothing about any of them is lost."""

from __future__ import annotations

import asyncio
import io
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from tests.support.installation import Installation
from tests.support.web_api import Api

SECONDS = 75.0
SETTLED = 10.0
"""Seconds after its end by which a call's record must be there."""
AUDIBLE = 0.005
"""Root mean square of a channel in which somebody speaks, 1.0 is full scale."""
SHARE = 0.95

Call = dict[str, Any]


@pytest.fixture
def demo(tmp_path: Path, sounds: Path) -> Any:
    made = Installation(tmp_path / "home", sounds=sounds, log_level="info")
    try:
        made.start("--demo", "--demo-rate", "40")
        print(f"demo: ready after {made.wait_ready():.1f} s")
        yield made
        assert made.stop() == 0, made.output[-3000:]
    finally:
        made.close()


@pytest.fixture
async def supervisor(demo: Installation) -> AsyncIterator[Api]:
    async with await Api.open(demo.address, "supervisor", "warmshop") as api:
        yield api


async def watch(supervisor: Api, seconds: float) -> list[str]:
    """Look at the live calls again and again; the ids of those that were over a while ago."""
    last_seen: dict[str, float] = {}
    end = time.monotonic() + seconds
    while (now := time.monotonic()) < end:
        for call in (await supervisor.get("/live/snapshot"))["calls"]:
            last_seen[call["call"]] = now
        await asyncio.sleep(0.5)
    return [call for call, moment in last_seen.items() if moment < end - SETTLED]


def gaps(call: Call) -> list[str]:
    """What is missing in a call's timeline."""
    steps = call["timeline"]
    kinds = [step["type"] for step in steps]

    def times(kind: str) -> int:
        return kinds.count(kind)

    missing = []
    if not kinds or kinds[0] != "call.started":
        missing.append("its start")
    if [step["at"] for step in steps] != sorted(step["at"] for step in steps):
        missing.append("its order")
    for begin, ending in (
        ("call.node_entered", "call.node"),
        ("call.queued", "call.left_queue"),
        ("call.offered", "call.offer_ended"),
        ("call.connected", "call.segment_ended"),
    ):
        if times(begin) > times(ending):
            missing.append(f"an end of {begin}")
    if call["outcome"] == "answered" and not (times("call.connected") and call["talk_seconds"] > 0):
        missing.append("its conversation")
    if not (call["ended_by"] and call["cause"] and call["outcome"]):
        missing.append("how it ended")
    return missing


async def silent_sides(supervisor: Api, call: Call) -> list[str]:
    """What is wrong with a call's recording: not playable, not two channels, or a party that is not heard."""
    await supervisor.until(f"/calls/{call['id']}", lambda row: row["recording"] == "playable", 30)
    status, data = await supervisor.bytes(f"/calls/{call['id']}/recording")
    if status != 200:
        return [f"status {status}"]
    samples, _ = soundfile.read(io.BytesIO(data), always_2d=True)
    if samples.shape[1] != 2:
        return [f"{samples.shape[1]} channels"]
    levels = np.sqrt(np.mean(np.square(samples), axis=0))
    return [
        f"{who} at {level:.4f}" for who, level in zip(("customer", "agent"), levels, strict=True) if level < AUDIBLE
    ]


@pytest.mark.slow
async def test_every_simulated_call_is_kept_with_its_timeline_and_both_voices(
    demo: Installation, supervisor: Api
) -> None:
    finished = await watch(supervisor, SECONDS)
    assert len(finished) >= 10, demo.output[-3000:]

    records: dict[str, Call] = {}
    incomplete: dict[str, Any] = {}
    for call in finished:
        record = await supervisor.send("GET", f"/calls/{call}", ok=False)
        records[call] = record
        if "timeline" not in record or not record["ended_at"]:
            incomplete[call] = "no record"
        elif missing := gaps(record):
            incomplete[call] = missing, record["outcome"]
    kept = [record for call, record in records.items() if call not in incomplete]
    assert len(kept) >= SHARE * len(finished), incomplete

    answered = [record for record in kept if record["outcome"] == "answered"]
    assert answered
    problems = {record["id"]: found for record in answered if (found := await silent_sides(supervisor, record))}
    assert len(problems) <= (1 - SHARE) * len(answered), problems

    offers = [step["data"] for record in kept for step in record["timeline"] if step["type"] == "call.offered"]
    late = [offer for offer in offers if not offer["popped"]]
    outcomes = sorted({record["outcome"] for record in kept})
    print(
        f"demo: {len(finished)} calls ended ({', '.join(outcomes)}), {len(kept)} kept whole; {len(answered)} answered, "
    )
    print(f"demo: {len(offers)} offers, {len(late)} without a screen-pop before the ring")
    assert not late

    told = " ".join(re.findall(r"demo\.minute.*", demo.output))
    assert told, demo.output[-3000:]
    assert not re.search(r"\berrors\b", told), told
    assert not re.search(r"demo\.\w+_failed", demo.output), demo.output[-3000:]
