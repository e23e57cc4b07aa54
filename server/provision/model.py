"""What a found program is, and what can go wrong on the way to it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from telephony.errors import HotlineError


class ToolMissing(HotlineError):
    """A program is neither installed nor fetched."""

    code = "provision.missing"


class FetchFailed(HotlineError):
    """A program could not be fetched."""

    code = "provision.fetch_failed"


@dataclass(frozen=True)
class Tool:
    """A program that runs here: start `argv` with `env` added to the environment.

    `root` is the folder of an unpacked package tree (it holds usr/…), for postgresql the folder of its programs, and
    None for a program of the host. `version` is the upstream's, e.g. "22.10.1".
    """

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    root: Path | None = None
    version: str = ""
    source: Literal["PATH", "fetched"] = "PATH"

    def shell(self) -> str:
        """The command as one line for a POSIX shell, variables first."""
        variables = [f"{key}={shlex.quote(value)}" for key, value in sorted(self.env.items())]
        return " ".join([*variables, shlex.join(self.argv)])
