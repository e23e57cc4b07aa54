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
    whole("knowledge.manage", "管理知识分类", "Manage categories of articles", "supervisor", "team_leader"),
)  # fmt: skip
