"""Music that the configuration brings: prompts of the company's library as classes of the switch."""

from __future__ import annotations

import pytest

from telephony import commands as c
from telephony.config_model import Device, Music
from tests.contract.asterisk_stage import SECRET, AsteriskStage
from tests.contract.conftest import DEVICES
from tests.contract.test_legs import answered

pytestmark = pytest.mark.asterisk
BASE = tuple(Device(device, "phone", SECRET, f"坐席{device}") for device in DEVICES)


async def test_new_music_is_heard_at_once_and_who_hears_the_old_goes_on(real: AsteriskStage) -> None:
    await real.switch.provision(BASE, [], [Music("spring", (real.media(650, 2),))])
    first = await answered(real)
    await real.switch.execute(c.MusicStart(first.leg, "spring"))
    await first.hears(650)
    await real.switch.provision(BASE, [], [Music("spring", (real.media(900, 2),))])
    await first.hears(650)
    second = await answered(real)
    await real.switch.execute(c.MusicStart(second.leg, "spring"))
    await second.hears(900)
    await real.switch.provision(BASE, [])


async def test_several_recordings_play_after_each_other(real: AsteriskStage) -> None:
    await real.switch.provision(BASE, [], [Music("both", (real.media(700, 1), real.media(1100, 1)))])
    person = await answered(real)
    await real.switch.execute(c.MusicStart(person.leg, "both"))
    for hertz in (700, 1100, 700):
        await person.hears(hertz)
    await real.switch.provision(BASE, [])


async def test_music_that_is_not_there_is_the_standard_one(real: AsteriskStage) -> None:
    person = await answered(real)
    await real.switch.execute(c.MusicStart(person.leg, "nowhere"))
    await person.hears_music()
