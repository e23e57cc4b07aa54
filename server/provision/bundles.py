"""Which packages of which suite make a program, and where the program is in their tree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from server.provision import trees
from server.provision.host import Host
from server.provision.model import Tool

SWITCH_SUITE = "forky"
"""Debian's suite that carries Asterisk 22 LTS and espeak-ng 1.52."""

CHROMIUM_SUITE = "bookworm"
"""Debian's suite whose Chromium runs on hosts without one of their own: it is content with an old C library."""


@dataclass(frozen=True)
class Bundle:
    """Packages that are fetched together into one tree.

    `suite` is the Debian suite they come from; "host" is the host's own; "debian" is the host's own on Debian and
    CHROMIUM_SUITE elsewhere. `without` are packages whose files the host itself has to give.
    """

    name: str
    suite: str
    packages: tuple[str, ...]
    tools: Mapping[str, Callable[[Path, Host], Tool | None]]
    without: tuple[str, ...] = ()

    def suite_on(self, host: Host) -> str:
        if self.suite == "host" or (self.suite == "debian" and host.id == "debian"):
            return host.codename
        return CHROMIUM_SUITE if self.suite == "debian" else self.suite

    def folder(self, cache: Path, host: Host) -> Path:
        """Where the tree is in the cache."""
        return cache / "debian" / self.name / f"{self.suite_on(host)}-{host.arch}"

    def find(self, name: str, cache: Path, host: Host) -> Tool | None:
        """One of the bundle's programs, None when the tree is not there or lacks it."""
        root = self.folder(cache, host)
        return self.tools[name](root, host) if root.is_dir() else None


C_LIBRARY = ("libc6", "libc-bin", "libc-gconv-modules-extra", "libgcc-s1", "libstdc++6", "gcc-12-base", "gcc-14-base")

BUNDLES: tuple[Bundle, ...] = (
    Bundle(
        "asterisk",
        SWITCH_SUITE,
        ("asterisk", "espeak-ng"),
        {"asterisk": trees.asterisk, "espeak-ng": trees.espeak},
    ),
    Bundle("espeak-ng", SWITCH_SUITE, ("espeak-ng",), {"espeak-ng": trees.espeak}),
    Bundle("sipp", "host", ("sip-tester",), {"sipp": trees.sipp}),
    Bundle("chromium", "debian", ("chromium", "fonts-noto-cjk"), {"chromium": trees.chromium}, without=C_LIBRARY),
    Bundle("postgresql", "host", ("postgresql",), {"postgresql": trees.postgresql}, without=C_LIBRARY),
    Bundle("redis-server", "host", ("redis-server",), {"redis-server": trees.redis}, without=C_LIBRARY),
)


def bundles_of(name: str) -> list[Bundle]:
    """The bundles that have a program, the one that only it is in last."""
    return [bundle for bundle in BUNDLES if name in bundle.tools]


def bundle_for(name: str, also: set[str]) -> Bundle:
    """The bundle to fetch for a program when the programs `also` are to be fetched as well."""
    found = bundles_of(name)
    shared = [bundle for bundle in found if set(bundle.tools) & also - {name}]
    own = [bundle for bundle in found if bundle.name == name]
    return (shared or own or found)[0]
