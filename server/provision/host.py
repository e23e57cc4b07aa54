"""The host's distribution, its architecture and the package mirrors it is configured for."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from server.provision.model import FetchFailed

TRIPLETS: Mapping[str, str] = {"amd64": "x86_64-linux-gnu", "arm64": "aarch64-linux-gnu"}
LOADERS: Mapping[str, str] = {"amd64": "ld-linux-x86-64.so.2", "arm64": "ld-linux-aarch64.so.1"}
COMPONENTS: Mapping[str, str] = {"debian": "main", "ubuntu": "main universe"}
DEFAULT_MIRRORS: Mapping[str, str] = {
    "debian": "http://deb.debian.org/debian",
    "ubuntu": "http://archive.ubuntu.com/ubuntu",
}


@dataclass(frozen=True)
class Source:
    """One entry of the host's package sources. `uri` has no slash at its end."""

    uri: str
    suite: str
    signed_by: str = ""

    def line(self, components: str) -> str:
        """As a line of sources.list."""
        options = f"[signed-by={self.signed_by}] " if self.signed_by else ""
        return f"deb {options}{self.uri} {self.suite} {components}"


@dataclass(frozen=True)
class Host:
    """A Debian or Ubuntu: `id` debian or ubuntu, its codename, dpkg's architecture, the sources of that codename."""

    id: str
    codename: str
    arch: str
    sources: tuple[Source, ...] = field(default=())

    @property
    def triplet(self) -> str:
        return TRIPLETS[self.arch]

    @property
    def loader(self) -> str:
        return LOADERS[self.arch]

    def own_lines(self) -> list[str]:
        """Lines of sources.list for the host's own suite with its updates."""
        components = COMPONENTS[self.id]
        if self.sources:
            return [source.line(components) for source in self.sources]
        return [f"deb {DEFAULT_MIRRORS[self.id]} {self.codename} {components}"]

    def debian_mirror(self) -> str:
        """Where Debian's packages come from: HOTLINE_DEBIAN_MIRROR, the host's own mirror, or Debian's."""
        if chosen := os.environ.get("HOTLINE_DEBIAN_MIRROR"):
            return chosen.rstrip("/")
        own = [s.uri for s in self.sources if self.id == "debian" and s.suite == self.codename]
        return own[0] if own else DEFAULT_MIRRORS["debian"]


def detect(etc: Path = Path("/etc")) -> Host:
    """This host. Raises FetchFailed where programs cannot be fetched: no apt, unknown distribution or architecture."""
    release = read_release(etc / "os-release")
    name = release.get("PRETTY_NAME", "this system")
    families = [release.get("ID", ""), *release.get("ID_LIKE", "").split()]
    family = next((each for each in families if each in COMPONENTS), "")
    if not family or not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise FetchFailed(
            f"programs are fetched with Debian's apt, which {name} lacks: install them, or see docker/README.md"
        )
    codename = release.get("DEBIAN_CODENAME") if family == "debian" else release.get("UBUNTU_CODENAME")
    codename = codename or release.get("VERSION_CODENAME") or ("sid" if family == "debian" else "")
    arch = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True).stdout.strip()
    if arch not in TRIPLETS:
        raise FetchFailed(f"programs are fetched for amd64 and arm64, not {arch}: install asterisk and espeak-ng")
    sources = [
        s for s in read_sources(etc / "apt") if s.suite.split("-")[0] == codename and not s.suite.endswith("backports")
    ]
    return Host(family, codename, arch, tuple(s for s in sources if f"/{family}" in s.uri))


def read_release(path: Path) -> dict[str, str]:
    """The variables of an os-release file; none when there is no such file."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError:
        return {}
    pairs = (line.partition("=") for line in text.splitlines() if "=" in line and not line.startswith("#"))
    return {key.strip(): "".join(shlex.split(value)) for key, _, value in pairs}


def read_sources(apt: Path) -> list[Source]:
    """Binary package sources of main, of both formats, in the order of the files."""
    found: list[Source] = []
    for path in [apt / "sources.list", *sorted((apt / "sources.list.d").glob("*"))]:
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        if path.suffix == ".list":
            found += _one_line(text.splitlines())
        elif path.suffix == ".sources":
            found += _deb822(text)
    return list(dict.fromkeys(found))


def _one_line(lines: Iterable[str]) -> list[Source]:
    found = []
    for line in lines:
        text = line.partition("#")[0].strip()
        if not text.startswith("deb "):
            continue
        rest, options = text[4:].strip(), ""
        if rest.startswith("["):
            options, _, rest = rest[1:].partition("]")
        words = rest.split()
        if len(words) >= 3 and "main" in words[2:]:
            signed = next((o.partition("=")[2] for o in options.split() if o.lower().startswith("signed-by=")), "")
            found.append(Source(words[0].rstrip("/"), words[1], signed))
    return found


def _deb822(text: str) -> list[Source]:
    found = []
    for stanza in text.split("\n\n"):
        lines = [line for line in stanza.splitlines() if not line.startswith("#")]
        pairs = (line.partition(":") for line in lines if line[:1].strip())
        fields = {key.strip().lower(): value.strip() for key, _, value in pairs}
        enabled = fields.get("enabled", "yes").lower() not in {"no", "false", "0"}
        if enabled and "deb" in fields.get("types", "").split() and "main" in fields.get("components", "").split():
            signed = fields.get("signed-by", "")
            signed = signed if signed.startswith("/") else ""
            uris, suites = fields.get("uris", "").split(), fields.get("suites", "").split()
            found += [Source(uri.rstrip("/"), suite, signed) for uri in uris for suite in suites]
    return found
