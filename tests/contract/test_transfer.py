"""Transfers that a phone asks for by itself: they are questions to the controller, nothing moves."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from telephony import commands as c
from telephony.events import LegEnded, TransferRequested
from tests.contract.asterisk_stage import AsteriskStage, SipPerson
from tests.contract.stage import Stage
from tests.contract.test_rooms import end, talk


async def test_blind(stage: Stage) -> None:
    caller, phone = await talk(stage)
    await phone.refer("sip:8002@127.0.0.1")
    asked = await stage.expect(TransferRequested, leg=phone.leg)
    assert asked.target.removeprefix("sip:").partition("@")[0] == "8002"
    assert (asked.attended, asked.consult_leg) == (False, None)
    await caller.hears(1200)
    await phone.hears(600)
    assert not stage.said(LegEnded)
    await end(stage, caller, phone)


async def test_refused(stage: Stage) -> None:
    caller, phone = await talk(stage)
    await stage.switch.execute(c.RefuseTransfer(caller.leg))  # it has not asked
    await phone.refer("sip:8002@127.0.0.1")
    await stage.expect(TransferRequested, leg=phone.leg)
    await stage.switch.execute(c.RefuseTransfer(phone.leg))
    if isinstance(phone, SipPerson):
        await phone.call.wait_notified("603")
    await caller.hears(1200)
    await phone.hears(600)
    await end(stage, caller, phone)


@pytest.mark.asterisk
async def test_attended(real: AsteriskStage) -> None:
    caller, phone = await talk(real)
    consult = await real.dial_from("8002", "8009")
    assert isinstance(consult, SipPerson)
    await real.switch.execute(c.Answer(consult.leg))
    await consult.call.wait_answered()
    dialog = consult.call.dialog
    replaces = quote(f"{dialog.call_id};to-tag={dialog.remote.tag};from-tag={dialog.local.tag}", safe="")
    await phone.refer(f"sip:8009@{real.address}?Replaces={replaces}")
    asked = await real.expect(TransferRequested, leg=phone.leg)
    assert (asked.attended, asked.consult_leg) == (True, consult.leg)
    await caller.hears(1200)
    await end(real, caller, phone, consult)
