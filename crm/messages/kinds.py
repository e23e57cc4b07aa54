"""Kinds of messages, with their names. A new kind is a line here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """`sound`: it is heard unless the user says otherwise."""

    zh: str
    en: str
    sound: bool = False


KINDS: Mapping[str, Kind] = {
    "task": Kind("新任务", "New task", sound=True),
    "task_due": Kind("任务即将到期", "Task due soon", sound=True),
    "deadline": Kind("任务已超时", "Deadline passed", sound=True),
    "urged": Kind("催办", "Urged", sound=True),
    "supervised": Kind("督办", "Supervised", sound=True),
    "returned": Kind("退回", "Returned to you", sound=True),
    "watched": Kind("关注的单据有变化", "Change to what you watch"),
    "mention": Kind("有人提到我", "You were mentioned", sound=True),
    "remark": Kind("新备注", "New remark"),
    "decided": Kind("审批结果", "Decision on your request"),
    "to_approve": Kind("待审批", "Waiting for your approval", sound=True),
    "voicemail": Kind("语音留言", "Voicemail", sound=True),
    "callback": Kind("回呼", "Callback", sound=True),
    "notice": Kind("公告", "Notice"),
    "paper": Kind("公文", "Official paper", sound=True),
    "article": Kind("知识库", "Knowledge"),
    "visit": Kind("回访任务", "Visits to make", sound=True),
    "quality": Kind("质检", "Quality"),
    "import": Kind("导入完成", "Import finished"),
    "export": Kind("导出完成", "Export finished"),
    "security": Kind("账号安全", "Security of your account", sound=True),
    "system": Kind("系统消息", "System"),
}
