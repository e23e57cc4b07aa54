"""Customers who are sent through a flow and come back, on the real switch: who hears what meanwhile, and what the
recording holds of it."""

from __future__ import annotations

import asyncio
import itertools
from pathlib import Path
from typing import Any

import numpy as np

from server.demo.ua.calls import Call
from telephony.domain_events import Envelope
from tests.integration.core.test_calls import AGENT, CUSTOMER, talking
from tests.integration.core.test_incall import heard_anew, silent_for
from tests.support.company import snapshot
from tests.support.flows import SURVEY, VERIFY
from tests.support.stack import Stack, Web, running

SECRET = "4711"
RATE, BLOCK = 8000, 400


def company() -> dict[str, Any]:
    made = snapshot(agents=1)
    made["flows"] += [{"id": flow["flow"], "version": 1, "document": flow} for flow in (VERIFY, SURVEY)]
    return made


async def sent(web: Web, call: Call, leg: Call, flow: str) -> None:
    """The customer is in the flow and hears its prompt; his agent hears music, and neither hears the other."""
    await web.request("call.transfer", agent="a1", kind="flow", target=flow, back=True)
    await web.heard("call.detour", by="a1", flow=flow, back=True)
    await asyncio.gather(silent_for(leg, CUSTOMER), silent_for(call, AGENT))
    await asyncio.gather(call.wait_audio(0.01, 10), leg.wait_audio(0.003, 10))


async def together(call: Call, leg: Call) -> None:
    await asyncio.gather(heard_anew(call, AGENT), heard_anew(leg, CUSTOMER))


def heard_in(switch: Stack, ready: Envelope, side: int) -> list[tuple[bool, float]]:
    """What one side of a recording holds, in turn: (sound or absolute silence, seconds). Less than 0.15 s of either
    counts to what was before. (The clock does not tell: the switch writes nothing while a leg hears nothing at all.)"""
    raw = switch.settings.recordings_dir / (ready.data["path"] + ".raw")
    samples = np.abs(np.frombuffer(raw.read_bytes(), dtype="<i2").reshape(-1, 2)[:, side].astype(int))
    blocks = samples[: len(samples) // BLOCK * BLOCK].reshape(-1, BLOCK).max(axis=1) > 50
    turns: list[tuple[bool, float]] = []
    for sound, group in itertools.groupby(bool(block) for block in blocks):
        seconds = len(list(group)) * BLOCK / RATE
        if turns and (seconds < 0.15 or turns[-1][0] == sound):
            turns[-1] = (turns[-1][0], turns[-1][1] + seconds)
        elif sound or turns:
            turns.append((sound, seconds))
    return turns


async def test_a_secret_number_is_keyed_in_alone_and_is_in_no_recording(home: Path) -> None:
    """The recording holds the talk before and after, and nothing at all of what is said and heard meanwhile."""
    async with running(home, company()) as (switch, web):
        _, call, leg = await talking(switch, web)
        await together(call, leg)
        await sent(web, call, leg, "verify")
        await web.heard("recording.paused", paused=True, reason="secret")
        await call.send_digits(SECRET)
        returned = await web.heard("call.returned", agent="a1", flow="verify", result="ok")
        assert (returned.data["variables"]["checked"], "card" in returned.data["variables"]) == ("yes", False)
        await web.heard("recording.paused", paused=False, reason="secret")
        await together(call, leg)
        (agent,) = (await web.request("live.snapshot"))["agents"]
        assert agent["state"] == "talking"
        assert len([item for item in web.news if item.type == "agent.state" and item.data["state"] == "talking"]) == 1
        await call.hangup()
        ready = await web.heard("recording.ready", kind="call")
        for side in (0, 1):  # what he says, and what he hears
            turns = heard_in(switch, ready, side)
            assert [sound for sound, _ in turns] == [True, False, True], turns
            assert turns[1][1] > 0.5
        (cdr,) = await web.cdrs(1)
        assert [(part["agent"], part["kind"]) for part in cdr["segments"]] == [("a1", "talk")]


async def test_a_customer_rates_in_the_middle_of_a_talk_though_the_core_dies(home: Path) -> None:
    """The agent waits on; the new core asks again, and both are together afterwards."""
    async with running(home, company()) as (switch, web):
        _, call, leg = await talking(switch, web)
        await sent(web, call, leg, "rate")
        await switch.kill_core()
        await switch.start_core()
        await web.connected()
        await web.heard("switch.state", up=True, count=2)
        (live,) = (await web.request("live.snapshot"))["calls"]
        assert (live["stage"], live["agent"]) == ("ivr", "a1")
        await asyncio.gather(call.wait_audio(0.01, 10), leg.wait_audio(0.003, 10))
        await call.send_digits("1")
        rated = await web.heard("call.rated", agent="a1", score=3)
        assert rated.data["question"] == "service"
        await web.heard("call.returned", agent="a1", flow="rate", result="ended")
        await together(call, leg)
        await leg.hangup()
        await call.wait_ended(10)
        (cdr,) = await web.cdrs(1)
        assert [(part["agent"], part["kind"]) for part in cdr["segments"]] == [("a1", "talk")]
        await web.heard("agent.state", agent="a1", state="wrap_up")


async def test_an_agent_who_hangs_up_while_his_customer_is_in_a_flow_is_free_and_the_flow_goes_on(home: Path) -> None:
    async with running(home, company()) as (switch, web):
        _, call, leg = await talking(switch, web)
        await sent(web, call, leg, "rate")
        await leg.hangup()
        await web.heard("agent.state", agent="a1", state="wrap_up")
        await call.send_digits("3")
        await web.heard("call.rated", agent="a1", score=1)
        assert (await call.wait_ended(10)).by == "remote"
        (cdr,) = await web.cdrs(1)
        assert (cdr["outcome"], [part["agent"] for part in cdr["segments"]]) == ("answered", ["a1"])
