"""SIP transactions over UDP (RFC 3261, section 17): retransmission, matching, timeouts. Knows no dialogs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from server.demo.ua.errors import MalformedMessage, NoResponse
from server.demo.ua.message import Request, Response, parse

Address = tuple[str, int]

T1 = 0.5
T2 = 4.0
LIFETIME = 64 * T1


class _Retransmission:
    """Sends the same bytes again after T1, 2·T1, 4·T1… until stopped; calls `expired` after 64·T1."""

    def __init__(self, send: Callable[[], None], *, cap: float, expired: Callable[[], None]) -> None:
        self._send = send
        self._cap = cap
        self._expired = expired
        self._wait = T1
        self._spent = 0.0
        self._timer: asyncio.TimerHandle | None = None
        send()
        self._arm()

    def _arm(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(self._wait, self._again)

    def _again(self) -> None:
        self._spent += self._wait
        if self._spent >= LIFETIME:
            self._expired()
            return
        self._send()
        self._wait = min(self._wait * 2, self._cap)
        self._arm()

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()


class _Client:
    def __init__(self, layer: TransactionLayer, request: Request, to: Address) -> None:
        self._layer = layer
        self.request = request
        self.to = to
        self.final: asyncio.Future[Response] = asyncio.get_running_loop().create_future()
        self.on_provisional: Callable[[Response], None] | None = None
        self._ack: bytes | None = None
        data = request.to_bytes()
        cap = LIFETIME if request.method == "INVITE" else T2
        self._sender = _Retransmission(lambda: layer.transmit(data, to), cap=cap, expired=self._expire)

    def _expire(self) -> None:
        if not self.final.done():
            self.final.set_exception(NoResponse(f"no answer to {self.request.method} from {self.to[0]}:{self.to[1]}"))

    def receive(self, response: Response) -> None:
        if self.request.method == "INVITE" and response.status >= 300:
            self._acknowledge(response)
        if self.final.done():
            return
        if response.status < 200:
            if self.request.method == "INVITE":
                self._sender.stop()
            if self.on_provisional is not None:
                self.on_provisional(response)
            return
        self._sender.stop()
        self.final.set_result(response)

    def _acknowledge(self, response: Response) -> None:
        if self._ack is None:
            kept = tuple(
                (name, value)
                for name, value in self.request.headers
                if name in {"From", "Call-ID", "Route", "Max-Forwards"}
            )
            via = ("Via", self.request.require("Via"))
            to = ("To", response.require("To"))
            cseq = ("CSeq", f"{self.request.cseq[0]} ACK")
            self._ack = Request((via, *kept, to, cseq), b"", "ACK", self.request.uri).to_bytes()
        self._layer.transmit(self._ack, self.to)

    def stop(self) -> None:
        self._sender.stop()


class _Server:
    def __init__(self, layer: TransactionLayer, request: Request, to: Address) -> None:
        self._layer = layer
        self.request = request
        self.to = to
        self._last: bytes | None = None
        self._sender: _Retransmission | None = None

    def respond(self, response: Response) -> None:
        data = response.to_bytes()
        self._last = data
        self.stop()
        if self.request.method == "INVITE" and response.status >= 200:
            self._sender = _Retransmission(lambda: self._layer.transmit(data, self.to), cap=T2, expired=self.stop)
        else:
            self._layer.transmit(data, self.to)

    def repeat(self) -> None:
        if self._last is not None:
            self._layer.transmit(self._last, self.to)

    def stop(self) -> None:
        if self._sender is not None:
            self._sender.stop()
            self._sender = None


class TransactionLayer:
    """Matches messages of one UDP socket to transactions.

    `on_request` gets every new request once (ACKs of accepted calls too), `on_late` accepted INVITEs that are repeated.
    """

    def __init__(
        self,
        send: Callable[[bytes, Address], None],
        on_request: Callable[[Request, Address], None],
        on_late: Callable[[Response], None],
    ) -> None:
        self._send = send
        self._on_request = on_request
        self._on_late = on_late
        self._clients: dict[tuple[str, str], _Client] = {}
        self._servers: dict[tuple[str, str], _Server] = {}
        self.malformed = 0
        self._expiries: set[asyncio.TimerHandle] = set()

    def transmit(self, data: bytes, to: Address) -> None:
        self._send(data, to)

    async def request(
        self, request: Request, to: Address, on_provisional: Callable[[Response], None] | None = None
    ) -> Response:
        """Send a request and wait for the final response. Raises NoResponse after 32 s without one.

        An INVITE that has a provisional response waits as long as the phone rings.
        """
        key = (request.branch, request.method)
        client = self._clients[key] = _Client(self, request, to)
        client.on_provisional = on_provisional
        try:
            return await client.final
        finally:
            client.stop()
            if client.final.cancelled():
                del self._clients[key]
            else:
                self._later(LIFETIME, lambda: self._clients.pop(key, None))

    def respond(self, request: Request, response: Response) -> None:
        """Answer a request; final answers to INVITE are repeated until they are acknowledged."""
        server = self._servers.get((request.branch, request.method))
        if server is not None:
            server.respond(response)

    def acknowledged(self, invite: Request) -> None:
        """The ACK of an accepted INVITE has come."""
        server = self._servers.get((invite.branch, "INVITE"))
        if server is not None:
            server.stop()

    def receive(self, data: bytes, source: Address) -> None:
        """Take one datagram. What is not SIP is counted and dropped; an empty keep-alive is nothing."""
        if not data.strip(b"\r\n\0 "):
            return
        try:
            message = parse(data)
            if isinstance(message, Response):
                self._response(message)
            else:
                self._request(message, source)
        except MalformedMessage:
            self.malformed += 1

    def _response(self, response: Response) -> None:
        _, method = response.cseq
        client = self._clients.get((response.branch, method))
        if client is None:
            return
        late = client.final.done()
        client.receive(response)
        if late and method == "INVITE" and 200 <= response.status < 300:
            self._on_late(response)

    def _request(self, request: Request, source: Address) -> None:
        if request.method == "ACK":
            server = self._servers.get((request.branch, "INVITE"))
            if server is not None:
                server.stop()
            else:
                self._on_request(request, source)
            return
        key = (request.branch, request.method)
        known = self._servers.get(key)
        if known is not None:
            known.repeat()
            return
        self._servers[key] = _Server(self, request, source)
        if request.method != "INVITE":
            self._later(LIFETIME, lambda: self._servers.pop(key, None))
        self._on_request(request, source)

    def forget(self, invite: Request) -> None:
        """The call of this INVITE is over: keep its transaction only as long as repetitions may come."""
        key = (invite.branch, "INVITE")
        self._later(LIFETIME, lambda: self._servers.pop(key, None))

    def _later(self, delay: float, action: Callable[[], object]) -> None:
        handle: asyncio.TimerHandle

        def run() -> None:
            self._expiries.discard(handle)
            action()

        handle = asyncio.get_running_loop().call_later(delay, run)
        self._expiries.add(handle)

    def close(self) -> None:
        for server in self._servers.values():
            server.stop()
        for handle in self._expiries:
            handle.cancel()
        for client in self._clients.values():
            client.stop()
            if not client.final.done():
                client.final.set_exception(NoResponse("the phone was switched off"))
                client.final.exception()


def reply(request: Request, status: int, reason: str, *, tag: str, contact: str = "") -> Response:
    """A response with the headers that every response copies from its request."""
    copied = tuple(
        (name, value)
        for name, value in request.headers
        if name.lower() in {"via", "from", "call-id", "cseq", "record-route"}
    )
    to = request.require("To")
    if status > 100 and "tag=" not in to:
        to = f"{to};tag={tag}"
    extra = (("Contact", contact),) if contact else ()
    return Response((*copied, ("To", to), *extra), b"", status, reason)


def with_body(response: Response, body: bytes) -> Response:
    return replace(response, headers=(*response.headers, ("Content-Type", "application/sdp")), body=body)
