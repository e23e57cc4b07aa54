"""Starting and ending Asterisk, and what it must not write."""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from telephony.errors import SwitchUnavailable
from telephony.events import DigitPressed, SwitchConnected, SwitchLost
from telephony.switch.asterisk.driver import AsteriskSwitch
from telephony.switch.asterisk.process import AsteriskProcess
from telephony.switch.asterisk.render import render
from telephony.switch.asterisk.settings import AsteriskTool
from tests.contract.asterisk_stage import AsteriskStage
from tests.contract.conftest import make_settings
from tests.contract.test_legs import answered
from tests.contract.test_rooms import end, talk

pytestmark = pytest.mark.asterisk

PARENT = """
import asyncio, pickle, sys
from telephony.switch.asterisk.process import AsteriskProcess
async def main():
    process = AsteriskProcess(pickle.load(open(sys.argv[1], "rb")), lambda line: None)
    await process.start()
    print(process.pid, flush=True)
    await asyncio.sleep(600)
asyncio.run(main())
"""


async def test_a_life(tmp_path: Path) -> None:
    settings = make_settings(tmp_path / "家")
    render(settings)
    lines: list[str] = []
    process = AsteriskProcess(settings, lines.append)
    begun = time.monotonic()
    await process.start()
    await process.start()
    await process.wait_ready()
    assert time.monotonic() - begun < 10
    assert process.pid is not None
    await process.stop()
    assert process.pid is None
    await process.stop()
    assert any("Asterisk Ready" in line for line in lines)
    assert not any("ERROR" in line or "WARNING" in line for line in lines)


async def test_it_dies_with_its_parent(tmp_path: Path) -> None:
    settings = make_settings(tmp_path)
    render(settings)
    (tmp_path / "settings").write_bytes(pickle.dumps(settings))
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PARENT, str(tmp_path / "settings"), stdout=asyncio.subprocess.PIPE, cwd=Path.cwd()
    )
    assert parent.stdout is not None
    pid = int(await parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    await parent.wait()
    async with asyncio.timeout(10):
        while _alive(pid):
            await asyncio.sleep(0.05)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[0]
    return state != "Z"


async def _start_and_wait(process: AsteriskProcess) -> None:
    await process.start()
    await process.wait_ready(5)


async def test_a_program_that_is_none(tmp_path: Path) -> None:
    settings = replace(make_settings(tmp_path), tool=AsteriskTool(("/no/such/asterisk",), tmp_path, tmp_path))
    settings.root.mkdir(parents=True)
    with pytest.raises(SwitchUnavailable):
        await _start_and_wait(AsteriskProcess(settings, print))


async def test_a_switch_that_ends_at_once_is_told(tmp_path: Path) -> None:
    settings = make_settings(tmp_path)
    render(settings)
    (settings.etc / "asterisk.conf").write_text("[directories]\nastmoddir => /nowhere\n")
    lines: list[str] = []
    process = AsteriskProcess(settings, lines.append)
    await process.start()
    with pytest.raises(SwitchUnavailable):
        await process.wait_ready(3)
    await process.stop(1)


async def test_the_driver_waits_for_a_switch_that_comes_later(tmp_path: Path) -> None:
    settings = make_settings(tmp_path)
    render(settings)
    facts: list[object] = []
    switch = AsteriskSwitch(settings)
    await switch.start(facts.append)
    process = AsteriskProcess(settings, lambda _line: None)
    await process.start()
    async with asyncio.timeout(20):
        while not switch.connected:
            await asyncio.sleep(0.02)
    assert len(facts) == 1
    await process.stop()
    async with asyncio.timeout(10):
        while len(facts) < 2:
            await asyncio.sleep(0.02)
    assert not switch.connected
    await switch.close()


@pytest.mark.slow
async def test_a_switch_that_hangs_is_lost_and_found_again(tmp_path: Path) -> None:
    settings = make_settings(tmp_path)
    render(settings)
    process = AsteriskProcess(settings, lambda _line: None)
    await process.start()
    await process.wait_ready()
    facts: list[object] = []
    switch = AsteriskSwitch(settings)
    await switch.start(facts.append)
    pid = process.pid
    assert pid is not None
    try:
        await _facts(facts, 1)
        os.kill(pid, signal.SIGSTOP)
        await _facts(facts, 2)
        assert isinstance(facts[1], SwitchLost)
    finally:
        os.kill(pid, signal.SIGCONT)
    await _facts(facts, 3)
    assert isinstance(facts[2], SwitchConnected)
    await switch.close()
    await process.stop()


async def _facts(facts: list[object], count: int) -> None:
    async with asyncio.timeout(30):
        while len(facts) < count:
            await asyncio.sleep(0.02)


async def test_digits_are_in_no_log(real: AsteriskStage) -> None:
    caller = await answered(real)
    secret = "8642097531"
    await caller.press(secret)
    for digit in secret:
        await real.expect(DigitPressed, digit=digit)
    await caller.hang_up()
    await asyncio.sleep(0.5)
    for file in [*real.settings.log_dir.rglob("*"), real.settings.ended_log, real.settings.home / "asterisk.out"]:
        if file.is_file():
            text = file.read_text(encoding="utf-8", errors="replace")
            assert secret not in text
            assert "DTMF" not in text


async def test_an_ordinary_call_leaves_nothing_in_the_log(real: AsteriskStage) -> None:
    log = real.settings.home / "asterisk.out"
    before = len(log.read_text(encoding="utf-8"))
    await real.agent.register("8001", "only-a-test", real.address)
    caller, phone = await talk(real)
    await end(real, caller, phone)
    await asyncio.sleep(0.3)
    assert log.read_text(encoding="utf-8")[before:] == ""
