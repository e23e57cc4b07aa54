"""The number behind what somebody points at: dialled without being seen."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.calls.repository import CallRepository
from crm.customers.repository import CustomerRepository
from crm.errors import Invalid
from crm.tickets.repository import TicketRepository


async def number_behind(
    session: AsyncSession,
    who: Principal,
    *,
    customer: str | None = None,
    phone: str | None = None,
    call: str | None = None,
    ticket: str | None = None,
) -> str:
    """One of a customer's numbers, a call's other party, or whom a ticket is about. NotFound for what the asker may not
    see, Invalid where there is no number."""
    number = ""
    if customer is not None:
        phones = (await CustomerRepository(session, who).get(customer)).phones
        found = next((row for row in phones if phone in (None, row.id)), None)
        if found is None:
            raise Invalid("the customer has no such number", field="phone", message_zh="该客户没有这个号码")
        number = found.number
    elif call is not None:
        record = await CallRepository(session, who).get(call)
        number = record.from_number if record.direction == "inbound" else record.to_number
    elif ticket is not None:
        number = (await TicketRepository(session, who).get(ticket)).phone
    if not number.lstrip("+").isdigit():
        raise Invalid("there is no number to dial", field="ticket" if ticket else "call", message_zh="没有可拨打的号码")
    return number
