"""Calls as a person at a phone knows them: ring, answer, talk, press keys, hold, hang up."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from server.demo.ua.address import NameAddr, parse_name_addr
from server.demo.ua.audio import Source
from server.demo.ua.dialog import Dialog
from server.demo.ua.errors import CallFailed, MalformedMessage, NoResponse, SipError
from server.demo.ua.media import MediaStream
from server.demo.ua.message import Request, Response
from server.demo.ua.meter import AudioMeter
from server.demo.ua.sdp import Description, Direction, answer_to, make_sdp, parse_sdp
from server.demo.ua.transactions import reply, with_body

if TYPE_CHECKING:
    from server.demo.ua.agent import UserAgent

REASONS = {180: "Ringing", 480: "Temporarily Unavailable", 486: "Busy Here", 488: "Not Acceptable Here", 603: "Decline"}


class CallState(StrEnum):
    CALLING = "calling"
    RINGING = "ringing"
    ANSWERED = "answered"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class EndCause:
    """`by`: local or remote; `status` is the SIP status of a refusal, 200 for an ordinary end."""

    by: Literal["local", "remote"]
    status: int
    reason: str


class Call:
    """What both directions share. `received` measures what is heard."""

    def __init__(self, agent: UserAgent, dialog: Dialog, stream: MediaStream) -> None:
        self._agent = agent
        self.dialog = dialog
        self._stream = stream
        self.state = CallState.CALLING
        self.cause: EndCause | None = None
        self.held_by_remote = False
        self.notified: list[str] = []
        """What the other side has told in this call (NOTIFY): the progress of a transfer that was asked for."""
        self.accepted: Request | None = None
        self._held = False
        self._version = 0
        self._session = secrets.randbits(31)
        self._watchers: list[Callable[[], None]] = []

    @property
    def received(self) -> AudioMeter:
        return self._stream.received

    @property
    def digits(self) -> str:
        """Keys that the other side has pressed."""
        return self._stream.heard_digits

    @property
    def remote(self) -> NameAddr:
        """The other party as signalled."""
        return self.dialog.remote

    @property
    def call_id(self) -> str:
        return self.dialog.call_id

    # Waiting

    async def _wait(self, condition: Callable[[], bool], timeout: float) -> None:
        """Until `condition` holds after some change of signalling or audio. Raises TimeoutError."""
        if condition():
            return
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def look() -> None:
            if not done.done() and condition():
                done.set_result(None)

        self._watchers.append(look)
        unwatch = self._stream.watch(look)
        try:
            async with asyncio.timeout(timeout):
                await done
        finally:
            self._watchers.remove(look)
            unwatch()

    def _notify(self) -> None:
        for watcher in list(self._watchers):
            watcher()

    async def wait_ringing(self, timeout: float = 10.0) -> None:
        """Raises TimeoutError, or CallFailed when the call ended."""
        await self._wait(lambda: self.state is not CallState.CALLING, timeout)
        self._raise_if_ended()

    async def wait_answered(self, timeout: float = 30.0) -> None:
        """Raises TimeoutError, or CallFailed when the call ended."""
        await self._wait(lambda: self.state in {CallState.ANSWERED, CallState.ENDED}, timeout)
        self._raise_if_ended()

    async def wait_ended(self, timeout: float = 30.0) -> EndCause:
        """Raises TimeoutError."""
        await self._wait(lambda: self.state is CallState.ENDED, timeout)
        return self.cause or EndCause("local", 0, "")

    def _raise_if_ended(self) -> None:
        if self.state is CallState.ENDED:
            cause = self.cause or EndCause("local", 0, "")
            raise CallFailed(cause.status, cause.reason)

    async def wait_audio(self, min_rms: float = 0.01, timeout: float = 5.0) -> float:
        """Until 0.2 s of audio at least that loud is heard from now on; returns its level. Raises TimeoutError."""
        start = len(self.received.levels)
        await self._wait(lambda: any(level >= min_rms for level in self.received.levels[start:]), timeout)
        return max(self.received.levels[start:])

    async def wait_tone(self, frequency: float, timeout: float = 5.0, share: float = 0.6) -> None:
        """Until most of the last 0.4 s is a tone of that frequency (Hz). Raises TimeoutError."""
        await self._wait(lambda: self.received.level(0.4) > 0.005 and self.received.tone(frequency) >= share, timeout)

    async def wait_digits(self, count: int, timeout: float = 5.0) -> str:
        """Until the other side has pressed `count` keys in all. Raises TimeoutError."""
        await self._wait(lambda: len(self.digits) >= count, timeout)
        return self.digits

    async def wait_notified(self, words: str, timeout: float = 5.0) -> None:
        """Until the other side has told (NOTIFY) something with these words. Raises TimeoutError."""
        await self._wait(lambda: any(words in told for told in self.notified), timeout)

    # Talking

    async def play(self, source: Source) -> None:
        """Say a sound to its end (or until the call ends)."""
        await self._stream.say(source)

    def speak(self, source: Source, *, loop: bool = True) -> None:
        """Begin to say a sound, over and over unless told otherwise."""
        self._stream.say(source, loop=loop)

    def hush(self) -> None:
        self._stream.hush()

    def mute(self, on: bool) -> None:
        """The phone's own mute key: silence is sent."""
        self._stream.muted = on

    async def send_digits(self, digits: str, gap: float = 0.1, duration: float = 0.1) -> None:
        """Press keys (RFC 4733), `gap` and `duration` in seconds; returns when they are out. Raises ValueError."""
        await self._stream.press(digits, gap=gap, duration=duration)

    # In the call

    def _own_media(self, direction: Direction = "sendrecv") -> Description:
        return Description(self._stream.host, self._stream.port, self._agent.codecs, 101, direction)

    def _describe(self, own: Description) -> bytes:
        self._version += 1
        return make_sdp(own, session=self._session, version=self._version)

    def _use(self, remote: Description) -> None:
        codec = next((codec for codec in remote.codecs if codec in self._agent.codecs), None)
        if codec is None:
            raise MalformedMessage("no codec in common")
        self.held_by_remote = remote.direction in {"sendonly", "inactive"} or remote.host == "0.0.0.0"  # noqa: S104
        self._stream.connect(remote, codec, sending=not self._held and not self.held_by_remote)

    async def hold(self, on: bool = True) -> None:
        """The phone's own hold key (re-INVITE). Raises SipError when refused."""
        self._held = on
        body = self._describe(self._own_media("sendonly" if on else "sendrecv"))
        response = await self._agent.in_dialog(self, "INVITE", body=body)
        if response.status >= 300:
            raise SipError(f"hold refused: {response.status} {response.reason}")
        if response.body:
            self._use(parse_sdp(response.body))

    async def refer(self, target: str) -> int:
        """Blind transfer by the phone (REFER); returns the status."""
        response = await self._agent.in_dialog(self, "REFER", extra=(("Refer-To", f"<{target}>"),))
        return response.status

    async def hangup(self) -> None:
        """End the call whatever its state; nothing happens when it is over."""
        raise NotImplementedError

    def drop(self) -> None:
        """Forget the call without a word to anybody, as a phone does that loses its power."""
        self._end(EndCause("local", 0, "switched off"))

    async def _bye(self) -> None:
        self._end(EndCause("local", 200, "hung up"))
        try:
            await self._agent.in_dialog(self, "BYE")
        except NoResponse:
            # The far side is gone: the call is over either way.
            return

    def _end(self, cause: EndCause) -> None:
        if self.state is CallState.ENDED:
            return
        self.state = CallState.ENDED
        self.cause = cause
        self._stream.close()
        self._agent.forget(self)
        self._notify()

    def on_request(self, request: Request) -> None:
        """A request inside the dialog."""
        sequence, method = request.cseq
        if method == "ACK":
            self._on_ack(request)
            return
        if sequence < self.dialog.remote_seq:
            self._agent.answer(request, 500, "Out of Order")
            return
        self.dialog.remote_seq = sequence
        if method == "BYE":
            self._agent.answer(request, 200, "OK")
            self._end(EndCause("remote", 200, request.get("Reason") or "hung up"))
        elif method in {"INVITE", "UPDATE"}:
            self._renegotiate(request)
        else:
            self._agent.answer(request, 200, "OK")
            if method == "NOTIFY":
                self.notified.append(request.body.decode(errors="replace").strip())
                self._notify()

    def _on_ack(self, request: Request) -> None:
        """The other side has seen our acceptance; its ACK may bring its media."""
        self._agent.acknowledged(self)
        if request.body:
            self._use(parse_sdp(request.body))

    def _renegotiate(self, request: Request) -> None:
        """Hold, resume and media changes by the other side."""
        if self.state is CallState.CALLING or (request.method == "INVITE" and self.state is CallState.RINGING):
            self._agent.answer(request, 491, "Request Pending")
            return
        if request.method == "INVITE":
            self.dialog.adopt(request, reverse_routes=False)
        body = b""
        if request.body:
            try:
                offer = parse_sdp(request.body)
                answer = answer_to(offer, host=self._stream.host, port=self._stream.port, supported=self._agent.codecs)
                self._use(offer)
            except MalformedMessage:
                self._agent.answer(request, 488, REASONS[488])
                return
            body = self._describe(answer)
        elif request.method == "INVITE":
            body = self._describe(self._own_media())
        self._agent.accept(self, request, body)
        self._notify()


class OutgoingCall(Call):
    """A call that we make."""

    def __init__(self, agent: UserAgent, dialog: Dialog, stream: MediaStream) -> None:
        super().__init__(agent, dialog, stream)
        self._invite: Request | None = None
        self._provisional = False
        self._cancelled = False

    def offer(self) -> bytes:
        return self._describe(self._own_media())

    def sent(self, invite: Request) -> None:
        """This INVITE is on its way (again, with credentials)."""
        self._invite = invite
        self._provisional = False

    def progress(self, response: Response) -> None:
        """A provisional response: ringing, or early audio."""
        self._provisional = True
        if self._cancelled:
            self._cancel()
            return
        if response.status >= 180 and self.state is CallState.CALLING:
            self.state = CallState.RINGING
        if response.body:
            self._use(parse_sdp(response.body))
        self._notify()

    def answered(self, response: Response) -> None:
        self.state = CallState.ANSWERED
        self._use(parse_sdp(response.body))
        self._notify()

    def failed(self, status: int, reason: str) -> None:
        self._end(EndCause("local" if self._cancelled else "remote", status, reason))

    @property
    def cancelled(self) -> bool:
        return self._cancelled

    def _cancel(self) -> None:
        if self._invite is not None:
            self._agent.cancel(self, self._invite)

    async def hangup(self) -> None:
        if self.state is CallState.ENDED:
            return
        if self.state is CallState.ANSWERED:
            await self._bye()
            return
        self._cancelled = True
        if self._provisional:
            self._cancel()
        await self.wait_ended(timeout=40.0)


class IncomingCall(Call):
    """A call that rings here. `to_user` is the identity that is called."""

    def __init__(self, agent: UserAgent, dialog: Dialog, stream: MediaStream, invite: Request) -> None:
        super().__init__(agent, dialog, stream)
        self.invite = invite
        self._offer = parse_sdp(invite.body) if invite.body else None
        self.to_user = target_user(invite)
        self.caller_number = dialog.remote.uri.user
        self.caller_name = dialog.remote.name

    def ring(self) -> None:
        """Say that the phone rings (180)."""
        if self.state is CallState.CALLING:
            self.state = CallState.RINGING
            self._agent.answer(self.invite, 180, REASONS[180], call=self)

    async def answer(self) -> None:
        """Pick up; returns when the caller has acknowledged. Raises CallFailed when the call is gone."""
        self._raise_if_ended()
        if self._offer is not None:
            answer = answer_to(
                self._offer, host=self._stream.host, port=self._stream.port, supported=self._agent.codecs
            )
            self._use(self._offer)
        else:
            answer = self._own_media()
        self.state = CallState.ANSWERED
        acknowledged = self._agent.accept(self, self.invite, self._describe(answer))
        self._notify()
        try:
            async with asyncio.timeout(32.0):
                await acknowledged
        except TimeoutError:
            await self._bye()
        self._raise_if_ended()

    def reject(self, status: int = 486) -> None:
        """Refuse: 486 busy, 480 unavailable, 603 declined."""
        if self.state in {CallState.CALLING, CallState.RINGING}:
            self._agent.answer(self.invite, status, REASONS.get(status, "Refused"), call=self)
            self._end(EndCause("local", status, REASONS.get(status, "Refused")))

    def cancelled(self, reason: str) -> None:
        """The caller gave up while it rang."""
        if self.state in {CallState.CALLING, CallState.RINGING}:
            self._agent.answer(self.invite, 487, "Request Terminated", call=self)
            self._end(EndCause("remote", 487, reason))

    async def hangup(self) -> None:
        if self.state is CallState.ANSWERED:
            await self._bye()
        else:
            self.reject(603)


def target_user(invite: Request) -> str:
    return parse_name_addr(f"<{invite.uri}>").uri.user


def answer_with(request: Request, status: int, reason: str, *, tag: str, contact: str, body: bytes = b"") -> Response:
    response = reply(request, status, reason, tag=tag, contact=contact)
    return with_body(response, body) if body else response
