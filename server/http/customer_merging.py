"""Duplicates of customers: found, merged, and parted again."""

from __future__ import annotations

from crm.customers.duplicates import Duplicate, DuplicatePair, DuplicatesQuery, PairsQuery, duplicates, pairs
from crm.customers.merging import MergeBody, MergeRow, merge, merges, undo
from crm.paging import Page
from server.http.context import Request
from server.http.route import Routes

routes = Routes("customers")


@routes("GET", "/customers/duplicates")
async def find_duplicates(request: Request, query: DuplicatesQuery) -> list[Duplicate]:
    """Who may be the customer that is being entered, the likeliest first; at most ten."""
    async with request.web.db.read() as session:
        return await duplicates(session, request.who, query, area_code=request.web.company.area_code)


@routes("GET", "/customers/duplicate-pairs")
async def list_duplicate_pairs(request: Request, query: PairsQuery) -> Page[DuplicatePair]:
    """Pairs of customers who share a phone, a name or a household number, each with score and reasons."""
    async with request.web.db.read() as session:
        return await pairs(session, request.who, query)


@routes("POST", "/customers/{id}/merge")
async def merge_customers(request: Request, body: MergeBody) -> MergeRow:
    """Merge another customer into this one: calls, tickets, messages, phones and all the rest move."""
    async with request.web.db.write() as session:
        return await merge(session, request.who, request.path["id"], body)


@routes("GET", "/customers/{id}/merges")
async def list_customer_merges(request: Request) -> list[MergeRow]:
    """Who was merged into this customer, the newest first."""
    async with request.web.db.read() as session:
        return await merges(session, request.who, request.path["id"])


@routes("POST", "/customers/{id}/merges/{merge}/undo")
async def undo_customer_merge(request: Request) -> MergeRow:
    """Part two merged customers again; everything is as it was before."""
    async with request.web.db.write() as session:
        return await undo(session, request.who, request.path["id"], request.path["merge"])
