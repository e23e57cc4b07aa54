"""What tables of what happened are made of: the columns of each, and their cells in words of the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from crm.exports.lists import Names, Reader
from crm.exports.tables import Value
from crm.fields.definitions import FieldDefinition
from crm.fields.kinds import iso_instant
from crm.phones import local
from crm.routing.flow_names import Words
from crm.text import BothLanguages

RECORDINGS, VOICEMAILS, CALLBACKS = "recordings.export", "voicemails.export", "callbacks.export"
OUTBOX, CALL_LISTS, CONTACTS = "outbox.export", "call_lists.export", "contacts.export"
VISITS, RATINGS, MESSAGES = "visits.export", "surveys.export", "messages.export"

COLUMNS: Mapping[str, Sequence[tuple[str, str, str]]] = {
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
    VISITS: (
        ("id", "回访编号", "Visit"), ("batch", "批次", "Batch"), ("questionnaire", "问卷", "Questionnaire"),
        ("name", "姓名", "Name"), ("phone", "电话", "Phone"), ("ticket_number", "工单号", "Ticket"),
        ("unit_id", "单位", "Unit"), ("assignee_id", "坐席", "Agent"), ("state", "状态", "State"),
        ("due_at", "截止时间", "Due"), ("attempts", "尝试次数", "Attempts"), ("last_at", "上次尝试", "Last attempt"),
        ("done_at", "完成时间", "Finished"), ("done_by", "完成人", "Finished by"), ("call_id", "通话编号", "Call"),
        ("score", "得分", "Score"), ("most", "满分", "Of"), ("satisfied", "满意", "Satisfied"),
        ("note", "备注", "Note"),
    ),
    RATINGS: (
        ("call_id", "通话编号", "Call"), ("rated_at", "评价时间", "Rated"), ("question", "问题", "Question"),
        ("answer", "回答", "Answer"), ("score", "得分", "Score"), ("via", "方式", "How"),
        ("agent_id", "坐席", "Agent"), ("queue", "队列", "Queue"), ("ticket_id", "工单编号", "Ticket"),
    ),
    MESSAGES: (
        ("at", "时间", "Time"), ("kind", "类型", "Kind"), ("title", "内容", "Text"), ("read_at", "阅读时间", "Read"),
        ("subject_kind", "关联类别", "About"), ("subject_id", "关联编号", "Record"),
    ),
}  # fmt: skip
_NUMBERS = frozenset({"from_number", "to_number", "number", "phone"})
_PEOPLE = frozenset(
    {
        "agent_id",
        "assigned_to",
        "assignee_id",
        "created_by",
        "deleted_by",
        "done_by",
        "ended_by",
        "heard_by",
        "requested_by",
        "unit_id",
    }
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
    (VISITS, "state"): {
        "open": ("待回访", "To be made"), "done": ("已完成", "Done"), "unreachable": ("联系不上", "Not reached"),
        "refused": ("拒访", "Refused"), "cancelled": ("已取消", "Called off"),
    },
    (RATINGS, "via"): {"keypad": ("电话按键", "Telephone keys"), "sms": ("短信链接", "SMS link")},
}  # fmt: skip


UNTOLD = frozenset({"file", "customer", "document", "product_owned"})
"""Kinds of fields whose values are ids of what has its own pages."""


def field_cell(field: FieldDefinition, value: Any, names: Names, reader: Reader) -> Value:
    """The value of a field of a form."""
    if value is None:
        return ""
    match field.kind:
        case "choice" | "choices":
            codes = value if isinstance(value, list) else [value]
            return "、".join(_option(field, code, reader) for code in codes)
        case "yes_no":
            return ("yes" if value else "no") if reader.english else ("是" if value else "否")
        case "datetime":
            return names.moment(iso_instant(value))
        case "user" | "unit":
            return names.name(value)
        case "phone":
            return local(value)
    return value if isinstance(value, int | float) else str(value)


def _option(field: FieldDefinition, code: str, reader: Reader) -> str:
    option = field.option(code)
    return code if option is None else option.en if reader.english else option.zh


def headings(kind: str, reader: Reader) -> list[str]:
    return [english if reader.english else chinese for _, chinese, english in COLUMNS[kind]]


class Cells:
    """The cells of a row, in the order of its kind's columns."""

    def __init__(self, kind: str, reader: Reader, names: Names) -> None:
        self._kind = kind
        self._reader = reader
        self._names = names
        self._codes = [code for code, _, _ in COLUMNS[kind]]

    @classmethod
    async def make(cls, session: AsyncSession, kind: str, reader: Reader) -> Cells:
        return cls(kind, reader, await Names.load(session, reader))

    @property
    def names(self) -> Names:
        return self._names

    def name(self, identifier: str | None) -> str:
        return self._names.name(identifier)

    def word(self, code: str, value: str) -> str:
        """What the value of a column is called."""
        words = _WORDS.get((self._kind, code), {}).get(value)
        return value if words is None else words[self._reader.english]

    def words(self, both: BothLanguages | Words) -> str:
        return both.en if self._reader.english else both.zh

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
