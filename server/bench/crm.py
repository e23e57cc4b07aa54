"""`crm`: a million customers on SQLite and PostgreSQL: who calls, searches, pages of the list, import and export.

The calls of the API's own services are measured, with their transactions and models, in a process that does nothing
else; the import runs in a process of its own, as in production, while a call path looks up who calls.
"""

from __future__ import annotations

import asyncio
import csv
import os
import random
import shutil
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from crm.access import Principal, Role, system
from crm.base import new_id, utcnow
from crm.customers.models import CustomerPhone
from crm.customers.schemas import CustomerQuery
from crm.customers.service import CustomerService
from crm.directory import customer_card
from crm.exports import lists
from crm.exports.schemas import CustomerExportQuery
from crm.exports.tables import CsvTable
from crm.imports import states
from crm.imports.models import ImportJob
from crm.roles.models import UserRole
from crm.users.models import User
from server.bench import crm_documents
from server.bench.crm_fill import fill
from server.bench.crm_people import people
from server.bench.postgresql import cluster
from server.bench.report import percentile, save, spread, table
from server.database import Database
from server.import_worker import ImportWorker
from server.provision.model import ToolMissing
from server.settings import Settings, load

NAME = "crm"
RUNS = 5
LOOKUPS, SEARCHES = 400, 40
"""Of each kind, in each run."""
PER_TICKET = 5
"""Customers for each ticket."""
EVERY = 0.02
"""Seconds between two calls while the import runs."""
TARGET = {"lookup_p99_ms": 5.0, "search_p99_ms": 50.0}
SEARCHED: Mapping[str, Sequence[str]] = {
    "1 character": ("王", "李", "伟", "解", "欧", "7"),
    "2 characters": ("建国", "王伟", "花园", "张丽", "小明"),
    "3 and more": ("王建国", "李晓东", "幸福里12", "欧阳志强"),
    "pinyin initials": ("w", "wjg", "lxd", "zw"),
    "pinyin": ("wang", "lixiao", "zhangjianguo", "zha"),
    "part of a number": ("138", "8000", "13800", "6543210", "0000"),
    "several words": ("王 朝阳", "李 8000", "张 3单元"),
    "no hit": ("龘龘", "zzzzq", "99999999999", "王zzzzq"),
}
LISTED: Mapping[str, Mapping[str, Any]] = {
    "list": {},
    "list, filtered": {"category": "company", "source": "shop"},
    "list, page 20": {"page": 20},
}


async def timed(work: Callable[[], Awaitable[object]]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    await work()
    return (time.perf_counter() - began) * 1000


async def lookup(db: Database, number: str) -> None:
    await db.look(lambda connection: customer_card(connection, number, area_code="010"))


async def find(db: Database, who: Principal, query: Mapping[str, Any]) -> None:
    async with db.read() as session:
        await CustomerService(session, who).find(CustomerQuery.model_validate(query))


async def reads(db: Database) -> dict[str, list[list[float]]]:
    """Kind of read → run → milliseconds of each."""
    async with db.read() as session:
        numbers = list(await session.scalars(select(CustomerPhone.number).limit(20_000)))
    askers = {"": system(), ", one unit": Principal("01BENCH", Role.SUPERVISOR, "north", "/root/north/")}
    dice = random.Random(1)  # noqa: S311 - no secret
    found: dict[str, list[list[float]]] = {}
    for run in range(RUNS + 1):
        kinds: dict[str, list[Callable[[], Awaitable[object]]]] = {
            "who calls": [partial(lookup, db, dice.choice(numbers)) for _ in range(LOOKUPS)]
        }
        for name, words in SEARCHED.items():
            for suffix, who in askers.items():
                kinds[name + suffix] = [partial(find, db, who, {"q": dice.choice(words)}) for _ in range(SEARCHES)]
        for name, query in LISTED.items():
            kinds[name] = [partial(find, db, askers[""], query) for _ in range(SEARCHES)]
        kinds |= crm_documents.searches(db, askers, dice, SEARCHES)
        for name, works in kinds.items():
            took = [await timed(work) for work in works]
            if run:  # the first one warms up
                found.setdefault(name, []).append(took)
    return found


def summary(runs: Sequence[Sequence[float]]) -> dict[str, Any]:
    return {
        "p50_ms": spread([percentile(run, 0.5) for run in runs]),
        "p99_ms": spread([percentile(run, 0.99) for run in runs]),
        "max_ms": round(max(max(run) for run in runs), 3),
        "each": len(runs[0]),
    }


async def importing(db: Database, settings: Settings, rows: int) -> dict[str, Any]:
    """The rate of an import, and how long calls waited for who they are meanwhile."""
    user = await _user(db)
    path = settings.imports_dir / "bench"
    path.parent.mkdir(parents=True, exist_ok=True)
    await asyncio.to_thread(_write, path, rows)
    job = await _job(db, user, rows)
    async with db.read() as session:
        numbers = list(await session.scalars(select(CustomerPhone.number).limit(5000)))
    waits: list[float] = []
    dice = random.Random(2)  # noqa: S311 - no secret

    async def calls() -> None:
        while True:
            waits.append(await timed(partial(lookup, db, dice.choice(numbers))))
            await asyncio.sleep(EVERY)

    began = time.perf_counter()
    calling = asyncio.create_task(calls())
    await ImportWorker(db, settings, lambda *_: None).work_off()
    seconds = time.perf_counter() - began
    calling.cancel()
    with suppress(asyncio.CancelledError):
        await calling
    async with db.read() as session:
        done = await session.get_one(ImportJob, job)
    return {
        "rows": rows, "state": done.state, "created": done.created, "seconds": round(seconds, 2),
        "rows_per_second": round(done.done / seconds), "lookups": len(waits),
        "lookup_p99_ms": round(percentile(waits, 0.99), 3), "lookup_max_ms": round(max(waits), 3),
    }  # fmt: skip


def _write(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["姓名", "手机", "地址"])
        for row in people(rows, ("root",), seed=7):
            writer.writerow([row["name"], row["phones"][0].removeprefix("+86"), row["address"]])


async def _user(db: Database) -> str:
    async with db.write() as session:
        user = User(
            id=new_id(), username="bench", name="bench", password_hash="-", role=Role.ADMINISTRATOR.value,  # noqa: S106
            unit_id="root", created_at=utcnow(),
        )  # fmt: skip
        session.add(user)
        await session.flush()
        session.add(UserRole(user_id=user.id, role_id=Role.ADMINISTRATOR.value))
    return user.id


async def _job(db: Database, user: str, rows: int) -> str:
    job = ImportJob(
        id=new_id(), kind="customers", unit_id="root", name=f"{rows}.csv", file="bench", state=states.WAITING,
        options={"mapping": ["name", "phones", "address"]}, created_at=utcnow(), created_by=user,
    )  # fmt: skip
    async with db.write() as session:
        session.add(job)
    return job.id


async def exporting(db: Database, rows: int) -> dict[str, Any]:
    """All customers as CSV; the time to write it to a browser is not in it."""
    reader = lists.Reader("zh", ZoneInfo("Asia/Shanghai"), {}, "010")
    asked = CustomerExportQuery.model_validate({"format": "csv"})
    count, size, began = 0, 0, time.perf_counter()
    async with db.read() as session:
        out = CsvTable(await lists.headings(session, lists.CUSTOMERS, reader))
        async for piece in lists.customers(session, system(), asked, reader):
            out.add(piece)
            size += len(out.take())
            count += len(piece)
            if count >= rows:
                break
    seconds = time.perf_counter() - began
    return {"rows": count, "bytes": size, "seconds": round(seconds, 2), "rows_per_second": round(count / seconds)}


@asynccontextmanager
async def database(kind: str, folder: Path) -> AsyncIterator[str | None]:
    """An empty database; None where there is no such server here."""
    if kind == "sqlite":
        yield f"sqlite+aiosqlite:///{folder / 'crm.db'}"
        return
    try:
        with cluster(fsync="on", shared_buffers="1GB", max_wal_size="4GB") as running:
            yield running.create("crm")
    except ToolMissing as error:
        print(f"  no PostgreSQL: {error}", flush=True)
        yield None


async def measure(
    settings: Settings, customers: int, rows: int, kinds: Sequence[str] = ("sqlite", "postgresql")
) -> dict[str, Any]:
    results: dict[str, Any] = {}
    for kind in kinds:
        folder = settings.root / "bench" / f"crm-{kind}"
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            async with database(kind, folder) as url:
                if url is not None:
                    results[kind] = await _one(load(home=folder, database_url=url), url, customers, rows)
        finally:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
    return {
        "work": "the services of the API with their transactions; searches by somebody who sees all and by somebody "
        "who sees one of four units; import and export through their own code, the import in its own process",
        "rtp": "none",
        "processes": "this one, and the import's; PostgreSQL with shared_buffers=1GB, fsync on",
        "customers": customers,
        "runs": RUNS,
        "load_average": os.getloadavg()[0],
        "databases": results,
        "target": TARGET,
    }


async def _one(settings: Settings, url: str, customers: int, rows: int) -> dict[str, Any]:
    db = Database(url)
    try:
        began = time.perf_counter()
        await fill(db, customers)
        await crm_documents.fill(db, customers // PER_TICKET)
        filled = time.perf_counter() - began
        made = f"{customers} customers, {customers // PER_TICKET} tickets"
        print(f"  {db.url.get_backend_name()}: {made} in {filled:.0f} s", flush=True)
        found = {name: summary(runs) for name, runs in (await reads(db)).items()}
        export = await exporting(db, rows)
        return {
            "fill_seconds": round(filled, 1),
            "reads": found,
            "export": export,
            "import": await importing(db, settings, rows),
        }
    finally:
        await db.close()


def tell(result: Mapping[str, Any]) -> str:
    """The table for the terminal."""
    lines = [result["work"], ""]
    for name, found in result["databases"].items():
        rows = [
            (
                kind,
                each["each"],
                f"{each['p50_ms']['median']:.1f}",
                f"{each['p99_ms']['median']:.1f}",
                f"{each['p99_ms']['min']:.1f}–{each['p99_ms']['max']:.1f}",
                f"{each['max_ms']:.1f}",
            )
            for kind, each in found["reads"].items()
        ]
        taken, given = found["import"], found["export"]
        meanwhile = f"p99 {taken['lookup_p99_ms']:.1f} ms of {taken['lookups']}, max {taken['lookup_max_ms']:.1f} ms"
        lines += [
            f"{name}, {result['customers']} customers, {result['customers'] // PER_TICKET} tickets",
            table(("read", "in a run", "p50 ms", "p99 ms", "p99 min–max", "max ms"), rows),
            f"import: {taken['rows']} rows in {taken['seconds']} s ({taken['rows_per_second']}/s)",
            f"who calls, meanwhile: {meanwhile}",
            f"export: {given['rows']} rows in {given['seconds']} s ({given['rows_per_second']}/s)",
            "",
        ]
    return "\n".join([*lines, f"Aim: who calls p99 ≤ {TARGET['lookup_p99_ms']:g} ms, searches p99 ≤ 50 ms."])


def run(settings: Settings) -> int:
    """Measure, print, save. Returns 0, or 1 when an import did not end as it should."""
    customers = settings.bench_customers
    result = asyncio.run(measure(settings, customers, min(100_000, customers)))
    print(tell(result))
    print(f"\n{save(settings.root / 'bench', NAME, result)}")
    good = all(each["import"]["state"] == states.DONE for each in result["databases"].values())
    return 0 if good and result["databases"] else 1


if __name__ == "__main__":
    sys.exit(run(load()))
