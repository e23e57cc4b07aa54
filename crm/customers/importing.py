"""Customers out of a file: its columns, what they may hold, and what a line says. No database: see importing_rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import Any

from crm.customers.definitions import CustomerFieldRow
from crm.customers.importing_parts import COLUMNS as PARTS
from crm.customers.importing_parts import field_columns, read_parts
from crm.imports.cells import spoilt, text_of
from crm.imports.columns import Column
from crm.imports.phones import numbers
from crm.imports.problems import Problem
from crm.imports.target import Draft, Line
from crm.search.tokens import plain

MOST_PHONES = 20
LENGTHS: Mapping[str, int] = {
    "name": 100,
    "contact": 100,
    "region_zh": 64,
    "region_en": 64,
    "address": 300,
    "note": 10_000,
}
CHOICES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "kind": {
        "person": ("个人", "个人客户"),
        "company": ("公司", "企业", "单位", "企业客户"),
        "dealer": ("代理商", "经销商", "代理"),
    },
    "sex": {"male": ("男", "先生", "m", "mr"), "female": ("女", "女士", "f", "ms", "mrs")},
    "language": {"zh": ("中文", "汉语", "chinese"), "en": ("英文", "英语", "english")},
}
DICTIONARIES: Mapping[str, str] = {
    "source": "customer_source",
    "category": "customer_category",
    "level": "customer_level",
}

COLUMNS: tuple[Column, ...] = (
    Column(
        "name",
        "姓名",
        "Name",
        ("客户姓名", "客户名称", "名称", "客户", "用户姓名", "户名", "customer", "full name"),
        required=True,
    ),
    Column(
        "phones",
        "电话",
        "Phone",
        (
            *("手机", "手机号", "手机号码", "移动电话", "电话号码", "联系电话", "联系方式", "固话", "座机", "来电号码"),
            *("mobile", "telephone", "tel", "phone number", "cell"),
        ),
        many=True,
        code_like=True,
    ),
    Column(
        "number",
        "客户编号",
        "Customer number",
        ("客户号", "编号", "会员号", "customer no", "customer id"),
        code_like=True,
    ),
    Column("kind", "客户类型", "Kind", ("类型", "客户性质", "type")),
    Column("contact", "联系人", "Contact", ("联系人姓名", "contact person")),
    Column("sex", "性别", "Sex", ("称谓", "gender", "title")),
    Column("category", "客户类别", "Category", ("类别", "分类", "客户分类", "customer category")),
    Column("source", "客户来源", "Source", ("来源", "渠道")),
    Column("level", "会员等级", "Level", ("等级", "级别", "客户级别", "客户等级", "member level")),
    Column("language", "语言", "Language", ("语种",)),
    Column("region_zh", "地区", "Region", ("区域", "所在地", "省市", "城市", "归属地", "city", "province")),
    Column("address", "地址", "Address", ("详细地址", "联系地址", "通讯地址", "收货地址", "住址", "street")),
    Column("owner_id", "归属坐席", "Owner agent", ("客服", "负责人", "坐席", "工号", "跟进人", "owner", "agent")),
    Column("note", "备注", "Note", ("说明", "附注", "remark", "remarks", "comment", "notes")),
)


@dataclass(frozen=True, slots=True)
class Known:
    """What lines are checked against. `choices`: column → what people write (plain spelling) → its code. `users`:
    工号 or user name → id. `former`: the same of what may stay and not be chosen anew (column → spelling → code or
    id). `fields`: administrators', with their options."""

    area_code: str
    choices: Mapping[str, Mapping[str, str]]
    users: Mapping[str, str]
    defaults: Mapping[str, str] = field(default_factory=dict)
    former: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fields: Sequence[CustomerFieldRow] = ()
    zone: tzinfo = UTC


def choices_of(dictionaries: Mapping[str, Sequence[tuple[str, str, str]]]) -> dict[str, dict[str, str]]:
    """Spelling → code, from the fixed choices and from dictionaries' entries (code, Chinese, English)."""
    found = {
        column: {plain(word): code for code, words in options.items() for word in (code, *words)}
        for column, options in CHOICES.items()
    }
    for column, dictionary in DICTIONARIES.items():
        entries = dictionaries.get(dictionary, ())
        found[column] = {plain(word): entry[0] for entry in entries for word in reversed(entry)}
    return found


class Reader:
    """Lines → drafts with the values of customers' columns, `phones` as a list of numbers."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._parts = (*PARTS, *field_columns(known.fields, COLUMNS))
        self._converters: Mapping[str, Callable[[Draft, str, str], None]] = {
            **dict.fromkeys(known.choices, self._choice),
            "number": self._number,
            "owner_id": self._owner,
        }

    def read(self, line: Line) -> Draft:
        draft = Draft(line.number)
        for column in COLUMNS:
            cells = line.cells.get(column.code, ())
            if column.code == "phones":
                self._phones(draft, cells)
                continue
            text = text_of(cells[0]) if cells else ""
            problem = spoilt(cells[0], column.code) if cells and column.code_like else None
            if problem is not None:
                draft.problems.append(problem)
            elif text or (text := self._known.defaults.get(column.code, "")):
                self._converters.get(column.code, self._text)(draft, column.code, text)
        read_parts(draft, line.cells, self._parts, self._known.defaults)
        return draft

    def _phones(self, draft: Draft, cells: Sequence[Any]) -> None:
        found, problems = numbers(cells, "phones", self._known.area_code)
        draft.problems += problems
        if len(found) > MOST_PHONES:
            draft.problems.append(Problem("too_many", "phones", detail=str(MOST_PHONES)))
        if found:
            draft.values["phones"] = found

    def _text(self, draft: Draft, column: str, text: str) -> None:
        longest = LENGTHS[column]
        if len(text) > longest:
            draft.problems.append(Problem("length", column, text, str(longest)))
        draft.values[column] = text

    def _number(self, draft: Draft, column: str, text: str) -> None:
        if len(text) > 20 or not text.isprintable():
            draft.problems.append(Problem("length", column, text, "20"))
        draft.values[column] = text

    def _choice(self, draft: Draft, column: str, text: str) -> None:
        options = self._known.choices[column]
        code = options.get(plain(text))
        if code is None:
            words = "、".join(dict.fromkeys(options))[:120]
            self._doubt(draft, Problem("unknown_choice", column, text, words), plain(text))
        else:
            draft.values[column] = code

    def _owner(self, draft: Draft, column: str, text: str) -> None:
        user = self._known.users.get(text)
        if user is None:
            self._doubt(draft, Problem("unknown_user", column, text), text)
        else:
            draft.values[column] = user

    def _doubt(self, draft: Draft, problem: Problem, spelling: str) -> None:
        """What is no longer offered may stay where it is (importing_rows decides)."""
        former = self._known.former.get(problem.column, {}).get(spelling)
        if former is None:
            draft.problems.append(problem)
        else:
            draft.values[problem.column] = former
            draft.doubts.append(problem)


def keys(draft: Draft, by: str) -> Iterable[str]:
    """By what a line is another one's customer: any of his phones, his number, or phone and name together."""
    values = draft.values
    if by == "number":
        return [values["number"]] if values.get("number") else []
    if by == "name_phone":
        return [f"{values.get('name', '')}\n{phone}" for phone in values.get("phones", ())]
    return list(values.get("phones", ()))
