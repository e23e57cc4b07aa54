"""What is done with a document besides finishing its steps, in the words of the field."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from crm.documents import deadlines
from crm.documents.context import Work
from crm.documents.course import step_before
from crm.documents.desk import Desk, Opened
from crm.documents.engine.states import CLOSED, NAMES, Status
from crm.documents.engine.triggers import Moment
from crm.documents.handlers import Assignment, demand_below
from crm.documents.models import Document, DocumentLink, DocumentStep, DocumentWatcher
from crm.documents.schemas import Extend, Merge, Reassign, Remarked, Reschedule, StepVerb
from crm.documents.scope import to_do
from crm.errors import Forbidden, Invalid
from crm.organisation.repository import unit
from telephony.errors import NotPossible


class Verbs:
    """Each opens the document, does one thing and closes it. Raises NotFound, Forbidden, NotPossible, Conflict."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._session = work.session
        self._who = work.who
        self._desk = Desk(work)

    async def claim(self, document_id: str, asked: StepVerb) -> None:
        """Take a step out of its pool. Of two who claim it one gets it."""
        opened = await self._desk.open(document_id)
        step = await opened.step(asked.step, to_do(self._who))
        if step.handler_id is not None:
            return
        step.handler_id, step.claimed_at = self._who.user, self._work.now
        await opened.course.refresh()
        await self._close(opened, "claim", {"handler": [None, self._who.user]})

    async def release(self, document_id: str, asked: StepVerb) -> None:
        """Put a claimed step back into its pool."""
        opened = await self._desk.open(document_id)
        step = await opened.step(asked.step, DocumentStep.handler_id == self._who.user)
        await self._session.refresh(step, ["pool"])
        if not step.pool:
            raise NotPossible(
                "it was given to you by name: hand it to somebody", message_zh="该步骤指定由您处理，请改派"
            )
        step.handler_id, step.claimed_at = None, None
        await opened.course.refresh()
        await self._close(opened, "release", {"handler": [self._who.user, None]})

    async def urge(self, document_id: str, asked: Remarked) -> None:
        """催办: who handles it is told to hurry."""
        opened = await self._desk.open(document_id)
        opened.document.urged += 1
        await opened.course.notices.verb("urged", await opened.course.active(), "催办", "please hurry")
        await self._close(opened, "urge", {"urged": opened.document.urged}, asked.remark)

    async def supervise(self, document_id: str, asked: Remarked) -> None:
        """督办: the asker keeps an eye on it, and is told of everything."""
        opened = await self._managed(document_id)
        opened.document.supervised_by = self._who.user
        if self._who.user and await self._session.get(DocumentWatcher, (document_id, self._who.user)) is None:
            self._session.add(DocumentWatcher(document_id=document_id, user_id=self._who.user))
        await opened.course.notices.verb("supervised", await opened.course.active(), "督办", "is supervised")
        await self._close(opened, "supervise", {"supervised_by": self._who.user}, asked.remark)

    async def reassign(self, document_id: str, asked: Reassign) -> None:
        """改派: to a user, or to the pool of a unit."""
        if (asked.assignee_id is None) == (asked.unit_id is None):
            raise Invalid("give either assignee_id or unit_id", field="assignee_id")
        opened = await self._desk.open(document_id)
        step = await self._step(opened, asked.step)
        before = step.handler_id
        user = await self._desk.user(asked.assignee_id, "assignee_id")
        if user is not None:
            to = Assignment(handler=user.id, unit=user.unit_id)
        else:
            to_unit = await unit(self._session, asked.unit_id or "")
            to = Assignment(pool=(("unit", to_unit.id),), unit=to_unit.id)
        if opened.course.task(step).handler.below:
            await demand_below(self._session, self._who.user, to, "assignee_id" if user else "unit_id")
        await opened.course.hand_over(step, to)
        changes = {"handler": [before, to.handler], "unit": [None, to.unit]}
        await self._close(opened, "reassign", changes, asked.remark)

    async def send_back(self, document_id: str, asked: Remarked) -> None:
        """退单: back to the step before, in the same branch, to who did it."""
        opened = await self._desk.open(document_id)
        step = await self._step(opened, asked.step)
        if not opened.course.task(step).returnable:
            raise NotPossible("this step cannot be sent back", message_zh="该步骤不允许退单")
        await self._session.refresh(opened.document, ["steps"])
        before = step_before(opened.kind, opened.document.steps, step)
        if before is None:
            raise NotPossible("there is no step before it", message_zh="前面没有可退回的步骤")
        node, handler = before
        opened.document.returned = True
        await opened.course.put(step, node, "returned", asked.remark, handler)
        await opened.course.notices.verb("returned", await opened.course.active(), "退单", "was sent back")
        await self._close(opened, "return", {"step": [step.node, node]}, asked.remark)

    async def extend(self, document_id: str, asked: Extend) -> None:
        """延期: another deadline for a step. One that is given while it is suspended stays when it goes on."""
        opened = await self._managed(document_id)
        step = await self._step(opened, asked.step)
        if asked.due_at <= self._work.now:
            raise Invalid("the deadline must lie ahead", field="due_at", message_zh="期限必须晚于当前时间")
        before = step.due_at
        await deadlines.move(self._work, opened.document, step, opened.course.task(step), asked.due_at)
        await opened.course.refresh()
        changes = {"due_at": [before.isoformat() if before else None, asked.due_at.isoformat()]}
        await self._close(opened, "extend", changes, asked.remark)

    async def reschedule(self, document_id: str, asked: Reschedule) -> None:
        """改约: another appointment with the customer."""
        opened = await self._desk.open(document_id)
        step = await self._step(opened, asked.step)
        before = opened.document.appointment_at
        opened.document.appointment_at = asked.appointment_at
        opened.course.moments.append(Moment("appointment", step.node))
        changes = {"appointment_at": [before.isoformat() if before else None, asked.appointment_at.isoformat()]}
        await opened.course.notices.watchers("改约", "has another appointment")
        await self._close(opened, "reschedule", changes, asked.remark)

    async def suspend(self, document_id: str, asked: Remarked) -> None:
        """挂起: its deadlines and timers stand still."""
        opened = await self._desk.open(document_id)
        await self._somebodys(opened)
        if opened.document.suspended_at is not None:
            raise NotPossible("it is suspended already", message_zh="单据已经挂起")
        opened.document.suspended_at = self._work.now
        for step in await opened.course.active():
            await deadlines.pause(self._work, step, opened.course.task(step))
        await self._status(opened, "suspend", asked.remark)

    async def resume(self, document_id: str, asked: Remarked) -> None:
        """恢复: what was left of its deadlines and timers runs again."""
        opened = await self._desk.open(document_id)
        await self._somebodys(opened)
        if opened.document.suspended_at is None:
            raise NotPossible("it is not suspended", message_zh="单据没有挂起")
        since, opened.document.suspended_at = opened.document.suspended_at, None
        await deadlines.resume_timers(self._work, opened.document, opened.kind, since)
        for step in await opened.course.active():
            await deadlines.resume(self._work, step, opened.course.task(step))
        await self._status(opened, "resume", asked.remark)

    async def cancel(self, document_id: str, asked: Remarked) -> None:
        """撤销: by who entered it, or who manages it."""
        opened = await self._desk.open(document_id)
        if opened.document.created_by != self._who.user:
            await self._demand_manages(opened)
        steps = await opened.course.active()
        await opened.course.notices.verb("watched", steps, "已撤销", "was cancelled")
        before = opened.document.status
        await opened.course.stop(Status.CANCELLED)
        await self._close(opened, "cancel", {"status": [before, opened.document.status]}, asked.remark)

    async def archive(self, document_id: str, asked: Remarked) -> None:
        """归档: what is done is put away."""
        opened = await self._managed(document_id, closed=True)
        if opened.document.status != Status.DONE.value:
            raise NotPossible("only what is done can be archived", message_zh="只有已办结的单据可以归档")
        opened.document.status = Status.ARCHIVED.value
        await self._close(opened, "archive", {"status": [Status.DONE.value, Status.ARCHIVED.value]}, asked.remark)

    async def reopen(self, document_id: str, asked: Remarked) -> None:
        """Take a closed one up again, at the step that its type names."""
        opened = await self._managed(document_id, closed=True)
        node, before = opened.kind.reopen, opened.document.status
        if node is None or Status(before) not in CLOSED or opened.document.merged_into is not None:
            raise NotPossible("it cannot be taken up again", message_zh="该单据不能重新打开")
        last = await self._session.scalar(
            select(DocumentStep.done_by)
            .where(DocumentStep.document_id == document_id, DocumentStep.node == node, DocumentStep.state == "done")
            .order_by(DocumentStep.id.desc())
            .limit(1)
        )
        await opened.course.again(node, last)
        await self._close(opened, "reopen", {"status": [before, opened.document.status]}, asked.remark)

    async def merge(self, document_id: str, asked: Merge) -> None:
        """重复单合并: the duplicates end, and lead to this one, which gets their watchers; who had to do something for
        them is told. A confidential one gets watchers of confidential ones alone: whoever watches it reads it."""
        opened = await self._managed(document_id)
        for duplicate in dict.fromkeys(asked.duplicates):
            if duplicate == document_id:
                raise Invalid("a document is no duplicate of itself", field="duplicates")
            other = await self._managed(duplicate)
            other.document.merged_into = document_id
            number = opened.document.number
            steps = await other.course.active()
            await other.course.notices.verb("watched", steps, f"已并入 {number}", f"was merged into {number}")
            await other.course.stop(Status.CANCELLED)
            await self._link(document_id, duplicate, "duplicate")
            await self._link(duplicate, document_id, "merged")
            other.course.remember("merged", {"into": [None, number]}, asked.remark)
            if other.document.confidential or not opened.document.confidential:
                await self._watchers(duplicate, document_id)
            await self._desk.close(other, "merge", {"into": document_id})
        numbers = list(await self._session.scalars(select(Document.number).where(Document.id.in_(asked.duplicates))))
        await self._close(opened, "merge", {"duplicates": sorted(numbers)}, asked.remark)

    async def _link(self, document_id: str, other: str, relation: str) -> None:
        """Two documents have one link: one that is there becomes this one."""
        link = await self._session.get(DocumentLink, (document_id, "document", other))
        if link is None:
            link = DocumentLink(document_id=document_id, kind="document", other_id=other)
            self._session.add(link)
        link.relation, link.created_by, link.created_at = relation, self._who.user, self._work.now

    async def _watchers(self, before: str, after: str) -> None:
        there = select(DocumentWatcher.user_id).where(DocumentWatcher.document_id == after)
        await self._session.execute(
            update(DocumentWatcher)
            .where(DocumentWatcher.document_id == before, DocumentWatcher.user_id.not_in(there))
            .values(document_id=after)
        )

    async def _status(self, opened: Opened, action: str, remark: str) -> None:
        before = opened.document.status
        await opened.course.refresh()
        after = opened.document.status
        words = NAMES[Status(after)]
        await opened.course.notices.watchers(words["zh"], words["en"])
        await self._close(opened, action, {"status": [before, after]}, remark)

    async def _close(self, opened: Opened, action: str, changes: dict[str, Any], remark: str = "") -> None:
        opened.course.remember(action, changes, remark)
        await self._desk.close(opened, action, changes)

    async def _step(self, opened: Opened, step: str | None) -> DocumentStep:
        """An active step that the asker may do, or any of one that he manages."""
        manages = await self._desk.manages(opened.document)
        return await opened.step(step, None if manages else to_do(self._who))

    async def _somebodys(self, opened: Opened) -> None:
        """Raises Forbidden unless the asker has a step to do, or manages it."""
        if not await self._desk.mine(opened.document):
            raise Forbidden

    async def _managed(self, document_id: str, *, closed: bool = False) -> Opened:
        opened = await self._desk.open(document_id, closed=closed)
        await self._demand_manages(opened)
        return opened

    async def _demand_manages(self, opened: Opened) -> None:
        if not await self._desk.manages(opened.document):
            raise Forbidden
