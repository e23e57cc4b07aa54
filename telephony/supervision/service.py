"""One session per supervisor: his phone is rung once, then he steps from mode to mode, and from call to call.

The service looks at what the agent is doing now, compares it with what has been carried out, and mends the difference.
So it needs no hook in the services that own calls: any news of calls or agents make it look again.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any

import structlog

from telephony.acd.service import AcdService
from telephony.calls import Call, Party
from telephony.commands import Hangup, MusicStart, Originate, RoomAdd, RoomRemove, Spy, SpyStop, Tag
from telephony.conversation import Conversation
from telephony.domain_events import Envelope, News
from telephony.engine import Engine
from telephony.errors import HotlineError, NotPossible
from telephony.events import Cause, CommandRefused, Event, LegAnswered, LegEnded, LegSnapshot
from telephony.supervision import news
from telephony.supervision.finder import Finder
from telephony.supervision.session import NAMES, Mode, Place, Session, from_tags

log = structlog.get_logger(__name__)

RING_SECONDS = 30.0
TRIES = 2
"""How often the switch may refuse one step before the session is ended."""

ENDS: Mapping[Cause, str] = {Cause.NORMAL: "hung_up", Cause.CANCELLED: "hung_up"}
"""Why a session is over when the supervisor's own leg ended; any other cause says it itself."""


class Supervision:
    """`sessions` by supervisor. The legs are the sessions' own: in `engine.legs` they stand under the session's id, so
    that no call takes them for its own."""

    def __init__(self, engine: Engine, acd: AcdService, conversation: Conversation) -> None:
        self._engine = engine
        self._acd = acd
        self._conversation = conversation
        self._finder = Finder(engine, acd.acd)
        self.sessions: dict[str, Session] = {}
        self._looking = False
        engine.observers.append(self._heard)

    # wishes

    def start(
        self,
        supervisor: str,
        mode: Mode,
        *,
        call: str | None = None,
        agent: str | None = None,
        device: str | None = None,
        follow: bool = False,
    ) -> Session:
        """Supervise a call, or what an agent is doing (with `follow` his next calls too). A supervisor who has a
        session already changes over without being rung again. Raises Unknown or NotPossible with the reason."""
        call, agent = self._finder.find(supervisor, mode, call, agent, follow)
        session = self.sessions.get(supervisor)
        if session is not None:
            session.call, session.agent, session.mode, session.follow = call, agent, mode, follow
            session.refusals = 0
            self._look_at(session)
            return session
        device = self._finder.device(supervisor, device)
        session_id = self._engine.new_call_id()
        self._occupy(supervisor, session_id)
        session = Session(
            id=session_id,
            supervisor=supervisor,
            device=device,
            leg=f"{self._engine.options.node}:{session_id}-1",
            mode=mode,
            agent=agent,
            call=call,
            follow=follow,
            since=time.time(),
        )
        self.sessions[supervisor] = session
        self._engine.legs[session.leg] = session.id
        self._ring(session)
        self._tell(session)
        self._acd.pump()
        return session

    def change(self, supervisor: str, mode: Mode) -> Session:
        """Step to another mode. Raises NotPossible when he supervises nobody, or has no call to take over."""
        session = self._session(supervisor)
        if mode is Mode.TAKE_OVER:
            if session.on is None and session.answered:
                raise NotPossible("there is no call to take over yet")
            self._finder.check_take_over(self._engine.calls.get(session.on.call if session.on else session.call or ""))
        session.mode, session.refusals = mode, 0
        self._look_at(session)
        return session

    def stop(self, supervisor: str) -> None:
        """End the session. Raises NotPossible when there is none."""
        self._end(self._session(supervisor), "stopped")

    def shown(self) -> list[dict[str, Any]]:
        """The sessions as their news show them."""
        return [view(session).shown() for session in self.sessions.values()]

    def _session(self, supervisor: str) -> Session:
        session = self.sessions.get(supervisor)
        if session is None:
            raise NotPossible("you supervise nobody at the moment")
        return session

    def _occupy(self, supervisor: str, session: str) -> None:
        """A supervisor who is logged in as an agent is offered nothing meanwhile."""
        if self._finder.logged_in(supervisor):
            self._acd.acd.engage(supervisor, session, None, self._engine.now())

    def _ring(self, session: Session) -> None:
        agent = self._engine.config.agents.get(session.agent or "")
        words = NAMES[session.mode]
        name = words.get(self._engine.config.snapshot.company.language, words["zh"])
        self._engine.queue(
            session.id,
            Originate(
                leg=session.leg,
                call=session.id,
                device=session.device,
                number=None,
                trunk=None,
                caller=agent.number if agent else "",
                caller_name=f"{name} {agent.name}" if agent else name,
                timeout=RING_SECONDS,
                peer=None,
                tags=session.tags(),
            ),
        )

    # facts

    def handle(self, event: Event) -> None:
        """A fact of a leg that belongs to no call."""
        leg = getattr(event, "leg", "")
        session = next((each for each in self.sessions.values() if each.leg == leg), None)
        match event:
            case LegEnded():
                self._engine.legs.pop(leg, None)
                if session is not None:
                    reason = ENDS.get(event.cause, str(event.cause))
                    self._end(session, "hung_up" if session.answered else reason, gone=True)
            case LegAnswered() if session is not None and not session.answered:
                session.answered = True
                self._look_at(session)
            case CommandRefused() if session is not None and event.command == "Originate":
                self._engine.legs.pop(leg, None)
                self._end(session, "refused", gone=True)
            case CommandRefused() if session is not None and event.command in {"Spy", "RoomAdd"}:
                self._refused(session)
            case _:
                pass

    def _refused(self, session: Session) -> None:
        """Mostly the agent's leg has just ended, and news of it are on their way; else once more, then give up."""
        session.refusals += 1
        if session.refusals >= TRIES:
            self._end(session, "refused")
            return
        self._leave(session, "call_over")
        on, session.on = session.on, None
        if on is not None:
            session.call = session.call or on.call
        asyncio.get_running_loop().call_later(0.2, self._heard_soon)

    def _heard(self, envelope: Envelope) -> None:
        """Something was published: look again, once for all that is published in this turn."""
        if self.sessions and (envelope.type.startswith("call.") or envelope.type == "agent.state"):
            self._heard_soon()

    def _heard_soon(self) -> None:
        if self.sessions and not self._looking:
            self._looking = True
            asyncio.get_running_loop().call_soon(self.look)

    def look(self) -> None:
        """Bring every session to where it should be; a call that is about to be recorded hears who leaves it."""
        self._looking = False
        for session in tuple(self.sessions.values()):
            try:
                self._look_at(session)
            except Exception:
                log.exception("supervision.failed", session=session.id)
                self._end(session, "refused")

    # what is, and what shall be

    def _target(self, session: Session) -> tuple[Call, str] | None:
        """The call and the leg that this session should be at now."""
        calls = self._engine.calls
        call = calls.get(session.call or "")
        leg = self._finder.leg_in(call, session.agent) if call else None
        if leg is None and session.follow and session.agent in self._engine.config.agents:
            call = calls.get(self._acd.acd.item_of(session.agent or "") or "")
            leg = self._finder.leg_in(call, session.agent) if call else None
        return (call, leg) if call is not None and leg is not None else None

    def _look_at(self, session: Session) -> None:
        target = self._target(session)
        if target is not None:
            call, leg = target
            session.call = call.id
            place = Place(call.id, leg, session.mode, session.agent)
            if session.answered and session.on != place:
                self._attach(session, call, place)
            return
        if not session.follow:
            self._end(session, "call_over")
        elif session.agent is None or not self._finder.logged_in(session.agent):
            self._end(session, "agent_left")
        elif session.answered and (session.on is not None or session.call is not None):
            self._wait(session)
        elif session.mode is Mode.TAKE_OVER:
            session.mode = Mode.LISTEN

    def _attach(self, session: Session, call: Call, place: Place) -> None:
        """Bring the session to this place."""
        if session.on is not None and session.on.call != place.call:
            self._leave(session, "call_over")
        if place.mode is Mode.TAKE_OVER:
            self._take_over(session, call)
            return
        former, session.on = session.on, place
        if former is None:
            self._publish(news.SupervisionJoined(call.id, *self._who(session), str(place.mode)))
        elif former.mode is not place.mode:
            self._publish(news.SupervisionMode(call.id, *self._who(session), str(place.mode)))
        self._step(session, call, place)
        self._tell(session)

    def _step(self, session: Session, call: Call, place: Place) -> None:
        step = (
            RoomAdd(call.room, session.leg)
            if place.mode is Mode.BARGE
            else Spy(session.leg, place.leg, whisper=place.mode is Mode.WHISPER)
        )
        self._engine.send(call, step, Tag(session.leg, session.tags()))

    def _take_over(self, session: Session, call: Call) -> None:
        """The supervisor's leg becomes the call's party; the agent is released to his wrap-up."""
        former = call.party
        assert former is not None
        joined = news.SupervisionMode if session.on else news.SupervisionJoined
        self._publish(joined(call.id, *self._who(session), str(Mode.TAKE_OVER)))
        self._publish(news.SupervisionLeft(call.id, *self._who(session), "taken_over"))
        self._close(session, "taken_over")
        party = Party(
            session.leg,
            agent=session.supervisor,
            device=session.device,
            queue=former.queue or call.queue,
            answered=True,
        )
        self._engine.adopt(call, session.leg)
        tags = {"call": call.id, "role": "agent", "agent": session.supervisor, "session": "", "peer": call.leg}
        self._engine.send(call, SpyStop(session.leg), Tag(session.leg, tags))
        self._conversation.replace(call, party)

    def _wait(self, session: Session) -> None:
        """Between two calls of the agent: music says that the line is alive."""
        on = session.on
        self._leave(session, "call_over")
        session.call = None
        if session.mode is Mode.TAKE_OVER:
            session.mode = Mode.LISTEN
        undo = RoomRemove(on.call, session.leg) if on and on.mode is Mode.BARGE else SpyStop(session.leg)
        self._engine.queue(
            on.call if on else session.id, undo, MusicStart(session.leg), Tag(session.leg, session.tags())
        )
        self._tell(session)

    def _leave(self, session: Session, reason: str) -> None:
        """He hears his present call no longer."""
        on, session.on = session.on, None
        if on is not None:
            self._publish(news.SupervisionLeft(on.call, session.id, session.supervisor, on.agent, reason))

    def _end(self, session: Session, reason: str, *, gone: bool = False) -> None:
        """The session is over; with `gone` the supervisor's leg has ended already."""
        on = session.on
        self._leave(session, reason)
        self._close(session, reason)
        if not gone:
            cause = Cause.NORMAL if session.answered else Cause.CANCELLED
            self._engine.queue(on.call if on else session.id, Hangup(session.leg, cause))
        self._acd.pump()

    def _close(self, session: Session, reason: str) -> None:
        if self.sessions.get(session.supervisor) is session:
            del self.sessions[session.supervisor]
        self._tell(session, reason)
        try:
            if session.supervisor in self._engine.config.agents:
                self._acd.released(session.supervisor, session.id, wrap_up=False)
        except HotlineError as error:
            log.info("acd.late_fact", fact="released", error=str(error))

    # news

    def _who(self, session: Session) -> tuple[str, str, str | None]:
        return session.id, session.supervisor, session.agent

    def _publish(self, item: News) -> None:
        """A call that has been recorded already gets no more news."""
        if item.call in self._engine.calls:
            self._engine.publish(item)

    def _tell(self, session: Session, over: str = "") -> None:
        self._engine.publish(view(session, over))

    # after a reconnect or a restart

    def reconcile(self, legs: Mapping[str, LegSnapshot]) -> None:
        """Sessions whose leg the switch does not know are over; sessions of an earlier core are taken up again."""
        for session in tuple(self.sessions.values()):
            if session.leg not in legs:
                self._engine.legs.pop(session.leg, None)
                self._end(session, "lost", gone=True)
        for leg in [leg for leg in self._engine.legs if leg not in legs and self._engine.call_of(leg) is None]:
            del self._engine.legs[leg]
        for snapshot in legs.values():
            if snapshot.leg not in self._engine.legs:
                self._take_up(snapshot)
        self.look()

    def _take_up(self, leg: LegSnapshot) -> None:
        session = from_tags(leg, time.time())
        if session is None or session.supervisor in self.sessions:
            return
        self.sessions[session.supervisor] = session
        self._engine.legs[session.leg] = session.id
        log.info("supervision.taken_up", session=session.id, supervisor=session.supervisor, mode=str(session.mode))
        try:
            acd = self._acd.acd
            if self._finder.logged_in(session.supervisor) and acd.item_of(session.supervisor) != session.id:
                acd.engage(session.supervisor, session.id, None, self._engine.now())
        except HotlineError as error:
            log.warning("supervision.not_engaged", supervisor=session.supervisor, error=str(error))
        target = self._target(session)
        if target is not None and session.call == target[0].id and session.mode is not Mode.TAKE_OVER:
            session.on = Place(target[0].id, target[1], session.mode, session.agent)
            self._step(session, target[0], session.on)
            self._tell(session)


def view(session: Session, over: str = "") -> news.SupervisionSession:
    """The session as its news show it; `over` is the reason of its end."""
    return news.SupervisionSession(
        session.on.call if session.on else session.call,
        session=session.id,
        supervisor=session.supervisor,
        state="over" if over else session.state,
        mode=str(session.mode),
        agent=session.agent,
        device=session.device,
        follow=session.follow,
        since=session.since,
        reason=over,
    )
