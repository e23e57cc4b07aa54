"""Customers out as a table and in again: nothing changes, whatever they hold; and what a file says of tags, addresses,
products and administrators' fields becomes part of their records, and is taken back whole."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from imports_kit import Imports, excel, importer
from sqlalchemy import func, select

from crm.access import Principal, system
from crm.base import Base
from crm.customers.definitions import CustomerFieldRow, CustomerFieldsBody, put_fields
from crm.customers.importing import COLUMNS, Known, Reader, choices_of
from crm.customers.importing_after import after, products_after
from crm.customers.models import Customer, CustomerChange, CustomerProduct
from crm.customers.parts import Address, NewRelation, ProductBody
from crm.customers.parts_spelled import ADDRESS, SEVERAL, read_line, split, unescaped, written_line, written_tags
from crm.customers.products import add_product
from crm.customers.referring import OWN, references
from crm.customers.relations import relate
from crm.customers.repository import CustomerRepository
from crm.customers.schemas import CustomerQuery, NewCustomer, Phone
from crm.customers.service import CustomerService
from crm.customers.tabled import Tabled, customer_columns
from crm.dictionaries.models import DictionaryEntry
from crm.exports import lists
from crm.exports.schemas import CustomerExportQuery
from crm.exports.tables import CsvTable, ExcelTable
from crm.fields.models import FieldValue
from crm.imports import run as running
from crm.imports.cells import spoilt, text_of
from crm.imports.columns import guess
from crm.imports.service import ImportService
from crm.imports.tables import data, recognise
from crm.imports.target import Line
from crm.regions.tree import china
from server.database import Database

ZONE = ZoneInfo("Asia/Shanghai")
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="；;：:\\、|,，\n'"), max_size=12).map(
    str.strip
)
SHORT = TEXT.map(lambda text: text.replace("\n", " ").strip()).filter(
    lambda text: not text.startswith("'") and spoilt(text, "") is None
)
"""A spreadsheet takes a quote before a text for its own, and 1E5 for a number: nobody can tell what was meant."""
CODES = st.sampled_from(sorted(china()._regions))
ADDRESSES = st.builds(
    Address,
    kind=st.sampled_from(["home", "work", "delivery", "heating", "other"]),
    region=CODES | st.just(""),
    **{part: SHORT for part in ADDRESS if part not in {"kind", "region"}},
).filter(lambda address: not address.empty)
DAYS = st.none() | st.dates(date(1990, 1, 1), date(2030, 1, 1))


def field(code: str, kind: str, zh: str, **more: Any) -> CustomerFieldRow:
    return CustomerFieldRow.model_validate({"code": code, "kind": kind, "label": {"zh": zh, "en": code}} | more)


FIELDS = (
    field("area", "number", "面积"),
    field("price", "money", "单价"),
    field("since", "date", "开户日"),
    field("seen", "datetime", "最近上门"),
    field("paid", "yes_no", "已缴费"),
    field("words", "text", "备注"),
    field("story", "long_text", "说明书"),
    field("heat", "choice", "供热", options=[{"code": "a", "zh": "集中, 供热", "en": "central"},
                                       {"code": "b", "zh": "自采", "en": "own", "active": False}]),
    field("wishes", "choices", "需求", options=[{"code": "x", "zh": "快、好", "en": "fast"},
                                         {"code": "y", "zh": "省", "en": "cheap"}]),
)  # fmt: skip
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "area": st.integers(-(10**6), 10**6) | st.sampled_from([0.5, 1200.25]),
        "price": st.integers(0, 10**8).map(lambda cents: f"{cents / 100:.2f}"),
        "since": st.dates(date(1990, 1, 1), date(2030, 1, 1)).map(date.isoformat),
        "seen": st.sampled_from(["2026-11-26T06:30:00Z", "2026-11-26T06:30:17Z", "2026-01-01T16:00:00Z"]),
        "paid": st.booleans(),
        "words": SHORT.filter(bool),
        "story": TEXT.filter(bool).filter(lambda text: not text.startswith("'")),
        "heat": st.sampled_from(["a", "b"]),
        "wishes": st.sampled_from([["x"], ["y"], ["x", "y"]]),
    },
)


@st.composite
def products(draw: Any) -> SimpleNamespace:
    bought, until = draw(DAYS), draw(DAYS)
    if bought and until and until < bought:
        bought, until = until, bought
    texts = {part: draw(SHORT) for part in ("serial", "barcode", "model", "note")}
    return SimpleNamespace(
        id=draw(st.uuids()).hex, name=draw(SHORT.filter(bool)), bought_on=bought, warranty_until=until, **texts
    )


@st.composite
def records(draw: Any) -> SimpleNamespace:
    """A customer's row as it can have come about."""
    addresses = [each.model_dump(mode="json") for each in draw(st.lists(ADDRESSES, max_size=3))]
    plain = {name: draw(TEXT) for name in ("name", "contact", "note")}
    plain["name"] = plain["name"][:100]
    region = draw(st.sampled_from([("", ""), ("北京市", "Beijing"), ("广东深圳", "Shenzhen"), ("火星", "Mars")]))
    line = Address.model_validate(addresses[0]).line() if addresses else draw(SHORT)
    return SimpleNamespace(
        id="c", number="100001", kind=draw(st.sampled_from(["person", "company", "dealer"])),
        sex=draw(st.sampled_from(["", "male", "female"])), language=draw(st.sampled_from([None, "zh", "en"])),
        source="", category=draw(st.sampled_from(["", "member", "former"])), level="", owner_id=None, address=line,
        region_zh=region[0], region_en=region[1], region_code="", addresses=addresses, provisional=False,
        tags=draw(st.lists(SHORT.filter(bool), max_size=4, unique=True)), fields=draw(VALUES),
        phones=[SimpleNamespace(number="+8613800138000"), SimpleNamespace(number="+861062881234")], **plain,
    )  # fmt: skip


CATEGORIES = {"customer_category": [("member", "会员", "Member")]}
KNOWN = Known(
    "010", choices_of(CATEGORIES), {}, former=choices_of({"customer_category": [("former", "老客户", "Former")]}),
    fields=FIELDS, zone=ZONE,
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(records(), st.lists(products(), max_size=3), st.sampled_from(["zh", "en"]))
def test_the_exported_line_changes_nothing(record: Any, owned: list[Any], language: Any) -> None:
    place = 1 if language == "en" else 0
    words = {("customer_category", "member"): ("会员", "Member")[place],
             ("customer_category", "former"): ("老客户", "Former")[place]}  # fmt: skip
    cells = Tabled(FIELDS, words, {}, language, ZONE).cells(record, owned)
    columns = customer_columns(FIELDS)
    assert list(cells) == [column.code for column in columns]
    names = [column.en if place else column.zh for column in columns]
    assert guess(names, columns) == list(cells)
    draft = Reader(KNOWN).read(Line(2, {code: [cell] for code, cell in cells.items()}))
    assert draft.problems == []
    assert all(getattr(record, each.column) == draft.values[each.column] for each in draft.doubts)
    made = after(record, draft.values, KNOWN)
    assert (made.values, made.problems) == ({}, []), record.addresses
    assert not products_after(owned, draft.values.get("products", ()))


@given(ADDRESSES, st.booleans())
def test_an_address_in_one_line_is_read_back(address: Address, english: bool) -> None:
    parts = address.model_dump(mode="json")
    line = written_line(parts, ADDRESS, english)
    read = read_line(line, ADDRESS)
    if "region" in read:
        read["region"] = china().named(read["region"]) or ""
    for part in ADDRESS.keys() - {"kind"}:
        assert read.get(part, "") == parts[part]


@given(st.lists(SHORT.filter(bool), max_size=5), st.booleans())
def test_tags_in_one_cell_are_read_back(tags: list[str], english: bool) -> None:
    assert [unescaped(each) for each in split(written_tags(tags, english), SEVERAL)] == tags


def test_every_region_is_found_by_its_whole_name() -> None:
    tree = china()
    for code in tree._regions:
        assert {tree.named(tree.full_name(code, language)) for language in ("zh", "en")} == {code}
    assert tree.named("河北石家庄") == "130100"
    assert tree.named("火星") is None


@pytest.fixture
async def imports(db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Imports:
    monkeypatch.setattr(running, "_REST", 0.0)
    async with db.write() as session:
        session.add(DictionaryEntry(dictionary="customer_category", code="member", name_zh="会员", name_en="Member"))
        await put_fields(session, system(), CustomerFieldsBody(fields=list(FIELDS)))
    folder = tmp_path / "imports"
    folder.mkdir()
    return Imports(db, await importer(db), folder)


HEADING = [
    *("姓名", "电话", "标签", "地区", "地址", "小区", "楼", "单元", "室", "户号"),
    *("产品序列号", "产品型号", "面积", "供热"),
]
WANG = ["王芳", "13800138000", "VIP、老用户", "北京市朝阳区", "望京路1号", "花园小区", "3", "2", "501", "H-0001",
        "SN-778899", "KFR-35", "88.5", "central"]  # fmt: skip


async def one(db: Database, who: Principal | None = None, **query: Any) -> Any:
    async with db.read() as session:
        page = await CustomerService(session, who or system()).find(CustomerQuery.model_validate(query))
        [row] = page.items
        return await CustomerService(session, system()).get(row.id)


async def test_a_heating_companys_file(imports: Imports, db: Database, tmp_path: Path) -> None:
    wrong = ["李雷", "13900139000", None, "火星", "x", "小区", None, None, None, None, None, None, "多大", None]
    path = excel(tmp_path / "a.xlsx", [HEADING, WANG, wrong, ["赵六", "13700137000", *[None] * 12]])
    job = await imports.run(path)
    assert (job["created"], job["bad"]) == (2, 1)
    said = await imports.said(job["id"], "bad")
    assert said == {3: [("unknown_region", "region_zh"), ("bad_field", "fields.area")]}
    for query in (
        *({"household": "H-0001"}, {"tag": "VIP"}, {"product": "SN-778899"}, {"q": "778899"}),
        *({"region": "110105"}, {"field.heat": "a"}),
    ):
        shown = await one(db, **query)
        assert shown.name == "王芳", query
    assert shown.tags == ["VIP", "老用户"]
    assert shown.address == "北京市朝阳区望京路1号花园小区3楼2单元501室"
    assert shown.fields == {"area": 88.5, "heat": "a"}
    assert (shown.products[0].serial, shown.products[0].model) == ("SN-778899", "KFR-35")

    undone = await imports.counts(await undo(imports, job["id"]))
    assert undone["undone"] == 2
    async with db.read() as session:
        for model in (Customer, CustomerProduct, CustomerChange, FieldValue):
            assert await session.scalar(select(func.count()).select_from(model)) == 0, model


async def undo(imports: Imports, job: str) -> str:
    async with imports.db.write() as session:
        await ImportService(session, imports.who).undo(job)
    await imports.work_off()
    return job


async def test_an_update_adds_and_is_taken_back(imports: Imports, db: Database, tmp_path: Path) -> None:
    await imports.run(excel(tmp_path / "a.xlsx", [HEADING, WANG]))
    before = await one(db, q="王芳")
    names = ["电话", "标签", "室", "其他地址", "产品序列号", "保修截止日期", "其他产品", "已缴费"]
    address = "类型：收货；地区：浙江杭州；地址：文三路\\；1号"
    more = ["13800138000", "新标签", "502", address, "SN-778899", "2028-01-01", "型号：电视；条码：690", "是"]
    job = await imports.run(excel(tmp_path / "b.xlsx", [names, more]), duplicates="update")
    assert job["updated"] == 1, await imports.lines(job["id"])
    now = await one(db, q="王芳")
    assert now.tags == ["VIP", "老用户", "新标签"]
    assert [each.room for each in now.addresses] == ["502", ""]
    second = now.addresses[1]
    assert (second.kind, second.region, second.text) == ("delivery", "330100", "文三路；1号")
    assert {(each.serial, each.model, each.barcode, str(each.warranty_until)) for each in now.products} == {
        ("SN-778899", "KFR-35", "", "2028-01-01"), ("", "电视", "690", "None")
    }  # fmt: skip
    assert now.fields == {"area": 88.5, "heat": "a", "paid": True}
    await undo(imports, job["id"])
    back = await one(db, q="王芳")
    apart = {"version", "updated_at"}
    assert back.model_dump(exclude=apart) == before.model_dump(exclude=apart)
    async with db.read() as session:
        asked = CustomerQuery.model_validate({"tag": "新标签"})
        assert (await CustomerRepository(session, system()).find(asked, "010"))[0] == []


async def test_what_has_been_done_with_a_customer_keeps_him(imports: Imports, db: Database, tmp_path: Path) -> None:
    """The same list of references as for deleting and merging, and his own parts besides."""
    people = [[f"客户{place}", f"1380013800{place}"] for place in range(4)]
    job = await imports.run(excel(tmp_path / "a.xlsx", [["姓名", "电话"], *people]))
    ids = [(await one(db, q=f"客户{place}")).id for place in range(4)]
    async with db.write() as session:
        await add_product(session, system(), ids[0], ProductBody(serial="later"))
        session.add(DictionaryEntry(dictionary="customer_relation", code="family", name_zh="家人", name_en="family"))
        await session.flush()
        new = NewCustomer(name="别人", phones=[Phone(number="13900139000")])
        other = await CustomerService(session, system()).create(new)
        await relate(session, system(), other.id, NewRelation(customer_id=ids[1], relation="family"))
        table = Base.metadata.tables["outbox"]
        row = {
            "id": "m",
            "kind": "sms",
            "recipient": "1",
            "body": "",
            "once": "1",
            "customer_id": ids[2],
            "options": {},
        }
        await session.execute(table.insert().values(row | {"created_at": other.created_at}))
    await undo(imports, job["id"])
    kept = {row.line: row.kept.code for row in await imports.lines(job["id"], "kept") if row.kept}
    assert kept == {2: "changed", 3: "changed", 4: "in_use"}
    assert (await imports.counts(job["id"]))["undone"] == 1


def test_every_table_of_customers_is_known() -> None:
    """A new table with a `customer_id` is looked at by deleting, merging and undoing without being told."""
    tables = {table.name for table in Base.metadata.sorted_tables if "customer_id" in table.c}
    assert tables <= {each.table.name for each in references()} | OWN


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_whole_table_comes_back(
    imports: Imports, db: Database, tmp_path: Path, kind: str, language: str
) -> None:
    file = "地区：上海市；小区：二期\n类型：收货；户号：H2"
    header = [*HEADING, "其他地址", "其他产品", "客户类别", "备注"]
    wang = [*WANG, file, "名称：净水器\n条码：69；备注：赠品", "会员", "=1+1"]
    people = [wang, ["-李雷", "13900139000", *[None] * 12]]
    made = await imports.run(excel(tmp_path / "a.xlsx", [header, *people]))
    assert made["created"] == 2, await imports.lines(made["id"])
    path = await exported(db, tmp_path / f"out.{kind}", kind, language)
    again = await imports.run(path, duplicates="update", by="number")
    codes = [[problem.code for problem in row.problems] for row in await imports.lines(again["id"])]
    assert (again["skipped"], codes) == (2, [["unchanged"], ["unchanged"]])

    await undo(imports, made["id"])
    back = await imports.run(path)
    assert back["created"] == 2
    assert told(await exported(db, tmp_path / f"b.{kind}", kind, language)) == told(path)


def told(path: Path) -> list[list[str]]:
    """All but when they were entered."""
    return [[text_of(cell) for cell in row[: len(customer_columns(FIELDS))]] for _, row in data(path, recognise(path))]


async def exported(db: Database, path: Path, kind: str, language: str) -> Path:
    reader = lists.Reader(language, ZONE, {}, "010")
    asked = CustomerExportQuery.model_validate({"format": kind})
    async with db.read() as session:
        titles = await lists.headings(session, lists.CUSTOMERS, reader)
        assert len(titles) > len(COLUMNS) + len(FIELDS)
        table: Any = CsvTable(titles) if kind == "csv" else ExcelTable(path, titles)
        async for piece in lists.customers(session, system(), asked, reader):
            table.add(piece)
    if kind == "csv":
        path.write_bytes(table.take())
    else:
        table.close()
    return path
