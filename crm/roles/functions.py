"""The catalogue of functions, and the roles that every installation has.

A new function is one line in crm/roles/catalogue: its code `noun.verb`, its names, and which built-in roles have it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from crm.roles.catalogue import calls, configuration, customers, knowledge, live, outgoing, people
from crm.roles.catalogue.kinds import Function
from crm.roles.grants import EVERYTHING, Grant, Role, grant

FUNCTIONS: Mapping[str, Function] = {
    function.code: function
    for part in (customers, calls, knowledge, live, outgoing, configuration, people)
    for function in part.FUNCTIONS
}

NOUNS: Mapping[str, tuple[str, str]] = {
    "announcements": ("紧急公告", "Announcements"),
    "audit": ("审计", "Audit"),
    "call_lists": ("外呼名单", "Call lists"),
    "callbacks": ("回拨", "Callbacks"),
    "calls": ("通话记录", "Call records"),
    "company": ("公司", "Company"),
    "config": ("配置", "Configuration"),
    "contacts": ("通讯录", "Contacts"),
    "customers": ("客户", "Customers"),
    "customer_fields": ("客户字段", "Fields of customers"),
    "devices": ("分机", "Extensions"),
    "dictionaries": ("数据字典", "Dictionaries"),
    "document_types": ("单据类型", "Types of documents"),
    "documents": ("单据", "Documents"),
    "entries": ("接入号码", "Entry numbers"),
    "events": ("事件", "Events"),
    "flows": ("语音流程", "Voice flows"),
    "gateways": ("消息网关", "Gateways of messages"),
    "histories": ("历史记录", "Histories"),
    "holds": ("保全", "Legal holds"),
    "hours": ("工作时间", "Working hours"),
    "knowledge": ("知识库", "Knowledge"),
    "kpis": ("指标", "Figures"),
    "lists": ("黑白名单", "Black and white lists"),
    "live": ("实时监控", "Live"),
    "menu": ("菜单", "Menu"),
    "positions": ("职位", "Positions"),
    "roles": ("角色", "Roles"),
    "units": ("组织架构", "Units"),
    "mailboxes": ("留言信箱", "Mailboxes"),
    "messages": ("消息盒子", "Message box"),
    "notices": ("公告公文", "Notices and papers"),
    "outbound": ("外呼", "Outbound calls"),
    "outbox": ("发件箱", "Outbox"),
    "outlets": ("服务网点", "Service outlets"),
    "pauses": ("示忙原因", "Reasons for pauses"),
    "phones": ("号码", "Phone numbers"),
    "phone": ("话务条", "Phone bar"),
    "prompts": ("语音提示", "Prompts"),
    "quality": ("质检", "Quality"),
    "questionnaires": ("调查问卷", "Questionnaires"),
    "queues": ("队列", "Queues"),
    "recordings": ("录音", "Recordings"),
    "security": ("登录安全", "Security of log-ins"),
    "skills": ("技能", "Skills"),
    "surveys": ("满意度", "Satisfaction"),
    "templates": ("消息模板", "Templates of messages"),
    "tickets": ("工单", "Tickets"),
    "trunks": ("中继", "Trunks"),
    "users": ("用户", "Users"),
    "visits": ("回访", "Visits"),
    "voicemails": ("留言", "Voicemails"),
    "webhooks": ("事件订阅", "Webhooks"),
}
"""What functions are grouped by, in both languages."""


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """A role that every installation has. `base`: what its users are to the telephone engine."""

    id: str
    zh: str
    en: str
    base: Role


BUILT_IN: Mapping[str, BuiltIn] = {
    role.id: role
    for role in (
        BuiltIn("administrator", "管理员", "Administrator", Role.ADMINISTRATOR),
        BuiltIn("supervisor", "主管", "Supervisor", Role.SUPERVISOR),
        BuiltIn("agent", "坐席", "Agent", Role.AGENT),
        BuiltIn("team_leader", "班长", "Team leader", Role.SUPERVISOR),
        BuiltIn("quality", "质检员", "Quality inspector", Role.SUPERVISOR),
        BuiltIn("dispatcher", "调度员", "Dispatcher", Role.AGENT),
        BuiltIn("campaigns", "外呼管理员", "Campaign manager", Role.SUPERVISOR),
    )
}


def shipped(role: str) -> dict[str, Grant]:
    """What a built-in role may do as long as nobody has changed it."""
    if role == Role.ADMINISTRATOR:
        return dict.fromkeys(FUNCTIONS, EVERYTHING)
    return {code: grant(function.built_in[role]) for code, function in FUNCTIONS.items() if role in function.built_in}
