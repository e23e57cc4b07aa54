"""Tickets (工单) are documents of the family `ticket`: their rows are those of crm.documents."""

from __future__ import annotations

from crm.documents.models import Document as Ticket
from crm.documents.models import DocumentChange as TicketChange
from crm.documents.models import DocumentRemark as TicketRemark

FAMILY = "ticket"

__all__ = ["FAMILY", "Ticket", "TicketChange", "TicketRemark"]
