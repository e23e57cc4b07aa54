"""Storing the core's news: call records, agents' states, recordings, voicemails. Storing twice changes nothing.

News come in batches. Rows of one kind are written together, in an order that keeps a call's own news in theirs:
starts, then connections, then ends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.base import Base, instant, instant_or_none, new_id, utcnow
from crm.calls.models import AgentState, Call, CallSegment, NewsPosition, RejectedNews
from crm.customers.repository import touch
from crm.customers.service import CustomerService, customers_of
from crm.phones import is_person, normalise
from crm.recordings.models import Recording
from crm.voicemails.models import Voicemail
from telephony.domain_events import Envelope

POSITION = "core"


class NewsStore:
    """Writes news into `session`; the caller commits. `area_code` completes bare local numbers."""

    def __init__(self, session: AsyncSession, who: Principal, *, area_code: str = "010") -> None:
        self._session = session
        self._who = who
        self._area_code = area_code
        self._customers = CustomerService(session, who, area_code=area_code)

    async def store(self, news: Sequence[Envelope]) -> None:
        """Apply `news` (durable, in order). Types that nobody keeps a record of are passed over."""
        kinds: dict[str, list[Envelope]] = {}
        for envelope in news:
            kinds.setdefault(envelope.type, []).append(envelope)
        await self._started(kinds.get("call.started", []))
        await self._connected(kinds.get("call.connected", []))
        await self._recordings(kinds.get("recording.ready", []))
        await self._voicemails(kinds.get("voicemail.left", []))
        for envelope in kinds.get("call.ended", []):
            await self._ended(envelope)
        await self._agent_states(kinds.get("agent.state", []))

    async def _started(self, news: list[Envelope]) -> None:
        if not news:
            return
        numbers = {e.n: self._outside(e.data) for e in news}
        known = await customers_of(self._session, {number for number in numbers.values() if number})
        rows = []
        for envelope in news:
            data, number = envelope.data, numbers[envelope.n]
            if number and number not in known and data["direction"] == "inbound" and is_person(number):
                known[number] = await self._customers.provisional(number)
            rows.append(
                {
                    "id": envelope.call,
                    "unit_id": self._who.unit,
                    "direction": data["direction"],
                    "from_number": data["from_number"][:64],
                    "from_name": data["from_name"][:100],
                    "to_number": data["to_number"][:64],
                    "entry": data["entry"][:64],
                    "customer_id": known.get(number),
                    "started_at": instant(envelope.at),
                    "timeline": [],
                }
            )
        await self._insert_new(Call, rows)

    async def _connected(self, news: list[Envelope]) -> None:
        rows = [
            {
                "call_id": e.call,
                "segment": e.data["segment"],
                "agent_id": e.data["agent"],
                "device": e.data["device"],
                "number": e.data["number"],
                "queue": e.data["queue"],
                "started_at": instant(e.at),
            }
            for e in news
        ]
        if rows:
            present = set(await self._session.scalars(select(Call.id).where(Call.id.in_({r["call_id"] for r in rows}))))
            await self._insert_new(CallSegment, [row for row in rows if row["call_id"] in present])

    async def _recordings(self, news: list[Envelope]) -> None:
        rows = [
            {
                "id": e.data["recording"],
                "call_id": e.call,
                "kind": e.data["kind"],
                "raw_path": e.data["path"],
                "state": "raw",
                "started_at": instant(e.data["started"]),
                "seconds": e.data["seconds"],
            }
            for e in news
        ]
        if not rows:
            return
        statement = self._insert(Recording)
        complete = {name: statement.excluded[name] for name in ("state", "kind", "raw_path", "started_at", "seconds")}
        await self._session.execute(
            statement.on_conflict_do_update(
                index_elements=[Recording.id], set_=complete, where=Recording.state == "expected"
            ),
            rows,
        )

    async def _voicemails(self, news: list[Envelope]) -> None:
        numbers = {e.n: normalise(e.data["from_number"], area_code=self._area_code) for e in news}
        known = await customers_of(self._session, set(numbers.values()))
        rows = [
            {
                "id": e.data["recording"],
                "call_id": e.call,
                "unit_id": self._who.unit,
                "box": e.data["box"],
                "from_number": numbers[e.n][:64],
                "customer_id": e.data["customer"] or known.get(numbers[e.n]),
                "seconds": e.data["seconds"],
                "language": e.data["language"],
                "left_at": instant(e.at),
            }
            for e in news
        ]
        await self._insert_new(Voicemail, rows)

    async def _agent_states(self, news: list[Envelope]) -> None:
        rows = [
            {
                "agent_id": e.data["agent"],
                "since": instant(e.data["since"]),
                "state": e.data["state"],
                "reason": e.data["reason"],
                "previous": e.data["previous"],
                "previous_seconds": e.data["previous_seconds"],
                "device": e.data["device"],
                "queue": e.data["queue"],
                "call_id": e.call,
            }
            for e in news
        ]
        await self._insert_new(AgentState, rows)

    async def _ended(self, envelope: Envelope) -> None:
        """Complete the record from its CDR. What the agent wrote about the call stays."""
        cdr = envelope.data["cdr"]
        call_id = cdr["call"]
        number = self._outside({**cdr, "from_number": cdr["from_number"], "to_number": cdr["to_number"]})
        customer = cdr["customer"]
        if customer is None and number:
            customer = (await customers_of(self._session, {number})).get(number)
            if customer is None and cdr["direction"] == "inbound" and is_person(number):
                customer = await self._customers.provisional(number)
        fields = _call_fields(cdr, customer)
        await self._insert_new(Call, [{"id": call_id, "unit_id": self._who.unit, **fields}])
        await self._session.execute(update(Call).where(Call.id == call_id).values(**fields))
        await self._session.execute(delete(CallSegment).where(CallSegment.call_id == call_id))
        if cdr["segments"]:
            await self._session.execute(insert(CallSegment), [_segment(call_id, raw) for raw in cdr["segments"]])
        await self._insert_new(Recording, [_expected(call_id, raw) for raw in cdr["recordings"]])
        if customer is not None:
            served = next((raw["agent"] for raw in reversed(cdr["segments"]) if raw["agent"]), None)
            await touch(self._session, customer, instant(cdr["started"]), served)

    def _outside(self, data: Mapping[str, Any]) -> str:
        """The outside party's normalised number; "" for internal calls."""
        if data["direction"] == "internal":
            return ""
        raw = data["from_number"] if data["direction"] == "inbound" else data["to_number"]
        return normalise(raw, area_code=self._area_code)

    async def _insert_new(self, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert the rows whose key is not there yet."""
        if not rows:
            return
        await self._session.execute(self._insert(model).on_conflict_do_nothing(), list(rows))

    def _insert(self, model: type[Base]) -> Any:
        """The database's own INSERT, which knows ON CONFLICT."""
        sqlite = self._session.get_bind().dialect.name == "sqlite"
        return (sqlite_insert if sqlite else postgresql_insert)(model)


def _call_fields(cdr: Mapping[str, Any], customer: str | None) -> dict[str, Any]:
    return {
        "direction": cdr["direction"],
        "from_number": cdr["from_number"][:64],
        "from_name": cdr["from_name"][:100],
        "to_number": cdr["to_number"][:64],
        "entry": cdr["entry"][:64],
        "language": cdr["language"] or "",
        "customer_id": customer,
        "started_at": instant(cdr["started"]),
        "answered_at": instant_or_none(cdr["answered"]),
        "ended_at": instant(cdr["ended"]),
        "ended_by": cdr["ended_by"] or "",
        "cause": str(cdr["cause"] or "")[:64],
        "outcome": cdr["outcome"],
        "queue": cdr["queue"],
        "agent_id": cdr["agent"],
        "ivr_seconds": cdr["ivr_seconds"],
        "wait_seconds": cdr["wait_seconds"],
        "ring_seconds": cdr["ring_seconds"],
        "talk_seconds": cdr["talk_seconds"],
        "hold_seconds": cdr["hold_seconds"],
        "voicemail": cdr["voicemail"],
        "recovered": cdr["recovered"],
        "timeline": list(cdr["timeline"]),
    }


def _expected(call_id: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": raw["recording"],
        "call_id": call_id,
        "kind": raw["kind"],
        "raw_path": raw["path"],
        "state": "expected",
        "started_at": instant(raw["started"]),
        "seconds": raw["seconds"],
    }


def _segment(call_id: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "call_id": call_id,
        "segment": raw["segment"],
        "agent_id": raw["agent"],
        "device": raw["device"],
        "number": raw["number"],
        "queue": raw["queue"],
        "started_at": instant(raw["started"]),
        "ended_at": instant_or_none(raw["ended"]),
        "seconds": raw["seconds"],
        "ended_by": raw["ended_by"] or "",
    }


async def position(session: AsyncSession, epoch: str) -> int:
    """Number of the last news stored from the journal `epoch`; 0 when it is a new one."""
    stored = await session.scalar(
        select(NewsPosition.n).where(NewsPosition.name == POSITION, NewsPosition.epoch == epoch)
    )
    return stored or 0


async def move_position(session: AsyncSession, epoch: str, n: int) -> None:
    await session.merge(NewsPosition(name=POSITION, epoch=epoch, n=n, at=utcnow()))


def reject(session: AsyncSession, envelope: Envelope, error: str) -> None:
    """Keep news that cannot be stored as they came, so that the others go on and nothing is lost."""
    session.add(
        RejectedNews(
            id=new_id(), n=envelope.n, at=utcnow(), type=envelope.type, payload=envelope.to_json(), error=error[:2000]
        )
    )
