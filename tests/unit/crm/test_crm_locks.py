"""Two who change one record at the same time: nothing that either wrote is lost (on PostgreSQL too)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from pathlib import Path

import pytest
from imports_kit import Imports, excel, importer
from sqlalchemy import select

from crm.access import Principal, system
from crm.base import new_id, utcnow
from crm.calls.models import Call
from crm.calls.service import CallService
from crm.customers.merging import MergeBody, merge
from crm.customers.models import Customer
from crm.customers.schemas import CustomerChange, NewCustomer, Phone
from crm.customers.service import CustomerService
from crm.imports import run as running
from server.database import Database

WAITS_S = 0.3
"""Longer than somebody who need not wait takes for what he does here."""


async def enter(db: Database, name: str, number: str) -> str:
    async with db.write() as session:
        new = NewCustomer(name=name, phones=[Phone(number=number)])
        return (await CustomerService(session, system()).create(new)).id


async def row(db: Database, customer: str) -> Customer:
    async with db.read() as session:
        return await session.get_one(Customer, customer)


async def beside(db: Database, customer: str, change: CustomerChange, other: Awaitable[object]) -> int:
    """`other` begins while a change of the customer has not been committed yet; → the version after this change."""
    async with db.write() as session:
        version = (await CustomerService(session, system()).update(customer, change)).version
        task = asyncio.ensure_future(other)
        done, _ = await asyncio.wait({task}, timeout=WAITS_S)
        assert not done, "it must wait for whoever changes the same customer"
    await task
    return version


async def test_every_line_of_a_calls_note_stays(db: Database, nobody: Principal) -> None:
    call = Call(id=new_id(), unit_id="root", direction="inbound", from_number="1", to_number="2", timeline=[])
    call.started_at = utcnow()
    async with db.write() as session:
        session.add(call)

    async def add(line: int) -> None:
        async with db.write() as session:
            await CallService(session, nobody).add_note(call.id, f"line {line}")

    await asyncio.gather(*map(add, range(12)))
    async with db.read() as session:
        note = await session.scalar(select(Call.note).where(Call.id == call.id))
    assert sorted((note or "").splitlines()) == sorted(f"line {line}" for line in range(12))


async def test_a_merge_takes_what_was_just_written(db: Database, nobody: Principal) -> None:
    kept, gone = await enter(db, "王芳", "13800138000"), await enter(db, "王芳芳", "13900139000")

    async def merging() -> None:
        async with db.write() as session:
            await merge(session, nobody, kept, MergeBody(gone=gone))

    await beside(db, gone, CustomerChange(note="勿在晚上来电"), merging())
    assert (await row(db, kept)).note == "勿在晚上来电"


async def test_an_import_counts_on_from_what_was_just_written(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_REST", 0.0)
    customer = await enter(db, "王芳", "13800138000")
    (tmp_path / "imports").mkdir()
    imports = Imports(db, await importer(db), tmp_path / "imports")
    path = excel(tmp_path / "a.xlsx", [["姓名", "手机", "备注"], ["王芳", "13800138000", "老客户"]])
    await imports.start(path, duplicates="update")
    version = await beside(db, customer, CustomerChange(contact="李雷"), imports.work_off())
    after = await row(db, customer)
    assert (after.note, after.contact, after.version) == ("老客户", "李雷", version + 1)
