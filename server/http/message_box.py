"""The message box (消息盒子): what the system tells each user."""

from __future__ import annotations

from pydantic import BaseModel

from crm.many import Many
from crm.messages.box import BoxQuery, BoxRow, KindRow, MessageBox, ReadAll, Unread
from crm.paging import Page
from server.http.context import Request
from server.http.route import Routes

routes = Routes("messages")


class ReadCount(BaseModel):
    read: int


@routes("GET", "/messages")
async def list_box(request: Request, query: BoxQuery) -> Page[BoxRow]:
    """One's own messages, newest first."""
    async with request.web.db.read() as session:
        return await MessageBox(session, request.who).find(query)


@routes("GET", "/messages/unread")
async def count_unread(request: Request) -> Unread:
    """How many messages one has not read."""
    async with request.web.db.read() as session:
        return await MessageBox(session, request.who).unread()


@routes("GET", "/messages/kinds")
async def list_message_kinds(request: Request) -> list[KindRow]:
    """The kinds of messages, and how one wants to hear of them; changed by `PATCH /auth/me/settings {messages}`."""
    async with request.web.db.read() as session:
        return await MessageBox(session, request.who).kinds()


@routes("POST", "/messages/read-all")
async def read_box(request: Request, body: ReadAll) -> ReadCount:
    """Everything has been read (or all of a kind, or all up to one message)."""
    async with request.web.db.write() as session:
        return ReadCount(read=await MessageBox(session, request.who).read_all(body))


@routes("POST", "/messages/read")
async def read_box_messages(request: Request, body: Many) -> ReadCount:
    """These messages have been read."""
    async with request.web.db.write() as session:
        return ReadCount(read=await MessageBox(session, request.who).read_many(body.ids))


@routes("POST", "/messages/{id}/read")
async def read_box_message(request: Request) -> None:
    """This message has been read."""
    async with request.web.db.write() as session:
        await MessageBox(session, request.who).read(request.path["id"])
