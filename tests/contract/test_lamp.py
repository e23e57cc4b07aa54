"""The message lamp of a phone."""

from __future__ import annotations

import pytest

from telephony import commands as c
from telephony.errors import CommandFailed
from tests.contract.stage import Stage


async def test_a_phone_shows_its_messages(stage: Stage) -> None:
    await stage.switch.execute(c.MessageWaiting("8001", 2, 5))
    await stage.lamp("8001", 2, 5)
    await stage.switch.execute(c.MessageWaiting("8001", 0, 7))
    await stage.lamp("8001", 0, 7)


async def test_a_phone_that_is_not_there_is_no_error(stage: Stage) -> None:
    await stage.unplug("8002")
    await stage.switch.execute(c.MessageWaiting("8002", 1))
    await stage.switch.execute(c.MessageWaiting("8999", 1))


@pytest.mark.parametrize(("device", "new"), [("8001", -1), ("", 1), ("8001\r\nAction: Originate", 1)])
async def test_what_is_refused(stage: Stage, device: str, new: int) -> None:
    with pytest.raises(CommandFailed):
        await stage.switch.execute(c.MessageWaiting(device, new))
