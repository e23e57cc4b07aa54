"""Removing customers: only those to whom nothing refers; whoever has a past can be erased instead (erasure.py)."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.customers.definitions import OWNER
from crm.customers.models import CustomerMerge
from crm.customers.referring import referring
from crm.customers.repository import CustomerRepository
from crm.customers.schemas import UserId
from crm.customers.telling import told_deleted
from crm.errors import InUse, NotFound
from crm.events.business import tell_of
from crm.fields.index import forget


class BatchBody(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    ids: list[UserId] = Field(min_length=1, max_length=500)


class BatchRow(BaseModel):
    """`done`, or why not."""

    id: str
    done: bool
    code: str = ""
    message: str = ""
    message_zh: str = ""


class BatchResult(BaseModel):
    done: int
    refused: int
    rows: list[BatchRow]


async def remove(session: AsyncSession, who: Principal, customer_id: str) -> None:
    """InUse, saying what and how many, while anything refers to him."""
    customer = await CustomerRepository(session, who, "customers.delete").get(customer_id)
    found = await referring(session, customer_id)
    if found:
        en = ", ".join(f"{count} {names[1]}" for names, count in found)
        zh = "，".join(f"{names[0]} {count} 条" for names, count in found)
        raise InUse(
            f"{customer.number} is referred to by {en}",
            message_zh=f"客户 {customer.number} 仍被引用：{zh}，不能删除",
        )
    await session.execute(delete(CustomerMerge).where(CustomerMerge.kept_id == customer_id))
    await forget(session, OWNER, [customer_id])
    number = customer.number
    for one in await told_deleted(session, who, [customer_id]):
        tell_of(session, one)
    await session.delete(customer)
    await session.flush()
    note(session, who, "customers.delete", "customer", customer_id, {"number": number})


async def remove_many(session: AsyncSession, who: Principal, ids: list[str]) -> BatchResult:
    """Each for himself: those that cannot go stay, with the reason."""
    rows: list[BatchRow] = []
    for customer_id in dict.fromkeys(ids):
        try:
            await remove(session, who, customer_id)
        except (InUse, NotFound) as error:
            zh: Any = error.details.get("message_zh", "没有这个客户，或您无权删除")
            rows.append(BatchRow(id=customer_id, done=False, code=error.code, message=str(error), message_zh=zh))
        else:
            rows.append(BatchRow(id=customer_id, done=True))
    done = sum(row.done for row in rows)
    return BatchResult(done=done, refused=len(rows) - done, rows=rows)
