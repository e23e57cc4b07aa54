"""The stages: the fake always, the real Asterisk where one is found."""

from __future__ import annotations

import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest

from telephony.config_model import Device
from telephony.events import DeviceChanged, DeviceState, SwitchConnected
from telephony.switch.asterisk.process import AsteriskProcess
from telephony.switch.asterisk.render import render
from telephony.switch.asterisk.settings import AsteriskSettings
from telephony.switch.asterisk.tones import _note, _write
from tests.contract.asterisk_stage import SECRET, AsteriskStage
from tests.contract.fake_stage import FakeStage
from tests.contract.stage import Stage
from tests.contract.tool import asterisk_tool
from tests.support.ports import free_ports, free_range

DEVICES = ("8001", "8002")


def make_settings(home: Path) -> AsteriskSettings:
    """Settings of an Asterisk of the tests' own, on loopback."""
    tool = asterisk_tool()
    if tool is None:
        pytest.skip("no Asterisk here: ./hotline test fetches one")
    sip, ami, http = free_ports(3)
    first = free_range(100)
    return AsteriskSettings(
        tool=tool,
        home=home,
        prompts=home / "sounds/prompts",
        music=home / "sounds/moh",
        ari_secret="ari-only-a-test",
        ami_secret="ami-only-a-test",
        sip_port=sip,
        ami_port=ami,
        http_port=http,
        rtp_first=first,
        rtp_last=first + 99,
        say_wait=(str(home / "sounds/wait"),),
        say_message=(str(home / "sounds/message"),),
    )


def _answers(settings: AsteriskSettings) -> bool:
    request = urllib.request.Request(
        f"http://127.0.0.1:{settings.http_port}/ari/asterisk/ping",
        headers={"Authorization": aiohttp.encode_basic_auth(settings.ari_user, settings.ari_secret)},
    )
    try:
        with urllib.request.urlopen(request, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture(scope="session")
def asterisk() -> Iterator[AsteriskSettings]:
    """One real Asterisk for the whole run."""
    home = Path(tempfile.mkdtemp(prefix="hotline-contract-"))
    settings = make_settings(home)
    _write(home / "sounds/wait.wav", _note(800, 1.0))
    _write(home / "sounds/message.wav", _note(900, 1.0))
    render(settings, [Device(device, "phone", SECRET, f"坐席{device}") for device in DEVICES])
    log = (home / "asterisk.out").open("wb")
    process = subprocess.Popen(AsteriskProcess(settings, print).argv(), stdout=log, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + 30
        while not _answers(settings):
            assert process.poll() is None, (home / "asterisk.out").read_text()
            assert time.monotonic() < deadline, (home / "asterisk.out").read_text()
            time.sleep(0.05)
        yield settings
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)
        log.close()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
async def real(asterisk: AsteriskSettings, tmp_path: Path) -> AsyncIterator[AsteriskStage]:
    """A controller on the real Asterisk, with two registered phones."""
    stage = AsteriskStage(asterisk, tmp_path / "media")
    await stage.open(DEVICES)
    await stage.switch.start(stage.sink)
    await stage.expect(SwitchConnected)
    try:
        yield stage
    finally:
        await stage.close()


@pytest.fixture
async def fake() -> AsyncIterator[FakeStage]:
    """A controller on the fake switch, with two registered phones."""
    stage = FakeStage(DEVICES)
    await stage.switch.start(stage.sink)
    await stage.expect(SwitchConnected)
    await stage.switch.provision([Device(device, "phone", SECRET) for device in DEVICES], [])
    for device in DEVICES:
        await stage.expect(DeviceChanged, device=device, state=DeviceState.IDLE)
    yield stage
    await stage.switch.close()


@pytest.fixture(params=["fake", pytest.param("real", marks=pytest.mark.asterisk)])
def stage(request: pytest.FixtureRequest) -> Stage:
    """Each switch in turn."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Stage)
    return found
