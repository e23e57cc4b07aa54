"""Lists of what happened, as tables: recordings, voicemails, callbacks, numbers of call lists, messages that left the
house, contacts. The rows are those of the list, in words of the reader's language."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.call_lists.service import CallListService
from crm.callbacks.service import CallbackService
from crm.contacts.schemas import ContactRow
from crm.contacts.service import ContactService
from crm.exports.lists import CHUNK, Names, Reader
from crm.exports.schemas import (
    CallbackExportQuery,
    CallListExportQuery,
    ContactExportQuery,
    OutboxExportQuery,
    RecordingExportQuery,
    VoicemailExportQuery,
)
from crm.exports.tables import Value
from crm.outbox.service import OutboxService
from crm.phones import local
from crm.recordings.access import RecordingService
from crm.voicemails.service import VoicemailService

RECORDINGS, VOICEMAILS, CALLBACKS = "recordings.export", "voicemails.export", "callbacks.export"
OUTBOX, CALL_LISTS, CONTACTS = "outbox.export", "call_lists.export", "contacts.export"

_COLUMNS: Mapping[str, Sequence[tuple[str, str, str]]] = {
    RECORDINGS: (
        ("id", "录音编号", "Recording"), ("call_id", "通话编号", "Call"), ("started_at", "开始时间", "Started"),
        ("seconds", "时长（秒）", "Length (s)"), ("direction", "方向", "Direction"), ("from_number", "主叫", "From"),
        ("to_number", "被叫", "To"), ("customer_name", "客户", "Customer"), ("agents", "坐席", "Agents"),
        ("queue", "队列", "Queue"), ("state", "状态", "State"), ("held", "保全", "Legal hold"),
        ("size", "大小（字节）", "Size (bytes)"), ("sha256", "校验值 SHA-256", "SHA-256"),
        ("integrity", "校验结果", "Integrity"), ("checked_at", "校验时间", "Checked"),
        ("deleted_at", "删除时间", "Deleted"), ("deleted_by", "删除人", "Deleted by"),
        ("delete_reason", "删除原因", "Reason"),
    ),
    VOICEMAILS: (
        ("id", "留言编号", "Voicemail"), ("call_id", "通话编号", "Call"), ("left_at", "留言时间", "Left"),
        ("from_number", "主叫", "From"), ("customer_name", "客户", "Customer"), ("box", "信箱", "Mailbox"),
        ("seconds", "时长（秒）", "Length (s)"), ("heard_at", "收听时间", "Heard"), ("heard_by", "收听人", "Heard by"),
        ("assigned_to", "指派给", "Assigned to"), ("ticket_id", "工单编号", "Ticket"),
        ("deleted_at", "删除时间", "Deleted"), ("deleted_by", "删除人", "Deleted by"),
        ("delete_reason", "删除原因", "Reason"),
    ),
    CALLBACKS: (
        ("id", "回呼编号", "Callback"), ("requested_at", "登记时间", "Requested"), ("number", "号码", "Number"),
        ("customer_name", "客户", "Customer"), ("queue", "队列", "Queue"), ("requested_by", "登记人", "Requested by"),
        ("not_before", "最早时间", "Not before"), ("state", "状态", "State"), ("result", "结果", "Result"),
        ("why", "原因", "Reason"), ("attempts", "已呼次数", "Attempts"), ("agent_id", "坐席", "Agent"),
        ("call_id", "原通话编号", "Call"), ("attempt_call_id", "回呼通话编号", "Call back"),
        ("ended_at", "结束时间", "Ended"), ("ended_by", "结束人", "Ended by"),
    ),
    OUTBOX: (
        ("id", "消息编号", "Message"), ("created_at", "提交时间", "Entered"), ("kind", "媒介", "Medium"),
        ("recipient", "收件人", "To"), ("subject", "主题", "Subject"), ("body", "内容", "Text"),
        ("template", "模板", "Template"), ("state", "状态", "State"), ("attempts", "尝试次数", "Attempts"),
        ("sent_at", "发出时间", "Sent"), ("error", "失败原因", "Error"), ("reference", "服务商编号", "Provider's id"),
        ("unit_id", "单位", "Unit"), ("created_by", "提交人", "By"), ("subject_kind", "关联类别", "About"),
        ("subject_id", "关联编号", "Record"),
    ),
    CALL_LISTS: (
        ("number", "号码", "Number"), ("name", "姓名", "Name"), ("note", "说明", "Note"), ("agent_id", "坐席", "Agent"),
        ("result", "结果", "Result"), ("remark", "备注", "Remark"), ("result_at", "结果时间", "Result at"),
        ("blocked", "禁呼", "Do not call"),
    ),
    CONTACTS: (
        ("name", "姓名", "Name"), ("company", "单位", "Company"), ("title", "职务", "Title"),
        ("group", "分组", "Group"), ("numbers", "电话", "Numbers"), ("email", "邮箱", "E-mail"),
        ("note", "备注", "Note"), ("shared", "公共", "Shared"), ("updated_at", "更新时间", "Changed"),
    ),
}  # fmt: skip
_NUMBERS = frozenset({"from_number", "to_number", "number"})
_PEOPLE = frozenset(
    {"agent_id", "deleted_by", "heard_by", "assigned_to", "requested_by", "ended_by", "created_by", "unit_id"}
)
_DIRECTIONS = {"inbound": ("呼入", "Inbound"), "outbound": ("呼出", "Outbound"), "internal": ("内部", "Internal")}
_WORDS: Mapping[tuple[str, str], Mapping[str, tuple[str, str]]] = {
    (RECORDINGS, "direction"): _DIRECTIONS,
    (RECORDINGS, "state"): {
        "raw": ("转换中", "Converting"), "playable": ("可播放", "Playable"), "failed": ("失败", "Failed"),
        "deleted": ("已删除", "Deleted"),
    },
    (RECORDINGS, "integrity"): {
        "ok": ("通过", "As it was made"), "damaged": ("已损坏", "Damaged"), "missing": ("文件缺失", "File is missing"),
    },
    (CALLBACKS, "state"): {
        "waiting": ("排队中", "In line"), "attempt": ("正在回呼", "Being called"), "ended": ("已结束", "Over"),
    },
    (CALLBACKS, "result"): {
        "done": ("已回呼", "Reached"), "cancelled": ("已取消", "Cancelled"), "failed": ("未接通", "Not reached"),
        "refused": ("不能拨打", "May not be dialled"), "expired": ("已过期", "Expired"),
        "queue_removed": ("队列已删除", "Queue removed"), "no_answer": ("无人接听", "No answer"),
        "busy": ("占线", "Busy"), "agent_gone": ("坐席挂机", "Agent hung up"),
    },
    (OUTBOX, "kind"): {"sms": ("短信", "SMS"), "email": ("邮件", "E-mail")},
    (OUTBOX, "state"): {
        "waiting": ("等待发送", "Waiting"), "sending": ("正在发送", "Being sent"), "sent": ("已发出", "Sent"),
        "failed": ("发送失败", "Failed"), "cancelled": ("已取消", "Cancelled"),
    },
    (CALL_LISTS, "result"): {
        "reached": ("已接通", "Reached"), "no_answer": ("无人接听", "No answer"), "busy": ("忙", "Busy"),
        "wrong_number": ("号码错误", "Wrong number"), "refused": ("拒绝", "Refused"),
        "later": ("稍后再打", "Call later"),
    },
}  # fmt: skip


def headings(kind: str, reader: Reader) -> list[str]:
    return [english if reader.english else chinese for _, chinese, english in _COLUMNS[kind]]


async def recordings(
    session: AsyncSession, who: Principal, asked: RecordingExportQuery, reader: Reader
) -> AsyncIterator[list[list[Value]]]:
    """What there is of each, not the audio: as far as he may hear it."""
    service = RecordingService(session, who, RECORDINGS, area_code=reader.area_code)
    cells = await _Cells.make(session, RECORDINGS, reader)
    async for piece in service.pieces(asked, CHUNK):
        yield [
            cells.row(row, agents="、".join(dict.fromkeys(cells.name(part.agent_id) for part in row.parts)))
            for row in piece
        ]


async def voicemails(
    session: AsyncSession, who: Principal, asked: VoicemailExportQuery, reader: Reader
) -> AsyncIterator[list[list[Value]]]:
    cells = await _Cells.make(session, VOICEMAILS, reader)
    async for piece in VoicemailService(session, who, VOICEMAILS).pieces(asked, CHUNK):
        yield [cells.row(row, box=reader.queues.get(row.box, row.box)) for row in piece]


async def callbacks(
    session: AsyncSession, who: Principal, asked: CallbackExportQuery, reader: Reader
) -> AsyncIterator[list[list[Value]]]:
    cells = await _Cells.make(session, CALLBACKS, reader)
    async for piece in CallbackService(session, who, CALLBACKS).pieces(asked, CHUNK):
        yield [cells.row(row, why=row.message if reader.english else row.message_zh) for row in piece]


async def outbox(
    session: AsyncSession, who: Principal, asked: OutboxExportQuery, reader: Reader
) -> AsyncIterator[list[list[Value]]]:
    """Messages as the outbox shows them: what nobody may read in it stays hidden."""
    cells = await _Cells.make(session, OUTBOX, reader)
    async for piece in OutboxService(session, who).pieces(asked, CHUNK, OUTBOX):
        yield [cells.row(row, recipient=local(row.recipient)) for row in piece]


async def call_list(
    session: AsyncSession, who: Principal, asked: CallListExportQuery, reader: Reader
) -> AsyncIterator[list[list[Value]]]:
    """The numbers of one list. Raises NotFound for a list that is not his to export."""
    cells = await _Cells.make(session, CALL_LISTS, reader)
    service = CallListService(session, who, area_code=reader.area_code, function=CALL_LISTS)
    async for piece in service.pieces(asked.list_id, asked, CHUNK):
        yield [cells.row(row) for row in piece]


async def contacts(
    session: AsyncSession, who: Principal, asked: ContactExportQuery, reader: Reader
) -> AsyncIterator[list[list[Value]]]:
    cells = await _Cells.make(session, CONTACTS, reader)
    async for piece in ContactService(session, who, area_code=reader.area_code).pieces(asked, CHUNK):
        yield [cells.row(row, numbers=_numbers(row)) for row in piece]


def _numbers(row: ContactRow) -> str:
    return "、".join(one.number if one.kind == "extension" else local(one.number) for one in row.numbers)


class _Cells:
    """The cells of a row, in the order of its kind's columns."""

    def __init__(self, kind: str, reader: Reader, names: Names) -> None:
        self._kind = kind
        self._reader = reader
        self._names = names
        self._codes = [code for code, _, _ in _COLUMNS[kind]]

    @classmethod
    async def make(cls, session: AsyncSession, kind: str, reader: Reader) -> _Cells:
        return cls(kind, reader, await Names.load(session, reader))

    def name(self, identifier: str | None) -> str:
        return self._names.name(identifier)

    def row(self, row: BaseModel, **special: Value) -> list[Value]:
        return [special[code] if code in special else self._cell(code, getattr(row, code)) for code in self._codes]

    def _cell(self, code: str, value: Value) -> Value:
        english = self._reader.english
        match value:
            case None:
                return None
            case datetime():
                return self._names.moment(value)
            case bool():
                return ("yes" if value else "no") if english else ("是" if value else "否")
            case int() | float():
                return value
            case _ if code in _PEOPLE:
                return self._names.name(value)
            case _ if code in _NUMBERS:
                return local(value)
            case _ if code == "queue":
                return self._reader.queues.get(value, value)
        words = _WORDS.get((self._kind, code), {}).get(value)
        return value if words is None else words[english]
