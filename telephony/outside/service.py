"""Carries out calls to the outside: one trunk after the other within the one call, counted, charged and told."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

import structlog

from telephony import domain_events as news
from telephony.calls import Call, Party, Stage
from telephony.commands import Hangup, Originate
from telephony.events import Cause, CommandRefused, Event, LegAnswered, LegArrived, LegEnded, LegRinging, TrunkChanged
from telephony.outside.board import TrunkBoard, verdict
from telephony.outside.counters import Line
from telephony.outside.model import Kind, Plan, Tariff, Wish
from telephony.outside.refusals import Refusal
from telephony.outside.router import Router, callee_key, caller_key
from telephony.outside.settings import OutboundRules
from telephony.outside.tables import Tables

if TYPE_CHECKING:
    from telephony.engine import Engine

log = structlog.get_logger(__name__)

NEXT_ON = frozenset({Cause.CONGESTION, Cause.UNAVAILABLE, Cause.FAILED})
"""Ends before the answer that are the trunk's fault. Busy, no answer and unknown numbers are the called one's."""


class Ringable(Protocol):
    """Whoever's leg is dialled: a party, or the call whose customer is called. Each attempt gives it a new leg."""

    leg: str


@dataclass(slots=True)
class _Dial:
    """A number being rung; `at` is the place of the present attempt."""

    call: Call
    holder: Ringable
    wish: Wish
    plan: Plan
    timeout: float
    peer: str | None
    tags: Mapping[str, str]
    at: int = -1
    began: float = 0.0
    rang: bool = False


def _kind(call: Call, agent: str | None) -> Kind:
    """Who dials, by what the call is doing."""
    if call.stage is Stage.TALKING:
        return Kind.TRANSFER
    if call.direction != "inbound":
        return Kind.AGENT if agent else Kind.DEVICE
    return Kind.QUEUE if call.stage is Stage.QUEUE else Kind.IVR


@dataclass(slots=True)
class Outside:
    """The engine's way out; every service rings outside numbers through it."""

    engine: Engine
    router: Router
    on_changed: Callable[[], None] = lambda: None  # counters that a restart must not forget have changed
    board: TrunkBoard = field(init=False)
    _dials: dict[str, _Dial] = field(default_factory=dict)  # leg that has not been answered → dial
    _expected: dict[str, tuple[Wish, Plan]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.board = TrunkBoard(self.router)

    # asking

    def _current(self) -> Router:
        """The router on the configuration that is in force."""
        tables = self.engine.config.outside
        if self.router.tables is not tables:
            self.router.tables = tables
            self.board.tell_router()
        return self.router

    def may_call(self, number: str) -> Refusal | None:
        """For callbacks and campaigns: whether the lists let somebody be called; None when they do."""
        return self._current().may_call(number, self.engine.now())

    def wish(self, call: Call, number: str, kind: Kind | None = None) -> Wish:
        """Who wishes to call this number now, as far as the call tells."""
        party = call.party
        agent = party.agent if party is not None else None
        device = (party.device if party is not None else None) or (None if call.direction == "inbound" else call.device)
        if kind is None:
            kind = _kind(call, agent)
        return Wish(number, kind, agent, device, call.queue)

    def check(self, wish: Wish, call: Call | None = None) -> Plan:
        """How it would be done. A refusal is told to everybody and raised: OutboundRefused with its reason."""
        plan = self._current().plan(wish, self.engine.now())
        if isinstance(plan, Plan):
            return plan
        log.info("outbound.refused", code=plan.code, number=plan.number, kind=str(wish.kind), agent=wish.agent)
        self.engine.publish(
            news.OutboundRefused(
                call.id if call is not None else None,
                plan.code,
                plan.message,
                plan.message_zh,
                plan.number,
                str(wish.kind),
                wish.agent,
                wish.device,
                wish.queue,
                plan.detail,
            )
        )
        raise plan.error()

    def explain(self, wish: Wish, *, rules: OutboundRules | None = None, at: float | None = None) -> dict[str, Any]:
        """What `check` would say, as JSON and for nobody else to hear: with other rules than those in force, or at
        another moment (UTC Unix seconds), on the trunks as they are now. Raises ConfigError for rules that contradict
        themselves."""
        router, now = self._current(), self.engine.now()
        tables = router.tables
        if rules is not None:
            tables = Tables(replace(self.engine.config.snapshot, outbound=rules))
        if at is not None:
            now = replace(now, utc=at)
        return verdict(router.trial(tables), wish, now)

    def party(self, call: Call, number: str, kind: Kind | None = None) -> Party:
        """A new party of the call behind a number outside, to be rung with `ring`. Raises OutboundRefused; the call's
        present party is untouched then."""
        wish = self.wish(call, number, kind)
        plan = self.check(wish, call)
        made = self.engine.new_party(call, number=number)
        self._expected[made.leg] = (wish, plan)
        return made

    # dialling

    def ring(
        self,
        call: Call,
        holder: Ringable,
        number: str,
        *,
        timeout: float,
        tags: Mapping[str, str],
        peer: str | None = None,
        wish: Wish | None = None,
    ) -> None:
        """Ring a number for `holder` (a Party, or the Call itself), whose `leg` is the new leg's id and is replaced
        when the next trunk is tried. LegRinging, LegAnswered and LegEnded follow as for any leg; only the end of the
        last attempt is heard. Raises OutboundRefused when it must not be rung."""
        known = self._expected.pop(holder.leg, None)
        if known is None:
            wish = wish or self.wish(call, number)
            known = (wish, self.check(wish, call))
        wish, plan = known
        router = self._current()
        router.counters.dialled((caller_key(wish), callee_key(plan.number)), self.engine.now())
        self.on_changed()
        self._next(_Dial(call, holder, wish, plan, timeout, peer, tags))

    def _next(self, dial: _Dial) -> bool:
        """Make the next attempt on a trunk that takes calls; False when there is none left."""
        router, now, plan = self._current(), self.engine.now(), dial.plan
        later = range(dial.at + 1, len(plan.attempts))
        for at in later:
            trunk = router.tables.trunks.get(plan.attempts[at].trunk)
            if trunk is not None and (at == 0 or plan.emergency or router.why_not(trunk, now) in {"", "resting"}):
                break
        else:
            return False
        if dial.at >= 0:
            dial.holder.leg = dial.call.next_leg(self.engine.options.node)
            self.engine.adopt(dial.call, dial.holder.leg)
        dial.at, dial.began, dial.rang = at, now.mono, False
        self._attempt(dial)
        return True

    def _attempt(self, dial: _Dial) -> None:
        call, plan, leg = dial.call, dial.plan, dial.holder.leg
        attempt = plan.attempts[dial.at]
        self._dials[leg] = dial
        line = Line(attempt.trunk, plan.subjects, plan.tariff)
        self.router.counters.begun(leg, line, self.engine.now())
        self.engine.publish(
            news.CallTrunkTried(
                call.id,
                leg,
                attempt.trunk,
                plan.number,
                attempt.number,
                attempt.caller_id,
                dial.at + 1,
                len(plan.attempts),
                str(dial.wish.kind),
                plan.subjects,
                str(plan.tariff.price),
                plan.tariff.interval,
                plan.max_seconds,
            )
        )
        self.engine.send(
            call,
            Originate(
                leg=leg,
                call=call.id,
                device=None,
                number=attempt.number,
                trunk=attempt.trunk,
                caller=attempt.caller_id,
                caller_name="",
                timeout=dial.timeout,
                peer=dial.peer,
                tags=dial.tags,
                max_seconds=None if plan.max_seconds is None else plan.max_seconds + dial.timeout,
            ),
        )
        if dial.at + 1 < len(plan.attempts):
            self.engine.after(call, f"setup:{leg}", attempt.setup_seconds, lambda: self._silent(dial, leg))

    def _silent(self, dial: _Dial, leg: str) -> None:
        """No sign of life: the next trunk is tried instead."""
        if self._dials.get(leg) is not dial or dial.rang:
            return
        call = dial.call
        self.router.attempt_failed(dial.plan.attempts[dial.at].trunk, self.engine.now())
        if self._go_on(dial, leg, "silent"):
            call.waiting_for.add(leg)
            self.engine.send(call, Hangup(leg, Cause.CANCELLED))

    def _go_on(self, dial: _Dial, leg: str, result: str) -> bool:
        """The attempt on `leg` is over: tell, count, and make the next one. False when there is none."""
        before = dial.at
        self._dials.pop(leg, None)
        self.engine.cancel(dial.call, f"setup:{leg}")
        went_on = self._has_next(dial)
        self._tell_result(dial, leg, before, result, went_on=went_on)
        self.router.counters.ended(leg, self.engine.now(), self._day())
        if went_on:
            self._next(dial)
        return went_on

    def _has_next(self, dial: _Dial) -> bool:
        router, now, plan = self._current(), self.engine.now(), dial.plan
        for attempt in plan.attempts[dial.at + 1 :]:
            trunk = router.tables.trunks.get(attempt.trunk)
            if trunk is not None and (plan.emergency or router.why_not(trunk, now) in {"", "resting"}):
                return True
        return False

    def _tell_result(self, dial: _Dial, leg: str, at: int, result: str, *, went_on: bool) -> None:
        seconds = round(self.engine.now().mono - dial.began, 3)
        trunk = dial.plan.attempts[at].trunk
        self.engine.publish(news.CallTrunkResult(dial.call.id, leg, trunk, result, seconds, went_on))

    # facts

    def handle(self, call: Call, event: Event) -> bool:
        """A fact of one of the call's legs, before its owner hears it. True: it is none of the owner's affair, because
        the next trunk is being tried."""
        leg = getattr(event, "leg", "")
        dial = self._dials.get(leg)
        if dial is not None:
            return self._in_dial(call, dial, event)
        if isinstance(event, LegEnded):
            self._line_over(call, leg)
        return False

    def _in_dial(self, call: Call, dial: _Dial, event: Event) -> bool:
        leg = dial.holder.leg
        trunk = dial.plan.attempts[dial.at].trunk
        match event:
            case LegRinging():
                dial.rang = True
                self.router.attempt_carried(trunk)
                self.engine.cancel(call, f"setup:{leg}")
            case LegAnswered():
                self._dials.pop(leg, None)
                self.engine.cancel(call, f"setup:{leg}")
                self.router.attempt_carried(trunk)
                self.router.counters.answered(leg, self.engine.now())
                self._tell_result(dial, leg, dial.at, "answered", went_on=False)
                self._limit(call, leg, dial.plan.max_seconds)
            case LegEnded():
                return self._failed(call, dial, event.cause, ours=event.by_us)
            case CommandRefused() if event.command == "Originate":
                return self._failed(call, dial, Cause.FAILED, ours=not self.engine.switch.connected)
            case _:
                pass
        return False

    def _failed(self, call: Call, dial: _Dial, cause: Cause, *, ours: bool) -> bool:
        """The present attempt has come to nothing. `ours`: we ended it, or nobody knows what became of it."""
        leg, trunk = dial.holder.leg, dial.plan.attempts[dial.at].trunk
        to_blame = not ours and (cause in NEXT_ON or (cause is Cause.REJECTED and not dial.rang))
        if to_blame:
            self.router.attempt_failed(trunk, self.engine.now())
        elif not ours:
            self.router.attempt_carried(trunk)
        over = leg in call.waiting_for or call.stage in (Stage.CLOSING, Stage.ENDED)
        if to_blame and not over:
            return self._go_on(dial, leg, str(cause))
        self._dials.pop(leg, None)
        self.engine.cancel(call, f"setup:{leg}")
        self._tell_result(dial, leg, dial.at, str(cause), went_on=False)
        self.router.counters.ended(leg, self.engine.now(), self._day())
        return False

    def _limit(self, call: Call, leg: str, seconds: float | None) -> None:
        """End the talk when it has lasted as long as it may."""
        if seconds is None:
            return

        def over() -> None:
            log.info("outbound.too_long", call=call.id, leg=leg, seconds=seconds)
            call.ended_by = call.ended_by or "system"
            self.engine.send(call, Hangup(leg))

        self.engine.after(call, f"longest:{leg}", seconds, over)

    def _line_over(self, call: Call, leg: str) -> None:
        """A leg that had been answered (or had arrived) on a trunk is gone."""
        if not self.router.counters.knows(leg):
            return
        self.engine.cancel(call, f"longest:{leg}")
        charge = self.router.counters.ended(leg, self.engine.now(), self._day())
        if charge is not None:
            currency = self.engine.config.outside.rules.currency
            self.engine.publish(news.CallCost(call.id, leg, charge.trunk, charge.seconds, str(charge.cost), currency))
            self.on_changed()

    def arrived(self, event: LegArrived) -> None:
        """A call came in over a trunk: it uses a channel there."""
        if event.trunk:
            line = Line(event.trunk, (), Tariff(Decimal(0), 60))
            self.router.counters.begun(event.leg, line, self.engine.now())

    def forget(self, call: Call) -> None:
        """The call is over, whatever was heard of its legs."""
        for leg in [leg for leg, owner in self.engine.legs.items() if owner == call.id]:
            self._dials.pop(leg, None)
            self._expected.pop(leg, None)
            self._line_over(call, leg)

    def taken_back(self, call: Call, alive: Collection[str]) -> None:
        """After a restart: the legs outside of a call that goes on are counted again, with the limit that they have."""
        open_legs: dict[str, tuple[float | None, Mapping[str, Any]]] = {}
        for item in call.news:
            data = item.data
            if item.type == "call.started" and data.get("trunk"):
                open_legs[data["leg"]] = (None, {"trunk": data["trunk"]})
            elif item.type == "call.trunk_tried":
                open_legs[data["leg"]] = (None, data)
            elif item.type == "call.trunk_result" and data["leg"] in open_legs:
                if data["result"] == "answered":
                    open_legs[data["leg"]] = (item.at, open_legs[data["leg"]][1])
                else:
                    del open_legs[data["leg"]]
            elif item.type == "call.cost":
                open_legs.pop(data["leg"], None)
        now = self.engine.now()
        for leg, (answered, data) in open_legs.items():
            tariff = Tariff(Decimal(data.get("price", "0")), data.get("interval", 60))
            since = None if answered is None else now.mono - (now.utc - answered)
            line = Line(data["trunk"], tuple(data.get("subjects", ())), tariff, since)
            self.router.counters.begun(leg, line, now)
            if leg not in alive:
                self._line_over(call, leg)
            elif answered is not None and data.get("max_seconds") is not None:
                self._limit(call, leg, data["max_seconds"] - (now.utc - answered))

    def _day(self) -> str:
        return self.engine.config.outside.day(self.engine.now().utc)

    # trunks

    def trunk_changed(self, event: TrunkChanged) -> None:
        """The switch tells the state of a trunk."""
        self._current()
        if self.board.changed(event, self.engine.now().utc):
            up = self.board.up(event.trunk)
            self.engine.publish(news.TrunkStateChanged(None, event.trunk, up, event.registration, event.reachable))

    def view(self) -> list[dict[str, Any]]:
        """Every trunk of the configuration as it is now."""
        self._current()
        return self.board.view(self.engine.now())

    def usage(self) -> dict[str, Any]:
        """Today's cost per subject and the trunks now."""
        router = self._current()
        return {
            "day": self._day(),
            "currency": router.tables.rules.currency,
            "spent": router.counters.totals(self._day()),
            "trunks": self.view(),
        }
