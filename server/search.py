"""The search index is built when it is not there yet, and on demand: in small transactions, beside calls and people."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import structlog

from crm.search.catalogue import SOURCES
from crm.search.rebuild import AT_A_TIME, finish, is_built, prepare, step, sweep
from crm.search.sources import Source
from server.database import Database

log = structlog.get_logger(__name__)

Progress = Callable[[str, int, int], None]
"""Kind, records gone through, entries that have changed."""


async def build_missing(db: Database) -> None:
    """After an upgrade: what has not been indexed in this version's way. Cheap when there is nothing to do."""
    for source in SOURCES:
        if not await db.look(partial(is_built, source=source)):
            changed = await rebuild(db, source)
            log.info("search.built", kind=source.kind, changed=changed)


async def rebuild_all(db: Database, tell: Progress | None = None) -> int:
    """Every kind; → how many entries had not been what they should be."""
    return sum([await rebuild(db, source, tell) for source in SOURCES])


async def rebuild(db: Database, source: Source, tell: Progress | None = None) -> int:
    await db.store(lambda connection: prepare(connection, source))
    changed = gone_through = 0
    for work in (step, sweep):
        last: str | None = ""
        while last is not None:
            last, some = await db.store(partial(work, source=source, last=last))
            changed += some
            gone_through += AT_A_TIME
            if tell is not None:
                tell(source.kind, gone_through, changed)
    await db.store(lambda connection: finish(connection, source))
    return changed
