"""Knowledge, and what is told to everybody."""

from __future__ import annotations

from crm.roles.catalogue.kinds import rows, whole

FUNCTIONS = (
    whole(
        "knowledge.read", "阅读知识库", "Read articles",
        "supervisor", "agent", "team_leader", "quality", "dispatcher", "campaigns",
    ),
    rows(
        "knowledge.write", "撰写和修改知识", "Write and change articles",
        supervisor="below", agent="own", team_leader="below", quality="own", dispatcher="own", campaigns="own",
    ),
    rows(
        "knowledge.approve", "审批和下架知识", "Approve and withdraw articles",
        supervisor="below", team_leader="below",
    ),
    rows("notices.write", "发布公告和公文", "Publish notices and papers", supervisor="below", team_leader="below"),
    whole("messages.export", "导出本人消息", "Export one's own messages", "supervisor"),
    whole("contacts.export", "导出通讯录", "Export contacts", "supervisor"),
    whole("contacts.manage", "维护公共通讯录", "Keep the shared contacts", "supervisor", "team_leader"),
    whole("questionnaires.read", "查看问卷", "See questionnaires",
          "supervisor", "agent", "team_leader", "quality", "dispatcher", "campaigns"),
    whole("questionnaires.manage", "管理问卷", "Make questionnaires", "supervisor", "team_leader", "quality"),
    rows(
        "visits.plan", "抽样和分配回访", "Sample visits and share them out",
        supervisor="below", team_leader="below", quality="below",
    ),
    rows(
        "visits.read", "查看回访", "See visits",
        supervisor="below", agent="own", team_leader="below", quality="below", dispatcher="own", campaigns="own",
    ),
    rows(
        "visits.write", "记录回访结果", "Record results of visits",
        supervisor="below", agent="own", team_leader="below", quality="below", dispatcher="own", campaigns="own",
    ),
    rows("visits.export", "导出回访", "Export visits", supervisor="below", quality="below"),
    whole("knowledge.manage", "管理知识分类", "Manage categories of articles", "supervisor", "team_leader"),
)  # fmt: skip
