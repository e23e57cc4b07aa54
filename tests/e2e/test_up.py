"""`up` as a person sees it: what a second start prints, what mistakes bring, and what a crash does to a call."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from pathlib import Path

import pytest

from server.demo.ua import IncomingCall, UserAgent, tone
from tests.e2e.company import PHONE_SECRET, Company
from tests.e2e.scenes import AGENT, CUSTOMER, through_the_menu
from tests.support.installation import Installation, left_over
from tests.support.web_api import eventually, is_ready


def test_a_second_start_is_ready_again_and_ctrl_c_leaves_nothing_behind(tmp_path: Path, sounds: Path) -> None:
    made = Installation(tmp_path / "home", sounds=sounds)
    try:
        made.start()
        first = made.wait_ready()
        assert made.stop(group=False) == 0
        made.start()
        second = made.wait_ready()
        print(f"ready after {first:.1f} s, the second time after {second:.1f} s")
        assert f"http://127.0.0.1:{made.http_port}" in made.output
        made.wait_line(made.number("1000"), 10)
        assert made.stop(group=True) == 0
    finally:
        made.close()


def test_a_taken_port_is_one_clear_line(tmp_path: Path) -> None:
    made = Installation(tmp_path / "home")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", made.sip_port))
        made.start()
        assert made.wait_ended() != 0
    (line,) = made.lines
    assert line.startswith("hotline: ")
    assert f"127.0.0.1:{made.sip_port}" in line
    assert "HOTLINE_SIP_PORT" in line


@pytest.mark.parametrize(
    ("setting", "value"), [("sip_port", "abc"), ("rtp_ports", "20000"), ("demo_rate", "-1"), ("log_level", "loud")]
)
def test_a_wrong_setting_is_one_clear_line(tmp_path: Path, setting: str, value: str) -> None:
    made = Installation(tmp_path / "home", **{setting: value})
    made.start()
    assert made.wait_ended() != 0
    (line,) = made.lines
    assert line.startswith(f"hotline: HOTLINE_{setting.upper()}='{value}': ")


async def test_web_is_killed_during_a_call_and_the_call_goes_on(company: Company, phone: UserAgent) -> None:
    hotline = company.hotline
    agent, extension, number = await company.agent(), await company.extension(), company.customer_number()
    desk = UserAgent()
    answered: asyncio.Future[IncomingCall] = asyncio.get_running_loop().create_future()

    async def answer(call: IncomingCall) -> None:
        call.ring()
        await call.answer()
        call.speak(tone(AGENT, 1))
        answered.set_result(call)

    desk.on_incoming = answer
    await desk.start()
    try:
        await desk.register(extension, PHONE_SECRET, hotline.registrar)
        async with await company.log_in(agent) as own:
            await own.send("POST", "/agent/session", {"extension": extension})
        call = await through_the_menu(company, phone, number)
        leg = await asyncio.wait_for(answered, 30)
        await asyncio.gather(leg.wait_tone(CUSTOMER, 20), call.wait_tone(AGENT, 20))

        killed = hotline.pid("web")
        web = [each for each in hotline.processes() if each.pid == killed]
        os.kill(killed, signal.SIGKILL)
        assert not left_over(web)
        heard = call.received.packets
        await eventually(lambda: call.received.packets > heard + 50, what="audio without web")
        await asyncio.gather(leg.wait_tone(CUSTOMER, 5), call.wait_tone(AGENT, 5))
        await call.hangup()
        await leg.wait_ended(10)

        await eventually(lambda: is_ready(hotline.address), 30, "web is back")
        record = await company.call_of(number)
        assert hotline.pid("web") != killed
        assert (record["outcome"], record["agent_id"], record["ended_by"]) == ("answered", agent.id, "caller")
        assert record["recovered"] is False
        await company.admin.until(f"/calls/{record['id']}", lambda row: row["recording"] == "playable", 30)
    finally:
        await desk.stop()
