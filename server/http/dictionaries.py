"""Data dictionaries (数据字典)."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from crm.dictionaries.schemas import (
    DictionaryChange,
    DictionaryDetail,
    DictionaryEntryChange,
    DictionaryInfo,
    DictionaryRow,
    EntryOrder,
    NewDictionary,
    NewDictionaryEntry,
)
from crm.dictionaries.service import DictionaryService, entries
from server.http.context import Request
from server.http.route import Routes

routes = Routes("dictionaries")


class DictionaryQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    dictionary: str | None = Field(None, max_length=32)


@routes("GET", "/dictionaries")
async def list_dictionaries(request: Request, query: DictionaryQuery) -> list[DictionaryRow]:
    """What may be chosen, entry by entry: of one dictionary (ticket_type, customer_source…) or of all."""
    async with request.web.db.read() as session:
        return await entries(session, query.dictionary)


@routes("GET", "/dictionary-names")
async def list_dictionary_names(request: Request) -> list[DictionaryInfo]:
    """The dictionaries themselves."""
    async with request.web.db.read() as session:
        return await DictionaryService(session, request.who).all()


@routes("POST", "/dictionaries", status=201)
async def create_dictionary(request: Request, body: NewDictionary) -> DictionaryDetail:
    """Make an empty dictionary."""
    async with request.web.db.write() as session:
        return await DictionaryService(session, request.who).create(body)


@routes("GET", "/dictionaries/{id}")
async def get_dictionary(request: Request) -> DictionaryDetail:
    """A dictionary with its entries in order, inactive ones too."""
    async with request.web.db.read() as session:
        return await DictionaryService(session, request.who).get(request.path["id"])


@routes("PATCH", "/dictionaries/{id}")
async def rename_dictionary(request: Request, body: DictionaryChange) -> DictionaryDetail:
    """Rename a dictionary."""
    async with request.web.db.write() as session:
        return await DictionaryService(session, request.who).rename(request.path["id"], body)


@routes("DELETE", "/dictionaries/{id}")
async def delete_dictionary(request: Request) -> None:
    """Remove a dictionary that nothing needs any more."""
    async with request.web.db.write() as session:
        await DictionaryService(session, request.who).remove(request.path["id"])


@routes("POST", "/dictionaries/{id}/entries", status=201)
async def add_dictionary_entry(request: Request, body: NewDictionaryEntry) -> DictionaryRow:
    """Add an entry at the end."""
    async with request.web.db.write() as session:
        return await DictionaryService(session, request.who).add_entry(request.path["id"], body)


@routes("PATCH", "/dictionaries/{id}/entries/{code}")
async def change_dictionary_entry(request: Request, body: DictionaryEntryChange) -> DictionaryRow:
    """Rename an entry, stop offering it, or offer it again."""
    async with request.web.db.write() as session:
        service = DictionaryService(session, request.who)
        return await service.change_entry(request.path["id"], request.path["code"], body)


@routes("DELETE", "/dictionaries/{id}/entries/{code}")
async def delete_dictionary_entry(request: Request) -> None:
    """Remove an entry that nobody has chosen; one that is used can be made inactive."""
    async with request.web.db.write() as session:
        await DictionaryService(session, request.who).remove_entry(request.path["id"], request.path["code"])


@routes("PUT", "/dictionaries/{id}/order")
async def order_dictionary(request: Request, body: EntryOrder) -> DictionaryDetail:
    """Put a dictionary's entries in order."""
    async with request.web.db.write() as session:
        return await DictionaryService(session, request.who).order(request.path["id"], body.codes)
