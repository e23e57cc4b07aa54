"""Configuration files from dialplan/asterisk/*.j2. Nothing outside the home folder is touched."""

from __future__ import annotations

import hashlib
import ipaddress
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from telephony.config_model import Device, Music, Trunk
from telephony.errors import ConfigError
from telephony.switch.asterisk.devices import TRUNK_PREFIX
from telephony.switch.asterisk.modules import MODULES, missing_modules
from telephony.switch.asterisk.settings import AsteriskSettings, make_private_dir
from telephony.switch.asterisk.tones import write_beep, write_melody

PATTERNS = ("_[+*#0-9]!", "_[a-gi-zA-Z]!")
"""Every dialled number or name, except Asterisk's own extension `h`."""

ALIVE_SECONDS = 4
"""A controller that has not been heard of for longer than this counts as dead (hang-up handler)."""

GENERATION_AOR = "hotline-generation"
"""An address of record that only carries the mark of the loaded endpoint files."""

LOG_LIMIT = 16 * 1024 * 1024
LOG_KEPT = 1024 * 1024
"""Bytes of a log that make it too long, and bytes that are kept of it."""

MUSIC_FILE = "musiconhold.conf"
SECRET_FILES = frozenset({"ari.conf", "manager.conf", "pjsip_endpoints.conf", "pjsip_trunks.conf"})
ENDPOINT_FILES = ("pjsip_endpoints.conf", "pjsip_trunks.conf", "queues.conf")
STATIC_FILES = (
    "asterisk.conf",
    "modules.conf",
    "logger.conf",
    "http.conf",
    "ari.conf",
    "manager.conf",
    "rtp.conf",
    "indications.conf",
    "stasis.conf",
    "cdr.conf",
    "cel.conf",
    "pjsip.conf",
    "extensions.conf",
    "features.conf",
)
DEFAULT_FILES = (
    "acl.conf",
    "ccss.conf",
    "pjproject.conf",
    "pjsip_notify.conf",
    "queuerules.conf",
    "udptl.conf",
    "websocket_client.conf",
)
"""Files whose defaults are right, but whose absence Asterisk reports as an error."""

TRUNK_CODECS = ("alaw", "ulaw", "g722")
"""What trunks may be offered: what this Asterisk can translate without a licence."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
_RESERVED = frozenset({"anonymous", "global", "system", GENERATION_AOR})
_ADDRESS = re.compile(r"[A-Za-z0-9.:\[\]_-]+(/[0-9]{1,3})?")
_OWN_MUSIC = frozenset({"default", "general"})
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f;]")
_LEVELS = {
    "error": "error",
    "warning": "warning,error",
    "notice": "notice,warning,error",
    "verbose": "notice,warning,error,verbose(3)",
}


def _guard(value: object) -> object:
    """Refuse whatever could start a new line or a comment in an Asterisk configuration file."""
    if isinstance(value, str | Path) and not isinstance(value, _Literal):
        text = str(value)
        if _FORBIDDEN.search(text):
            raise ConfigError(f"{text!r}: line breaks, control characters and ';' cannot be configured")
    return value


def _dialplan_path(path: Path) -> str:
    """A path as an argument of a dialplan application."""
    if re.search(r"[,()&|${}\"\\]", str(path)):
        raise ConfigError(f'{path}: this folder cannot be used (it has one of , ( ) & | $ {{ }} " \\ in its name)')
    return str(path)


def templates_dir() -> Path:
    """The folder of the templates: in the source tree, or in the installed package's data."""
    top = Path(__file__).resolve().parents[3]
    for folder in (top / "dialplan/asterisk", top / "hotline_data/dialplan/asterisk"):
        if folder.is_dir():
            return folder
    raise ConfigError(f"{top}: the folder dialplan/asterisk is missing; install the package again")


def _environment() -> SandboxedEnvironment:
    return SandboxedEnvironment(
        loader=FileSystemLoader(templates_dir()),
        undefined=StrictUndefined,
        finalize=_guard,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )


@dataclass(frozen=True, slots=True)
class _DeviceView:
    id: str
    secret: str = field(repr=False)
    guest: bool
    webrtc: bool
    callerid: str


class _Literal(str):
    """Text of ours that may hold an escaped semicolon."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class _TrunkView:
    section: str
    uri: str
    client_uri: str
    match: tuple[str, ...]
    user: str
    secret: str = field(repr=False)
    register: bool
    transport: str
    suffix: _Literal
    codecs: str
    proxy: str
    srtp: bool
    send_pai: bool
    qualify: int
    expiry: int
    shows_numbers: bool


def trunk_section(trunk: str) -> str:
    """The name of a trunk's endpoint; the prefix keeps it apart from devices."""
    return f"{TRUNK_PREFIX}{trunk}"


def _device_view(device: Device) -> _DeviceView:
    if not _ID.fullmatch(device.id) or device.id.startswith(TRUNK_PREFIX) or device.id in _RESERVED:
        raise ConfigError(f"device {device.id!r}: use 1 to 40 of the letters A-Z a-z, digits, '_', '.', '-'")
    if not device.secret:
        raise ConfigError(f"device {device.id!r}: it has no secret; set one")
    name = re.sub(r'["<>\\]', "", device.name)
    return _DeviceView(
        id=device.id,
        secret=device.secret,
        guest=device.kind == "guest",
        webrtc=device.kind != "phone",
        callerid=f'"{name}" <{device.id}>' if name else "",
    )


def _trunk_view(trunk: Trunk) -> _TrunkView:
    if not _ID.fullmatch(trunk.id):
        raise ConfigError(f"trunk {trunk.id!r}: use 1 to 40 of the letters A-Z a-z, digits, '_', '.', '-'")
    proxies = (trunk.proxy,) if trunk.proxy else ()
    for address in (trunk.host, *trunk.match, *proxies):
        if not _ADDRESS.fullmatch(address):
            raise ConfigError(f"trunk {trunk.id!r}: {address!r} is not a host name or address")
    if trunk.register and not (trunk.user and trunk.secret):
        raise ConfigError(f"trunk {trunk.id!r}: registering needs a user and a secret")
    if trunk.user and not re.fullmatch(r"[A-Za-z0-9+_.~%-]+", trunk.user):
        raise ConfigError(f"trunk {trunk.id!r}: {trunk.user!r} is not a SIP user name")
    wrong = [codec for codec in trunk.codecs if codec not in TRUNK_CODECS]
    if wrong or not trunk.codecs:
        raise ConfigError(f"trunk {trunk.id!r}: codecs are {', '.join(TRUNK_CODECS)}; at least one of them")
    host = f"{trunk.host}:{trunk.port}" if trunk.port else trunk.host
    return _TrunkView(
        section=trunk_section(trunk.id),
        uri=f"sip:{host}",
        client_uri=f"sip:{trunk.user}@{host}",
        match=trunk.match or _own_address(trunk.host),
        user=trunk.user,
        secret=trunk.secret,
        register=trunk.register,
        transport=trunk.transport,
        suffix=_Literal("" if trunk.transport == "udp" else f"\\;transport={trunk.transport}"),
        codecs=",".join(trunk.codecs),
        proxy=trunk.proxy,
        srtp=trunk.srtp,
        send_pai=trunk.send_pai,
        qualify=trunk.qualify,
        expiry=trunk.expiry,
        shows_numbers=bool(trunk.numbers),
    )


def _own_address(host: str) -> tuple[str, ...]:
    """A trunk without addresses to match is known by its own, when that is one; names may mean many machines."""
    address = host.rpartition(":")[0] if host.count(":") == 1 else host
    try:
        return (str(ipaddress.ip_address(address.strip("[]"))),)
    except ValueError:
        return ()


def _unique(kind: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for each in ids:
        if each.lower() in seen:
            raise ConfigError(f"{kind} {each!r}: it is there twice")
        seen.add(each.lower())


def local_addresses() -> tuple[str, ...]:
    """This machine's IPv4 addresses, without 127.0.0.0/8, as the kernel lists them. Empty where it does not."""
    table = Path("/proc/net/fib_trie")
    if not table.exists():
        return ()
    found: dict[str, None] = {}
    address = ""
    for line in table.read_text(encoding="ascii", errors="replace").splitlines():
        words = line.split()
        if len(words) >= 2 and words[0] == "|--":
            address = words[1]
        elif words[:1] == ["/32"] and words[-1] == "LOCAL" and not address.startswith("127."):
            found[address] = None
    return tuple(found)


def _write(path: Path, text: str) -> bool:
    """Replace a file as a whole; secrets are readable by us alone. False when it has these contents already."""
    mode = 0o600 if path.name in SECRET_FILES else 0o644
    data = text.encode()
    if path.exists() and path.read_bytes() == data:
        return False
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as out:
        out.write(data)
    part.replace(path)
    return True


def render_music(settings: AsteriskSettings, music: Sequence[Music] = ()) -> tuple[bool, str]:
    """Write the classes of music on hold: the folders', and `music`, which goes before a folder of its name. → whether
    the file has changed, and its text. Raises ConfigError for bad names and paths."""
    _unique("music", (each.id for each in music))
    named = {each.id for each in music}
    if bad := next((name for name in named if not _ID.fullmatch(name) or name in _OWN_MUSIC), None):
        raise ConfigError(f"music {bad!r}: no name for a class of music")
    lists = [(each.id, [_dialplan_path(Path(file)) for file in each.files]) for each in music]
    folders = [(name, folder) for name, folder in _music_classes(settings.music) if name not in named]
    text = _environment().get_template(f"{MUSIC_FILE}.j2").render(folders=folders, lists=lists)
    return _write(settings.etc / MUSIC_FILE, text), text


def _music_classes(folder: Path) -> list[tuple[str, Path]]:
    named = [(sub.name, sub) for sub in sorted(folder.iterdir()) if sub.is_dir() and _ID.fullmatch(sub.name)]
    return [("default", folder), *[pair for pair in named if pair[0] not in _OWN_MUSIC]]


def render_endpoints(settings: AsteriskSettings, devices: Sequence[Device], trunks: Sequence[Trunk]) -> str:
    """Write the files that devices and trunks live in. Returns the mark of this version (see GENERATION_AOR). Raises
    ConfigError for bad names."""
    _unique("device", (device.id for device in devices))
    _unique("trunk", (trunk.id for trunk in trunks))
    context: dict[str, Any] = {
        "s": settings,
        "devices": [_device_view(device) for device in devices],
        "trunks": [_trunk_view(trunk) for trunk in trunks if trunk.enabled],
        "tls": any(trunk.enabled and trunk.transport == "tls" for trunk in trunks),
        "generation_aor": GENERATION_AOR,
        "generation": "",
    }
    environment = _environment()
    templates = {name: environment.get_template(f"{name}.j2") for name in ENDPOINT_FILES}
    plain = "".join(each.render(context) for each in templates.values())
    context["generation"] = generation = hashlib.sha256(plain.encode()).hexdigest()[:16]
    texts = {name: each.render(context) for name, each in templates.items()}
    for name, text in texts.items():
        _write(settings.etc / name, text)
    return generation


def _link(link: Path, target: Path) -> None:
    if link.is_symlink() and link.readlink() == target:
        return
    link.unlink(missing_ok=True)
    link.symlink_to(target)


def _trim(log: Path) -> None:
    """Keep the end of a log that has grown; nobody writes to it while Asterisk is not running."""
    if log.is_file() and log.stat().st_size > LOG_LIMIT:
        with log.open("rb") as file:
            file.seek(-LOG_KEPT, os.SEEK_END)
            kept = file.read().partition(b"\n")[2]
        log.write_bytes(kept)


def prepare_folders(settings: AsteriskSettings) -> None:
    """Make the folders that Asterisk writes to, and the sounds that must always be there."""
    for name in ("etc", "lib/keys", "cache", "data/sounds", "spool/recording", "spool/fallback", "log"):
        (settings.root / name).mkdir(parents=True, exist_ok=True)
    settings.root.chmod(0o700)
    make_private_dir(settings.run_dir)
    for name in ("documentation", "rest-api"):
        _link(settings.root / "data" / name, settings.tool.data / name)
    beep = settings.root / "data/sounds/beep.wav"
    if not beep.exists():
        write_beep(beep)
    for log in (settings.ended_log, settings.log_dir / "messages.log"):
        _trim(log)
    settings.music.mkdir(parents=True, exist_ok=True)
    if not any(each.is_file() for each in settings.music.iterdir()):
        write_melody(settings.music / "melody.wav")


def render(settings: AsteriskSettings, devices: Sequence[Device] = (), trunks: Sequence[Trunk] = ()) -> None:
    """Write all of HOME/asterisk/etc. Raises ConfigError, naming the value, before anything is written."""
    levels = _LEVELS.get(settings.log_level)
    if levels is None:
        raise ConfigError(f"log level {settings.log_level!r}: use one of {', '.join(_LEVELS)}")
    for path in (settings.etc, settings.spool, settings.prompts, settings.music):
        _dialplan_path(path)
    missing = missing_modules(settings.tool.modules)
    if missing:
        raise ConfigError(f"{settings.tool.modules}: this Asterisk lacks {', '.join(missing)}; fetch one that has them")
    prepare_folders(settings)
    context: dict[str, Any] = {
        "s": settings,
        "levels": levels,
        "modules": MODULES,
        "ice_addresses": local_addresses() if settings.loopback else (),
        "patterns": PATTERNS,
        "alive_seconds": ALIVE_SECONDS,
        "say_wait": "&".join(_dialplan_path(Path(path)) for path in settings.say_wait),
        "say_message": "&".join(_dialplan_path(Path(path)) for path in settings.say_message),
    }
    environment = _environment()
    texts = {name: environment.get_template(f"{name}.j2").render(context) for name in STATIC_FILES}
    texts |= dict.fromkeys(DEFAULT_FILES, "; The defaults are right.\n")
    for name, text in texts.items():
        _write(settings.etc / name, text)
    render_music(settings)
    render_endpoints(settings, devices, trunks)
