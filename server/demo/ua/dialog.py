"""A SIP dialog (RFC 3261, section 12): who talks to whom, where requests go, which number comes next."""

from __future__ import annotations

import ipaddress
import secrets
from dataclasses import dataclass, field

from server.demo.ua.address import NameAddr, Uri, parse_name_addr, parse_uri
from server.demo.ua.errors import MalformedMessage
from server.demo.ua.message import Headers, Message, Request

METHODS = "INVITE, ACK, CANCEL, BYE, OPTIONS, NOTIFY, REFER, UPDATE, INFO"


def token() -> str:
    """For tags, branches and call ids: unique for ever, as a switch remembers them after the phone is gone."""
    return secrets.token_hex(8)


@dataclass(slots=True)
class Dialog:
    """One side's view. `peer` is the network address that the first request went to or came from; `secret` answers
    challenges for the contact's user."""

    call_id: str
    local: NameAddr
    remote: NameAddr
    target: Uri
    contact: Uri
    peer: tuple[str, int]
    secret: str = field(default="", repr=False)
    routes: tuple[str, ...] = ()
    local_seq: int = 0
    remote_seq: int = 0
    agent: str = "Hotline-Phone"
    local_address: tuple[str, int] = field(default=("127.0.0.1", 5060))

    def request(
        self, method: str, *, extra: Headers = (), body: bytes = b"", sequence: int | None = None, branch: str = ""
    ) -> Request:
        """A new request; ACK and CANCEL name the sequence (and CANCEL the branch) of the INVITE they belong to."""
        if sequence is None:
            self.local_seq += 1
            sequence = self.local_seq
        host, port = self.local_address
        branch = branch or f"z9hG4bK{token()}"
        headers: list[tuple[str, str]] = [
            ("Via", f"SIP/2.0/UDP {host}:{port};rport;branch={branch}"),
            ("Max-Forwards", "70"),
            *(("Route", route) for route in self.routes),
            ("From", str(self.local)),
            ("To", str(self.remote)),
            ("Call-ID", self.call_id),
            ("CSeq", f"{sequence} {method}"),
            ("User-Agent", self.agent),
        ]
        if method not in {"ACK", "CANCEL", "BYE"}:
            headers += [("Contact", f"<{self.contact}>"), ("Allow", METHODS)]
        if body:
            headers.append(("Content-Type", "application/sdp"))
        return Request((*headers, *extra), body, method, str(self.target))

    def adopt(self, message: Message, *, reverse_routes: bool) -> None:
        """Learn the other side's contact and route from an INVITE or its answer."""
        contacts = message.all("Contact")
        if contacts:
            self.target = parse_name_addr(contacts[0]).uri
        routes = message.all("Record-Route")
        self.routes = tuple(reversed(routes)) if reverse_routes else tuple(routes)

    @property
    def next_hop(self) -> tuple[str, int]:
        """The first route or the contact when it is an address, else where the dialog began."""
        hop = parse_name_addr(self.routes[0]).uri if self.routes else self.target
        host, port = hop.address
        try:
            ipaddress.IPv4Address(host)
        except ValueError:
            return self.peer
        return host, port


def target_uri(text: str) -> Uri:
    """`sip:1000@127.0.0.1:5060`, or the same without `sip:`. Raises MalformedMessage."""
    uri = parse_uri(text if text.lower().startswith(("sip:", "sips:")) else f"sip:{text}")
    if uri.params.startswith("?"):
        raise MalformedMessage("a URI to call must not carry headers")
    return uri
