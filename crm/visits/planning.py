"""Batches of visits: sampled by a rule, shared out to agents, called off."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal, visible
from crm.audit.service import note
from crm.base import new_id, utcnow
from crm.errors import Invalid, NotFound
from crm.messages.service import tell
from crm.messages.subjects import sees
from crm.paging import Page, fetch_page
from crm.questionnaires.models import Questionnaire
from crm.users.models import User
from crm.visits.candidates import Candidate, draw, still_free
from crm.visits.models import Visit, VisitBatch
from crm.visits.sampling import share_out
from crm.visits.schemas import Assignment, BatchQuery, BatchRow, Explained, NewBatch, Rule

PLAN = "visits.plan"
MOST = 10_000
"""Visits of one batch."""


@dataclass(frozen=True, slots=True)
class Sample:
    chosen: list[Candidate]
    explained: Explained


class Planning:
    def __init__(self, session: AsyncSession, who: Principal) -> None:
        self._session = session
        self._who = who
        own = VisitBatch.created_by == who.user
        self._visible = visible(who, PLAN, unit=VisitBatch.unit_id, own=own)

    async def find(self, asked: BatchQuery) -> Page[BatchRow]:
        query = select(VisitBatch).where(self._visible).order_by(VisitBatch.id.desc())
        if asked.questionnaire is not None:
            query = query.where(VisitBatch.questionnaire_id == asked.questionnaire)
        rows, total = await fetch_page(self._session, query, asked)
        counts = await self._counts([row.id for row in rows])
        items = [_row(row, counts.get(row.id, {})) for row in rows]
        return Page(items=items, total=total, page=asked.page, page_size=asked.page_size)

    async def get(self, batch_id: str) -> BatchRow:
        row = await self._get(batch_id)
        return _row(row, (await self._counts([row.id])).get(row.id, {}))

    async def draw(self, rule: Rule) -> Sample:
        """Whom a rule would choose now; nothing is made. It reads through everybody there is: not in a transaction that
        others wait for."""
        seed = rule.seed or secrets.token_hex(8)
        drawn = await draw(self._session, self._who, rule, utcnow(), seed, MOST)
        explained = Explained(
            looked_at=drawn.looked_at,
            left_out=dict(drawn.left_out),
            fitting=drawn.fitting,
            chosen=len(drawn.chosen),
            seed=seed,
        )
        return Sample(drawn.chosen, explained)

    async def create(self, new: NewBatch, sample: Sample) -> BatchRow:
        """Share a sample out that was drawn by `new.rule` just now, and tell each agent once. Whoever was put into
        another list meanwhile is left out. Invalid for a questionnaire that is not active, for agents that there are
        not, and when nobody fits."""
        questionnaire = await self._session.get(Questionnaire, new.questionnaire_id)
        if questionnaire is None or questionnaire.state != "active":
            raise Invalid("it is no active questionnaire", field="questionnaire_id", message_zh="该问卷不存在或未启用")
        await self._check_agents(new.agents, "agents")
        chosen = await still_free(self._session, new.rule, sample.chosen, utcnow())
        if not chosen:
            raise Invalid("nobody fits the rule", field="rule", message_zh="没有符合条件的回访对象")
        explained = sample.explained.model_copy(update={"chosen": len(chosen)})
        batch = VisitBatch(
            id=new_id(),
            questionnaire_id=questionnaire.id,
            unit_id=self._who.unit,
            name=new.name,
            rule=new.rule.model_dump(mode="json") | {"seed": explained.seed},
            explained=explained.model_dump(),
            due_at=new.due_at,
            created_by=self._who.user,
            created_at=utcnow(),
        )
        self._session.add(batch)
        await self._session.flush()
        owners = {each.id: each.owner for each in chosen}
        shared = share_out([each.id for each in chosen], list(dict.fromkeys(new.agents)), new.sharing, owners)
        self._session.add_all(_visit(batch, questionnaire, each, shared[each.id]) for each in chosen)
        details = {"name": batch.name, "chosen": explained.chosen, "seed": explained.seed}
        note(self._session, self._who, "visits.plan", "visit_batch", batch.id, details)
        await self._session.flush()
        for agent, count in Counter(agent for agent in shared.values() if agent).items():
            await self._tell(batch, agent, count)
        return await self.get(batch.id)

    async def cancel(self, batch_id: str) -> BatchRow:
        """Open visits are called off; what is done stays."""
        batch = await self._get(batch_id)
        batch.state = "cancelled"
        await self._session.execute(
            update(Visit)
            .where(Visit.batch_id == batch.id, Visit.state == "open")
            .values(state="cancelled", version=Visit.version + 1)
            .execution_options(synchronize_session=False)
        )
        note(self._session, self._who, "visits.cancel", "visit_batch", batch.id, {"name": batch.name})
        await self._session.flush()
        return await self.get(batch.id)

    async def assign(self, given: Assignment) -> int:
        """Give open visits to somebody else; how many there were."""
        await self._check_agents([given.assignee_id], "assignee_id")
        seen = visible(self._who, PLAN, unit=Visit.unit_id, own=Visit.assignee_id == self._who.user)
        rows = list(
            await self._session.scalars(
                select(Visit).where(Visit.id.in_(given.visits), Visit.state == "open", seen).with_for_update()
            )
        )
        for row in rows:
            row.assignee_id = given.assignee_id
        details = {"assignee": given.assignee_id, "visits": [row.id for row in rows]}
        note(self._session, self._who, "visits.assign", "visit", rows[0].id if rows else "", details)
        await self._session.flush()
        for batch_id, count in Counter(row.batch_id for row in rows if row.batch_id).items():
            await self._tell(await self._session.get_one(VisitBatch, batch_id), given.assignee_id, count)
        return len(rows)

    async def _get(self, batch_id: str) -> VisitBatch:
        row = await self._session.scalar(select(VisitBatch).where(VisitBatch.id == batch_id, self._visible))
        if row is None:
            raise NotFound(f"there is no batch {batch_id}")
        return row

    async def _counts(self, batches: Sequence[str]) -> dict[str, dict[str, int]]:
        rows = await self._session.execute(
            select(Visit.batch_id, Visit.state, func.count().label("visits"))
            .where(Visit.batch_id.in_(batches))
            .group_by(Visit.batch_id, Visit.state)
        )
        found: dict[str, dict[str, int]] = {}
        for row in rows:
            found.setdefault(row.batch_id, {})[row.state] = int(row.visits)
        return found

    async def _check_agents(self, agents: Sequence[str], field: str) -> None:
        """Visits go to people of the planner's own reach, and to himself."""
        reached = visible(self._who, PLAN, unit=User.unit_id, own=User.id == self._who.user)
        wanted = select(User.id).where(User.id.in_(agents), User.disabled.is_(False), reached)
        known = set(await self._session.scalars(wanted))
        for agent in agents:
            if agent not in known:
                raise Invalid(f"there is no user {agent} of yours", field=field, message_zh="没有该用户，或不归您管理")

    async def _tell(self, batch: VisitBatch, agent: str, count: int) -> None:
        await tell(
            self._session,
            [agent] if agent != self._who.user else [],
            "visit",
            title_zh=f"{count} 个回访任务：{batch.name}",
            title_en=f"{count} visits to make: {batch.name}",
            subject_kind="visit_batch",
            subject_id=batch.id,
        )


@sees("visit_batch")
async def _seen(session: AsyncSession, who: Principal, batch_id: str) -> bool:
    """Whoever has a visit of it."""
    query = select(Visit.id).where(Visit.batch_id == batch_id, Visit.assignee_id == who.user).limit(1)
    return await session.scalar(query) is not None


def _visit(batch: VisitBatch, questionnaire: Questionnaire, each: Candidate, agent: str | None) -> Visit:
    return Visit(
        id=new_id(),
        batch_id=batch.id,
        questionnaire_id=questionnaire.id,
        questions=questionnaire.questions,
        unit_id=each.unit,
        customer_id=each.customer,
        ticket_id=each.ticket,
        name=each.name,
        phone=each.phone,
        assignee_id=agent,
        answers={},
        due_at=batch.due_at,
        created_at=batch.created_at,
    )


def _row(batch: VisitBatch, counts: dict[str, int]) -> BatchRow:
    names = ("id", "questionnaire_id", "unit_id", "name", "state", "due_at", "created_by", "created_at")
    values = {name: getattr(batch, name) for name in names}
    return BatchRow(
        **values,
        rule=Rule.model_validate(batch.rule, strict=False),
        explained=Explained.model_validate(batch.explained),
        counts=counts,
    )
