"""The real espeak-ng, and all prompts rendered with it once."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from server.prompts import sounds
from server.prompts.espeak import EspeakVoice, find_voice


def _command() -> list[str]:
    """HOTLINE_TEST_ESPEAK, then what the provisioning knows, then PATH; empty when there is none."""
    if own := os.environ.get("HOTLINE_TEST_ESPEAK"):
        return shlex.split(own)
    asked = subprocess.run(
        [sys.executable, "-m", "server.provision", "where", "espeak-ng"], capture_output=True, text=True, check=False
    )
    if asked.returncode == 0 and asked.stdout.strip():
        return shlex.split(asked.stdout.strip().splitlines()[-1])
    found = shutil.which("espeak-ng")
    return [found] if found else []


@pytest.fixture(scope="session")
def espeak_command() -> list[str]:
    command = _command()
    if not command:
        pytest.skip("espeak-ng is not on this machine: run `./hotline up` once, or install it")
    return command


@pytest.fixture(scope="session")
def voice(espeak_command: list[str]) -> EspeakVoice:
    return find_voice(espeak_command)


@pytest.fixture(scope="session")
def home(voice: EspeakVoice, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    sounds.prepare(folder, [("zh", "您的订单{no:digits}共{n:quantity:件}，合计{total:money}。")], voice)
    return folder
