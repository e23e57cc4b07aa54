"""How the company's telephone system is set up."""

from __future__ import annotations

from crm.roles.catalogue.kinds import rows, whole

FUNCTIONS = (
    whole(
        "queues.read", "查看队列和指标设置", "See queues and thresholds",
        "supervisor", "team_leader", "quality", "campaigns",
    ),
    whole("queues.manage", "管理队列", "Manage queues"),
    whole("skills.manage", "管理技能", "Manage skills"),
    rows("skills.assign", "查看和设置坐席技能", "See and set agents' skills", supervisor="below", team_leader="below"),
    whole("pauses.manage", "管理示忙原因", "Manage reasons for pauses"),
    whole("devices.manage", "管理分机和工位", "Manage extensions and workstations"),
    whole("trunks.manage", "管理中继和外呼规则", "Manage trunks and rules of outbound calls"),
    whole(
        "outbound.check", "查看外呼用量和试算", "See usage of trunks and try numbers",
        "supervisor", "team_leader", "campaigns",
    ),
    whole("lists.manage", "管理黑白名单", "Manage black and white lists", "supervisor", "team_leader", "campaigns"),
    whole("lists.transfer", "导入导出黑白名单", "Import and export black and white lists"),
    whole("announcements.manage", "管理紧急公告", "Manage emergency announcements", "supervisor", "team_leader"),
    whole("dictionaries.manage", "管理数据字典", "Manage dictionaries"),
    whole("entries.manage", "管理接入号码", "Manage entry numbers"),
    whole("hours.manage", "管理工作时间", "Manage working hours"),
    whole("flows.manage", "管理语音流程", "Manage voice flows"),
    whole("prompts.manage", "管理语音提示", "Manage prompts"),
    whole("prompts.record", "用电话录制提示", "Record prompts by phone", "supervisor", "team_leader"),
    rows("mailboxes.read", "查看留言信箱", "See mailboxes", supervisor="below", team_leader="below", quality="below"),
    whole("mailboxes.manage", "管理留言信箱", "Manage mailboxes"),
    whole("company.manage", "修改公司资料", "Change the company's data"),
    whole("config.transfer", "导入导出配置", "Import and export the configuration"),
    whole("config.versions", "查看和恢复设置的版本", "See and restore versions of settings"),
    whole("events.read", "查看事件流", "Read the stream of events"),
    whole("webhooks.manage", "管理事件订阅", "Manage webhooks"),
)  # fmt: skip
