"""Programs of an unpacked tree: how each is started where it lies.

Programs of another suite run through the tree's own loader, so that the host's C library does not matter. Programs that
start themselves again (a browser, PostgreSQL) run with the host's loader and the tree's libraries.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from server.provision.host import Host
from server.provision.model import Tool
from server.provision.unpack import versions_of

FONTS_CONFIG = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{root}/usr/share/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
  <include ignore_missing="yes">{root}/etc/fonts/conf.d</include>
</fontconfig>
"""


def upstream(version: str) -> str:
    """The upstream's number in a Debian version: "1:22.10.1+dfsg-1" is "22.10.1"."""
    match = re.match(r"(?:\d+:)?(\d+(?:\.\d+)*)", version)
    return match[1] if match else version


def library_path(root: Path, host: Host) -> str:
    """The tree's library folders, joined by colons."""
    folders = [root / place / host.triplet for place in ("usr/lib", "lib")]
    folders.append(root / "usr/lib" / host.triplet / "pulseaudio")
    return ":".join(str(folder) for folder in folders if folder.is_dir())


def loader(root: Path, host: Host) -> Path | None:
    """The tree's own dynamic loader."""
    places = [root / place / host.loader for place in ("usr/lib64", "usr/lib", "lib64", "lib")]
    return next((path for path in places if path.exists()), None)


def _loaded(name: str, root: Path, host: Host, program: str, package: str, options: Sequence[str] = ()) -> Tool | None:
    """A program that runs through the tree's loader."""
    start, path = loader(root, host), root / program
    if start is None or not path.is_file():
        return None
    argv = (str(start), "--library-path", library_path(root, host), str(path), *options)
    return Tool(name, argv, {}, root, _version(root, package, argv), "fetched")


def _version(root: Path, package: str, argv: Sequence[str]) -> str:
    """From the tree's stamp, else the program is asked."""
    if known := versions_of(root).get(package):
        return upstream(known)
    option = "-V" if package == "asterisk" else "--version"
    asked = subprocess.run([*argv, option], capture_output=True, text=True, timeout=20, check=False)
    match = re.search(r"\d+(\.\d+)+", asked.stdout)
    return match[0] if match else ""


def asterisk(root: Path, host: Host) -> Tool | None:
    """Asterisk; its modules are in usr/lib/TRIPLET/asterisk/modules."""
    if not (root / "usr/lib" / host.triplet / "asterisk/modules/res_ari.so").is_file():
        return None
    return _loaded("asterisk", root, host, "usr/sbin/asterisk", "asterisk")


def espeak(root: Path, host: Host) -> Tool | None:
    """espeak-ng with the tree's voices."""
    data = root / "usr/lib" / host.triplet / "espeak-ng-data"
    if not data.is_dir():
        return None
    return _loaded("espeak-ng", root, host, "usr/bin/espeak-ng", "espeak-ng", [f"--path={data}"])


def sipp(root: Path, host: Host) -> Tool | None:
    """sipp; its recorded digits are in usr/share/sip-tester."""
    return _loaded("sipp", root, host, "usr/bin/sipp", "sip-tester")


def chromium(root: Path, host: Host) -> Tool | None:
    """Chromium with the tree's libraries and fonts."""
    program = root / "usr/lib/chromium/chromium"
    if not program.is_file():
        return None
    fonts = root / "etc/fonts/hotline.conf"
    if not fonts.is_file():
        fonts.parent.mkdir(parents=True, exist_ok=True)
        fonts.write_text(FONTS_CONFIG.format(root=root))
    env = {"FONTCONFIG_FILE": str(fonts), "FONTCONFIG_PATH": str(fonts.parent)}
    return _plain("chromium", root, host, program, "chromium", env)


def postgresql(root: Path, host: Host) -> Tool | None:
    """PostgreSQL's server; `Tool.root` is the folder of initdb, pg_ctl and postgres."""
    programs = sorted(root.glob("usr/lib/postgresql/*/bin/postgres"))
    if not programs:
        return None
    found = _plain("postgresql", root, host, programs[-1], f"postgresql-{programs[-1].parent.parent.name}", {})
    return Tool(found.name, found.argv, found.env, programs[-1].parent, found.version, found.source)


def redis(root: Path, host: Host) -> Tool | None:
    """Redis' server."""
    programs = [path for path in (root / "usr/bin/redis-server", root / "usr/bin/redis-check-rdb") if path.is_file()]
    return _plain("redis-server", root, host, programs[0], "redis-server", {}) if programs else None


def _plain(name: str, root: Path, host: Host, program: Path, package: str, env: Mapping[str, str]) -> Tool:
    """A program with the host's loader and the tree's libraries."""
    version = upstream(versions_of(root).get(package, ""))
    return Tool(name, (str(program),), {**env, "LD_LIBRARY_PATH": library_path(root, host)}, root, version, "fetched")
