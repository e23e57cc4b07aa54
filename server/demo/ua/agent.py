"""The user agent: one UDP socket that serves any number of identities."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable

from server.demo.ua.address import NameAddr, Uri, parse_name_addr
from server.demo.ua.calls import Call, IncomingCall, OutgoingCall, answer_with
from server.demo.ua.dialog import METHODS, Dialog, target_uri, token
from server.demo.ua.errors import CallFailed, MalformedMessage, NoResponse, SipError
from server.demo.ua.media import MediaClock, MediaStream
from server.demo.ua.message import Headers, Request, Response
from server.demo.ua.registrations import Registration, Registrations
from server.demo.ua.requests import resolve, send
from server.demo.ua.sdp import Codec
from server.demo.ua.transactions import Address, TransactionLayer

logger = logging.getLogger(__name__)


class _Protocol(asyncio.DatagramProtocol):
    def __init__(self, receive: Callable[[bytes, Address], None]) -> None:
        self._receive = receive

    def datagram_received(self, data: bytes, addr: Address) -> None:
        self._receive(data, addr)

    def error_received(self, exc: Exception) -> None:
        logger.debug("UDP error: %s", exc)


class UserAgent:
    """Phones on one UDP port. Set `on_incoming` before registering: it is awaited for each call that comes in.

    Without `on_incoming` calls are refused with 480.
    """

    def __init__(
        self,
        *,
        clock: MediaClock | None = None,
        codecs: tuple[Codec, ...] = ("PCMU", "PCMA"),
        name: str = "Hotline-Phone",
    ) -> None:
        self.codecs = codecs
        self.clock = clock or MediaClock()
        self.on_incoming: Callable[[IncomingCall], Awaitable[None]] | None = None
        self.on_notify: Callable[[str, str, str], None] = lambda _user, _event, _body: None
        """Gets what a NOTIFY outside calls says: to which user, its event package, its body."""
        self._name = name
        self._host, self._port = "127.0.0.1", 0
        self._transport: asyncio.DatagramTransport | None = None
        self._transactions = TransactionLayer(self._send, self._on_request, self._on_repeated_acceptance)
        self._registrations = Registrations(self._transactions)
        self._calls: dict[str, Call] = {}
        self._acks: dict[str, Request] = {}
        self._waiting_acks: dict[str, asyncio.Future[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    # Life

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Open the socket; port 0 lets the system choose. Raises OSError."""
        loop = asyncio.get_running_loop()
        own_socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        own_socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        try:
            own_socket.bind((host, port))
        except OSError:
            own_socket.close()
            raise
        transport, _ = await loop.create_datagram_endpoint(
            lambda: _Protocol(self._transactions.receive), sock=own_socket
        )
        self._transport = transport
        self._host, self._port = host, int(own_socket.getsockname()[1])

    async def stop(self) -> None:
        """Hang up, unregister and close; bounded even when nobody answers."""
        try:
            async with asyncio.timeout(5.0):
                calls = (call.hangup() for call in list(self._calls.values()))
                users = (self.unregister(user) for user in self._registrations.users)
                for outcome in await asyncio.gather(*calls, *users, return_exceptions=True):
                    if isinstance(outcome, Exception):
                        logger.warning("while switching off a phone: %s", outcome)
        except TimeoutError:
            logger.warning("the switch did not answer while phones were switched off")
        for call in list(self._calls.values()):
            call.drop()
        self._registrations.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._transactions.close()
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    @property
    def address(self) -> Address:
        """Host and port of the socket."""
        return self._host, self._port

    @property
    def calls(self) -> list[Call]:
        """Calls that have not ended."""
        return list(self._calls.values())

    @property
    def malformed(self) -> int:
        """Datagrams refused because they were no SIP."""
        return self._transactions.malformed

    def _send(self, data: bytes, to: Address) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(data, to)

    def _spawn(self, work: Awaitable[None]) -> None:
        async def run() -> None:
            await work

        task = asyncio.get_running_loop().create_task(run())
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("the behaviour of a simulated phone failed", exc_info=error)

    # Registration

    async def register(self, user: str, secret: str, registrar: str, *, expires: int = 120) -> Registration:
        """Register at `registrar` (`host:port`) and keep registered. Raises RegistrationFailed, NoResponse."""
        where = target_uri(registrar)
        own = NameAddr(Uri(user, where.host, where.port))
        dialog = await self._dialog(where, local=own, remote=own, user=user, secret=secret)
        return await self._registrations.add(user, dialog, expires)

    async def unregister(self, user: str) -> None:
        """Raises RegistrationFailed, NoResponse; nothing happens when the user is not registered."""
        await self._registrations.remove(user)

    # Calls out

    async def _dialog(self, target: Uri, *, local: NameAddr, remote: NameAddr, user: str, secret: str = "") -> Dialog:
        return Dialog(
            call_id=f"{token()}@{self._host}",
            local=NameAddr(local.uri, local.name, token()),
            remote=remote,
            target=target,
            contact=Uri(user, self._host, self._port),
            peer=await resolve(target.address),
            secret=secret,
            agent=self._name,
            local_address=self.address,
        )

    async def call(
        self, target: str, *, user: str = "anonymous", secret: str = "", from_name: str = "", headers: Headers = ()
    ) -> OutgoingCall:
        """Dial `target` as `user`. Returns at once; wait for ringing, answer or end on the call.

        With a secret a challenge is answered; a registered user's secret is known. Raises MalformedMessage for a bad
        target or name and OSError when its host has no address.
        """
        uri = target_uri(target)
        if any(ord(char) < 32 for char in user + from_name):
            raise MalformedMessage("a user or a name must not contain control characters")
        secret = secret or self._registrations.secret_of(user)
        local = NameAddr(Uri(user, uri.host, uri.port), from_name)
        dialog = await self._dialog(uri, local=local, remote=NameAddr(uri.plain), user=user, secret=secret)
        call = OutgoingCall(self, dialog, MediaStream(self.clock, self._host))
        self._calls[dialog.call_id] = call
        self._spawn(self._invite(call, headers))
        return call

    async def _invite(self, call: OutgoingCall, headers: Headers) -> None:
        dialog, body = call.dialog, call.offer()
        try:
            request, response = await send(
                self._transactions,
                dialog,
                "INVITE",
                dialog.peer,
                extra=headers,
                body=body,
                on_sent=call.sent,
                on_provisional=call.progress,
            )
            await self._settle(call, request, response)
        except SipError as error:
            call.failed(408 if isinstance(error, NoResponse) else 500, str(error))

    async def _settle(self, call: OutgoingCall, request: Request, response: Response) -> None:
        dialog = call.dialog
        if response.status >= 300:
            call.failed(response.status, response.reason)
            return
        dialog.remote = parse_name_addr(response.require("To"))
        dialog.adopt(response, reverse_routes=True)
        self._acknowledge(dialog, request.cseq[0])
        try:
            call.answered(response)
        except MalformedMessage as error:
            await self.in_dialog(call, "BYE")
            call.failed(488, str(error))
            return
        if call.cancelled:
            await call.hangup()

    def _acknowledge(self, dialog: Dialog, sequence: int) -> None:
        ack = dialog.request("ACK", sequence=sequence)
        self._acks[dialog.call_id] = ack
        self._send(ack.to_bytes(), dialog.next_hop)

    def _on_repeated_acceptance(self, response: Response) -> None:
        ack = self._acks.get(response.call_id)
        if ack is not None and ack.cseq[0] == response.cseq[0]:
            call = self._calls.get(response.call_id)
            self._send(ack.to_bytes(), call.dialog.next_hop if call is not None else self._ack_address(ack))

    def _ack_address(self, ack: Request) -> Address:
        return target_uri(ack.uri).address

    # What calls use

    async def in_dialog(self, call: Call, method: str, *, extra: Headers = (), body: bytes = b"") -> Response:
        """A request inside a call, acknowledged when it is an INVITE. Raises NoResponse."""
        hop = call.dialog.next_hop
        request, response = await send(self._transactions, call.dialog, method, hop, extra=extra, body=body)
        if method == "INVITE" and response.status < 300:
            call.dialog.adopt(response, reverse_routes=True)
            self._acknowledge(call.dialog, request.cseq[0])
        return response

    def cancel(self, call: OutgoingCall, invite: Request) -> None:
        """CANCEL carries the branch and the number of the INVITE; the 487 to the INVITE ends the call."""
        request = call.dialog.request("CANCEL", sequence=invite.cseq[0], branch=invite.branch)

        async def send() -> None:
            try:
                await self._transactions.request(request, call.dialog.peer)
            except NoResponse as error:
                call.failed(408, str(error))

        self._spawn(send())

    def answer(self, request: Request, status: int, reason: str, *, call: Call | None = None) -> None:
        """Answer a request without a body; within a call with its tag and contact."""
        tag = call.dialog.local.tag if call is not None else token()
        contact = f"<{call.dialog.contact}>" if call is not None else ""
        self._transactions.respond(request, answer_with(request, status, reason, tag=tag, contact=contact))

    def accept(self, call: Call, request: Request, body: bytes) -> asyncio.Future[None]:
        """Answer 200 with a session description; the future is done when an INVITE is acknowledged."""
        response = answer_with(
            request, 200, "OK", tag=call.dialog.local.tag, contact=f"<{call.dialog.contact}>", body=body
        )
        acknowledged: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if request.method == "INVITE":
            self._waiting_acks[call.call_id] = acknowledged
        else:
            acknowledged.set_result(None)
        self._transactions.respond(request, response)
        if request.method == "INVITE":
            call.accepted = request
        return acknowledged

    def acknowledged(self, call: Call) -> None:
        """The ACK to our 200 has come, or the call ended without one."""
        if call.accepted is not None:
            self._transactions.acknowledged(call.accepted)
        waiting = self._waiting_acks.pop(call.call_id, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(None)

    def forget(self, call: Call) -> None:
        """The call has ended."""
        self.acknowledged(call)
        self._calls.pop(call.call_id, None)
        self._acks.pop(call.call_id, None)
        for invite in (call.accepted, call.invite if isinstance(call, IncomingCall) else None):
            if invite is not None:
                self._transactions.forget(invite)

    # Requests from outside

    def _on_request(self, request: Request, source: Address) -> None:
        call = self._calls.get(request.call_id)
        if request.method == "CANCEL":
            self._on_cancel(request, call)
        elif call is not None and (request.method != "INVITE" or "tag=" in request.require("To")):
            call.on_request(request)
        elif request.method == "INVITE" and "tag=" not in request.require("To"):
            self._on_invite(request, source)
        elif request.method in {"OPTIONS", "NOTIFY"}:
            if request.method == "NOTIFY":
                user = target_uri(request.uri).user
                self.on_notify(user, request.get("Event") or "", request.body.decode(errors="replace"))
            response = answer_with(request, 200, "OK", tag=token(), contact="")
            self._transactions.respond(
                request, Response((*response.headers, ("Allow", METHODS)), b"", response.status, response.reason)
            )
        elif request.method != "ACK":
            self.answer(request, 481, "Call/Transaction Does Not Exist")

    def _on_cancel(self, request: Request, call: Call | None) -> None:
        if not isinstance(call, IncomingCall) or call.invite.branch != request.branch:
            self.answer(request, 481, "Call/Transaction Does Not Exist")
            return
        self.answer(request, 200, "OK", call=call)
        call.cancelled(request.get("Reason") or "cancelled")

    def _on_invite(self, request: Request, source: Address) -> None:
        handler = self.on_incoming
        if handler is None:
            self.answer(request, 480, "Temporarily Unavailable")
            return
        local, remote = parse_name_addr(request.require("To")), parse_name_addr(request.require("From"))
        own = NameAddr(local.uri, local.name, token())
        user = target_uri(request.uri).user
        dialog = Dialog(
            request.call_id, own, remote, remote.uri, Uri(user, self._host, self._port), source,
            remote_seq=request.cseq[0], agent=self._name, local_address=self.address,
        )  # fmt: skip
        dialog.adopt(request, reverse_routes=False)
        stream = MediaStream(self.clock, self._host)
        try:
            call = IncomingCall(self, dialog, stream, request)
        except MalformedMessage:
            stream.close()
            self.answer(request, 488, "Not Acceptable Here")
            return
        self._calls[request.call_id] = call
        self._spawn(self._handle(handler, call))

    async def _handle(self, handler: Callable[[IncomingCall], Awaitable[None]], call: IncomingCall) -> None:
        try:
            await handler(call)
        except CallFailed:
            # The caller was faster than the one who wanted to answer.
            return
        except BaseException:
            call.reject(480)
            raise

    async def options(self, target: str, *, timeout: float = 2.0) -> int:
        """Ask who is there; returns the status. Raises TimeoutError when nobody answers in time."""
        uri = target_uri(target)
        dialog = await self._dialog(
            uri, local=NameAddr(Uri("ping", self._host)), remote=NameAddr(uri.plain), user="ping"
        )
        async with asyncio.timeout(timeout):
            return (await self._transactions.request(dialog.request("OPTIONS"), dialog.peer)).status
