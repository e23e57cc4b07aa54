"""Customers: created by hand or from an unknown caller, changed, found."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.base import new_id, utcnow
from crm.customers.models import Customer, CustomerPhone
from crm.customers.numbers import free_numbers
from crm.customers.repository import CustomerRepository
from crm.customers.schemas import CustomerChange, CustomerQuery, CustomerRow, NewCustomer, Phone
from crm.errors import Conflict, Invalid
from crm.paging import Page, page_of
from crm.phones import normalise, region_of


class CustomerService:
    """`area_code` completes bare local numbers (the company's setting)."""

    def __init__(self, session: AsyncSession, who: Principal, *, area_code: str = "010") -> None:
        self._session = session
        self._who = who
        self._area_code = area_code
        self._customers = CustomerRepository(session, who)

    async def get(self, customer_id: str) -> CustomerRow:
        return CustomerRow.model_validate(await self._customers.get(customer_id))

    async def find(self, asked: CustomerQuery) -> Page[CustomerRow]:
        rows, total, more = await self._customers.find(asked, self._area_code)
        return page_of(asked, rows, total, CustomerRow.model_validate, more=more)

    async def create(self, new: NewCustomer) -> CustomerRow:
        phones = self._phones(new.phones)
        fields = new.model_dump(exclude={"phones"})
        if not fields["region_zh"] and not fields["region_en"]:
            fields |= _region(phones[0].number)
        customer = await self._add(fields, phones)
        note(self._session, self._who, "customers.create", "customer", customer.id, {"number": customer.number})
        return await self.get(customer.id)

    async def update(self, customer_id: str, change: CustomerChange) -> CustomerRow:
        customer = await CustomerRepository(self._session, self._who, "customers.write").get(customer_id)
        if change.version is not None and change.version != customer.version:
            raise Conflict
        given = change.model_dump(exclude_unset=True, exclude={"phones", "version"})
        before = {name: getattr(customer, name) for name in given}
        for name, value in given.items():
            setattr(customer, name, value)
        if change.phones is not None:
            before["phones"] = [phone.number for phone in customer.phones]
            self._replace_phones(customer, self._phones(change.phones))
            given["phones"] = [phone.number for phone in customer.phones]
        if customer.provisional and customer.name:
            customer.provisional = False
        customer.updated_at = utcnow()
        await self._session.flush()
        details = {"before": before, "after": given}
        note(self._session, self._who, "customers.update", "customer", customer.id, details)
        return await self.get(customer_id)

    def _phones(self, phones: list[Phone]) -> list[CustomerPhone]:
        found: dict[str, CustomerPhone] = {}
        for place, phone in enumerate(phones):
            number = normalise(phone.number, area_code=self._area_code)
            if not number.lstrip("+").isdigit():
                raise Invalid(f"{phone.number} is not a phone number", field=f"phones.{place}.number")
            found.setdefault(number, CustomerPhone(id=new_id(), number=number, label=phone.label, position=place))
        return list(found.values())

    @staticmethod
    def _replace_phones(customer: Customer, phones: list[CustomerPhone]) -> None:
        old = {phone.number: phone for phone in customer.phones}
        kept: list[CustomerPhone] = []
        for phone in phones:
            existing = old.get(phone.number, phone)
            existing.label, existing.position = phone.label, phone.position
            kept.append(existing)
        customer.phones = kept

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


def _region(number: str) -> dict[str, str]:
    region = region_of(number)
    return {"region_zh": region.get("zh", ""), "region_en": region.get("en", "")}
