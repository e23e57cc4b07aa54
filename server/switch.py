"""Makes the Asterisk of this installation from the settings: its secrets, its program, its configuration files."""

from __future__ import annotations

import secrets
from pathlib import Path

import orjson

from server.prompts.sounds import music_folder, sounds_root
from server.provision import Tool, tool
from server.settings import Settings
from telephony import configuration
from telephony.config_model import Device
from telephony.errors import ConfigError
from telephony.files import write_atomically
from telephony.ivr.speech.catalog import PROMPTS
from telephony.ivr.speech.language import Lang
from telephony.ivr.speech.media import media
from telephony.switch.asterisk.render import render
from telephony.switch.asterisk.settings import AsteriskSettings, AsteriskTool


def installation_secrets(root: Path) -> dict[str, str]:
    """The random secrets of this installation (ARI, AMI), made at the first start; readable by the owner only."""
    path = root / "secrets.json"
    if path.is_file():
        try:
            return dict(orjson.loads(path.read_bytes()))
        except (ValueError, TypeError) as error:
            raise ConfigError(
                f"{path} is damaged ({error}): bring it back from a backup, or remove it and enter the passwords of"
                " gateways and trunks anew"
            ) from error
    made = {"ari": secrets.token_urlsafe(32), "ami": secrets.token_urlsafe(32)}
    write_atomically(path, orjson.dumps(made), mode=0o600)
    return made


def asterisk_tool(found: Tool) -> AsteriskTool:
    """Where the modules and data of an Asterisk are. Raises ConfigError when they cannot be found."""
    if found.source == "fetched":
        assert found.root is not None
        return AsteriskTool.from_root(found.root)
    modules = [*Path("/usr/lib").glob("*/asterisk/modules"), Path("/usr/lib/asterisk/modules")]
    data = [Path("/usr/share/asterisk"), Path("/var/lib/asterisk")]
    for folder in modules:
        if folder.is_dir():
            return AsteriskTool(tuple(found.argv), folder, next((path for path in data if path.is_dir()), data[0]))
    raise ConfigError(
        "asterisk is on PATH, but its modules are in no usual folder: remove it or set HOTLINE_ASTERISK=fetch"
    )


def asterisk_settings(config: Settings) -> AsteriskSettings:
    """Everything that the switch's configuration is rendered from."""
    made = installation_secrets(config.root)
    return AsteriskSettings(
        tool=asterisk_tool(tool("asterisk")),
        home=config.root,
        prompts=sounds_root(config.root),
        music=music_folder(config.root),
        ari_secret=made["ari"],
        ami_secret=made["ami"],
        node=config.node,
        sip_bind=config.sip_host,
        sip_port=config.sip_port,
        ami_port=config.ami_port,
        http_port=config.switch_http_port,
        rtp_first=config.rtp_first,
        rtp_last=config.rtp_last,
        allow_guests=config.guest_calls,
        say_wait=_said("please_hold", "zh", config.root),
        say_message=_said("voicemail_greeting", "zh", config.root),
    )


def _said(prompt: str, lang: Lang, root: Path) -> tuple[str, ...]:
    """The sound files of a system prompt."""
    return tuple(media(PROMPTS[prompt][lang], {}, lang, str(sounds_root(root))))


def render_switch(config: Settings) -> AsteriskSettings:
    """Write the switch's files with the endpoints of the last good configuration; returns the settings used."""
    switch = asterisk_settings(config)
    snapshot = configuration.read(config.core_dir / "snapshot.json").snapshot
    devices = {device.id: device for device in snapshot.devices}
    extra = config.core_dir / "devices.json"
    if extra.is_file():
        devices |= {raw["id"]: Device(**raw) for raw in orjson.loads(extra.read_bytes())}
    render(switch, tuple(devices.values()), snapshot.trunks)
    return switch
