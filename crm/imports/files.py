"""Files to be imported, below the home and outside every web root, under generated names."""

from __future__ import annotations

import asyncio
import os
import secrets
import time
from collections.abc import AsyncIterator
from pathlib import Path

from crm.attachments.errors import TooLarge
from crm.errors import Invalid

MOST = 64 * 1024 * 1024
"""Bytes of a file; a spreadsheet of 100,000 customers has about ten million."""


async def receive(folder: Path, chunks: AsyncIterator[bytes], limit: int = MOST) -> str:
    """Store what comes; its name. Raises TooLarge, or Invalid for nothing; then nothing is left of it."""
    name = secrets.token_hex(16)
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True, mode=0o700)
    path, size = folder / name, 0
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            async for chunk in chunks:
                size += len(chunk)
                _check(size, limit)
                await asyncio.to_thread(file.write, chunk)
        _check(size or -1, limit)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return name


def _check(size: int, limit: int) -> None:
    if size < 0:
        raise Invalid("the file is empty", field="body", message_zh="文件是空的")
    if size > limit:
        mib = limit // 1024 // 1024
        raise TooLarge(
            f"the file is larger than {mib} MiB: split it", field="body", message_zh=f"文件超过 {mib} MiB，请拆分后导入"
        )


def remove_older(folder: Path, days: float) -> int:
    """Remove files that were uploaded longer ago; how many. Their imports stay, with what became of each line."""
    before = time.time() - days * 86400
    old = [path for path in folder.glob("*") if path.is_file() and path.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
