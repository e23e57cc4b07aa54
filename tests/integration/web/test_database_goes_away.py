"""PostgreSQL's connections are cut while people write: what is answered is there once and whole, what is not is not."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import aiohttp
import pytest
from sqlalchemy import func, make_url, select
from test_web_process import api, running
from web_core import Core

from crm.customers.models import Customer, CustomerPhone
from crm.documents.models import Document, DocumentStep
from server.bench.postgresql import Cluster
from server.settings import Settings

WRITERS = 24
CUTS = 12
ATTEMPTS = 60


async def insist(http: aiohttp.ClientSession, url: str, headers: dict[str, str], body: dict[str, Any]) -> list[int]:
    """Send until it is made, as a client does that has no answer: the same request with the same key."""
    seen: list[int] = []
    while len(seen) < ATTEMPTS:
        async with http.post(url, json=body, headers=headers) as response:
            seen.append(response.status)
            if response.status == 201:
                return seen
            assert response.status == 503, await response.text()
            assert (await response.json())["error"]["code"] == "database.unavailable"
        await asyncio.sleep(0.05)
    raise AssertionError(f"no answer in {ATTEMPTS} attempts: {Counter(seen)}")


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
async def test_connections_cut_in_the_middle_leave_nothing_half_done(
    settings: Settings, core: Core, http: aiohttp.ClientSession, postgresql: Cluster
) -> None:
    name = make_url(settings.database_url).database
    cut = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' AND xact_start IS NOT NULL"
    async with running(settings, core) as parts:
        admin = await api(http, settings).log_in("admin")
        address, token = f"{admin.address}/api/v1", {"Authorization": f"Bearer {admin.token}"}

        async def write(place: int) -> list[int]:
            key = token | {"Idempotency-Key": f"write-{place}"}
            if place % 2:
                person = {"name": f"王{place}", "phones": [{"number": f"1380013{place:04}"}]}
                return await insist(http, f"{address}/customers", key, person)
            return await insist(http, f"{address}/tickets", key, {"type": "repair", "title": f"不热 {place}"})

        async def cutting() -> None:
            for _ in range(CUTS):
                await asyncio.to_thread(postgresql.execute, cut)
                await asyncio.sleep(0.05)

        seen, _ = await asyncio.gather(asyncio.gather(*map(write, range(WRITERS))), cutting())
        assert any(503 in answers for answers in seen), "no request met a cut: this showed nothing"
        async with parts.db.read() as session:
            customers = await session.scalar(select(func.count()).select_from(Customer))
            phones = await session.scalar(select(func.count(CustomerPhone.customer_id.distinct())))
            documents = (await session.scalars(select(Document))).all()
            begun = set(await session.scalars(select(DocumentStep.document_id)))
        assert (customers, phones) == (WRITERS // 2, WRITERS // 2)
        assert sorted(document.title for document in documents) == sorted(f"不热 {n}" for n in range(0, WRITERS, 2))
        assert len({document.number for document in documents}) == len(documents)
        assert {document.id for document in documents} == begun
