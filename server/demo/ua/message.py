"""SIP messages (RFC 3261) as immutable values: bytes in, bytes out, no sockets."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from server.demo.ua.errors import MalformedMessage

Headers = tuple[tuple[str, str], ...]

_COMPACT = {
    "v": "Via", "f": "From", "t": "To", "i": "Call-ID", "m": "Contact", "l": "Content-Length", "c": "Content-Type",
    "s": "Subject", "k": "Supported", "e": "Content-Encoding", "r": "Refer-To", "b": "Referred-By", "o": "Event",
}  # fmt: skip
_TOKEN = re.compile(r"[A-Za-z0-9.!%*_+`'~-]+")
_REQUIRED = ("Via", "From", "To", "Call-ID", "CSeq")
_MAX_HEADERS = 200


@dataclass(frozen=True, slots=True)
class Message:
    """What requests and responses share. Header names keep the spelling they came with, compact names are expanded."""

    headers: Headers
    body: bytes

    def get(self, name: str) -> str | None:
        """The first header of that name, or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    def require(self, name: str) -> str:
        """The first header of that name; raises MalformedMessage when absent."""
        value = self.get(name)
        if value is None:
            raise MalformedMessage(f"header {name} is missing")
        return value

    def all(self, name: str) -> list[str]:
        """Every value of a header, comma-separated lists taken apart."""
        wanted = name.lower()
        return [part for key, value in self.headers if key.lower() == wanted for part in split_list(value)]

    @property
    def call_id(self) -> str:
        return self.require("Call-ID")

    @property
    def cseq(self) -> tuple[int, str]:
        """Sequence number and method."""
        parts = self.require("CSeq").split()
        if len(parts) != 2 or not (parts[0].isascii() and parts[0].isdigit()) or len(parts[0]) > 10:
            raise MalformedMessage("CSeq is not a number and a method")
        return int(parts[0]), parts[1]

    @property
    def branch(self) -> str:
        """The transaction's id: the branch parameter of the topmost Via."""
        vias = self.all("Via")
        match = re.search(r";\s*branch\s*=\s*([^;,\s]+)", vias[0]) if vias else None
        if match is None:
            raise MalformedMessage("the topmost Via has no branch")
        return match[1]


@dataclass(frozen=True, slots=True)
class Request(Message):
    method: str
    uri: str

    def to_bytes(self) -> bytes:
        return _serialise(f"{self.method} {self.uri} SIP/2.0", self)

    def with_header(self, name: str, value: str) -> Request:
        return replace(self, headers=(*self.headers, (name, value)))


@dataclass(frozen=True, slots=True)
class Response(Message):
    status: int
    reason: str

    def to_bytes(self) -> bytes:
        return _serialise(f"SIP/2.0 {self.status} {self.reason}", self)


def parse(data: bytes) -> Request | Response:
    """One datagram as a message. Raises MalformedMessage with the reason."""
    head, separator, body = data.partition(b"\r\n\r\n")
    if not separator:
        raise MalformedMessage("no empty line after the headers")
    try:
        lines = head.decode("utf-8").lstrip("\r\n").split("\r\n")
    except UnicodeDecodeError as error:
        raise MalformedMessage("headers are not UTF-8") from error
    headers = _parse_headers(lines[1:])
    body = _cut_body(headers, body)
    start = lines[0].split(" ", 2)
    if len(start) < 2:
        raise MalformedMessage("no start line")
    message: Request | Response
    if start[0] == "SIP/2.0":
        if not (start[1].isascii() and start[1].isdigit()) or not 100 <= int(start[1]) <= 699:
            raise MalformedMessage("no status code")
        message = Response(headers, body, int(start[1]), start[2] if len(start) > 2 else "")
    else:
        if len(start) != 3 or start[2] != "SIP/2.0" or not _TOKEN.fullmatch(start[0]):
            raise MalformedMessage("no request line")
        message = Request(headers, body, start[0], start[1])
    _check(message)
    return message


def _check(message: Request | Response) -> None:
    present = {name.lower() for name, _ in message.headers}
    missing = [name for name in _REQUIRED if name.lower() not in present]
    if missing:
        raise MalformedMessage(f"header {missing[0]} is missing")
    _, method = message.cseq
    if isinstance(message, Request) and method != message.method:
        raise MalformedMessage("CSeq names another method than the request line")
    _ = message.branch


def _parse_headers(lines: list[str]) -> Headers:
    headers: list[tuple[str, str]] = []
    for line in lines:
        if line[:1] in {" ", "\t"} and headers:
            name, value = headers[-1]
            headers[-1] = (name, f"{value} {line.strip()}")
            continue
        name, colon, value = line.partition(":")
        name = name.strip()
        if not colon or not _TOKEN.fullmatch(name):
            raise MalformedMessage("a header line has no name")
        headers.append((_COMPACT.get(name.lower(), name), value.strip()))
    if len(headers) > _MAX_HEADERS:
        raise MalformedMessage("too many headers")
    return tuple(headers)


def _cut_body(headers: Headers, body: bytes) -> bytes:
    length = next((value for name, value in headers if name.lower() == "content-length"), None)
    if length is None:
        return body
    if not (length.isascii() and length.isdigit()) or len(length) > 7 or int(length) > len(body):
        raise MalformedMessage("Content-Length does not fit the datagram")
    return body[: int(length)]


def _serialise(start: str, message: Message) -> bytes:
    lines = [start, *(f"{name}: {value}" for name, value in message.headers if name.lower() != "content-length")]
    if any("\r" in line or "\n" in line for line in lines):
        raise ValueError("a header must not contain a line break")
    lines.append(f"Content-Length: {len(message.body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + message.body


def split_list(value: str) -> list[str]:
    """Split a header at its commas, but not inside quotes or angle brackets."""
    if "," not in value:
        return [value.strip()]
    parts, current, quoted, depth, escaped = [], "", False, 0, False
    for char in value:
        if char == "," and not quoted and depth == 0:
            parts.append(current.strip())
            current = ""
            continue
        current += char
        if escaped:
            escaped = False
        elif char == "\\" and quoted:
            escaped = True
        elif char == '"':
            quoted = not quoted
        elif not quoted:
            depth += (char == "<") - (char == ">" and depth > 0)
    parts.append(current.strip())
    return [part for part in parts if part]
