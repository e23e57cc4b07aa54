"""Numbers that may not be seen: masked wherever they stand, and not found out by searching."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.access import Grant, Principal, Role, Scope, system
from crm.base import new_id, utcnow
from crm.calls.models import Call
from crm.calls.schemas import CallQuery
from crm.calls.service import CallService
from crm.contacts.schemas import ContactQuery, NewContact
from crm.contacts.service import ContactService
from crm.customers.schemas import CustomerChange, CustomerQuery, NewCustomer, Phone
from crm.customers.service import CustomerService
from crm.errors import Invalid
from crm.masking import masked, restored, unveiled, veil, veil_text
from crm.outbox.schemas import OutboxQuery
from crm.outbox.service import OutboxService, put
from crm.outside.lists import ListedQuery, NewListed, NumberLists
from server.database import Database

ALL = Grant(Scope.ALL)
BLIND = Principal(
    "me", Role.AGENT, "root", "/root/",
    granted=dict.fromkeys(("customers.read", "customers.write", "calls.read", "tickets.read"), ALL),
)  # fmt: skip


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+8613800138000", "138****8000"),
        ("13800138000", "138****8000"),
        ("+861062881234", "010****1234"),
        ("+8675512345678", "075****5678"),
        ("+864008001234", "400****1234"),
        ("+14155552671", "+141****2671"),
        ("62881234", "****1234"),
        ("95588", "95588"),
        ("8001", "8001"),
        ("anonymous", "anonymous"),
        ("138****8000", "138****8000"),
    ],
)
def test_a_number(number: str, shown: str) -> None:
    assert masked(number) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("语音留言 Voicemail +8613800138000", "语音留言 Voicemail 138****8000"),
        ("请回电13800138000或010-62881234。", "请回电138****8000或010****1234。"),
        ("138 0013 8000, 138-0013-8000", "138****8000, 138****8000"),
        ("sip:+8613800138000@trunk", "sip:138****8000@trunk"),
        ("工单 202611260001，8001 转 1002", "工单 202611260001，8001 转 1002"),
        ("01ARZ3NDEKTSV4RRFFQ69G5FAV", "01ARZ3NDEKTSV4RRFFQ69G5FAV"),
        ("2026-11-26T07:48:49.123456Z", "2026-11-26T07:48:49.123456Z"),
        ("a13800138000b", "a13800138000b"),
        ("tel13800138000，微信wx13800138000", "tel138****8000，微信wx138****8000"),
        ("电话：１３８００１３８０００", "电话：138****8000"),
        ("０１０－６２８８１２３４", "010****1234"),
        ("座机62881234，或 6288-1234", "座机****1234，或 ****1234"),
        ("call me at 62881234 please", "call me at ****1234 please"),
        ("62881234", "62881234"),
        ("订单 20261126 号，金额 2345678.50 元，客户 10000012", "订单 20261126 号，金额 2345678.50 元，客户 10000012"),
        ("a1b2-ab13800138000", "a1b2-ab13800138000"),
    ],
)
def test_a_text(text: str, shown: str) -> None:
    assert veil_text(text) == shown
    assert veil_text(shown) == shown


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(("", "+86", "0086")))
def test_no_mobile_number_gets_through_whatever_holds_it(number: str, prefix: str) -> None:
    value = {"a": [{"b": f"电话{prefix}{number}。"}, 13800138000, None, True], f"{prefix}{number}": 1.5}
    shown = veil(value)
    assert number[3:7] not in str(shown["a"][0]) or number[3:7] in {number[:4], number[-4:]} or "****" in str(shown)
    assert number not in str(shown).replace("13800138000", "")
    assert shown["a"][1:] == [13800138000, None, True]


def test_a_masked_number_that_comes_back_is_the_one_that_was_there() -> None:
    known = ["+8613800138000", "+8613900139000"]
    assert restored("138****8000", known) == known[0]
    assert restored("13700137000", known) == "13700137000"
    for unclear in ("137****7000", "1*"):
        with pytest.raises(Invalid):
            restored(unclear, known)
    with pytest.raises(Invalid):
        restored("138****8000", [known[0], "+8613811118000"])


def test_what_was_shown_masked_comes_back_whole() -> None:
    stored = {"content": "打13800138000或座机62881234", "phones": ["+8613900139000"]}
    assert unveiled(BLIND, "改打139****9000", stored, "content") == "改打+8613900139000"
    given = {"a": ["138****8000，****1234", 7, None]}
    assert unveiled(BLIND, given, stored, "content") == {"a": ["13800138000，62881234", 7, None]}
    assert unveiled(BLIND, veil(stored), stored, "content") == stored
    assert unveiled(system(), "138****8000", stored, "content") == "138****8000"
    with pytest.raises(Invalid) as refused:
        unveiled(BLIND, "打137****0000", stored, "content")
    assert refused.value.details["field"] == "content"
    with pytest.raises(Invalid):
        unveiled(BLIND, "138****8000", [*stored.values(), "13811118000"], "content")


async def test_customers_are_found_by_a_whole_number_or_its_end_only(db: Database) -> None:
    async with db.write() as session:
        new = NewCustomer(name="张伟 3号楼1203", phones=[Phone(number="13800138765")])
        customer = (await CustomerService(session, system()).create(new)).id

    async def found(q: str, who: Principal = BLIND) -> int:
        async with db.read() as session:
            return (await CustomerService(session, who).find(CustomerQuery(q=q))).total

    assert await found("0138", system()) == 1
    for part in ("1380", "138001387", "0138", "3876", "765", "张伟 0138", "8613800"):
        assert await found(part) == 0, part
    for whole in ("13800138765", "+86 138 0013 8765", "8765", "张伟", "1203"):
        assert await found(whole) == 1, whole
    async with db.write() as session:
        service = CustomerService(session, BLIND)
        shown = [Phone(number="138****8765", label="手机")]
        row = await service.update(customer, CustomerChange(phones=[*shown, Phone(number="13900139000")]))
        assert [phone.number for phone in row.phones] == ["+8613800138765", "+8613900139000"]
        with pytest.raises(Invalid):
            await service.update(customer, CustomerChange(phones=[Phone(number="137****0000")]))


async def test_calls_too(db: Database) -> None:
    async with db.write() as session:
        session.add(
            Call(
                id=new_id(), unit_id="root", direction="inbound", from_number="+8613800138765", to_number="1000",
                started_at=utcnow(), timeline=[],
            )
        )  # fmt: skip

    async def found(number: str, who: Principal) -> int:
        async with db.read() as session:
            return (await CallService(session, who).find(CallQuery(number=number))).total

    for number, seen, blind in (
        ("0138", 1, 0), ("8765", 1, 1), ("13800138765", 1, 1), ("138001387", 1, 0), ("1380", 1, 0),
    ):  # fmt: skip
        assert (await found(number, system()), await found(number, BLIND)) == (seen, blind), number


async def test_and_messages_listed_numbers_and_contacts(db: Database) -> None:
    given = dict.fromkeys(("outbox.read", "contacts.read"), ALL)
    blind = Principal("me", Role.AGENT, "root", "/root/", granted=given)
    async with db.write() as session:
        await put(session, "sms", "+8613800138765", "您好", once="1")
        await NumberLists(session, system(), "010").add(
            NewListed.model_validate({"list": "black", "direction": "in", "number": "13800138765"})
        )
        await ContactService(session, system()).create(
            NewContact.model_validate(
                {"name": "王芳", "shared": True, "numbers": [{"kind": "mobile", "number": "13800138765"}]}
            )
        )

    async def found(q: str, who: Principal) -> tuple[int, int, int]:
        async with db.read() as session:
            messages = (await OutboxService(session, who).find(OutboxQuery(q=q)))[1]
            listed = (await NumberLists(session, who, "010").find(ListedQuery(q=q))).total
            return messages, listed, (await ContactService(session, who).find(ContactQuery(q=q))).total

    for q, seen, hidden in (
        ("0138", (1, 1, 1), (0, 0, 0)), ("8765", (1, 1, 1), (1, 1, 1)), ("138001387", (1, 1, 1), (0, 0, 0)),
        ("13800138765", (1, 1, 1), (1, 1, 1)),
    ):  # fmt: skip
        assert (await found(q, system()), await found(q, blind)) == (seen, hidden), q
