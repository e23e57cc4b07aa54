"""Session descriptions (RFC 4566) for one audio stream: G.711 and telephone-event."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Literal

from server.demo.ua.errors import MalformedMessage

Codec = Literal["PCMU", "PCMA"]
Direction = Literal["sendrecv", "sendonly", "recvonly", "inactive"]

STATIC_TYPES: dict[Codec, int] = {"PCMU": 0, "PCMA": 8}
_BY_TYPE: dict[int, Codec] = {number: codec for codec, number in STATIC_TYPES.items()}
_ANSWER: dict[Direction, Direction] = {
    "sendrecv": "sendrecv", "sendonly": "recvonly", "recvonly": "sendonly", "inactive": "inactive",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Description:
    """Where a party wants its audio and what it understands, its favourite first. `events` is the payload type of
    telephone-event (RFC 4733), None when digits are not understood."""

    host: str
    port: int
    codecs: tuple[Codec, ...]
    events: int | None
    direction: Direction = "sendrecv"


def parse_sdp(body: bytes) -> Description:
    """Raises MalformedMessage when there is no audio stream that G.711 can serve."""
    try:
        lines = body.decode("utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise MalformedMessage("the session description is not UTF-8") from error
    session_host, host, media, attributes = "", "", "", []
    for line in lines:
        if line.startswith("m="):
            if media:
                break
            media = line if line.startswith("m=audio ") else ""
        elif line.startswith("c="):
            address = line.split()[-1]
            host, session_host = (address, session_host) if media else (host, address)
        elif line.startswith("a="):
            attributes.append(line[2:])
    fields = re.fullmatch(r"m=audio (\d{1,5})(?:/\d+)? \S+((?: \d{1,3})+)\s*", media)
    if fields is None or not (host or session_host):
        raise MalformedMessage("no audio stream in the session description")
    where, port = host or session_host, int(fields[1])
    try:
        ipaddress.IPv4Address(where)
    except ValueError as error:
        raise MalformedMessage("the audio stream has no IPv4 address") from error
    if port > 65535:
        raise MalformedMessage("the audio stream has no port")
    return _describe(where, port, [int(kind) for kind in fields[2].split()], attributes)


def _describe(host: str, port: int, kinds: list[int], attributes: list[str]) -> Description:
    names = dict(_BY_TYPE)
    events = None
    direction: Direction = "sendrecv"
    for attribute in attributes:
        mapped = re.match(r"rtpmap:(\d{1,3}) ([^/\s]+)/8000", attribute)
        if mapped and mapped[2].upper() == "TELEPHONE-EVENT":
            events = int(mapped[1])
        elif mapped and mapped[2].upper() == "PCMU":
            names[int(mapped[1])] = "PCMU"
        elif mapped and mapped[2].upper() == "PCMA":
            names[int(mapped[1])] = "PCMA"
        for known in _ANSWER:
            direction = known if attribute.strip() == known else direction
    codecs = tuple(dict.fromkeys(names[kind] for kind in kinds if kind in names))
    if not codecs:
        raise MalformedMessage("no codec in common: G.711 is not offered")
    return Description(host, port, codecs, events if events in kinds else None, direction)


def make_sdp(own: Description, *, session: int, version: int) -> bytes:
    """`version` grows with every new description of one session."""
    kinds = [STATIC_TYPES[codec] for codec in own.codecs]
    lines = [
        "v=0",
        f"o=- {session} {version} IN IP4 {own.host}",
        "s=-",
        f"c=IN IP4 {own.host}",
        "t=0 0",
        "m=audio {} RTP/AVP {}".format(
            own.port, " ".join(map(str, kinds + ([own.events] if own.events is not None else [])))
        ),
        *(f"a=rtpmap:{STATIC_TYPES[codec]} {codec}/8000" for codec in own.codecs),
    ]
    if own.events is not None:
        lines += [f"a=rtpmap:{own.events} telephone-event/8000", f"a=fmtp:{own.events} 0-16"]
    lines += ["a=ptime:20", f"a={own.direction}"]
    return ("\r\n".join(lines) + "\r\n").encode()


def answer_to(offer: Description, *, host: str, port: int, supported: tuple[Codec, ...]) -> Description:
    """Our answer to an offer: the first codec of theirs that we have. Raises MalformedMessage when there is none."""
    common = tuple(codec for codec in offer.codecs if codec in supported)[:1]
    if not common:
        raise MalformedMessage("no codec in common")
    return Description(host, port, common, offer.events, _ANSWER[offer.direction])
