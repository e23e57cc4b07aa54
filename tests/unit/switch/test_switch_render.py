"""Asterisk's configuration files: complete, private, and closed to injection."""

from __future__ import annotations

import re
import stat
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from telephony.config_model import Device, Music, Trunk
from telephony.errors import ConfigError
from telephony.switch.asterisk.modules import MODULES
from telephony.switch.asterisk.render import (
    LOG_KEPT,
    LOG_LIMIT,
    local_addresses,
    render,
    render_endpoints,
    render_music,
)
from telephony.switch.asterisk.settings import SOCKET_PATH_LIMIT, AsteriskSettings, AsteriskTool, make_private_dir

PHONE = Device("8001", "phone", "s3cret", "张三")


@pytest.fixture
def settings(tmp_path: Path) -> AsteriskSettings:
    """Settings with a tool that has all modules, though empty ones."""
    modules, data, home = tmp_path / "modules", tmp_path / "data", tmp_path / "home"
    for folder in (modules, data / "documentation", data / "rest-api", home):
        folder.mkdir(parents=True)
    for name in MODULES:
        (modules / f"{name}.so").touch()
    return AsteriskSettings(
        tool=AsteriskTool(("asterisk",), modules, data),
        home=home,
        prompts=home / "sounds",
        music=home / "sounds/music",
        ari_secret="the-ari-secret",
        ami_secret="the-ami-secret",
    )


def read(settings: AsteriskSettings, name: str) -> str:
    return (settings.etc / name).read_text(encoding="utf-8")


def test_secrets_are_readable_by_the_owner_alone(settings: AsteriskSettings) -> None:
    render(settings, [PHONE], [Trunk("t1", "电信", "sip.example.net", user="u", secret="trunk-secret", register=True)])
    for file in settings.etc.iterdir():
        text = file.read_text(encoding="utf-8")
        if any(secret in text for secret in ("the-ari-secret", "the-ami-secret", "s3cret", "trunk-secret")):
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name
    assert stat.S_IMODE(settings.root.stat().st_mode) == 0o700
    assert stat.S_IMODE(settings.run_dir.stat().st_mode) == 0o700
    for secret in ("the-ari-secret", "s3cret"):
        assert secret not in repr(settings)
        assert secret not in repr(PHONE)


def test_everything_listens_where_it_should(settings: AsteriskSettings) -> None:
    render(replace(settings, sip_bind="0.0.0.0", sip_port=5070))
    assert "bindaddr = 127.0.0.1" in read(settings, "http.conf")
    assert "bindaddr = 127.0.0.1" in read(settings, "manager.conf")
    assert read(settings, "pjsip.conf").count("bind = 0.0.0.0:5070") == 2
    assert "media_address" not in read(settings, "pjsip.conf")


def test_nothing_dangerous_is_allowed(settings: AsteriskSettings) -> None:
    render(settings, [PHONE])
    assert "live_dangerously = no" in read(settings, "asterisk.conf")
    assert "autoload = no" in read(settings, "modules.conf")
    manager = read(settings, "manager.conf")
    assert re.findall(r"^(?:read|write) = (.*)$", manager, re.MULTILINE) == ["call,system"] * 2
    levels = re.findall(r"^(?:console|messages.log) => (.*)$", read(settings, "logger.conf"), re.MULTILINE)
    assert levels == ["warning,error"] * 2
    for word in ("system", "shell", "trysystem", "dial(", "dtmf"):
        assert word not in read(settings, "extensions.conf").lower()


def test_no_context_of_an_endpoint_reaches_a_trunk(settings: AsteriskSettings) -> None:
    trunk = Trunk("t1", "电信", "10.0.0.1", ("10.0.0.1",))
    render(settings, [PHONE, Device("web", "browser", "x"), Device("g", "guest", "x")], [trunk])
    pjsip = read(settings, "pjsip.conf")
    assert set(re.findall(r"^context = (.*)$", pjsip, re.MULTILINE)) == {"hotline-in", "hotline-device"}
    assert "PJSIP" not in read(settings, "extensions.conf")
    endpoints = read(settings, "pjsip_endpoints.conf")
    assert "[g](hotline-guest)" in endpoints
    assert "[web](hotline-device)" in endpoints
    assert endpoints.count("webrtc = yes") == 2
    assert "context" not in endpoints


def test_guests_can_be_shut_out(settings: AsteriskSettings) -> None:
    render(settings)
    assert "[anonymous]" in read(settings, "pjsip.conf")
    render(replace(settings, allow_guests=False))
    assert "[anonymous]" not in read(settings, "pjsip.conf")


@pytest.mark.parametrize(
    "device",
    [
        Device("8001\ncontext=evil", "phone", "s"),
        Device("8001](evil", "phone", "s"),
        Device("", "phone", "s"),
        Device("trunk-t1", "phone", "s"),
        Device("anonymous", "phone", "s"),
        Device("8001", "phone", ""),
        Device("8001", "phone", "s\ncontext=evil"),
        Device("8001", "phone", "s;comment"),
        Device("8001", "phone", "s", "张\r\ncontext=evil"),
        Device("8" * 41, "phone", "s"),
    ],
)
def test_devices_that_are_refused(settings: AsteriskSettings, device: Device) -> None:
    render(settings, [PHONE])
    before = read(settings, "pjsip_endpoints.conf")
    with pytest.raises(ConfigError):
        render_endpoints(settings, [device], [])
    assert read(settings, "pjsip_endpoints.conf") == before


@pytest.mark.parametrize(
    "trunk",
    [
        Trunk("t 1", "x", "10.0.0.1"),
        Trunk("t1", "x", "10.0.0.1\nmatch=0.0.0.0/0"),
        Trunk("t1", "x", ""),
        Trunk("t1", "x", "10.0.0.1", ("10.0.0.1 10.0.0.2",)),
        Trunk("t1", "x", "10.0.0.1", register=True),
        Trunk("t1", "x", "10.0.0.1", user="a b", secret="s"),
        Trunk("t1", "x", "10.0.0.1", user="a", secret="s\ntype=endpoint"),
        Trunk("t1", "x", "10.0.0.1", codecs=("g729",)),
        Trunk("t1", "x", "10.0.0.1", codecs=()),
        Trunk("t1", "x", "10.0.0.1", proxy="a\nb"),
    ],
)
def test_trunks_that_are_refused(settings: AsteriskSettings, trunk: Trunk) -> None:
    render(settings)
    with pytest.raises(ConfigError):
        render_endpoints(settings, [], [trunk])


def test_a_trunk_with_everything(settings: AsteriskSettings) -> None:
    trunk = Trunk(
        "t1",
        "x",
        "sip.example.com",
        user="u",
        secret="s",
        register=True,
        port=5070,
        transport="tls",
        srtp=True,
        codecs=("alaw",),
        proxy="proxy.example.com:5061",
        qualify=30,
        send_pai=True,
        numbers=("01062881234",),
    )
    render(settings)
    render_endpoints(settings, [], [trunk, Trunk("t2", "y", "203.0.113.7:5080"), Trunk("t3", "z", "h", enabled=False)])
    text = read(settings, "pjsip_trunks.conf")
    for line in (
        "[transport-tls]",
        "transport = transport-tls",
        "allow = alaw",
        "outbound_proxy = sip:proxy.example.com:5061\\;lr\\;transport=tls",
        "media_encryption = sdes",
        "contact = sip:sip.example.com:5070\\;transport=tls",
        "server_uri = sip:sip.example.com:5070\\;transport=tls",
        "client_uri = sip:u@sip.example.com:5070",
        "qualify_frequency = 30",
        "send_pai = yes",
        "match = 203.0.113.7",
        "allow = ulaw,alaw",
    ):
        assert line in text.splitlines(), line
    assert "from_user" not in text
    assert "trunk-t3" not in text
    render_endpoints(settings, [], [Trunk("t2", "y", "203.0.113.7")])
    assert "transport-tls" not in read(settings, "pjsip_trunks.conf")


def test_twice_the_same_id(settings: AsteriskSettings) -> None:
    render(settings)
    with pytest.raises(ConfigError, match="twice"):
        render_endpoints(settings, [PHONE, replace(PHONE, secret="other")], [])


def test_a_name_cannot_change_the_number(settings: AsteriskSettings) -> None:
    render(settings, [replace(PHONE, name='张三" <10086>')])
    assert 'callerid = "张三 10086" <8001>' in read(settings, "pjsip_endpoints.conf")


def test_the_mark_tells_versions_apart(settings: AsteriskSettings) -> None:
    render(settings)
    first = render_endpoints(settings, [PHONE], [])
    assert f"voicemail_extension = {first}" in read(settings, "pjsip_endpoints.conf")
    written = (settings.etc / "pjsip_endpoints.conf").stat().st_mtime_ns
    assert render_endpoints(settings, [PHONE], []) == first
    assert (settings.etc / "pjsip_endpoints.conf").stat().st_mtime_ns == written
    assert render_endpoints(settings, [replace(PHONE, secret="new")], []) != first


def test_only_phones_of_ours_are_in_the_plain_queue(settings: AsteriskSettings) -> None:
    render(settings, [PHONE, Device("g", "guest", "x")])
    assert re.findall(r"^member => (.*)$", read(settings, "queues.conf"), re.MULTILINE) == ["PJSIP/8001"]


def test_a_long_home_gets_a_short_private_run_folder(settings: AsteriskSettings, tmp_path: Path) -> None:
    deep = tmp_path / ("很长的名字" * 6) / ("x" * 60)
    deep.mkdir(parents=True)
    long = replace(settings, home=deep)
    assert len(str(long.run_dir / "asterisk.ctl").encode()) <= SOCKET_PATH_LIMIT
    assert long.run_dir.parent == Path(tempfile.gettempdir())
    assert long.run_dir != replace(settings, home=deep / "other").run_dir
    render(long)
    assert f"astrundir => {long.run_dir}" in (long.etc / "asterisk.conf").read_text(encoding="utf-8")
    long.run_dir.rmdir()


def test_somebody_elses_folder_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "real")
    with pytest.raises(ConfigError, match="remove it"):
        make_private_dir(link)


def test_a_folder_that_the_dialplan_would_misread(settings: AsteriskSettings, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be used"):
        render(replace(settings, home=tmp_path / "a,b"))
    with pytest.raises(ConfigError, match="cannot be used"):
        render(replace(settings, say_wait=("/x/${SHELL(id)}",)))


def test_a_missing_module_is_named(settings: AsteriskSettings) -> None:
    (settings.tool.modules / "app_mixmonitor.so").unlink()
    with pytest.raises(ConfigError, match="app_mixmonitor"):
        render(settings)
    with pytest.raises(ConfigError, match="log level"):
        render(replace(settings, log_level="loud"))


def test_callers_always_have_something_to_hear(settings: AsteriskSettings) -> None:
    render(settings)
    assert (settings.music / "melody.wav").stat().st_size > 100_000
    assert (settings.root / "data/sounds/beep.wav").exists()
    (settings.music / "melody.wav").rename(settings.music / "own.wav")
    (settings.music / "vip").mkdir()
    render(settings)
    assert [file.name for file in settings.music.iterdir() if file.is_file()] == ["own.wav"]
    assert "[vip]" in read(settings, "musiconhold.conf")


def test_music_of_the_library_goes_before_a_folder_of_its_name_and_injects_nothing(settings: AsteriskSettings) -> None:
    (settings.music / "vip").mkdir(parents=True)
    render(settings)
    changed, text = render_music(settings, [Music("vip", ("/sounds/library/a1", "/sounds/library/b2"))])
    assert changed
    assert "[vip]\nmode = playlist\nentry = /sounds/library/a1\nentry = /sounds/library/b2\n" in text
    assert text.count("[vip]") == 1
    assert "[default]\nmode = files" in text
    assert render_music(settings, [Music("vip", ("/sounds/library/a1", "/sounds/library/b2"))]) == (False, text)
    names = [Music(name, ("/a",)) for name in ("default", "general", "x]\n[y", "../x")]
    for bad in (*names, Music("ok", ("/a\nmode=custom",)), Music("ok", ("/a;b",))):
        with pytest.raises(ConfigError):
            render_music(settings, [bad])
    with pytest.raises(ConfigError):
        render_music(settings, [Music("twice", ("/a",)), Music("twice", ("/b",))])
    assert read(settings, "musiconhold.conf") == text


def test_long_logs_are_cut(settings: AsteriskSettings) -> None:
    render(settings)
    settings.ended_log.write_bytes(b"line\n" * (LOG_LIMIT // 5 + 10))
    render(settings)
    assert LOG_KEPT - 10 < settings.ended_log.stat().st_size <= LOG_KEPT
    assert settings.ended_log.read_bytes().startswith(b"line\n")


def test_addresses_of_this_machine() -> None:
    assert not any(address.startswith("127.") for address in local_addresses())


def test_an_unpacked_tree_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no unpacked Asterisk"):
        AsteriskTool.from_root(tmp_path)
