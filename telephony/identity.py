"""Who is behind the number of a call: asked of the directory, told to everybody."""

from __future__ import annotations

import structlog

from telephony import domain_events as news
from telephony.calls import Call, Stage
from telephony.engine import Engine
from telephony.errors import HotlineError
from telephony.ports import CustomerCard

log = structlog.get_logger(__name__)


async def identify(engine: Engine, call: Call, number: str, dialled: str = "") -> None:
    """Give the call its card: what the directory knows of `number`, or, when it does not answer in time, that nobody is
    known. `dialled`: the number that a caller dialled."""
    try:
        card = await engine.directory.customer(number, dialled, engine.options.lookup_timeout)
    except (TimeoutError, HotlineError) as error:
        log.info("call.not_identified", call=call.id, reason=str(error) or "timeout")
        card = CustomerCard(known=False, number=number)
    except ValueError as error:  # an answer of another version; the call goes on without it
        log.error("call.card_unreadable", call=call.id, reason=str(error))  # noqa: TRY400 - one clear line
        card = CustomerCard(known=False, number=number)
    call.card = card
    if call.stage is Stage.ENDED:
        return
    engine.publish(
        news.CallIdentified(
            call.id,
            card.known,
            card.customer,
            card.name,
            dict(card.region),
            card.last_agent,
            len(card.candidates),
            card.last_served,
            card.owner_agent,
            card.ticket_agent,
            card.category,
        )
    )
