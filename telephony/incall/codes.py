"""Feature codes: what an agent dials on a hard phone to log in and out, pause, and pick up a ringing call.

*50 logs in (工号 and phone password by keys), *51 logs out, *52N pauses with the N-th pause reason, *53 is available
again, *8 takes the longest waiting call that rings in one of his queues, *98 plays his messages (incall/messages.py).
A phone's transfer key with *86BOX sends the customer to a mailbox. The codes are the company's (`Snapshot.codes`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from telephony import domain_events as news
from telephony.acd.model import AgentState
from telephony.calls import Call, Party, Stage
from telephony.commands import Answer, Hangup, Play, StopPlay, Tag
from telephony.errors import HotlineError, NotPossible
from telephony.events import CommandRefused, DigitPressed, Event, LegAnswered, LegArrived, LegEnded, PlaybackFinished
from telephony.incall.messages import Messages

if TYPE_CHECKING:
    from telephony.controller import Controller

log = structlog.get_logger(__name__)

DEFAULT_CODES: Mapping[str, str] = {
    "login": "*50",
    "logout": "*51",
    "pause": "*52",
    "available": "*53",
    "pickup": "*8",
    "voicemail": "*86",
    "messages": "*98",
}
ATTEMPTS = 3
"""Wrong passwords in one call; the directory counts the 工号's own besides."""
SECONDS = 90.0
"""After this long the phone is hung up, whatever is being keyed in."""
LOOKUP_SECONDS = 3.0
LONGEST = 24


@dataclass(slots=True)
class Session:
    """A phone that has dialled a code. Its leg stands under the session's id, so that no call takes it for its own."""

    id: str
    leg: str
    device: str
    action: str
    rest: str
    playback: str = ""
    then: Callable[[], None] | None = None  # once the prompt is over
    asking: str = ""  # number or password
    number: str = ""
    digits: str = ""
    misses: int = 0
    timer: asyncio.TimerHandle | None = None
    said: int = 0


class Codes:
    def __init__(self, controller: Controller) -> None:
        self._controller = controller
        self._engine = controller.engine
        self._sessions: dict[str, Session] = {}  # by leg
        self._messages = Messages(controller)

    def action(self, dialled: str) -> tuple[str, str] | None:
        """(action, what follows the code) for a dialled code; None for a number."""
        codes = {**DEFAULT_CODES, **self._engine.config.snapshot.codes}
        fitting = [(code, action) for action, code in codes.items() if code and dialled.startswith(code)]
        if not fitting:
            return None
        code, action = max(fitting, key=lambda pair: len(pair[0]))
        rest = dialled.removeprefix(code)
        return (action, rest) if not rest or action in {"pause", "voicemail"} else None

    def transferred(self, call: Call, target: str) -> bool:
        """A phone's transfer key with a code: to a mailbox. False when it is none. Raises Unknown or NotPossible."""
        found = self.action(target)
        if found is None or found[0] != "voicemail":
            return False
        self._controller.to_voicemail(call, found[1] or call.queue or "")
        return True

    def start(self, event: LegArrived) -> bool:
        """A phone of ours has dialled. False when it is no code."""
        found = self.action(event.dialled)
        if found is None or event.device is None or found[0] == "voicemail":
            return False
        if found[0] == "pickup" and self._pick_up(event.leg, event.device):
            return True
        session = Session(self._engine.new_call_id(), event.leg, event.device, *found)
        self._sessions[event.leg] = session
        self._engine.legs[event.leg] = session.id
        session.timer = asyncio.get_running_loop().call_later(SECONDS, self._end, session)
        self._engine.queue(session.id, Answer(event.leg))
        return True

    def handle(self, event: Event) -> bool:
        """A fact of a leg that has dialled a code; False when it is none."""
        session = self._sessions.get(getattr(event, "leg", ""))
        if session is None:
            return self._messages.handle(event)
        match event:
            case LegAnswered():
                self._begin(session)
            case LegEnded():
                self._forget(session)
                self._engine.legs.pop(session.leg, None)
            case DigitPressed() if session.asking:
                self._digit(session, event.digit)
            case PlaybackFinished() | CommandRefused() if event.playback and event.playback == session.playback:
                session.playback = ""
                then, session.then = session.then, None
                if then is not None:
                    then()
            case _:
                pass
        return True

    # what each does

    def _begin(self, session: Session) -> None:
        if session.action == "login":
            self._ask(session, "number", "code_number")
            return
        if session.action == "messages":
            here = self._controller.acd.acd.agent_on(session.device)
            agent = self._engine.config.agents.get(here or "")
            if agent is None:
                self._ask(session, "number", "code_number")
            else:
                self._to_messages(session, agent.number)
            return
        try:
            self._do(session)
        except HotlineError as error:
            log.info("code.refused", action=session.action, device=session.device, reason=str(error))
            self._last(session, "code_refused")

    def _do(self, session: Session) -> None:
        acd, now = self._controller.acd.acd, self._engine.now()
        agent = acd.agent_on(session.device)
        if agent is None:
            raise NotPossible("nobody is logged in at this phone")
        match session.action:
            case "logout":
                acd.logout(agent, now)
                self._engine.publish(news.AgentDevice(None, agent, session.device, False))
                said = "code_logged_out"
            case "pause":
                state, reason = self._reason(session.rest)
                acd.set_state(agent, state, now, reason)
                said = "code_paused"
            case "available":
                acd.set_state(agent, AgentState.AVAILABLE, now, "phone")
                said = "code_available"
            case _:
                said = "code_nothing_rings"
        self._controller.acd.pump()
        self._last(session, said)

    def _reason(self, keys: str) -> tuple[AgentState, str]:
        """The N-th pause reason, N from 1; without a number simply 小休."""
        reasons = self._engine.config.snapshot.pause_reasons
        if not keys:
            return AgentState.BREAK, ""
        at = int(keys) - 1 if keys.isascii() and keys.isdigit() else -1
        if not 0 <= at < len(reasons):
            raise NotPossible(f"there is no pause reason {keys}")
        return AgentState(reasons[at].state), reasons[at].id

    def _pick_up(self, leg: str, device: str) -> bool:
        """Connect the longest waiting call that rings in one of his queues. False when there is none."""
        acd = self._controller.acd
        agent = acd.acd.agent_on(device)
        config = self._engine.config.agents.get(agent or "")
        if agent is None or config is None or acd.acd.agent_state(agent) is AgentState.TALKING:
            return False
        queues = {member.queue for member in config.queues}
        ringing = [
            call
            for call in self._engine.calls.values()
            if call.stage is Stage.QUEUE and call.leg and call.ringing and call.queue in queues
        ]
        if not ringing:
            return False
        call = min(ringing, key=lambda each: each.queued_at or 0.0)
        acd.leave(call, "answered", "pickup")
        party = call.party = Party(leg, agent=agent, device=device, queue=call.queue, answered=True)
        self._engine.adopt(call, leg)
        self._controller.conversation.engage(call, party)
        tags = {"call": call.id, "role": "agent", "agent": agent, "queue": call.queue or "", "peer": call.leg}
        self._engine.send(call, Answer(leg), Tag(leg, tags))
        self._controller.conversation.agent_answered(call, party)
        acd.pump()
        return True

    # logging in

    def _digit(self, session: Session, digit: str) -> None:
        if session.playback:
            session.then = None
            self._engine.queue(session.id, StopPlay(session.leg, session.playback))
        if digit != "#":
            session.digits = (session.digits + digit)[:LONGEST]
            return
        given, session.digits = session.digits, ""
        if session.asking == "number":
            session.number = given
            self._ask(session, "password", "code_password")
        else:
            session.asking = ""
            self._engine.spawn(self._log_in(session, given))

    async def _log_in(self, session: Session, password: str) -> None:
        agent = self._engine.config.agents_by_number.get(session.number)
        right = False
        try:
            asked = {"number": session.number, "password": password}
            answer = await self._engine.directory.query("staff", asked, LOOKUP_SECONDS)
            right = bool(answer.get("found"))
        except (TimeoutError, HotlineError) as error:
            log.warning("code.not_verified", number=session.number, reason=str(error) or "timeout")
        if session.leg not in self._sessions:
            return
        if right and session.action == "messages":
            self._to_messages(session, session.number)
            return
        if agent is None or not right:
            session.misses += 1
            log.warning("code.wrong_password", number=session.number, device=session.device, misses=session.misses)
            if session.misses >= ATTEMPTS:
                self._last(session, "too_many_attempts")
            else:
                self._ask(session, "number", "code_wrong", "code_number")
            return
        try:
            online = self._engine.device_states.get(session.device, "offline") != "offline"
            self._controller.acd.acd.login(agent.id, session.device, self._engine.now(), online)
        except HotlineError as error:
            log.info("code.login_refused", agent=agent.id, device=session.device, reason=str(error))
            self._last(session, "code_refused")
            return
        self._engine.publish(news.AgentDevice(None, agent.id, session.device, True))
        self._controller.acd.pump()
        self._last(session, "code_logged_in")

    def _to_messages(self, session: Session, staff: str) -> None:
        self._forget(session)
        self._messages.start(session.id, session.leg, session.device, staff)

    # saying

    def _ask(self, session: Session, what: str, *prompts: str) -> None:
        session.asking, session.digits = what, ""
        self._say(session, None, *prompts)

    def _last(self, session: Session, prompt: str) -> None:
        session.asking = ""
        self._say(session, lambda: self._end(session), prompt)

    def _say(self, session: Session, then: Callable[[], None] | None, *prompts: str) -> None:
        language = self._engine.config.snapshot.company.language
        files = self._engine.files([self._engine.notice(name, language) for name in prompts], language)
        if not files:
            if then is not None:
                then()
            return
        session.said += 1
        session.playback = f"{session.id}:code-{session.said}"
        session.then = then
        self._engine.queue(session.id, Play(session.leg, session.playback, files))

    def _end(self, session: Session) -> None:
        self._forget(session)
        self._engine.queue(session.id, Hangup(session.leg))

    def _forget(self, session: Session) -> None:
        if session.timer is not None:
            session.timer.cancel()
        self._sessions.pop(session.leg, None)
