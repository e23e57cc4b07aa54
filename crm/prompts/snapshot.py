"""The library as the core's snapshot has it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.prompts.models import Prompt, PromptVersion
from telephony.config_model import LibraryPrompt


async def library(session: AsyncSession) -> tuple[LibraryPrompt, ...]:
    """Every prompt with the recordings in force."""
    files = {
        (row.prompt_id, row.language, row.version): row.file for row in await session.scalars(select(PromptVersion))
    }
    return tuple(
        LibraryPrompt(
            prompt.id,
            {lang: text for lang, text in prompt.texts.items() if text},
            {lang: files[prompt.id, lang, version] for lang, version in prompt.current.items()},
        )
        for prompt in await session.scalars(select(Prompt).order_by(Prompt.id))
    )
