"""Answers for those who may not see phone numbers: masked as they leave, whatever made them, refusals included."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import orjson
from aiohttp import web

from crm.masking import veil, veil_text

VEILED: web.RequestKey[bool] = web.RequestKey("veiled", bool)
"""Key of a request whose asker sees no whole numbers."""


@web.middleware
async def veiling(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Answers that are streamed are masked by who writes them: they have left when this sees them."""
    answer = await handler(request)
    if request.get(VEILED) and isinstance(answer, web.Response) and isinstance(answer.body, bytes) and answer.body:
        if answer.content_type.endswith("json"):
            answer.body = orjson.dumps(veil(orjson.loads(answer.body)))
        elif answer.content_type.startswith("text/") or answer.content_type.endswith("yaml"):
            answer.body = veil_text(answer.body.decode()).encode()
    return answer
