"""Black, white and do-not-call lists: edited, imported and exported; audited."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from sqlalchemy import Select, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.base import new_id, utcnow
from crm.errors import Duplicate, Invalid, NotFound
from crm.histories.export import FORMULA, plain
from crm.masking import answers, tells_digits, veiled
from crm.outside.list_imports import COLUMNS as LISTED
from crm.outside.list_imports import Change, ListImports
from crm.outside.models import ListedNumber
from crm.outside.patterns import check_patterns
from crm.paging import Moment, Page, PageQuery, fetch_page, page_of
from crm.phones import normalise
from crm.routing.schemas import Strict
from crm.text import contains

ListName = Literal["black", "white", "dnc"]
Direction = Literal["in", "out", "both"]
Action = Literal["reject", "message", "voicemail"]
COLUMNS = ("list", "direction", "number", "action", "reason", "expires")
IMPORT_LIMIT = 50_000
"""Rows of one import; more come in several."""
AT_A_TIME = 500

Key = tuple[str, str, str]
Known = dict[str, Any]
"""A listed number with its id, by its columns."""


def _when(value: datetime | None) -> datetime | None:
    if value is not None and value.tzinfo is None:
        raise ValueError("write the instant with its zone, as in 2027-01-31T00:00:00+08:00")
    return value


Expiry = Annotated[Moment, AfterValidator(_when)]


class NewListed(Strict):
    """`number` in any usual spelling; a prefix ends in `*` (`0108888*`, `+852*`), `?` is one digit of a pattern."""

    model_config = ConfigDict(strict=False)

    list: ListName
    direction: Direction = "both"
    number: str = Field(min_length=2, max_length=40)
    action: Action = "reject"
    reason: str = Field("", max_length=200)
    expires_at: Moment | None = None


class ListedChange(Strict):
    """What is absent stays. `expires_at` null: never."""

    model_config = ConfigDict(strict=False)

    action: Action | None = None
    reason: str | None = Field(None, max_length=200)
    expires_at: Moment | None = None


class ListedRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: str
    list: str
    direction: str
    number: str
    action: str
    reason: str
    expires_at: datetime | None
    created_at: datetime
    created_by: str | None


class ListedQuery(PageQuery):
    """`q` is a part of the number or of the reason."""

    list: ListName | None = None
    direction: Direction | None = None
    q: str | None = Field(None, max_length=64)


class ImportBody(Strict):
    """`csv`: a heading with `number` and any of list, direction, action, reason, expires; without `list` in it the one
    given here. `replace`: what this list holds and the file does not is removed; a number that stands in a bad line
    stays as it is."""

    csv: str = Field(min_length=1, max_length=2_000_000)
    list: ListName | None = None
    replace: bool = False


class BadRow(BaseModel):
    line: int
    message: str
    message_zh: str


class Imported(BaseModel):
    """Good rows are kept, bad ones reported with their line. `import_id`: by which it can be taken back; null when
    nothing became different."""

    import_id: str | None = None
    added: int
    changed: int
    removed: int
    bad: list[BadRow]


class ExportQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    list: ListName | None = None


def spelt(number: str, area_code: str) -> str:
    """The spelling that a list keeps. Raises Invalid for what is neither number, prefix nor pattern."""
    text = number.strip()
    body = text.removesuffix("*")
    if "?" in body or text.endswith("*"):
        if not body or not body.removeprefix("+").replace("?", "").isdigit() or len(body) > 32:
            raise Invalid(f"{text!r} is no prefix or pattern", field="number", message_zh=f"“{text}”不是号段或通配号码")
        return text
    found = normalise(text, area_code=area_code)
    if not found.removeprefix("+").isdigit() or not 2 <= len(found) <= 32:
        raise Invalid(f"{text!r} is no number", field="number", message_zh=f"“{text}”不是电话号码")
    return found


class NumberLists:
    """Each method works in the caller's transaction; who changes something pushes a new snapshot afterwards."""

    def __init__(self, session: AsyncSession, who: Principal, area_code: str) -> None:
        self._session = session
        self._who = who
        self._area_code = area_code

    async def find(self, asked: ListedQuery) -> Page[ListedRow]:
        query: Select[ListedNumber] = select(ListedNumber).order_by(ListedNumber.id.desc())
        if asked.list is not None:
            query = query.where(ListedNumber.list == asked.list)
        if asked.direction is not None:
            query = query.where(ListedNumber.direction == asked.direction)
        if asked.q:
            pattern = contains(asked.q)
            part = or_(ListedNumber.number.like(pattern, escape="\\"), ListedNumber.reason.like(pattern, escape="\\"))
            whole = answers([ListedNumber.number], asked.q, area_code=self._area_code)
            query = query.where(whole if veiled(self._who) and tells_digits(asked.q) else part)
        rows, total = await fetch_page(self._session, query, asked)
        return page_of(asked, rows, total, ListedRow.model_validate)

    async def add(self, new: NewListed) -> ListedRow:
        number = spelt(new.number, self._area_code)
        there = await self._session.scalar(
            select(ListedNumber).where(
                ListedNumber.list == new.list, ListedNumber.direction == new.direction, ListedNumber.number == number
            )
        )
        if there is not None:
            raise Duplicate(f"{number} is on that list already", field="number", message_zh=f"{number}已在名单中")
        row = ListedNumber(**self._columns(new, number))
        self._session.add(row)
        self._note("add", row.id, new.model_dump(mode="json"))
        await self._session.flush()
        await check_patterns(self._session)
        return ListedRow.model_validate(row)

    def _columns(self, new: NewListed, number: str) -> dict[str, Any]:
        given = new.model_dump(exclude={"number"})
        return {"id": new_id(), "number": number, **given, "created_at": utcnow(), "created_by": self._who.user}

    async def change(self, row_id: str, change: ListedChange) -> ListedRow:
        row = await self._get(row_id)
        given = change.model_dump(exclude_unset=True)
        for name, value in given.items():
            if value is None and name != "expires_at":
                raise Invalid(f"{name} cannot be null", field=name)
            setattr(row, name, value)
        self._note("change", row_id, {"number": row.number, **change.model_dump(mode="json", exclude_unset=True)})
        await self._session.flush()
        return ListedRow.model_validate(row)

    async def remove(self, row_id: str) -> None:
        row = await self._get(row_id)
        self._note("remove", row_id, {"list": row.list, "direction": row.direction, "number": row.number})
        await self._session.delete(row)
        await self._session.flush()

    async def _get(self, row_id: str) -> ListedNumber:
        row = await self._session.get(ListedNumber, row_id)
        if row is None:
            raise NotFound
        return row

    async def load(self, body: ImportBody) -> Imported:
        """Take in a CSV file: good rows are kept, bad ones named. It can be taken back (list_imports)."""
        reader = csv.DictReader(io.StringIO(body.csv.removeprefix("\ufeff"), newline=None))
        heading = _heading(reader)
        if "number" not in heading or not ("list" in heading or body.list):
            raise Invalid(
                "the first line must name the columns: number, and list, direction, action, reason, expires",
                field="csv",
                message_zh="第一行必须是列名：number，以及 list、direction、action、reason、expires",
            )
        there = await self._there()
        result = Imported(added=0, changed=0, removed=0, bad=[])
        seen: set[Key] = set()
        in_bad_lines: set[str] = set()
        fresh: list[dict[str, Any]] = []
        changed: dict[str, Change] = {}
        for place, (line, raw) in enumerate(_rows(reader), 1):
            if place > IMPORT_LIMIT:
                raise Invalid(
                    f"more than {IMPORT_LIMIT} rows: import the file in several parts",
                    field="csv",
                    message_zh=f"超过{IMPORT_LIMIT}行，请分批导入",
                )
            try:
                new, number = self._parsed(raw, body.list)
            except (ValueError, Invalid) as error:
                self._stays(raw, in_bad_lines)
                result.bad.append(_bad(line, error))
                continue
            key = (new.list, new.direction, number)
            if key not in there:
                if key not in seen:
                    fresh.append(self._columns(new, number))
            elif after := _changed(there[key], new):
                ident = after["id"]
                await self._session.execute(update(ListedNumber).where(ListedNumber.id == ident).values(**after))
                before = changed[ident][1] if ident in changed else there[key]
                changed[ident] = (ident, before, after)
                there[key] = after
            seen.add(key)
            if place % AT_A_TIME == 0:
                await asyncio.sleep(0)  # others are served meanwhile
        for start in range(0, len(fresh), AT_A_TIME):
            await self._session.execute(insert(ListedNumber), fresh[start : start + AT_A_TIME])
        changes: list[Change] = [*changed.values(), *((row["id"], None, row) for row in fresh)]
        if body.replace:
            changes += [(row["id"], row, None) for row in await self._drop_others(there, seen, in_bad_lines, body.list)]
        result.import_id = await ListImports(self._session, self._who).keep(
            body.list or "", changes, replaced=body.replace
        )
        result.added, result.changed = len(fresh), len(changed)
        result.removed = len(changes) - len(fresh) - len(changed)
        self._note("import", body.list or "all", result.model_dump(mode="json", exclude={"bad"}))
        await self._session.flush()
        await check_patterns(self._session)
        return result

    def _parsed(self, raw: dict[str, str | None], name: ListName | None) -> tuple[NewListed, str]:
        given = {key: (raw.get(key) or "").strip() for key in COLUMNS}
        given["reason"] = _as_it_was(given["reason"])
        fields: dict[str, str] = {"list": given["list"] or (name or ""), "number": given["number"]}
        fields |= {key: given[key] for key in ("direction", "action", "reason") if given[key]}
        if given["expires"]:
            fields["expires_at"] = given["expires"]
        new = NewListed.model_validate(fields)
        return new, spelt(new.number, self._area_code)

    def _stays(self, raw: dict[str, str | None], numbers: set[str]) -> None:
        """Remember the number of a bad line, if it has one: what is wrong in the line is no reason to forget it."""
        with suppress(Invalid):
            numbers.add(spelt((raw.get("number") or "").strip(), self._area_code))

    async def _there(self) -> dict[Key, Known]:
        """Everything that is listed, by list, direction and number."""
        names = ("id", *LISTED)
        rows = await self._session.execute(select(*(getattr(ListedNumber, name) for name in names)))
        found: dict[Key, Known] = {}
        for place, row in enumerate(rows, 1):
            known = dict(zip(names, row, strict=True))
            found[known["list"], known["direction"], known["number"]] = known
            if place % AT_A_TIME == 0:
                await asyncio.sleep(0)  # others are served meanwhile
        return found

    async def _drop_others(
        self,
        there: dict[Key, Known],
        seen: set[Key],
        staying: set[str],
        name: ListName | None,
    ) -> list[Known]:
        names = {name} if name else {key[0] for key in seen}
        gone = [known for key, known in there.items() if key not in seen and key[0] in names and key[2] not in staying]
        for start in range(0, len(gone), AT_A_TIME):
            ids = [known["id"] for known in gone[start : start + AT_A_TIME]]
            await self._session.execute(delete(ListedNumber).where(ListedNumber.id.in_(ids)))
        return gone

    async def dump(self, asked: ExportQuery) -> str:
        """The lists as CSV, as `load` takes them."""
        query = select(ListedNumber).order_by(ListedNumber.list, ListedNumber.number)
        if asked.list is not None:
            query = query.where(ListedNumber.list == asked.list)
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        for row in await self._session.scalars(query):
            expires = row.expires_at.isoformat() if row.expires_at else ""
            writer.writerow((row.list, row.direction, row.number, row.action, plain(row.reason), expires))
        self._note("export", asked.list or "all", {})
        return out.getvalue()

    def _note(self, action: str, subject: str, details: dict[str, object]) -> None:
        note(self._session, self._who, f"number_lists.{action}", "number_list", subject, details)


def _changed(known: Known, new: NewListed) -> Known:
    """The listed number as the file has it; empty when it is so already."""
    given = {"action": new.action, "reason": new.reason, "expires_at": new.expires_at}
    return {**known, **given} if any(known[name] != value for name, value in given.items()) else {}


def _heading(reader: csv.DictReader[str]) -> Sequence[str]:
    try:
        return reader.fieldnames or ()
    except csv.Error as error:
        raise _unreadable(1, error) from error


def _rows(reader: csv.DictReader[str]) -> Iterator[tuple[int, dict[str, str | None]]]:
    """Each row with the line in which it ends. Raises Invalid for a file that breaks off."""
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _unreadable(line, error) from error
        yield reader.line_num, row


def _unreadable(line: int, error: csv.Error) -> Invalid:
    return Invalid(f"line {line}: {error}", field="csv", message_zh=f"第{line}行无法读取：有单元格过长，可能缺少引号")


def _as_it_was(text: str) -> str:
    """Without the mark that `plain` has put before it in an export."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def _bad(line: int, error: ValueError | Invalid) -> BadRow:
    if isinstance(error, Invalid):
        return BadRow(line=line, message=str(error), message_zh=str(error.details.get("message_zh", "")))
    return BadRow(line=line, message=_words(error), message_zh=f"第{line}行的内容无效")


def _words(error: ValueError) -> str:
    """One line of what pydantic found."""
    details = getattr(error, "errors", None)
    if details is None:
        return str(error)
    first = details()[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
