"""Every setting of an installation: `HOTLINE_…` in the environment, then HOTLINE_HOME/settings.env, then
the default."""

from __future__ import annotations

import contextlib
import difflib
import hashlib
import os
import re
import tempfile
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from crm.attachments.kinds import FAMILIES
from telephony.errors import ConfigError

SOURCE = Path(__file__).resolve().parent.parent
"""The checkout: where dialplan/, ivr_flows/, config/ and web/dist are."""

UNIX_SOCKET_LIMIT = 100
"""Bytes of a unix socket's path that work everywhere (the kernel's limit is 107)."""

SECRET = frozenset({"admin_password", "database_url"})
"""Settings whose value, or a part of it, is for nobody to read."""

_NAME = re.compile(r"^\s*(?:export\s+)?(\w+)\s*=", re.MULTILINE)

Port = Annotated[int, Field(ge=1, le=65535)]


def _port_range(value: str) -> str:
    first, sep, last = value.partition("-")
    if not (sep and first.isdigit() and last.isdigit() and 1024 <= int(first) < int(last) <= 65535):
        raise ValueError("write two ports as FIRST-LAST, e.g. 10000-10999")
    return value


def _public_url(value: str) -> str:
    value = value.strip().rstrip("/")
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment):
        raise ValueError("write an address that customers can open, e.g. https://hotline.example.com")
    return value


def _database_url(value: str) -> str:
    """With the driver that is used; other ways to write a PostgreSQL are common."""
    for short in ("postgres://", "postgresql://"):
        if value.startswith(short):
            value = "postgresql+psycopg://" + value.removeprefix(short)
    remedy = "write postgresql://USER:PASSWORD@HOST:PORT/NAME, or leave it empty for SQLite in the home"
    if value and not re.match(r"(postgresql\+psycopg|sqlite(\+aiosqlite)?)://.", value):
        raise ValueError(remedy)
    try:
        urlsplit(value).port  # noqa: B018 - read to be checked
    except ValueError as error:
        raise ValueError(f"{error}: {remedy}") from error
    return value


def _families(value: str) -> str:
    wrong = [word for word in value.split(",") if word.strip() not in FAMILIES]
    if wrong:
        raise ValueError(f"write kinds with commas between them, of {', '.join(FAMILIES)}")
    return value


class Settings(BaseSettings):
    """See `./hotline config` for every name with its value."""

    model_config = SettingsConfigDict(env_prefix="HOTLINE_", extra="ignore", frozen=True)

    home: Path = Field(Path("var"), description="folder of every file that Hotline writes")
    http_host: str = Field("127.0.0.1", description="address of the web server")
    http_port: Port = Field(8080, description="port of the web server")
    public_url: Annotated[str, AfterValidator(_public_url)] = Field(
        "", description="address of links in messages to customers, https://host; empty: that of the web server"
    )
    sip_host: str = Field("127.0.0.1", description="address that phones register at; 0.0.0.0 for phones on the network")
    sip_port: Port = Field(5060, description="SIP port (UDP and TCP)")
    ami_port: Port = Field(5038, description="port of Asterisk's manager interface, on loopback")
    switch_http_port: Port = Field(8088, description="port of Asterisk's HTTP server (ARI, /ws), on loopback")
    rtp_ports: Annotated[str, AfterValidator(_port_range)] = Field(
        "10000-10999", description="UDP ports for voice, FIRST-LAST"
    )
    node: str = Field("a1", pattern=r"^[a-z0-9]{1,8}$", description="name of this switch node, part of leg ids")
    database_url: Annotated[str, AfterValidator(_database_url)] = Field(
        "", description="empty: SQLite in the home; postgresql://user:password@host/db"
    )
    redis_url: str = Field("", description="reserved for several nodes; unused in this version")
    admin_password: SecretStr | None = Field(None, description="first password of the user admin; random when empty")
    guest_calls: bool = Field(True, description="anonymous SIP callers may reach the entries (nothing else)")
    demo: bool = Field(False, description="load the sample company into an empty installation")
    demo_rate: float = Field(12.0, gt=0, le=600, description="simulated calls per minute with --demo")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="how much is logged")
    lookup_timeout: float = Field(0.3, gt=0, le=5, description="seconds that a call waits for the customer directory")
    pop_timeout: float = Field(0.05, gt=0, le=2, description="seconds that a ring waits for the screen-pop's receipt")
    recording: bool = Field(True, description="record every conversation of callers with agents")
    recording_days: int = Field(365, ge=1, description="recordings older than this are deleted")
    recording_keys: str = Field(
        "",
        description="file of the keys that seal recordings; empty: recording-keys.json in the home, when there is one",
    )
    attachment_mib: float = Field(20.0, gt=0, le=2048, description="largest attachment in MiB")
    attachment_kinds: Annotated[str, AfterValidator(_families)] = Field(
        "image,pdf,audio,office,zip", description="kinds of attachments that are taken; there is also video"
    )
    attachment_scan: str = Field(
        "", description="command of a virus scanner, the file is its last word; status 0 clean, 1 infected"
    )
    attachment_scan_seconds: float = Field(60.0, gt=0, le=600, description="time that the virus scanner has for a file")
    import_days: int = Field(30, ge=1, description="uploaded files of imports older than this are deleted")
    event_days: int = Field(30, ge=3, description="events, and the log of webhooks, older than this are deleted")
    webhook_private: bool = Field(
        False, description="webhooks may go to this machine and to private networks, plain http"
    )
    session_idle_minutes: int = Field(480, ge=5, description="a login ends after this time without use")
    session_hours: int = Field(24, ge=1, description="a login ends after this time in any case")
    bench_customers: int = Field(1_000_000, ge=1000, description="customers of `./hotline bench crm`")
    bench: bool = Field(False, description="adds the native-queue arm used by `./hotline bench` to the dialplan")

    @model_validator(mode="after")
    def _ports_differ(self) -> Settings:
        names = ("http_port", "sip_port", "ami_port", "switch_http_port")
        for place, name in enumerate(names):
            same = next((other for other in names[:place] if getattr(self, other) == getattr(self, name)), None)
            if same is not None:
                raise ValueError(
                    f"HOTLINE_{name.upper()} and HOTLINE_{same.upper()} are both {getattr(self, name)}: change one"
                )
        if self.rtp_first <= self.sip_port <= self.rtp_last:
            raise ValueError(f"HOTLINE_SIP_PORT={self.sip_port} is one of HOTLINE_RTP_PORTS={self.rtp_ports}: move one")
        return self

    @cached_property
    def root(self) -> Path:
        return self.home.expanduser().resolve()

    @cached_property
    def runtime_dir(self) -> Path:
        """Folder of sockets: in the home when paths stay short enough, else a private one in the temp folder."""
        inside = self.root / "run"
        if len(os.fsencode(inside / "asterisk.ctl.12345678")) <= UNIX_SOCKET_LIMIT:
            return inside
        digest = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"hotline-{os.getuid()}-{digest}"

    @property
    def core_socket(self) -> Path:
        return self.runtime_dir / "core.sock"

    @property
    def public_base(self) -> str:
        """What links to this installation begin with, without a slash at the end."""
        return self.public_url or f"http://{self.http_host}:{self.http_port}"

    @property
    def recordings_dir(self) -> Path:
        return self.root / "recordings"

    @property
    def recording_keys_file(self) -> Path:
        return Path(self.recording_keys).expanduser() if self.recording_keys else self.root / "recording-keys.json"

    @property
    def attachments_dir(self) -> Path:
        return self.root / "attachments"

    @property
    def imports_dir(self) -> Path:
        return self.root / "imports"

    @property
    def attachment_families(self) -> frozenset[str]:
        return frozenset(word.strip() for word in self.attachment_kinds.split(","))

    @property
    def sounds_dir(self) -> Path:
        return self.root / "sounds"

    @property
    def core_dir(self) -> Path:
        return self.root / "core"

    @property
    def asterisk_dir(self) -> Path:
        return self.root / "asterisk"

    @property
    def logs_dir(self) -> Path:
        return self.root / "log"

    @property
    def rtp_first(self) -> int:
        return int(self.rtp_ports.split("-")[0])

    @property
    def rtp_last(self) -> int:
        return int(self.rtp_ports.split("-")[1])

    @property
    def database(self) -> str:
        """SQLAlchemy's async URL."""
        return self.database_url or f"sqlite+aiosqlite:///{self.root / 'hotline.db'}"

    def make_folders(self) -> None:
        """Create the home (what is private for its owner alone) and the runtime folder. Raises ConfigError when that
        cannot be done, or another user owns the runtime folder."""
        private = (self.core_dir, self.recordings_dir, self.runtime_dir, self.logs_dir)
        for folder in (self.root, *private, self.sounds_dir):
            try:
                folder.mkdir(parents=True, exist_ok=True)
                if folder in private:
                    folder.chmod(0o700)
            except OSError as error:
                raise ConfigError(
                    f"{folder} cannot be made or used ({error.strerror}): set HOTLINE_HOME to a folder in which"
                    " this user may write"
                ) from error
        if not os.access(self.root, os.W_OK | os.X_OK):
            raise ConfigError(f"this user may not write in HOTLINE_HOME={self.root}: choose another or its owner")
        for path in (self.attachments_dir, self.imports_dir, *self.root.glob("hotline.db*")):
            with contextlib.suppress(FileNotFoundError, PermissionError):  # a log of SQLite may go; a group's own file
                path.chmod(path.stat().st_mode & 0o700)
        if self.runtime_dir.stat().st_uid != os.getuid():
            raise ConfigError(f"{self.runtime_dir} belongs to another user: remove it or choose another HOTLINE_HOME")


def _said(message: str) -> str:
    return message.removeprefix("Value error, ")


def load(**overrides: Any) -> Settings:
    """Read the settings; raises ConfigError with one line per wrong value, naming the variable and the remedy."""
    home = Path(overrides.get("home") or os.environ.get("HOTLINE_HOME") or "var")
    env_file = home / "settings.env"
    try:
        return Settings(_env_file=env_file if env_file.is_file() else None, **overrides)  # type: ignore[call-arg]
    except UnicodeDecodeError as error:
        raise ConfigError(f"{env_file} is no UTF-8 text: write it anew, a line HOTLINE_NAME=VALUE for each") from error
    except ValidationError as error:
        lines = [
            f"HOTLINE_{str(item['loc'][0]).upper()}={item.get('input')!r}: {_said(item['msg'])}"
            if item["loc"] and item["loc"][0] not in SECRET
            else ": ".join((*(f"HOTLINE_{str(part).upper()}" for part in item["loc"]), _said(item["msg"])))
            for item in error.errors()
        ]
        raise ConfigError("; ".join(lines)) from error


def misspelt(home: Path) -> dict[str, str]:
    """Names that are set and mean nothing, each with the one that is probably meant: of the home's settings.env all of
    them (or empty), of the environment, which has names of other programs, those that look like a setting."""
    file = home / "settings.env"
    known = {f"HOTLINE_{name.upper()}" for name in Settings.model_fields}
    own = _NAME.findall(file.read_text(errors="replace")) if file.is_file() else []
    found = {}
    for name in sorted({*own, *os.environ} - known):
        whole = "HOTLINE_" + name.upper().removeprefix("HOTLINE_")
        close = difflib.get_close_matches(whole, known, n=1, cutoff=0.8)
        if name in own or (close and name.startswith("HOTLINE_")):
            found[name] = close[0] if close else ""
    return found
