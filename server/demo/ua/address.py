"""SIP URIs and name-addr headers (From, To, Contact)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from server.demo.ua.errors import MalformedMessage

_URI = re.compile(
    r"(sips?):(?:([^@;?>\s]*)@)?(\[[0-9A-Fa-f:.]+\]|[^:;?>\s@]+)(?::(\d{1,5}))?((?:[;?]\S*)?)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Uri:
    """`params` is everything after host and port, with its leading `;` or `?`."""

    user: str
    host: str
    port: int | None = None
    params: str = ""

    def __str__(self) -> str:
        user = f"{self.user}@" if self.user else ""
        port = f":{self.port}" if self.port else ""
        return f"sip:{user}{self.host}{port}{self.params}"

    @property
    def address(self) -> tuple[str, int]:
        return self.host.strip("[]"), self.port or 5060

    @property
    def plain(self) -> Uri:
        """Without parameters, as it stands in From and To."""
        return Uri(self.user, self.host, self.port)


@dataclass(frozen=True, slots=True)
class NameAddr:
    """A display name, a URI and header parameters such as `tag`."""

    uri: Uri
    name: str = ""
    tag: str = ""

    def __str__(self) -> str:
        escaped = self.name.replace("\\", "\\\\").replace('"', '\\"')
        name = f'"{escaped}" ' if self.name else ""
        return f"{name}<{self.uri}>" + (f";tag={self.tag}" if self.tag else "")


def parse_uri(text: str) -> Uri:
    """Raises MalformedMessage."""
    match = _URI.fullmatch(text.strip())
    if match is None:
        raise MalformedMessage("not a SIP URI")
    port = int(match[4]) if match[4] else None
    if port is not None and not 0 < port < 65536:
        raise MalformedMessage("not a port")
    return Uri(match[2] or "", match[3], port, match[5])


def parse_name_addr(text: str) -> NameAddr:
    """Raises MalformedMessage."""
    text = text.strip()
    name = ""
    quoted = re.match(r'"((?:[^"\\]|\\.)*)"\s*', text)
    if quoted:
        name, text = re.sub(r"\\(.)", r"\1", quoted[1]), text[quoted.end() :]
    opening = text.find("<")
    if opening >= 0:
        closing = text.find(">", opening)
        if closing < 0:
            raise MalformedMessage("an address has no closing bracket")
        name = name or text[:opening].strip()
        uri, rest = parse_uri(text[opening + 1 : closing]), text[closing + 1 :]
    else:
        bare, semicolon, params = text.partition(";")
        uri, rest = parse_uri(bare), semicolon + params
    tag = re.search(r";\s*tag\s*=\s*([^;\s]+)", rest)
    return NameAddr(uri, name, tag[1] if tag else "")
