"""A wrong setting is one clear line with its name; folders stay private; long homes get short sockets."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from server import settings
from telephony.errors import ConfigError


def test_every_wrong_value_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOTLINE_HOME", str(tmp_path))
    monkeypatch.setenv("HOTLINE_SIP_PORT", "abc")
    monkeypatch.setenv("HOTLINE_RTP_PORTS", "20000")
    with pytest.raises(ConfigError) as caught:
        settings.load()
    assert "HOTLINE_SIP_PORT='abc'" in str(caught.value)
    assert "FIRST-LAST" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("wrong", ["hotline.example.com", "ftp://x", "https://", "https://x/?a=1"])
def test_a_public_address_is_one_that_a_browser_can_open(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, wrong: str
) -> None:
    monkeypatch.setenv("HOTLINE_HOME", str(tmp_path))
    monkeypatch.setenv("HOTLINE_HTTP_PORT", "9001")
    assert settings.load().public_base == "http://127.0.0.1:9001"
    monkeypatch.setenv("HOTLINE_PUBLIC_URL", "https://hotline.example.com/cc/")
    assert settings.load().public_base == "https://hotline.example.com/cc"
    monkeypatch.setenv("HOTLINE_PUBLIC_URL", wrong)
    with pytest.raises(ConfigError, match="HOTLINE_PUBLIC_URL"):
        settings.load()


def test_a_password_is_never_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOTLINE_HOME", str(tmp_path))
    monkeypatch.setenv("HOTLINE_ADMIN_PASSWORD", "very-secret")
    assert "very-secret" not in repr(settings.load())


def test_the_settings_file_of_the_home_is_read_and_the_environment_wins(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "settings.env").write_text("HOTLINE_HTTP_PORT=9001\nHOTLINE_NODE=b7\n")
    monkeypatch.setenv("HOTLINE_HOME", str(tmp_path))
    monkeypatch.setenv("HOTLINE_HTTP_PORT", "9002")
    loaded = settings.load()
    assert (loaded.http_port, loaded.node) == (9002, "b7")


def test_sockets_stay_short_however_long_the_home_is(tmp_path: Path) -> None:
    long = tmp_path / ("x" * 100)
    loaded = settings.load(home=long)
    loaded.make_folders()
    assert len(os.fsencode(loaded.core_socket)) <= 107
    assert loaded.runtime_dir.stat().st_mode & 0o077 == 0
    assert settings.load(home=tmp_path / "other" / ("x" * 100)).runtime_dir != loaded.runtime_dir


def test_a_plain_postgresql_address_gets_the_driver() -> None:
    loaded = settings.load(database_url="postgresql://hotline@127.0.0.1/hotline")
    assert loaded.database == "postgresql+psycopg://hotline@127.0.0.1/hotline"
