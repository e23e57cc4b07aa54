"""Dictionaries, fields of customers, message templates, outlets and document types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from crm.customers.definitions import CustomerFieldRow, CustomerFieldsBody, customer_fields, put_fields
from crm.dictionaries.schemas import NewDictionary, PortableDictionary
from crm.dictionaries.service import DictionaryService
from crm.documents.types import DocumentTypeService
from crm.outbox.templates import Template, all_templates, save
from crm.outlets.schemas import NewOutlet, OutletChange
from crm.outlets.service import OutletService
from crm.portable.part import OneByOne, Part, Raw, Things, body, portable
from telephony.errors import HotlineError


class Dictionaries(OneByOne):
    name = "dictionaries"
    function = "dictionaries.manage"

    async def shown(self) -> dict[str, dict[str, Any]]:
        found = await DictionaryService(self._session, self._who).portable()
        return {name: each.model_dump(mode="json") for name, each in found.items()}

    async def put(self, place: str, ident: str, raw: Raw, before: Raw | None) -> None:
        """Its id is looked at as well."""
        del before
        body(NewDictionary, place, {"id": ident, "name": raw.get("name")})
        await DictionaryService(self._session, self._who).take(ident, body(PortableDictionary, place, raw))


class CustomerFields(Part):
    """Each field as a whole: what is left out is at its default. New ones come after those that are here."""

    name = "customer_fields"
    function = "customer_fields.manage"

    async def shown(self) -> dict[str, dict[str, Any]]:
        return {row.code: _field(row) for row in await customer_fields(self._session)}

    def differs(self, ident: str, raw: Raw, before: Raw) -> bool:
        try:
            return _field(CustomerFieldRow.model_validate({**raw, "code": ident})) != before
        except ValidationError:
            return True

    async def take(self, news: Things, before: Things) -> None:
        del before
        if not news:
            return
        rows = {row.code: row for row in await customer_fields(self._session)}
        for code, raw in news.items():
            rows[code] = body(CustomerFieldRow, f"{self.name}/{code}", {**raw, "code": code})
        try:
            await put_fields(self._session, self._who, CustomerFieldsBody(version=None, fields=list(rows.values())))
        except HotlineError as error:
            error.details["field"] = self._place(str(error.details.get("field", "")), list(rows))
            raise

    def _place(self, field: str, codes: list[str]) -> str:
        """`fields.2.pattern` as this document has it."""
        listed, _, rest = field.partition(".")
        number, _, within = rest.partition(".")
        if listed != "fields" or not number.isdigit() or int(number) >= len(codes):
            return self.name
        return f"{self.name}/{codes[int(number)]}" + (f".{within}" if within else "")


def _field(row: CustomerFieldRow) -> dict[str, Any]:
    raw = row.model_dump(mode="json", exclude_defaults=True) | {"kind": row.kind}
    return {name: value for name, value in raw.items() if name != "code"}


class Templates(OneByOne):
    """Those that the company has worded itself."""

    name = "message_templates"
    function = "templates.manage"

    async def shown(self) -> dict[str, dict[str, Any]]:
        named = set(Template.model_fields)
        return {
            row.code: Template.model_validate(row.model_dump(include=named)).model_dump(mode="json")
            for row in await all_templates(self._session)
            if row.changed
        }

    async def put(self, place: str, ident: str, raw: Raw, before: Raw | None) -> None:
        del before
        await save(self._session, self._who, ident, body(Template, place, raw))


class Outlets(OneByOne):
    """Staff are there by name; which of them are users is not in the document and stays as it is here."""

    name = "outlets"
    function = "outlets.manage"

    async def shown(self) -> dict[str, dict[str, Any]]:
        found = portable(await OutletService(self._session, self._who).all(), NewOutlet)
        return {ident: {**raw, "staff": _nameless(raw["staff"])} for ident, raw in found.items()}

    async def put(self, place: str, ident: str, raw: Raw, before: Raw | None) -> None:
        outlets = OutletService(self._session, self._who)
        if before is None:
            await outlets.create(body(NewOutlet, place, {"id": ident, **raw}))
            return
        change = body(OutletChange, place, raw)
        users = {(each.name, each.phone): each.user_id for each in (await outlets.get(ident)).staff}
        for each in change.staff or ():
            each.user_id = each.user_id or users.get((each.name, each.phone))
        await outlets.update(ident, change)


def _nameless(staff: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in each.items() if name != "user_id"} for each in staff]


class DocumentTypes(Part):
    name = "document_types"
    function = "document_types.manage"

    async def shown(self) -> dict[str, dict[str, Any]]:
        return await DocumentTypeService(self._session, self._who).portable()

    async def take(self, news: Things, before: Things) -> None:
        """They may refer to each other."""
        del before
        await DocumentTypeService(self._session, self._who).take(news)
