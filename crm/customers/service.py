"""Customers: created by hand or from an unknown caller, changed, found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.exc import StaleDataError

from crm.access import Principal, system
from crm.base import new_id, utcnow
from crm.customers.definitions import customer_fields
from crm.customers.history import remember
from crm.customers.merging import MergeBody, merge
from crm.customers.models import Customer, CustomerPhone
from crm.customers.naming import names_in_fields
from crm.customers.numbers import free_numbers
from crm.customers.parts import Address, region_names
from crm.customers.products import products_of
from crm.customers.relations import relations_of
from crm.customers.repository import CustomerRepository
from crm.customers.schemas import CustomerChange, CustomerDetail, CustomerQuery, CustomerRow, NewCustomer, Phone
from crm.customers.values import clean_fields, index_customer
from crm.dictionaries.service import check
from crm.errors import Conflict, Invalid
from crm.masking import restored, unveiled
from crm.paging import Page, page_of
from crm.phones import normalise, region_of
from crm.regions.tree import china
from crm.users.models import User

DICTIONARIES = {"category": "customer_category", "source": "customer_source", "level": "customer_level"}
INDEXED = frozenset({"fields", "tags", "addresses", "address"})


class CustomerService:
    """`area_code` completes bare local numbers (the company's setting)."""

    def __init__(self, session: AsyncSession, who: Principal, *, area_code: str = "010") -> None:
        self._session = session
        self._who = who
        self._area_code = area_code
        self._customers = CustomerRepository(session, who)
        self._writable = CustomerRepository(session, who, "customers.write")

    async def get(self, customer_id: str) -> CustomerDetail:
        customer = await self._customers.get(customer_id)
        detail = CustomerDetail.model_validate(customer)
        detail.products = await products_of(self._session, customer_id)
        detail.relations = await relations_of(self._session, self._who, customer_id)
        if detail.fields:
            fields = await customer_fields(self._session)
            detail.names = await names_in_fields(self._session, self._who, fields, detail.fields)
        return detail

    async def find(self, asked: CustomerQuery) -> Page[CustomerRow]:
        rows, total, more = await self._customers.find(asked, self._area_code)
        return page_of(asked, rows, total, CustomerRow.model_validate, more=more)

    async def create(self, new: NewCustomer) -> CustomerDetail:
        """A customer; whoever called from one of these numbers before, unknown, becomes him: his calls, the present one
        among them, are this customer's."""
        phones = self._phones(new.phones)
        if unknown := await self._writable.unknown([phone.number for phone in phones]):
            return await self._become(unknown, new)
        given = new.model_dump(exclude={"phones", "fields"}, mode="json")
        if not given["region_zh"] and not given["region_en"]:
            given |= _region(phones[0].number)
        await self._check(given, {})
        customer = await self._add(_placed(given, []), phones)
        customer.fields = await clean_fields(
            self._session, self._who, customer, new.fields, new=True, area_code=self._area_code
        )
        await index_customer(self._session, customer)
        remember(self._session, self._who, customer.id, "create")
        return await self.get(customer.id)

    async def update(self, customer_id: str, change: CustomerChange) -> CustomerDetail:
        """Raises Conflict when somebody changed him since `change.version`. Whoever called from a number that he gets,
        unknown and touched by nobody, is he: those calls are his."""
        customer = await self._writable.get(customer_id)
        if change.version is not None and change.version != customer.version:
            raise Conflict
        had = {phone.number for phone in customer.phones}
        await self._apply(customer, change)
        if got := [phone.number for phone in customer.phones if phone.number not in had]:
            unknown = await self._writable.unknown(got)
            for other in [one.id for one in unknown if one.version == 1 and one.id != customer_id]:
                await merge(self._session, system(), customer_id, MergeBody(gone=other))
        return await self.get(customer_id)

    async def _apply(self, customer: Customer, change: CustomerChange) -> None:
        given = change.model_dump(exclude_unset=True, exclude={"phones", "version", "fields"}, mode="json")
        given = {name: unveiled(self._who, value, _seen(customer), name) for name, value in given.items()}
        await self._check(given, {name: getattr(customer, name) for name in DICTIONARIES | {"owner_id": ""}})
        given = _placed(given, customer.addresses)
        changes = {
            name: [getattr(customer, name), value] for name, value in given.items() if getattr(customer, name) != value
        }
        for name, (_, after) in changes.items():
            setattr(customer, name, after)
        if change.phones is not None:
            changes |= self._replace_phones(customer, self._phones(change.phones, customer.phones))
        changes |= await self._change_fields(customer, change.fields, asked="fields" in change.model_fields_set)
        named = customer.provisional and customer.name != ""
        if named:
            customer.provisional = False
        if not changes and customer not in self._session.dirty:
            return
        customer.updated_at = utcnow()
        try:
            await self._session.flush()
        except StaleDataError as error:
            raise Conflict from error
        if changes.keys() & INDEXED or any(name.startswith("fields.") for name in changes):
            await index_customer(self._session, customer)
        remember(self._session, self._who, customer.id, "update", changes, named=named)

    async def _change_fields(self, customer: Customer, given: Mapping[str, Any], *, asked: bool) -> dict[str, Any]:
        """A change of kind or category may make others of his fields apply, so they are looked at in any case."""
        before = dict(customer.fields or {})
        given = {code: unveiled(self._who, one, _seen(customer), f"fields.{code}") for code, one in given.items()}
        values = await clean_fields(
            self._session, self._who, customer, given if asked else {}, new=False, area_code=self._area_code
        )
        if values == before:
            return {}
        customer.fields = values
        return {
            f"fields.{code}": [before.get(code), values.get(code)]
            for code in sorted(before.keys() | values.keys())
            if before.get(code) != values.get(code)
        }

    async def _check(self, given: Mapping[str, Any], before: Mapping[str, Any]) -> None:
        """That what is new of codes and users is there."""
        for name, dictionary in DICTIONARIES.items():
            if given.get(name) and given[name] != before.get(name):
                await check(self._session, dictionary, given[name], name)
        owner = given.get("owner_id")
        if owner and owner != before.get("owner_id"):
            user = await self._session.get(User, owner)
            if user is None or user.disabled:
                raise Invalid(f"there is no user {owner}", field="owner_id", message_zh="归属坐席不存在或已停用")
        for place, raw in enumerate(given.get("addresses") or ()):
            address = Address.model_validate(raw)
            if address.region and china().get(address.region) is None:
                raise Invalid(
                    f"there is no region {address.region}",
                    field=f"addresses.{place}.region",
                    message_zh=f"没有行政区划代码“{address.region}”",
                )
            if address.empty:
                raise Invalid(
                    "an address needs a region, a text, a community or a household number",
                    field=f"addresses.{place}",
                    message_zh=f"第 {place + 1} 个地址为空：请填写地区、地址、小区或户号",
                )

    def _phones(self, phones: list[Phone], known: Sequence[CustomerPhone] = ()) -> list[CustomerPhone]:
        found: dict[str, CustomerPhone] = {}
        for place, phone in enumerate(phones):
            numbers = [row.number for row in known if phone.id in (None, row.id)]
            number = normalise(restored(phone.number, numbers), area_code=self._area_code)
            if not number.lstrip("+").isdigit():
                raise Invalid(
                    f"{phone.number} is not a phone number",
                    field=f"phones.{place}.number",
                    message_zh=f"“{phone.number}”不是电话号码",
                )
            found.setdefault(number, CustomerPhone(id=new_id(), number=number, label=phone.label, position=place))
        return list(found.values())

    @staticmethod
    def _replace_phones(customer: Customer, phones: list[CustomerPhone]) -> dict[str, Any]:
        """→ the change, if it is one."""
        before = [(phone.number, phone.label) for phone in customer.phones]
        old = {phone.number: phone for phone in customer.phones}
        kept: list[CustomerPhone] = []
        for phone in phones:
            existing = old.get(phone.number, phone)
            existing.label, existing.position = phone.label, phone.position
            kept.append(existing)
        customer.phones = kept
        after = [(phone.number, phone.label) for phone in kept]
        if before == after:
            return {}
        return {"phones": [[number for number, _ in before], [number for number, _ in after]]}

    async def _become(self, unknown: Sequence[Customer], new: NewCustomer) -> CustomerDetail:
        """The first of these provisional customers is `new` from now on; what people have written down of him stays
        where `new` says nothing. Those of his other numbers are merged into him."""
        customer, *others = unknown
        untouched = customer.version == 1
        given = {name: value for name, value in new.model_dump(exclude={"phones", "fields"}).items() if value}
        given["tags"] = list(dict.fromkeys([*customer.tags, *new.tags]))
        entered = self._phones(new.phones)
        rest = [row for row in customer.phones if row.number not in {one.number for one in entered}]
        given["phones"] = [Phone(id=None, number=row.number, label=row.label) for row in (*entered, *rest)]
        if untouched:
            customer.unit_id, customer.created_by = self._who.unit, self._who.user
        await self._apply(customer, CustomerChange.model_validate(given))
        fields = {**(customer.fields or {}), **new.fields}
        customer.fields = await clean_fields(
            self._session, self._who, customer, fields, new=True, area_code=self._area_code
        )
        await index_customer(self._session, customer)
        kept, gone = customer.id, [one.id for one in others if one.version == 1]
        for other in gone:
            await merge(self._session, system(), kept, MergeBody(gone=other))
        return await self.get(kept)

    async def _add(self, fields: dict[str, Any], phones: list[CustomerPhone]) -> Customer:
        now = utcnow()
        connection = await self._session.connection()
        (number,) = await connection.run_sync(free_numbers, 1)
        customer = Customer(
            id=new_id(),
            number=number,
            unit_id=self._who.unit,
            created_at=now,
            created_by=self._who.user,
            updated_at=now,
            phones=phones,
            **fields,
        )
        self._session.add(customer)
        await self._session.flush()
        return customer


def _seen(customer: Customer) -> list[Any]:
    """Texts of his in which numbers may stand."""
    names = ("name", "contact", "address", "note", "addresses", "tags", "fields")
    return [[phone.number for phone in customer.phones], *(getattr(customer, name) for name in names)]


def _region(number: str) -> dict[str, str]:
    region = region_of(number)
    return {"region_zh": region.get("zh", ""), "region_en": region.get("en", "")}


def _line(address: Address) -> str:
    return address.line(china().full_name(address.region, "zh"))


def _placed(given: dict[str, Any], before: list[dict[str, Any]]) -> dict[str, Any]:
    """With what follows from addresses: the one line, and the region. One line alone replaces the first address's
    words, and keeps its region, 户号 and whom to ask for."""
    if given.get("addresses"):
        first = Address.model_validate(given["addresses"][0])
        return {**given, "address": _line(first), "region_code": first.region, **region_names(first.region)}
    if "addresses" in given:
        return {**given, "address": given.get("address", ""), "region_code": ""}
    if "address" in given and before and given["address"] != _line(Address.model_validate(before[0])):
        words = {"text": given["address"][:200], "community": "", "building": "", "unit": "", "room": ""}
        first = Address.model_validate({**before[0], **words})
        rest = before[1:]
        return {**given, "addresses": [*([] if first.empty else [first.model_dump(mode="json")]), *rest]}
    return given
