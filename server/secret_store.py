"""Secrets of gateways in the installation's secrets.json, readable by the owner only: never in the database, never in
an answer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import orjson

from server.switch import installation_secrets
from telephony.files import write_atomically


def secret(root: Path, name: str) -> str:
    """ "" when none is kept."""
    return installation_secrets(root).get(name, "")


def keep(root: Path, given: Mapping[str, str]) -> None:
    """Keep secrets by name; an empty one is forgotten."""
    kept = installation_secrets(root) | dict(given)
    write_atomically(root / "secrets.json", orjson.dumps({n: v for n, v in kept.items() if v}), mode=0o600)
