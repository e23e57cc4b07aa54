"""Call lists: made, filled, shared out to agents, and worked off by them. Nothing here dials."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from itertools import cycle
from typing import Any

from sqlalchemy import Select, bindparam, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal, visible
from crm.audit.service import note
from crm.base import new_id, utcnow
from crm.call_lists.models import CallList, CallListItem
from crm.call_lists.numbers import DoNotCall
from crm.call_lists.schemas import (
    AllocateBody,
    Allocated,
    ItemQuery,
    ItemRow,
    ListBody,
    ListChange,
    ListRow,
    MyItemsQuery,
    NewItem,
    ReleaseBody,
    Released,
    ResultBody,
)
from crm.customers.callers import customers_of
from crm.customers.models import Customer
from crm.errors import Conflict, Duplicate, Invalid, NotFound
from crm.masking import unveiled
from crm.organisation.models import Unit
from crm.paging import Page, PageQuery, fetch_page, page_of, pieces
from crm.phones import normalise
from crm.users.models import User

MANAGE, WORK = "call_lists.manage", "call_lists.work"
_items: Any = CallListItem.__table__


class CallListService:
    """Each method works in the caller's transaction. `function`: what is to be done with the lists."""

    def __init__(
        self, session: AsyncSession, who: Principal, *, area_code: str = "010", function: str = MANAGE
    ) -> None:
        self._session = session
        self._who = who
        self._area_code = area_code
        self._seen = visible(who, function, unit=CallList.unit_id, own=CallList.created_by == who.user)

    async def find(self, asked: PageQuery) -> Page[ListRow]:
        query: Select[CallList] = select(CallList).where(self._seen).order_by(CallList.id.desc())
        rows, total = await fetch_page(self._session, query, asked)
        counts = await self._counts([row.id for row in rows])
        return page_of(asked, rows, total, lambda row: self._shown(row, counts))

    async def get(self, list_id: str) -> CallList:
        row = await self._session.scalar(select(CallList).where(CallList.id == list_id, self._seen))
        if row is None:
            raise NotFound(f"there is no call list {list_id}")
        return row

    async def show(self, list_id: str) -> ListRow:
        return self._shown(await self.get(list_id), await self._counts([list_id]))

    async def create(self, body: ListBody) -> ListRow:
        unit = body.unit or self._who.unit
        mine = visible(self._who, MANAGE, unit=Unit.id, own=Unit.id == self._who.unit)
        if await self._session.scalar(select(Unit.id).where(Unit.id == unit, mine)) is None:
            raise Invalid(
                f"there is no unit {unit} of yours", field="unit", message_zh="没有该单位，或您无权在该单位建立名单"
            )
        row = CallList(
            id=new_id(), unit_id=unit, name=body.name, note=body.note, created_at=utcnow(), created_by=self._who.user
        )
        self._session.add(row)
        await self._session.flush()
        self._note("create", row.id, {"name": row.name})
        return await self.show(row.id)

    async def change(self, list_id: str, body: ListChange) -> ListRow:
        row = await self.get(list_id)
        if body.version is not None and body.version != row.version:
            raise Conflict
        given = body.model_dump(exclude_unset=True, exclude={"version"})
        if "name" in given and not given["name"]:
            raise Invalid("a list needs a name", field="name")
        for name, value in given.items():
            setattr(row, name, value)
        await self._session.flush()
        self._note("update", list_id, given)
        return await self.show(list_id)

    async def delete(self, list_id: str) -> None:
        row = await self.get(list_id)
        self._note("delete", list_id, {"name": row.name})
        await self._session.delete(row)
        await self._session.flush()

    async def items(self, list_id: str, asked: ItemQuery) -> Page[ItemRow]:
        return await self._page(await self._filtered(list_id, asked), asked)

    async def pieces(self, list_id: str, asked: ItemQuery, size: int) -> AsyncIterator[list[ItemRow]]:
        """All numbers of the list that the filters find, `size` at a time."""
        query = (await self._filtered(list_id, asked)).order_by(CallListItem.id)
        listed = await DoNotCall.load(self._session)
        async for rows in pieces(self._session, query, size):
            yield [_shown(row, listed) for row in rows]

    async def _filtered(self, list_id: str, asked: ItemQuery) -> Select[CallListItem]:
        await self.get(list_id)
        query: Select[CallListItem] = select(CallListItem).where(CallListItem.list_id == list_id)
        if asked.agent is not None:
            query = query.where(CallListItem.agent_id == asked.agent)
        if asked.allocated is not None:
            query = query.where(
                CallListItem.agent_id.is_not(None) if asked.allocated else CallListItem.agent_id.is_(None)
            )
        if asked.open is not None:
            query = query.where(CallListItem.result == "" if asked.open else CallListItem.result != "")
        if asked.result is not None:
            query = query.where(CallListItem.result == asked.result)
        if asked.number is not None:
            query = query.where(CallListItem.number == normalise(asked.number, area_code=self._area_code))
        return query

    async def add(self, list_id: str, new: NewItem) -> ItemRow:
        """One number by hand."""
        await self.get(list_id)
        number = normalise(new.number, area_code=self._area_code)
        if not number.lstrip("+").isdigit():
            raise Invalid(f"{new.number} is no phone number", field="number", message_zh=f"“{new.number}”不是电话号码")
        if (await DoNotCall.load(self._session)).forbids(number):
            raise Invalid(f"{number} is on the do-not-call list", field="number", message_zh="该号码在禁呼名单中")
        there = select(CallListItem.id).where(CallListItem.list_id == list_id, CallListItem.number == number)
        if await self._session.scalar(there) is not None:
            raise Duplicate(f"{number} is in the list already", field="number", message_zh="该号码已在名单中")
        connection = await self._session.connection()
        customer = (await connection.run_sync(customers_of, [number])).get(number)
        row = CallListItem(
            id=new_id(), list_id=list_id, number=number, name=new.name, note=new.note, customer_id=customer,
            created_at=utcnow(),
        )  # fmt: skip
        self._session.add(row)
        await self._session.flush()
        self._note("add", list_id, {"number": number})
        return ItemRow.model_validate(row)

    async def remove(self, list_id: str, item_id: str) -> None:
        await self.get(list_id)
        row = await self._session.get(CallListItem, item_id)
        if row is None or row.list_id != list_id:
            raise NotFound(f"there is no number {item_id} in this list")
        self._note("remove", list_id, {"number": row.number})
        await self._session.delete(row)

    async def allocate(self, list_id: str, body: AllocateBody) -> Allocated:
        await self.get(list_id)
        agents = await self._agents(body)
        query = (
            select(CallListItem.id, Customer.owner_id)
            .outerjoin(Customer, Customer.id == CallListItem.customer_id)
            .where(CallListItem.list_id == list_id, CallListItem.result == "")
            .order_by(CallListItem.id)
        )
        if not body.again:
            query = query.where(CallListItem.agent_id.is_(None))
        if body.how == "hand":
            query = query.where(CallListItem.id.in_(body.items))
        rows = (await self._session.execute(query)).all()
        turns = cycle(agents)
        chosen: dict[str, str] = {}
        for item, owner in rows:
            if body.how != "owner":
                chosen[item] = next(turns)
            elif owner is not None and owner in agents:
                chosen[item] = owner
        if chosen:
            connection = await self._session.connection()
            statement = (
                update(_items)
                .where(_items.c.id == bindparam("item"))
                .values(agent_id=bindparam("agent"), version=_items.c.version + 1)
            )
            await connection.execute(statement, [{"item": item, "agent": agent} for item, agent in chosen.items()])
            self._session.expire_all()
        given = dict(Counter(chosen.values()))
        self._note("allocate", list_id, {"how": body.how, "agents": given})
        free = select(func.count()).where(CallListItem.list_id == list_id, CallListItem.agent_id.is_(None))
        return Allocated(agents=given, left=int(await self._session.scalar(free) or 0))

    async def release(self, list_id: str, body: ReleaseBody) -> Released:
        """Take numbers without a result back from their agents."""
        await self.get(list_id)
        change = (
            update(_items)
            .where(
                _items.c.list_id == list_id,
                _items.c.id.in_(body.items),
                _items.c.agent_id.is_not(None),
                _items.c.result == "",
            )
            .values(agent_id=None, version=_items.c.version + 1)
        )
        freed = len((await self._session.scalars(change.returning(_items.c.id))).all())
        self._session.expire_all()
        self._note("release", list_id, {"count": freed})
        return Released(released=freed)

    async def _agents(self, body: AllocateBody) -> Sequence[str]:
        """Those named, each of them a user of his; with owner and none named all of his."""
        mine = visible(self._who, MANAGE, unit=User.unit_id, own=User.id == self._who.user)
        query = select(User.id).where(User.disabled.is_(False), mine)
        if body.how == "owner" and not body.agents:
            return list(await self._session.scalars(query))
        if not body.agents or (body.how == "hand" and len(body.agents) != 1):
            raise Invalid("name the agents", field="agents", message_zh="请选择坐席")
        known = set(await self._session.scalars(query.where(User.id.in_(body.agents))))
        unknown = [agent for agent in body.agents if agent not in known]
        if unknown:
            raise Invalid(
                f"there is no agent {unknown[0]} of yours", field="agents", message_zh="没有该坐席，或不归您管理"
            )
        return list(dict.fromkeys(body.agents))

    async def mine(self, asked: MyItemsQuery) -> Page[ItemRow]:
        """What is allocated to the asker in lists that are not closed."""
        query = self._own()
        if asked.list_id is not None:
            query = query.where(CallListItem.list_id == asked.list_id)
        if asked.result is not None:
            query = query.where(CallListItem.result == asked.result)
        elif asked.open is not None:
            query = query.where(CallListItem.result == "" if asked.open else CallListItem.result != "")
        page = await self._page(query, asked)
        lists = {row.list_id for row in page.items}
        rows = await self._session.execute(select(CallList.id, CallList.name).where(CallList.id.in_(lists)))
        names = {row[0]: row[1] for row in rows}
        page.items = [row.model_copy(update={"list_name": names[row.list_id]}) for row in page.items]
        return page

    async def record(self, item_id: str, body: ResultBody) -> ItemRow:
        """What came of one's own call."""
        row = await self._session.scalar(self._own().where(CallListItem.id == item_id))
        if row is None:
            raise NotFound(f"there is no number {item_id} of yours")
        if body.version is not None and body.version != row.version:
            raise Conflict
        remark = unveiled(self._who, body.remark, [row.number, row.name, row.note, row.remark], "remark")
        row.result, row.remark, row.result_at = body.result, remark, utcnow()
        await self._session.flush()
        self._note("result", row.list_id, {"item": row.id, "result": body.result})
        return ItemRow.model_validate(row)

    async def _page(self, query: Select[CallListItem], asked: PageQuery) -> Page[ItemRow]:
        rows, total = await fetch_page(self._session, query.order_by(CallListItem.id), asked)
        listed = await DoNotCall.load(self._session)
        return page_of(asked, rows, total, lambda row: _shown(row, listed))

    def _own(self) -> Select[CallListItem]:
        return (
            select(CallListItem)
            .join(CallList, CallList.id == CallListItem.list_id)
            .where(CallListItem.agent_id == self._who.user, CallList.closed.is_(False))
        )

    async def _counts(self, ids: Sequence[str]) -> dict[str, tuple[int, int, int]]:
        done = func.sum(case((CallListItem.result != "", 1), else_=0))
        rows = await self._session.execute(
            select(CallListItem.list_id, func.count(), func.count(CallListItem.agent_id), done)
            .where(CallListItem.list_id.in_(ids))
            .group_by(CallListItem.list_id)
        )
        return {row[0]: (int(row[1]), int(row[2]), int(row[3] or 0)) for row in rows}

    @staticmethod
    def _shown(row: CallList, counts: dict[str, tuple[int, int, int]]) -> ListRow:
        total, allocated, done = counts.get(row.id, (0, 0, 0))
        return ListRow.model_validate(row).model_copy(update={"total": total, "allocated": allocated, "done": done})

    def _note(self, action: str, list_id: str, details: dict[str, Any]) -> None:
        note(self._session, self._who, f"call_lists.{action}", "call_list", list_id, details)


def _shown(row: CallListItem, listed: DoNotCall) -> ItemRow:
    return ItemRow.model_validate(row).model_copy(update={"blocked": listed.forbids(row.number)})
