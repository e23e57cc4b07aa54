"""Attachments of this installation: where their files are, and what becomes of those that nobody wants."""

from __future__ import annotations

import asyncio

import structlog

from crm.attachments import service
from crm.attachments.files import Files
from crm.attachments.scan import Scanner
from server.database import Database
from server.settings import Settings

log = structlog.get_logger(__name__)

ORPHAN_AGE = 6 * 3600.0
"""Seconds that a file without a row is left alone: its upload may not have ended."""


def files_of(settings: Settings) -> Files:
    command = settings.attachment_scan
    return Files(
        settings.attachments_dir,
        limit=int(settings.attachment_mib * 1024 * 1024),
        families=settings.attachment_families,
        scanner=Scanner(command, settings.attachment_scan_seconds) if command else None,
    )


async def clean_up(db: Database, files: Files) -> int:
    """Give up uploads that no record has adopted, then remove files that no row knows; how many went from disk."""
    async with db.write() as session:
        await service.forget_unadopted(session)
    old = await asyncio.to_thread(files.older_than, ORPHAN_AGE)
    async with db.read() as session:
        orphans = await service.orphans(session, old)
    removed = await asyncio.to_thread(files.remove_all, orphans)
    if removed:
        log.info("attachments.orphans", removed=removed)
    return removed
