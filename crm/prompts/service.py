"""The library of prompts: texts, recordings in versions, and who uses them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.base import utcnow
from crm.errors import Duplicate, InUse, Invalid, NotFound
from crm.prompts.models import Prompt, PromptVersion
from crm.prompts.schemas import (
    NewPrompt,
    PromptChange,
    PromptDetail,
    PromptRow,
    PromptVersionRow,
)
from crm.routing.flow_known import known, needs_of, published
from crm.routing.models import Queue
from crm.text import BothLanguages
from telephony.ivr.fields import RECORDED
from telephony.ivr.flow import Flow
from telephony.ivr.places import stray_brace
from telephony.ivr.validate import errors


class PromptService:
    """Each method works in the caller's transaction; who changes something pushes a new snapshot afterwards."""

    def __init__(self, session: AsyncSession, who: Principal) -> None:
        self._session = session
        self._who = who

    async def all(self) -> list[PromptRow]:
        flows = (await published(self._session)).values()
        prompts = list(await self._session.scalars(select(Prompt).order_by(Prompt.id)))
        queues = await self._queues([prompt.id for prompt in prompts])
        return [PromptRow(**_fields(prompt, flows, queues)) for prompt in prompts]

    async def get(self, prompt_id: str) -> PromptDetail:
        return await self._detail(await self._prompt(prompt_id))

    async def create(self, new: NewPrompt) -> PromptDetail:
        if await self._session.get(Prompt, new.id) is not None:
            raise Duplicate(f"there is already a prompt {new.id}", field="id", message_zh=f"标识 {new.id} 已被使用")
        await self._check(new.id, new.number, new.texts)
        prompt = Prompt(
            id=new.id,
            number=new.number,
            name=new.name.model_dump(),
            texts=dict(new.texts),
            current={},
            updated_at=utcnow(),
        )
        self._session.add(prompt)
        return await self._done(prompt, "prompts.create", new.model_dump())

    async def change(self, prompt_id: str, change: PromptChange) -> PromptDetail:
        prompt = await self._prompt(prompt_id)
        given = change.model_dump(exclude_unset=True)
        for name in ("name", "texts"):
            if name in given and given[name] is None:
                raise Invalid(f"{name} cannot be null", field=name)
        await self._check(prompt_id, given.get("number"), given.get("texts") or {})
        for name, value in given.items():
            setattr(prompt, name, value)
        return await self._done(prompt, "prompts.update", given)

    async def delete(self, prompt_id: str) -> None:
        """Raises InUse while a published flow plays it, or callers in a queue wait to it."""
        prompt = await self._prompt(prompt_id)
        users = used_by(prompt_id, (await published(self._session)).values())
        if users:
            raise InUse(f"the prompt is played by {', '.join(users)}: take it out there first")
        await self._refuse_without_music(prompt_id)
        await self._session.delete(prompt)
        note(self._session, self._who, "prompts.delete", "prompt", prompt_id)
        await self._session.flush()

    async def add(
        self, prompt_id: str, language: str, *, file: str, seconds: float, level: float, source: str, comment: str = ""
    ) -> PromptDetail:
        """A new recording, in force at once."""
        prompt = await self._prompt(prompt_id)
        last = await self._session.scalar(
            select(func.max(PromptVersion.version)).where(
                PromptVersion.prompt_id == prompt_id, PromptVersion.language == language
            )
        )
        version = (last or 0) + 1
        self._session.add(
            PromptVersion(
                prompt_id=prompt_id,
                language=language,
                version=version,
                file=file,
                source=source,
                seconds=seconds,
                level=level,
                comment=comment,
                created_at=utcnow(),
                created_by=self._who.user,
            )
        )
        prompt.current = {**prompt.current, language: version}
        details = {"language": language, "version": version, "source": source, "seconds": seconds, "comment": comment}
        return await self._done(prompt, "prompts.record", details)

    async def restore(self, prompt_id: str, language: str, version: int) -> PromptDetail:
        """Put an older recording in force again."""
        prompt = await self._prompt(prompt_id)
        await self.file(prompt_id, language, version)
        prompt.current = {**prompt.current, language: version}
        return await self._done(prompt, "prompts.restore", {"language": language, "version": version})

    async def unrecord(self, prompt_id: str, language: str) -> PromptDetail:
        """Speak the text again in this language; the versions stay. Raises InUse when a flow would fall silent, or a
        queue lose its music."""
        prompt = await self._prompt(prompt_id)
        prompt.current = {lang: version for lang, version in prompt.current.items() if lang != language}
        if not prompt.current:
            await self._refuse_without_music(prompt_id)
        return await self._done(prompt, "prompts.unrecord", {"language": language})

    async def file(self, prompt_id: str, language: str, version: int | None) -> str:
        """The file of a recording, below the library, without extension."""
        prompt = await self._prompt(prompt_id)
        wanted = version or prompt.current.get(language)
        row = await self._session.get(PromptVersion, (prompt_id, language, wanted)) if wanted else None
        if row is None:
            raise NotFound(f"prompt {prompt_id} has no such recording in {language}")
        return row.file

    async def by_name_or_number(self, asked: str) -> str | None:
        """The id of the prompt with this id or number."""
        found: str | None = await self._session.scalar(
            select(Prompt.id).where((Prompt.id == asked) | (Prompt.number == asked)).limit(1)
        )
        return found

    async def _prompt(self, prompt_id: str) -> Prompt:
        prompt = await self._session.get(Prompt, prompt_id)
        if prompt is None:
            raise NotFound(f"there is no prompt {prompt_id}")
        return prompt

    async def _check(self, prompt_id: str, number: str | None, texts: dict[Any, str]) -> None:
        for lang, text in texts.items():
            if "{" in text or "}" in text or stray_brace(text):
                raise Invalid(
                    f"the text in {lang} cannot have places for variables",
                    field="texts",
                    message_zh="提示音的文字不能含变量（花括号）",
                )
        clash = select(Prompt.id).where(Prompt.number == number, Prompt.id != prompt_id)
        if number is not None and await self._session.scalar(clash) is not None:
            raise Duplicate(f"the number {number} is taken", field="number", message_zh=f"录音编号 {number} 已被使用")

    async def _done(self, prompt: Prompt, action: str, details: dict[str, Any]) -> PromptDetail:
        prompt.updated_at = utcnow()
        note(self._session, self._who, action, "prompt", prompt.id, details)
        await self._session.flush()
        await self._refuse_silence(prompt.id)
        return await self._detail(prompt)

    async def _refuse_without_music(self, prompt_id: str) -> None:
        queues = await self._queues([prompt_id])
        if queues:
            zh = "、".join(queue.name.get("zh") or queue.id for queue in queues)
            raise InUse(
                f"callers hear it while they wait in {', '.join(queue.id for queue in queues)}: "
                "choose other music there first",
                message_zh=f"队列 {zh} 用它作等待音乐，请先在队列中更换",
            )

    async def _queues(self, prompts: Sequence[str]) -> list[Queue]:
        """Whose music is one of these prompts."""
        return list(await self._session.scalars(select(Queue).where(Queue.music.in_(prompts)).order_by(Queue.id)))

    async def music(self) -> list[Prompt]:
        """What is recorded, and so can be the music of a queue."""
        prompts = await self._session.scalars(select(Prompt).order_by(Prompt.id))
        return [prompt for prompt in prompts if prompt.current]

    async def _refuse_silence(self, prompt_id: str) -> None:
        """Raises InUse when a published flow would have nothing to play in one of its languages."""
        there = await known(self._session)
        for flow in (there.flows or {}).values():
            if prompt_id not in played(flow):
                continue
            for finding in errors(flow, there):
                if finding.code == "no_text":
                    raise InUse(f"flow {flow.flow} would be silent: {finding.message()}")

    async def _detail(self, prompt: Prompt) -> PromptDetail:
        rows = await self._session.scalars(
            select(PromptVersion)
            .where(PromptVersion.prompt_id == prompt.id)
            .order_by(PromptVersion.language.desc(), PromptVersion.version.desc())
        )
        versions = [PromptVersionRow.model_validate(row) for row in rows]
        for row in versions:
            row.current = prompt.current.get(row.language) == row.version
        flows, queues = (await published(self._session)).values(), await self._queues([prompt.id])
        return PromptDetail(**_fields(prompt, flows, queues), versions=versions)


def played(flow: Flow) -> set[str]:
    """The library's prompts that a flow plays or records."""
    named = {text[RECORDED] for _, prompt in flow.prompts() for text in prompt if RECORDED in text}
    return named | needs_of(flow, "prompt")


def used_by(prompt_id: str, flows: Iterable[Flow]) -> list[str]:
    return sorted(flow.flow for flow in flows if prompt_id in played(flow))


def _fields(prompt: Prompt, flows: Iterable[Flow], queues: Iterable[Queue]) -> dict[str, Any]:
    return {
        "id": prompt.id,
        "number": prompt.number,
        "name": BothLanguages(**prompt.name),
        "texts": prompt.texts,
        "recorded": prompt.current,
        "used_by": used_by(prompt.id, flows),
        "music_of": [queue.id for queue in queues if queue.music == prompt.id],
        "updated_at": prompt.updated_at,
    }
