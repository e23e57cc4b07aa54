"""A document's way, carried out: what the engine decides becomes rows, in one transaction.

Every verb goes through here: the move is applied, steps begin and end, people are told, triggers fire, and the
document's row is brought up to date once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import select

from crm.documents import deadlines, people
from crm.documents.context import Work, ordered_id
from crm.documents.engine.graph import contexts
from crm.documents.engine.model import DocumentType, End, Task
from crm.documents.engine.run import Move, Position, Token, begin, put, status, take
from crm.documents.engine.states import Status
from crm.documents.engine.triggers import Moment
from crm.documents.handlers import Assignment, assign, demand_below
from crm.documents.models import Document, DocumentChange, DocumentPool, DocumentStep
from crm.documents.notices import Notices


class Course:
    """One document of one type within one transaction. `moments` are what triggers look at when `settle` is called."""

    def __init__(self, work: Work, document: Document, kind: DocumentType) -> None:
        self.work = work
        self.document = document
        self.kind = kind
        self.notices = Notices(work, document, kind)
        self.moments: list[Moment] = []
        self.ended: list[dict[str, str]] = []
        """Steps that ended in this transaction: node, state, outcome (crm.documents.telling)."""

    async def begin(self, assignee: str | None = None) -> None:
        """The first position of a new document. `assignee` gets the first step, whatever its rule says."""
        await self._apply(begin(self.kind.process, self.document.fields), assignee)
        await deadlines.set_timers(self.work, self.document, self.kind, None)

    async def take(self, step: DocumentStep, outcome: str, remark: str, assignee: str | None = None) -> None:
        """`step` is done with `outcome`. Raises NoSuchWay."""
        move = take(self.kind.process, position_of(self.document), step.token, outcome, self.document.fields)
        await self._end(step, "done", outcome, remark)
        self.moments.append(Moment("exit", step.node, outcome))
        self.document.returned = False
        await self._apply(move, assignee)

    async def put(self, step: DocumentStep, node: str, state: str, remark: str, assignee: str | None = None) -> None:
        """`step` goes to another node by hand (sent back, or taken elsewhere); no exit of the node fires."""
        move = put(self.kind.process, position_of(self.document), step.token, node, self.document.fields)
        await self._end(step, state, "", remark)
        await self._apply(move, assignee)

    async def stop(self, state: Status) -> None:
        """The document ends here and now, whatever its steps (撤销, merged)."""
        for step in await self.active():
            await self._end(step, "cancelled", "", "")
        self.document.position = asdict(Position(next=position_of(self.document).next))
        await deadlines.forget(self.work, self.document)
        self.document.status, self.document.closed_at = state.value, self.work.now
        self.document.assignee_id, self.document.due_at, self.document.suspended_at = None, None, None
        self.document.returned = False

    async def again(self, node: str, assignee: str | None) -> None:
        """A closed document begins anew at `node`."""
        here = position_of(self.document)
        start = Position(tokens=(Token(here.next, node),), next=here.next + 1)
        self.document.closed_at, self.document.returned = None, False
        await deadlines.forget(self.work, self.document)
        await self._apply(put(self.kind.process, start, here.next, node, self.document.fields), assignee)

    async def leave(self, step: DocumentStep) -> None:
        """The step is nobody's any more, without having been done."""
        await self._end(step, "moved", "", "")

    async def active(self) -> list[DocumentStep]:
        query = select(DocumentStep).where(DocumentStep.document_id == self.document.id, DocumentStep.state == "active")
        return list(await self.work.session.scalars(query.order_by(DocumentStep.id)))

    def task(self, step: DocumentStep) -> Task:
        node = self.kind.process.node(step.node)
        assert isinstance(node, Task)
        return node

    async def hand_over(self, step: DocumentStep, to: Assignment) -> None:
        """The step is somebody else's now."""
        await self.work.session.refresh(step, ["pool"])
        step.handler_id, step.unit_id, step.outlet_id = to.handler, to.unit, to.outlet
        step.claimed_at = None
        step.pool[:] = [DocumentPool(step_id=step.id, kind=kind, ref=ref) for kind, ref in to.pool]
        await self.work.session.flush()
        await self.refresh()
        await self.notices.task(step, self.task(step))

    async def move(self, before: str, after: str) -> None:
        """Another unit has the document now, and the steps that waited in the old one's pool."""
        for step in await self.active():
            await self.work.session.refresh(step, ["pool"])
            if step.handler_id is None and [(place.kind, place.ref) for place in step.pool] == [("unit", before)]:
                await self.hand_over(step, Assignment(pool=(("unit", after),), unit=after))

    async def follow(self, before: Mapping[str, Any]) -> None:
        """Deadlines that stand in fields go with them."""
        if self.document.fields == before:
            return
        moved = [
            await deadlines.follow(self.work, self.document, step, self.task(step), before)
            for step in await self.active()
        ]
        if any(moved):
            await self.refresh()

    async def refresh(self) -> None:
        """Status, handler and deadline of the document's row, from its steps."""
        document = self.document
        where = position_of(document)
        if where.ended is None and where.tokens:
            document.status = status(self.kind.process, where).value
            if document.returned:
                document.status = Status.RETURNED.value
            if document.suspended_at is not None:
                document.status = Status.SUSPENDED.value
        await self.work.session.flush()
        steps = await self.active()
        document.assignee_id = next((step.handler_id for step in steps if step.handler_id), None)
        document.due_at = await deadlines.next_due(self.work, document)
        document.updated_at = self.work.now

    def remember(self, action: str, changes: Mapping[str, Any], remark: str = "") -> None:
        """A line of the document's history; its version goes up."""
        self.document.updated_at = self.work.now
        self.work.session.add(
            DocumentChange(
                id=ordered_id(),
                document_id=self.document.id,
                action=action,
                changes=dict(changes),
                remark=remark,
                after=(self.document.version or 0) + 1,
                created_by=self.work.who.user,
                created_at=self.work.now,
            )
        )

    async def _end(self, step: DocumentStep, state: str, outcome: str, remark: str) -> None:
        step.state, step.outcome, step.remark = state, outcome, remark
        step.done_by, step.done_at = self.work.who.user, self.work.now
        self.ended.append({"node": step.node, "state": state, "outcome": outcome})
        step.overdue = step.overdue or (step.due_at is not None and step.due_at < self.work.now)
        await deadlines.forget(self.work, self.document, step)
        await self.work.session.flush()

    async def _apply(self, move: Move, assignee: str | None) -> None:
        document = self.document
        document.position = asdict(move.position)
        for code in move.passed:
            self.moments.append(Moment("entry", code))
        for token in move.entered:
            await self._enter(token, assignee)
        ended = move.position.ended
        if ended is not None:
            end = self.kind.process.node(ended)
            assert isinstance(end, End)
            document.status, document.closed_at = end.state, self.work.now
            document.returned = False
            await deadlines.forget(self.work, document)
            await deadlines.set_timers(self.work, document, self.kind, ended)
        await self.refresh()

    async def _enter(self, token: Token, assignee: str | None) -> None:
        task = self.kind.process.node(token.node)
        assert isinstance(task, Task)
        chosen = await people.able(self.work.session, assignee)
        to = (
            Assignment(handler=chosen.id, unit=chosen.unit_id)
            if chosen is not None
            else await assign(self.work, self.document, self.kind, token.node, task.handler)
        )
        if task.handler.below:
            chief = self.document.created_by
            field = f"fields.{task.handler.field}" if task.handler.field and chosen is None else "assignee_id"
            await demand_below(self.work.session, chief, to, field)
        step = DocumentStep(
            id=ordered_id(),
            document_id=self.document.id,
            token=token.id,
            node=token.node,
            state="active",
            handler_id=to.handler,
            unit_id=to.unit,
            outlet_id=to.outlet,
            entered_at=self.work.now,
            due_at=await deadlines.due_of(self.work, self.document, task.deadline, self.work.now),
            pool=[DocumentPool(kind=kind, ref=ref) for kind, ref in to.pool],
        )
        self.work.session.add(step)
        await self.work.session.flush()
        if self.document.suspended_at is None:
            await deadlines.watch(self.work, step, task)
        else:
            await deadlines.pause(self.work, step, task)
        await deadlines.set_timers(self.work, self.document, self.kind, step.node, step)
        self.moments.append(Moment("entry", token.node))
        await self.notices.task(step, task)
        if not to.by_rule:
            self.remember("unassigned", {"node": [None, token.node]})
        if to.why:
            self.remember("outlet", {"outlet": [None, to.outlet]}, to.why)


def step_before(kind: DocumentType, steps: Sequence[DocumentStep], step: DocumentStep) -> tuple[str, str | None] | None:
    """Where 退单 sends a step: the node that was done last before it in the same branch, and who did it. Outside of
    parallel parts the first step, when nothing was done before (rows of an older system)."""
    where = contexts(kind.process)
    here = where[step.node]
    for before in sorted(steps, key=lambda one: one.id, reverse=True):
        done = before.state == "done" and before.node != step.node and where.get(before.node) == here
        if done and (not here or before.token == step.token):
            return before.node, before.done_by
    return (kind.process.start, None) if not here and step.node != kind.process.start else None


def position_of(document: Document) -> Position:
    """The stored position."""
    raw = document.position
    tokens = tuple(
        Token(token["id"], token["node"], tuple((pair[0], pair[1]) for pair in token["path"]))
        for token in raw.get("tokens", ())
    )
    return Position(tokens, raw.get("next", 1), raw.get("ended"))
