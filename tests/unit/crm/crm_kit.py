"""The small organisation that the tests of the CRM start from."""

from __future__ import annotations

from crm.dictionaries.models import DictionaryEntry
from crm.organisation.models import Unit
from server.database import Database


async def prepare(database: Database) -> None:
    """Migrate, and make a root with two units and two ticket types."""
    await database.migrate()
    async with database.write() as session:
        session.add(Unit(id="root", parent_id=None, path="/root/", name_zh="总部", name_en="Head office"))
        await session.flush()
        for unit in ("north", "south"):
            session.add(Unit(id=unit, parent_id="root", path=f"/root/{unit}/", name_zh=unit, name_en=unit))
        for code in ("repair", "complaint"):
            session.add(DictionaryEntry(dictionary="ticket_type", code=code, name_zh=code, name_en=code))
