"""Digest access authentication (RFC 2617 as SIP uses it): MD5, with and without qop=auth."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from server.demo.ua.errors import SipError

_FIELD = re.compile(r'(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^,\s]+))')


@dataclass(frozen=True, slots=True)
class Challenge:
    realm: str
    nonce: str
    opaque: str | None
    qop: bool
    stale: bool


def parse_challenge(value: str) -> Challenge:
    """A WWW-Authenticate or Proxy-Authenticate header. Raises SipError for schemes other than Digest MD5."""
    scheme, _, rest = value.strip().partition(" ")
    fields = {match[1].lower(): match[2] if match[2] is not None else match[3] for match in _FIELD.finditer(rest)}
    if scheme.lower() != "digest" or fields.get("algorithm", "MD5").upper() != "MD5":
        raise SipError("the server asks for an authentication other than Digest MD5")
    qop = "auth" in [part.strip().lower() for part in fields.get("qop", "").split(",")]
    stale = fields.get("stale", "").lower() == "true"
    return Challenge(fields.get("realm", ""), fields.get("nonce", ""), fields.get("opaque"), qop, stale)


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def authorization(
    challenge: Challenge, *, user: str, secret: str, method: str, uri: str, cnonce: str, count: int = 1
) -> str:
    """The value of the Authorization (or Proxy-Authorization) header; `count` is how often this nonce was used."""
    secret_hash = _md5(f"{user}:{challenge.realm}:{secret}")
    request_hash = _md5(f"{method}:{uri}")
    fields = [f'username="{user}"', f'realm="{challenge.realm}"', f'nonce="{challenge.nonce}"', f'uri="{uri}"']
    if challenge.qop:
        used = f"{count:08x}"
        response = _md5(f"{secret_hash}:{challenge.nonce}:{used}:{cnonce}:auth:{request_hash}")
        fields += [f'response="{response}"', "qop=auth", f"nc={used}", f'cnonce="{cnonce}"']
    else:
        fields.append(f'response="{_md5(f"{secret_hash}:{challenge.nonce}:{request_hash}")}"')
    if challenge.opaque is not None:
        fields.append(f'opaque="{challenge.opaque}"')
    return "Digest " + ", ".join([*fields, "algorithm=MD5"])
