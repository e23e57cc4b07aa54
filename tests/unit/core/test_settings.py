"""A wrong setting is one clear line with its name; folders stay private; long homes get short sockets."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from recordings.errors import NoKeys
from server import cli, settings
from server.database import Database
from server.supervisor import Supervisor
from server.switch import installation_secrets
from telephony.errors import ConfigError
from tests.support.ports import free_ports


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


@pytest.mark.parametrize("given", ["postgres://u:p@db/x", "postgresql://u:p@db/x", "postgresql+psycopg://u:p@db/x"])
def test_a_postgresql_is_named_as_its_providers_do(tmp_path: Path, given: str) -> None:
    assert settings.load(home=tmp_path, database_url=given).database == "postgresql+psycopg://u:p@db/x"


@pytest.mark.parametrize(
    "given", ["hidden", "mysql://hidden/x", "postgresql://u:hidden@db:abc/x", "postgresql:u:hidden"]
)
def test_what_is_no_database_is_refused_and_its_password_not_shown(tmp_path: Path, given: str) -> None:
    with pytest.raises(ConfigError, match=r"HOTLINE_DATABASE_URL.*postgresql://USER") as caught:
        settings.load(home=tmp_path, database_url=given)
    assert "hidden" not in str(caught.value)


def test_two_servers_cannot_have_one_port(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="HOTLINE_SIP_PORT and HOTLINE_HTTP_PORT are both 5060"):
        settings.load(home=tmp_path, http_port=5060)
    with pytest.raises(ConfigError, match="HOTLINE_SIP_PORT=10500"):
        settings.load(home=tmp_path, sip_port=10500)


def test_a_home_that_is_no_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(ConfigError, match=f"{tmp_path}/home.*HOTLINE_HOME"):
        settings.load(home=tmp_path / "home").make_folders()


def test_what_is_private_is_the_owners_alone(tmp_path: Path) -> None:
    """Also what an earlier version has made for all to read."""
    loaded = settings.load(home=tmp_path)
    private = [tmp_path / "hotline.db", tmp_path / "hotline.db-wal", loaded.imports_dir / "x"]
    for path in private:
        path.parent.mkdir(exist_ok=True)
        path.write_text("")
        path.chmod(0o644)
    loaded.imports_dir.chmod(0o755)
    loaded.make_folders()
    for path in (*private[:2], loaded.imports_dir, loaded.recordings_dir, loaded.logs_dir, loaded.core_dir):
        assert path.stat().st_mode & 0o077 == 0, path


def test_names_that_mean_nothing_are_told_with_what_is_meant(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "settings.env").write_text("HOTLINE_HTTP_PORT=9001\nexport HOTLINE_HTTPPORT=1\nSIP_PORT=2\n# NO=3\n")
    monkeypatch.setenv("HOTLINE_DATABSE_URL", "x")
    monkeypatch.setenv("HOTLINE_OF_ANOTHER_PROGRAM", "x")
    assert settings.misspelt(tmp_path) == {
        "HOTLINE_DATABSE_URL": "HOTLINE_DATABASE_URL",
        "HOTLINE_HTTPPORT": "HOTLINE_HTTP_PORT",
        "SIP_PORT": "HOTLINE_SIP_PORT",
    }


def test_the_list_of_settings_shows_no_password(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOTLINE_HOME", str(tmp_path))
    monkeypatch.setenv("HOTLINE_DATABASE_URL", "postgresql://u:very-secret@db/x")
    monkeypatch.setenv("HOTLINE_ADMIN_PASSWORD", "very-secret")
    cli.config()
    shown = capsys.readouterr().out
    assert "HOTLINE_SIP_PORT" in shown
    assert "very-secret" not in shown


async def test_nothing_starts_without_the_keys_that_recordings_are_sealed_with(tmp_path: Path) -> None:
    with pytest.raises(NoKeys, match=r"gone\.json"):
        await Supervisor(settings.load(home=tmp_path, recording_keys=str(tmp_path / "gone.json"))).run()


def test_a_database_that_is_away_is_one_line(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    url = f"postgresql://nobody:very-secret@127.0.0.1:{port}/x"
    env = {**os.environ, "HOTLINE_HOME": str(tmp_path), "HOTLINE_DATABASE_URL": url}
    ended = subprocess.run(
        [sys.executable, "-m", "server.web"], env=env, cwd=settings.SOURCE, capture_output=True, check=False
    )
    said = (ended.stdout + ended.stderr).decode()
    assert ended.returncode == 1
    assert "web.no_database" in said
    assert "Traceback" not in said
    assert "very-secret" not in said


def test_a_damaged_file_of_settings_or_secrets_is_named(tmp_path: Path) -> None:
    (tmp_path / "settings.env").write_bytes(b"\xff=1\n")
    with pytest.raises(ConfigError, match=r"settings\.env is no UTF-8"):
        settings.load(home=tmp_path)
    (tmp_path / "secrets.json").write_text("{")
    with pytest.raises(ConfigError, match=r"secrets\.json is damaged"):
        installation_secrets(tmp_path)


async def test_a_database_that_is_none_or_of_a_newer_hotline_is_named(tmp_path: Path) -> None:
    path = tmp_path / "hotline.db"
    path.write_text("no database, and long enough to be taken for one with a header of its own" * 20)
    db = Database(f"sqlite+aiosqlite:///{path}")
    with pytest.raises(ConfigError, match=r"hotline\.db cannot be read \(file is not a database\)"):
        await db.migrate()
    await db.close()
    path.unlink()
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE alembic_version (version_num VARCHAR(32))")
        made.execute("INSERT INTO alembic_version VALUES ('9999')")
    made.close()
    db = Database(f"sqlite+aiosqlite:///{path}")
    with pytest.raises(ConfigError, match=r"a newer Hotline.*9999"):
        await db.migrate()
    await db.close()
