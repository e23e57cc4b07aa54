"""Prompts and mailboxes. Recorded audio and users are not in the document."""

from __future__ import annotations

from typing import Any

from crm.portable.part import OneByOne, Raw, Things, body, fixed
from crm.prompts.schemas import NewPrompt, PromptChange, PromptLanguage
from crm.prompts.service import PromptService
from crm.voicemails.boxes import MailboxChange, MailboxService, NewMailbox

RECORDED = "recorded"
WATCHERS = "watchers"


class Prompts(OneByOne):
    """`recorded` says in which languages there is audio, which is taken along by hand. A new prompt that has audio and
    no text in a language speaks its name there until the audio has come, so that no flow falls silent."""

    name = "prompts"
    function = "prompts.manage"

    async def shown(self) -> dict[str, dict[str, Any]]:
        return {
            row.id: {
                "name": row.name.model_dump(),
                "number": row.number,
                "texts": dict(row.texts),
                RECORDED: sorted(row.recorded),
            }
            for row in await PromptService(self._session, self._who).all()
        }

    def differs(self, ident: str, raw: Raw, before: Raw) -> bool:
        return super().differs(ident, _written(raw), before)

    def wanting(self, things: Things, before: Things) -> None:
        for ident, raw in things.items():
            here = before.get(ident, {}).get(RECORDED, ())
            missing = [lang for lang in _recorded(raw) if lang not in here]
            self._work.needs_audio.extend(f"{self.name}/{ident}.{lang}" for lang in missing)

    async def put(self, place: str, ident: str, raw: Raw, before: Raw | None) -> None:
        prompts, given = PromptService(self._session, self._who), _written(raw)
        if before is not None:
            await prompts.change(ident, body(PromptChange, place, given))
            return
        new = body(NewPrompt, place, {"id": ident, **given})
        names: dict[PromptLanguage, str] = {"zh": new.name.zh, "en": new.name.en}
        for lang, name in names.items():
            if lang in _recorded(raw) and not new.texts.get(lang):
                new.texts[lang] = name
        await prompts.create(new)


def _written(raw: Raw) -> dict[str, Any]:
    return {name: value for name, value in raw.items() if name != RECORDED}


def _recorded(raw: Raw) -> list[str]:
    given = raw.get(RECORDED)
    return [lang for lang in given if isinstance(lang, str)] if isinstance(given, list) else []


class Mailboxes(OneByOne):
    """Those of queues and free ones; a user's own belong to the user. Who is told besides is not in the document and
    stays as it is here."""

    name = "mailboxes"
    function = "mailboxes.manage"

    async def shown(self) -> dict[str, dict[str, Any]]:
        raws = [row.model_dump(mode="json") for row in await MailboxService(self._session, self._who).find()]
        return {
            raw["id"]: {
                "name": raw["name"],
                "queue_id": raw["queue_id"],
                "unit_id": raw["unit_id"],
                "options": {name: value for name, value in raw["options"].items() if name != WATCHERS},
            }
            for raw in raws
            if raw["user_id"] is None
        }

    async def put(self, place: str, ident: str, raw: Raw, before: Raw | None) -> None:
        boxes = MailboxService(self._session, self._who)
        if before is None:
            await boxes.create(body(NewMailbox, place, {"id": ident, **raw}))
            return
        change = body(MailboxChange, place, fixed(raw, before, "queue_id", "unit_id"))
        if change.options is not None and WATCHERS not in change.options.model_fields_set:
            [now] = [row.options.watchers for row in await boxes.find() if row.id == ident]
            change.options.watchers = list(now)
        await boxes.update(ident, change)
