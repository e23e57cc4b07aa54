"""The rooms of the workspace: what a menu can show, and the function that each takes. A new page is one line here and
one in web/src/app/routes.tsx with the same function (tests/unit/pages compares them)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Room:
    """`path`: the page's address, or "" for a group. `function`: whoever lacks it does not see the entry ("": all).
    `parent`: the group in which it stands from the start; groups come before what is in them. `agents`: only for
    users with a 工号."""

    id: str
    zh: str
    en: str
    path: str
    function: str = ""
    parent: str = ""
    agents: bool = False


ROOMS: Mapping[str, Room] = {
    room.id: room
    for room in (
        Room("home", "首页", "Home", "/"),
        Room("desk", "坐席工作台", "Agent desk", "/desk", "phone.use", agents=True),
        Room("work", "业务处理", "Work", ""),
        Room("customers", "客户资料", "Customers", "/customers", "customers.read", "work"),
        Room("duplicates", "重复客户", "Duplicates", "/customers/duplicates", "customers.merge", "work"),
        Room("tickets", "工单与单据", "Tickets and documents", "/documents", "documents.read", "work"),
        Room("visits", "回访", "Return visits", "/visits", "visits.read", "work"),
        Room("visit_batches", "回访批次", "Visit batches", "/visit-batches", "visits.plan", "work"),
        Room("questionnaires", "问卷", "Questionnaires", "/questionnaires", "questionnaires.read", "work"),
        Room("callbacks", "回呼", "Callbacks", "/callbacks", "callbacks.read", "work"),
        Room("voicemails", "语音留言", "Voicemail", "/voicemails", "voicemails.read", "work"),
        Room("outbox", "发件箱", "Outbox", "/outbox", "outbox.read", "work"),
        Room("my_numbers", "我的外呼", "My numbers", "/my-numbers", "call_lists.work", "work"),
        Room("call_lists", "外呼名单", "Call lists", "/call-lists", "call_lists.manage", "work"),
        Room("imports", "数据导入", "Imports", "/imports", "customers.import", "work"),
        Room("records", "通话档案", "Call records", ""),
        Room("calls", "通话记录", "Calls", "/calls", "calls.read", "records"),
        Room("recordings", "录音", "Recordings", "/recordings", "recordings.read", "records"),
        Room("quality", "质检", "Quality", "/quality", "quality.read", "records"),
        Room("histories", "历史记录", "Histories", "/histories", "histories.read", "records"),
        Room("operations", "运营管理", "Operations", ""),
        Room("live", "实时监控", "Live board", "/live", "live.watch", "operations"),
        Room("platform", "通道与健康", "Health", "/platform", "live.watch", "operations"),
        Room("announcements", "应急公告", "Emergency", "/announcements", "announcements.manage", "operations"),
        Room("reports", "指标报表", "Figures", "/reports", "kpis.read", "operations"),
        Room("satisfaction", "满意度", "Satisfaction", "/satisfaction", "surveys.read", "operations"),
        Room(
            "customer_statistics",
            "客户分布",
            "Distribution",
            "/customers/statistics",
            "customers.statistics",
            "operations",
        ),
        Room("office", "协同办公", "Office", ""),
        Room("knowledge", "知识库", "Knowledge", "/knowledge", "knowledge.read", "office"),
        Room("messages", "消息盒子", "Message box", "/messages", parent="office"),
        Room("notices", "公告公文", "Notices", "/notices", parent="office"),
        Room("contacts", "通讯录", "Contacts", "/contacts", parent="office"),
        Room("test_phone", "测试电话", "Test phone", "/test-phone"),
        Room("help", "帮助", "Help", "/help"),
        Room("admin", "系统管理", "Administration", ""),
        Room("admin_people", "组织与权限", "People and rights", "", parent="admin"),
        Room("users", "用户", "Users", "/admin/users", "users.read", "admin_people"),
        Room("units", "组织机构", "Units", "/admin/units", "units.manage", "admin_people"),
        Room("positions", "职位", "Positions", "/admin/positions", "positions.manage", "admin_people"),
        Room("roles", "角色与权限", "Roles and permissions", "/admin/roles", "roles.manage", "admin_people"),
        Room("outlets", "服务网点", "Service outlets", "/admin/outlets", "outlets.manage", "admin_people"),
        Room("admin_calls", "呼叫接入", "Call handling", "", parent="admin"),
        Room("queues", "队列", "Queues", "/admin/queues", "queues.manage", "admin_calls"),
        Room("wrap_ups", "话后小结", "Wrap-up", "/admin/wrap-ups", "queues.manage", "admin_calls"),
        Room("skills", "技能", "Skills", "/admin/skills", "skills.manage", "admin_calls"),
        Room("agent_skills", "坐席技能", "Agents' skills", "/admin/agent-skills", "skills.assign", "admin_calls"),
        Room("pauses", "示忙原因", "Pause reasons", "/admin/pauses", "pauses.manage", "admin_calls"),
        Room("flows", "语音流程", "Voice flows", "/admin/flows", "flows.manage", "admin_calls"),
        Room("http_hosts", "流程外部主机", "Hosts for flows", "/admin/http-hosts", "flows.manage", "admin_calls"),
        Room("prompts", "提示音", "Prompts", "/admin/prompts", "prompts.manage", "admin_calls"),
        Room("hours", "工作时间", "Working hours", "/admin/hours", "hours.manage", "admin_calls"),
        Room("entries", "接入号码", "Numbers", "/admin/entries", "entries.manage", "admin_calls"),
        Room("trunks", "中继", "Trunks", "/admin/trunks", "trunks.manage", "admin_calls"),
        Room("outbound", "外呼规则", "Outbound", "/admin/outbound", "trunks.manage", "admin_calls"),
        Room("devices", "分机", "Extensions", "/admin/devices", "devices.manage", "admin_calls"),
        Room("workstations", "工位", "Workstations", "/admin/workstations", "devices.manage", "admin_calls"),
        Room("feature_codes", "话机功能码", "Feature codes", "/admin/feature-codes", "devices.manage", "admin_calls"),
        Room("mailboxes", "语音信箱", "Mailboxes", "/admin/mailboxes", "mailboxes.manage", "admin_calls"),
        Room("lists", "黑白名单", "Black and white lists", "/admin/lists", "lists.manage", "admin_calls"),
        Room("media", "多媒体", "Chats and e-mails", "/admin/media", "skills.manage", "admin_calls"),
        Room("admin_data", "业务数据", "Business data", "", parent="admin"),
        Room("dictionaries", "数据字典", "Dictionaries", "/admin/dictionaries", "dictionaries.manage", "admin_data"),
        Room(
            "document_types",
            "单据类型",
            "Document types",
            "/admin/document-types",
            "document_types.manage",
            "admin_data",
        ),
        Room(
            "customer_fields",
            "客户字段",
            "Customer fields",
            "/admin/customer-fields",
            "customer_fields.manage",
            "admin_data",
        ),
        Room("templates", "消息模板", "Message templates", "/admin/templates", "templates.manage", "admin_data"),
        Room("admin_system", "系统", "System", "", parent="admin"),
        Room("gateways", "消息网关", "Message gateways", "/admin/gateways", "gateways.manage", "admin_system"),
        Room("kpi_settings", "指标阈值", "Thresholds", "/admin/kpi-settings", "kpis.manage", "admin_system"),
        Room(
            "recording_retention",
            "录音保留期限",
            "Retention",
            "/admin/recording-retention",
            "recordings.retain",
            "admin_system",
        ),
        Room(
            "configuration",
            "配置导入导出",
            "Configuration",
            "/admin/configuration",
            "config.transfer",
            "admin_system",
        ),
        Room("versions", "设置版本", "Versions of settings", "/admin/versions", "config.versions", "admin_system"),
        Room("security", "登录安全", "Log-in security", "/admin/security", "security.manage", "admin_system"),
        Room("webhooks", "事件订阅", "Webhooks", "/admin/webhooks", "webhooks.manage", "admin_system"),
        Room("menu", "菜单管理", "Menu", "/admin/menu", "menu.manage", "admin_system"),
        Room("audit", "审计日志", "Audit log", "/admin/audit", "audit.read", "admin_system"),
    )
}
