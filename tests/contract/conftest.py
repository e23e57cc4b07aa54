"""The stages: the fake always, the real Asterisk where one is found."""

from __future__ import annotations

import shutil
import signal
import socket
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
from tests.contract.asterisk_stage import SECRET, AsteriskStage
from tests.contract.fake_stage import FakeStage
from tests.contract.stage import Stage
from tests.contract.tool import asterisk_tool

DEVICES = ("8001", "8002")


def free_ports(count: int) -> list[int]:
    """Ports that are free for TCP and UDP now."""
    found: list[int] = []
    held: list[socket.socket] = []
    while len(found) < count:
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        udp.bind(("127.0.0.1", 0))
        port = udp.getsockname()[1]
        tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        held += [udp, tcp]
        try:
            tcp.bind(("127.0.0.1", port))
        except OSError:
            continue
        found.append(port)
    for each in held:
        each.close()
    return found


def free_range(size: int) -> int:
    """The first of `size` UDP ports in a row that look free, from an even number on."""
    for first in range(22050, 60000, size + size % 2):
        held: list[socket.socket] = []
        try:
            for port in range(first, first + size):
                held.append(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
                held[-1].bind(("127.0.0.1", port))
        except OSError:
            continue
        finally:
            for each in held:
                each.close()
        return first
    raise RuntimeError("no free UDP ports for voice")


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
