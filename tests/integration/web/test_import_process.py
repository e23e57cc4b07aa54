"""An import in its own process, as web starts it, on both databases."""

from __future__ import annotations

from typing import Any

import pytest
from imports_kit import Imports, importer
from sqlalchemy import func, select

from crm.customers.models import Customer
from crm.organisation.models import Unit
from server.database import Database
from server.import_worker import ImportWorker
from server.settings import Settings


@pytest.mark.timeout(400)
async def test_the_process_imports_and_browsers_are_told(settings: Settings) -> None:
    settings.make_folders()
    settings.imports_dir.mkdir(parents=True, exist_ok=True)
    db = Database(settings.database)
    frames: list[tuple[str, str, dict[str, Any]]] = []
    try:
        await db.migrate()
        async with db.write() as session:
            session.add(Unit(id="root", parent_id=None, path="/root/", name_zh="总部", name_en="Head office"))
        imports = Imports(db, await importer(db), settings.imports_dir)
        path = settings.root / "list.csv"
        path.write_text("姓名,电话\n" + "".join(f"王{n},138{n:08d}\n" for n in range(450)), encoding="gb18030")
        job = await imports.start(path)
        await ImportWorker(db, settings, lambda *frame: frames.append(frame)).work_off()
        done = await imports.counts(job)
        assert (done["state"], done["created"]) == ("done", 450)
        assert frames[-1][1:2] == ("import.progress",)
        assert frames[-1][2]["done"] == 450
        async with db.read() as session:
            assert await session.scalar(select(func.count()).select_from(Customer)) == 450
    finally:
        await db.close()
