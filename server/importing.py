"""One import in a process of its own: `python -m server.importing JOB`. Reading a file and taking names apart is work
for a processor, and neither calls nor people are to wait for it."""

from __future__ import annotations

import asyncio
import os
import sys

from crm.imports.work import work
from server import logs
from server.database import Database
from server.parent import die_with_parent
from server.settings import load

NICE = 10


async def run(job: str) -> None:
    settings = load()
    db = Database(settings.database, pool_size=2)
    try:
        await work(db, job, settings.imports_dir)
    finally:
        await db.close()


def main() -> int:
    logs.configure("import", load().log_level)
    die_with_parent()
    os.nice(NICE)
    asyncio.run(run(sys.argv[1]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
