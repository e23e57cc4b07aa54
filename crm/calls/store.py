"""Storing the core's news: call records, agents' states, recordings, voicemails. Storing twice changes nothing.

News come in batches, and every call costs what is done here: rows of one kind are written together, in plain SQL, in an
order that keeps a call's own news in theirs: starts, then connections, then ends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, case, delete, insert, select

from crm.base import instant, new_id, utcnow
from crm.callbacks.store import CALLBACKS, store_callbacks
from crm.calls import rows as made
from crm.calls.models import Call, CallSegment, NewsPosition, RejectedNews
from crm.calls.units import Units
from crm.customers.callers import customers_of, make_provisional, note_contacts
from crm.customers.models import Customer
from crm.devices.store import store_phone_logins
from crm.events.store import store_events
from crm.histories.store import store_calls, store_states
from crm.phones import normalise
from crm.recordings.models import Recording
from crm.routing.models import Queue
from crm.statements import insert_new, insert_of, insert_or_change
from crm.surveys.store import SURVEYS, store_surveys
from crm.voicemails.models import Mailbox, Voicemail
from telephony.domain_events import Envelope

POSITION = "core"
KEPT = frozenset(
    {
        "call.started",
        "call.connected",
        "call.ended",
        "recording.ready",
        "voicemail.left",
        "agent.state",
        "agent.device",
        *SURVEYS,
    }
)
"""News with rows of their own. The others are events alone, and in the timeline of their call's record."""

_calls: Any = Call.__table__
_segments: Any = CallSegment.__table__
_recordings: Any = Recording.__table__
_queues: Any = Queue.__table__
_mailboxes: Any = Mailbox.__table__

_OF_CALLS: Any = bindparam("of_calls", expanding=True)
_PRESENT = select(_calls.c.id).where(_calls.c.id.in_(_OF_CALLS))
_STILL_THERE = select(Customer.id).where(Customer.id.in_(bindparam("customers", expanding=True)))
"""Whoever was merged into another one during the call is not there any more."""
_OLD_SEGMENTS = delete(_segments).where(_segments.c.call_id.in_(_OF_CALLS))
_NEW_SEGMENTS = insert(_segments)


class NewsStore:
    """Writes news of the journal `epoch` on `connection`; the caller commits. What has no unit of its own belongs to
    `unit`; `area_code` completes bare local numbers."""

    def __init__(self, connection: Connection, *, epoch: str = "", unit: str = "root", area_code: str = "010") -> None:
        self._connection = connection
        self._epoch = epoch
        self._unit = unit
        self._area_code = area_code

    def store(self, news: Sequence[Envelope]) -> None:
        """Apply `news` (durable, in order). All become events, which are written last: others wait for their turn until
        the commit. Some have rows of their own besides."""
        kinds: dict[str, list[Envelope]] = {}
        for envelope in news:
            if envelope.type in KEPT:
                kinds.setdefault(envelope.type, []).append(envelope)
        started, ended = kinds.get("call.started", []), kinds.get("call.ended", [])
        mails = kinds.get("voicemail.left", [])
        customers = self._customers(started, ended, mails)
        connected = kinds.get("call.connected", [])
        units = Units(self._connection, [*started, *connected, *ended], self._unit)
        insert_new(
            self._connection,
            _calls,
            [made.started(e, units.started(e.data), customers.get(self._outside(e.data))) for e in started],
        )
        self._connected(connected)
        units.connected(connected)
        self._complete(kinds.get("recording.ready", []))
        self._voicemails(mails, customers)
        self._ended([e.data["cdr"] for e in ended], customers, units)
        store_calls(self._connection, [e.data["cdr"] for e in ended])
        store_callbacks(self._connection, [e for e in news if e.type in CALLBACKS], self._unit)
        store_surveys(self._connection, [e for e in news if e.type in SURVEYS])
        store_phone_logins(self._connection, [e for e in news if e.type == "agent.device"])
        fresh = store_events(self._connection, self._epoch, news)
        store_states(self._connection, [e for e in fresh if e.type == "agent.state"])

    def _customers(self, started: list[Envelope], ended: list[Envelope], mails: list[Envelope]) -> dict[str, str]:
        """Number → customer, for everybody in these news. Unknown callers become provisional customers."""
        calls: list[Mapping[str, Any]] = [*(e.data for e in started), *(e.data["cdr"] for e in ended)]
        numbers = {self._outside(call) for call in calls} | {self._normal(e.data["from_number"]) for e in mails}
        known = customers_of(self._connection, numbers)
        callers = [self._outside(call) for call in calls if call["direction"] == "inbound"]
        return known | make_provisional(self._connection, self._unit, (c for c in callers if c not in known))

    def _connected(self, news: list[Envelope]) -> None:
        rows = [made.connected(envelope) for envelope in news]
        if not rows:
            return
        wanted = {row["call_id"] for row in rows}
        present = set(self._connection.scalars(_PRESENT, {"of_calls": list(wanted)}))
        insert_new(self._connection, _segments, [row for row in rows if row["call_id"] in present])

    def _complete(self, news: list[Envelope]) -> None:
        """Raw files are complete: recordings that calls' records only named can be made playable now."""
        rows = [made.recording(e) for e in news]
        insert_or_change(self._connection, _recordings, rows, keep=("call_id",), where=("state", "expected"))

    def _voicemails(self, news: list[Envelope], customers: Mapping[str, str]) -> None:
        rows = []
        units = self._units({envelope.data["box"] for envelope in news}) if news else {}
        for envelope in news:
            number = self._normal(envelope.data["from_number"])
            unit = units.get(envelope.data["box"], self._unit)
            rows.append(made.voicemail(envelope, unit, number, customers.get(number)))
        insert_new(self._connection, Voicemail.__table__, rows)

    def _units(self, boxes: set[str]) -> dict[str, str]:
        """Box → the unit whose it is; a box that nobody has set up may be a queue's."""
        queues = select(_queues.c.id, _queues.c.unit_id).where(_queues.c.id.in_(boxes))
        own = select(_mailboxes.c.id, _mailboxes.c.unit_id).where(_mailboxes.c.id.in_(boxes))
        return {row[0]: row[1] for query in (queues, own) for row in self._connection.execute(query)}

    def _ended(self, cdrs: Sequence[Mapping[str, Any]], customers: Mapping[str, str], units: Units) -> None:
        """Complete the records from their CDRs. What agents wrote about the calls stays."""
        if not cdrs:
            return
        named = {cdr["customer"] for cdr in cdrs if cdr["customer"]}
        there = set(self._connection.scalars(_STILL_THERE, {"customers": list(named)})) if named else set()
        of_call = {
            cdr["call"]: cdr["customer"] if cdr["customer"] in there else customers.get(self._outside(cdr))
            for cdr in cdrs
        }
        rows = [made.ended(cdr, units.ended(cdr), of_call[cdr["call"]]) for cdr in cdrs]
        insert_or_change(self._connection, _calls, rows)
        self._connection.execute(_OLD_SEGMENTS, {"of_calls": list(of_call)})
        segments = [made.segment(cdr["call"], raw) for cdr in cdrs for raw in cdr["segments"]]
        if segments:
            self._connection.execute(_NEW_SEGMENTS, segments)
        expected = [made.expected(cdr["call"], raw) for cdr in cdrs for raw in cdr["recordings"]]
        insert_new(self._connection, _recordings, expected)
        note_contacts(
            self._connection,
            [
                (customer, instant(cdr["started"]), made.served_by(cdr))
                for cdr in cdrs
                if (customer := of_call[cdr["call"]]) is not None
            ],
        )

    def _outside(self, data: Mapping[str, Any]) -> str:
        """The outside party's normalised number; "" for internal calls."""
        if data["direction"] == "internal":
            return ""
        return self._normal(data["from_number"] if data["direction"] == "inbound" else data["to_number"])

    def _normal(self, number: str) -> str:
        return normalise(number, area_code=self._area_code)


def position(connection: Connection, epoch: str) -> int:
    """Number of the last news stored from the journal `epoch`; 0 when it is a new one."""
    stored = connection.scalar(select(NewsPosition.n).where(NewsPosition.name == POSITION, NewsPosition.epoch == epoch))
    return stored or 0


def move_position(connection: Connection, epoch: str, n: int) -> None:
    """Everything up to `n` of the journal `epoch` is stored. Within one journal it never goes back."""
    row = {"name": POSITION, "epoch": epoch, "n": n, "at": utcnow()}
    connection.execute(_move(connection.dialect.name), row)


@cache
def _move(dialect: str) -> Any:
    table: Any = NewsPosition.__table__
    statement = insert_of(dialect, table)
    new = statement.excluded
    same = table.c.epoch == new.epoch
    further = case((table.c.n > new.n, table.c.n), else_=new.n)
    return statement.on_conflict_do_update(
        index_elements=[table.c.name],
        set_={"epoch": new.epoch, "n": case((same, further), else_=new.n), "at": new.at},
    )


def reject(connection: Connection, envelope: Envelope, error: str) -> None:
    """Keep news that cannot be stored as they came, so that the others go on and nothing is lost."""
    connection.execute(
        insert(RejectedNews.__table__).values(  # type: ignore[arg-type]
            id=new_id(), n=envelope.n, at=utcnow(), type=envelope.type, payload=envelope.to_json(), error=error[:2000]
        )
    )
