"""The list of channels: whose they are, how long they last, what flows in them."""

from __future__ import annotations

from telephony import commands as c
from tests.contract.stage import Stage
from tests.contract.test_rooms import agent, end, talk


async def test_each_channel_is_shown_with_its_call_and_codec(stage: Stage) -> None:
    caller, phone = await talk(stage)
    boss = await agent(stage, caller, "8002")
    await stage.switch.execute(c.Spy(boss.leg, phone.leg))
    await stage.switch.execute(c.Tag(caller.leg, {"call": "C1", "role": "customer"}))
    shown = {view.leg: view for view in await stage.switch.channels()}
    assert shown.keys() == {caller.leg, phone.leg, boss.leg}
    assert (shown[caller.leg].state, shown[caller.leg].call, shown[caller.leg].role) == ("up", "C1", "customer")
    assert shown[phone.leg].device == "8001"
    assert all(view.seconds >= 0 for view in shown.values())
    if stage.name == "asterisk":
        assert shown[phone.leg].codec in {"ulaw", "alaw"}
        assert shown[phone.leg].loss == 0.0
        assert shown[phone.leg].jitter is not None
    await end(stage, caller, phone, boss)
