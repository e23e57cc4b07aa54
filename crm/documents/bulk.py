"""One verb for many documents."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from typing import Any

from pydantic import BaseModel

from crm.documents.context import Work
from crm.documents.schemas import Act, Bulk, Extend, Reasoned, Reassign, Remarked, StepVerb
from crm.documents.service import DocumentService
from crm.documents.verbs import Verbs
from crm.idempotency import Once
from crm.many import BulkResults, each

_BODIES: dict[str, type[BaseModel]] = {
    "act": Act, "claim": StepVerb, "urge": Remarked, "supervise": Remarked, "reassign": Reassign, "return": Reasoned,
    "extend": Extend, "suspend": Reasoned, "resume": Remarked, "cancel": Reasoned, "archive": Remarked,
    "watch": StepVerb,
}  # fmt: skip


class BulkService:
    def __init__(self, work: Work) -> None:
        self._work = work
        self._service = DocumentService(work)
        self._verbs = Verbs(work)

    async def run(self, asked: Bulk, key: str | None = None) -> BulkResults:
        """Each document's own result; what fails leaves that document as it was. With the same `key` again, what was
        done is not done once more. Raises ValidationError when the body does not fit the verb."""
        body = _BODIES[asked.verb].model_validate(asked.body)

        async def do(document_id: str) -> None:
            once = Once(self._work.session, self._work.who.user, _own(key, document_id), asked.verb, body)
            if await once.before() is None:
                await self._one(asked.verb)(document_id, body)
                await once.after(document_id)

        return await each(self._work.session, asked.ids, do)

    def _one(self, verb: str) -> Callable[[str, Any], Awaitable[object]]:
        if verb == "act":
            return self._service.act
        if verb == "watch":
            return lambda document_id, _: self._service.watch(document_id, on=True)
        named = {"return": self._verbs.send_back}
        found: Callable[[str, Any], Awaitable[object]] = named.get(verb) or getattr(self._verbs, verb)
        return found


def _own(key: str | None, document_id: str) -> str | None:
    """Each document has a key of its own within that of the request: what failed leaves its own free."""
    return None if key is None else hashlib.sha256(f"{key} {document_id}".encode(errors="replace")).hexdigest()
