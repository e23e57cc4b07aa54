"""Devices appear and go while calls are up."""

from __future__ import annotations

import asyncio
import time

import pytest

from server.demo.ua import RegistrationFailed, UserAgent
from telephony import commands as c
from telephony.config_model import Device, Trunk
from telephony.errors import ConfigError, SwitchUnavailable
from telephony.events import DeviceChanged, DeviceState, LegArrived, LegEnded
from tests.contract.asterisk_stage import SECRET, AsteriskStage
from tests.contract.conftest import DEVICES
from tests.contract.stage import Stage
from tests.contract.test_rooms import end, talk

BASE = tuple(Device(device, "phone", SECRET, f"坐席{device}") for device in DEVICES)


async def test_a_call_in_progress_is_untouched(stage: Stage) -> None:
    caller, phone = await talk(stage)
    await stage.switch.provision([*BASE, Device("8003", "phone", "another", "新坐席")], [])
    await caller.hears(1200)
    await phone.hears(600)
    await stage.switch.provision(BASE, [])
    await caller.hears(1200)
    assert not stage.said(LegEnded)
    await end(stage, caller, phone)


async def test_twice_the_same_device_is_refused(stage: Stage) -> None:
    with pytest.raises(ConfigError):
        await stage.switch.provision([*BASE, BASE[0]], [])


@pytest.mark.asterisk
async def test_a_new_phone_can_register_at_once_and_an_old_one_no_more(real: AsteriskStage) -> None:
    begun = time.monotonic()
    await real.switch.provision([*BASE, Device("8003", "phone", "another", "新坐席")], [])
    assert time.monotonic() - begun < 1.0
    await real.agent.register("8003", "another", real.address)
    await real.expect(DeviceChanged, device="8003", state=DeviceState.IDLE)
    await real.agent.unregister("8003")
    await real.switch.provision(BASE, [])
    stranger = UserAgent()
    await stranger.start()
    with pytest.raises(RegistrationFailed):
        await stranger.register("8003", "another", real.address)
    await stranger.stop()


@pytest.mark.asterisk
async def test_a_wrong_secret_is_refused(real: AsteriskStage) -> None:
    stranger = UserAgent()
    await stranger.start()
    with pytest.raises(RegistrationFailed):
        await stranger.register("8001", "wrong", real.address)
    await stranger.stop()


@pytest.mark.asterisk
async def test_a_wish_while_nobody_is_connected_is_loaded_with_the_next(real: AsteriskStage) -> None:
    wish = [*BASE, Device("8004", "phone", "later")]
    other = real.another_controller()
    with pytest.raises(SwitchUnavailable):
        await other.provision(wish, [])
    await real.switch.provision(wish, [])
    await real.agent.register("8004", "later", real.address)
    await real.expect(DeviceChanged, device="8004", state=DeviceState.IDLE)
    await real.agent.unregister("8004")
    await real.switch.provision(BASE, [])


@pytest.mark.asterisk
async def test_many_wishes_become_few_reloads(real: AsteriskStage) -> None:
    wishes = [[*BASE, Device(f"9{n:03}", "phone", "s")] for n in range(20)]
    begun = time.monotonic()
    await asyncio.gather(*(real.switch.provision(wish, []) for wish in wishes))
    assert time.monotonic() - begun < 2.0
    await real.switch.provision(BASE, [])


@pytest.mark.asterisk
async def test_two_thousand_devices(real: AsteriskStage) -> None:
    many = [Device(f"7{n:04}", "phone", f"secret{n}", f"坐席{n}") for n in range(2000)]
    begun = time.monotonic()
    await real.switch.provision([*BASE, *many], [])
    assert time.monotonic() - begun < 5.0
    await real.switch.provision(BASE, [])


@pytest.mark.asterisk
async def test_a_guest_may_only_call_in(real: AsteriskStage) -> None:
    await real.switch.provision([*BASE, Device("g1", "guest", SECRET)], [Trunk("t1", "电信", "127.0.0.1:9")])
    await real.dial("8002", "g1", "", SECRET)
    arrived = await real.expect(LegArrived, device="g1")
    assert (arrived.entry, arrived.dialled) == ("inbound", "8002")
    assert real.calls.empty()
    await real.switch.execute(c.Hangup(arrived.leg))
    await real.expect(LegEnded, leg=arrived.leg)
    await real.switch.provision(BASE, [])


@pytest.mark.asterisk
async def test_a_call_through_a_trunk(real: AsteriskStage) -> None:
    """The trunk's other end is a phone of the test on its own port."""
    far = UserAgent()
    rung: asyncio.Queue[str] = asyncio.Queue()

    async def ring(call) -> None:  # type: ignore[no-untyped-def]
        await rung.put(call.to_user)
        call.ring()

    far.on_incoming = ring
    await far.start()
    await real.switch.provision(BASE, [Trunk("t1", "电信", f"127.0.0.1:{far.address[1]}")])
    leg = real.new_leg("out-1")
    await real.switch.execute(
        c.Originate(leg, "C1", None, "+8613900001111", "t1", "01088886666", "", timeout=10, peer=None)
    )
    async with asyncio.timeout(5):
        assert await rung.get() == "+8613900001111"
    await real.switch.execute(c.Hangup(leg))
    await real.expect(LegEnded, leg=leg)
    await far.stop()
    await real.switch.provision(BASE, [])


@pytest.mark.asterisk
async def test_a_phone_that_goes_in_the_middle_of_a_call_is_offline_at_once(real: AsteriskStage) -> None:
    caller, phone = await talk(real)
    await real.expect(DeviceChanged, device="8001", state=DeviceState.BUSY)
    await real.unplug("8001")
    await real.expect(DeviceChanged, device="8001", state=DeviceState.OFFLINE)
    await real.agent.register("8001", SECRET, real.address)
    await real.expect(DeviceChanged, device="8001", state=DeviceState.BUSY)
    await caller.hears(1200)
    await end(real, caller, phone)
    await real.expect(DeviceChanged, device="8001", state=DeviceState.IDLE)
