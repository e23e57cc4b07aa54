"""Where Asterisk is, where it may write, and on which addresses it listens."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from telephony.errors import ConfigError

SOCKET_PATH_LIMIT = 107
"""Bytes that the address of a unix socket may have on Linux."""


@dataclass(frozen=True, slots=True)
class AsteriskTool:
    """An Asterisk program: `argv` starts it (a loader and its arguments, where it was unpacked rather than installed),
    `modules` holds its .so files and `data` its documentation/ and rest-api/."""

    argv: tuple[str, ...]
    modules: Path
    data: Path
    env: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_root(cls, root: Path) -> AsteriskTool:
        """A Debian package tree unpacked under `root`, run through its own loader. Raises ConfigError if it is none."""
        loader = root / "usr/lib64/ld-linux-x86-64.so.2"
        libraries = root / "usr/lib/x86_64-linux-gnu"
        if not loader.exists():
            loader = root / "usr/lib/ld-linux-aarch64.so.1"
            libraries = root / "usr/lib/aarch64-linux-gnu"
        program = root / "usr/sbin/asterisk"
        if not (loader.exists() and program.exists()):
            raise ConfigError(f"{root}: no unpacked Asterisk there (usr/sbin/asterisk and its loader are missing)")
        return cls(
            argv=(str(loader), "--library-path", str(libraries), str(program)),
            modules=libraries / "asterisk/modules",
            data=root / "usr/share/asterisk",
        )


@dataclass(frozen=True, slots=True)
class AsteriskSettings:
    """Everything that the configuration files are rendered from. Paths are absolute; ports are on `sip_bind` (SIP) and
    on 127.0.0.1 (AMI, HTTP). `prompts` is the root of rendered prompts, `music` the folder of hold music (one class
    `default`, and one for every subfolder). `say_wait` and `say_message` are sound files without extension that callers
    hear while no controller is there: before the plain queue, and before they may leave a message."""

    tool: AsteriskTool
    home: Path
    prompts: Path
    music: Path
    ari_secret: str = field(repr=False)
    ami_secret: str = field(repr=False)
    node: str = "ast1"
    sip_bind: str = "127.0.0.1"
    sip_port: int = 5060
    external_address: str = ""
    ami_port: int = 5038
    http_port: int = 8088
    rtp_first: int = 10000
    rtp_last: int = 19999
    rtp_timeout: int = 60
    allow_guests: bool = True
    log_level: str = "warning"
    ari_user: str = "hotline"
    ami_user: str = "hotline"
    app: str = "hotline"
    fallback_seconds: int = 60
    say_wait: tuple[str, ...] = ()
    say_message: tuple[str, ...] = ()

    @property
    def root(self) -> Path:
        """The folder under which Asterisk writes everything."""
        return self.home / "asterisk"

    @property
    def etc(self) -> Path:
        return self.root / "etc"

    @property
    def spool(self) -> Path:
        return self.root / "spool"

    @property
    def recordings(self) -> Path:
        """Where ARI puts the recordings that it makes itself, before the driver moves them."""
        return self.spool / "recording"

    @property
    def fallback_spool(self) -> Path:
        """Messages that callers left while no controller was there."""
        return self.spool / "fallback"

    @property
    def ended_log(self) -> Path:
        """One line for every arrived leg that ended: `call|uniqueid|cause|epoch`."""
        return self.spool / "ended.log"

    @property
    def log_dir(self) -> Path:
        return self.root / "log"

    @property
    def loopback(self) -> bool:
        return self.sip_bind.startswith("127.")

    @property
    def run_dir(self) -> Path:
        """Where the control socket is: in the home folder, or in a short private one when that path is too long."""
        inside = self.root / "run"
        if len(os.fsencode(inside / "asterisk.ctl")) <= SOCKET_PATH_LIMIT:
            return inside
        digest = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"hotline-{os.getuid()}-{digest}"


def make_private_dir(path: Path) -> None:
    """Make a folder that only we can enter. Raises ConfigError when somebody else owns it or it is a link."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    info = path.lstat()
    if not stat.S_ISDIR(info.st_mode) or info.st_uid != os.getuid():
        raise ConfigError(f"{path}: it belongs to somebody else; remove it and start again")
    path.chmod(0o700)
