"""Mailboxes."""

from __future__ import annotations

from crm.voicemails.boxes import MailboxChange, MailboxRow, MailboxService, NewMailbox
from server.http.context import Request
from server.http.route import Routes

routes = Routes("mailboxes")


@routes("GET", "/mailboxes")
async def list_mailboxes(request: Request) -> list[MailboxRow]:
    """The mailboxes of queues, of agents, and free ones."""
    async with request.web.db.read() as session:
        return await MailboxService(session, request.who).find()


@routes("POST", "/mailboxes", status=201)
async def create_mailbox(request: Request, body: NewMailbox) -> MailboxRow:
    """Set up a mailbox."""
    async with request.web.db.write() as session:
        row = await MailboxService(session, request.who).create(body)
        await request.web.configuration.publish(session)
    request.web.wake_mail()
    return row


@routes("PATCH", "/mailboxes/{id}")
async def change_mailbox(request: Request, body: MailboxChange) -> MailboxRow:
    """Change a mailbox; the next caller hears it."""
    async with request.web.db.write() as session:
        row = await MailboxService(session, request.who).update(request.path["id"], body)
        await request.web.configuration.publish(session)
    return row


@routes("DELETE", "/mailboxes/{id}")
async def delete_mailbox(request: Request) -> None:
    """Remove an empty mailbox. 409 while there are messages in it."""
    async with request.web.db.write() as session:
        await MailboxService(session, request.who).delete(request.path["id"])
        await request.web.configuration.publish(session)
    request.web.wake_mail()
