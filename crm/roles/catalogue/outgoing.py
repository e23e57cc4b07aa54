"""What leaves the house, and the outlets that do the work there."""

from __future__ import annotations

from crm.roles.catalogue.kinds import rows, whole

FUNCTIONS = (
    rows(
        "outbox.read", "查看发件箱", "See the outbox",
        supervisor="below", agent="own", team_leader="below", dispatcher="own", campaigns="below",
    ),
    rows("outbox.export", "导出发件箱", "Export the outbox", supervisor="below"),
    whole(
        "outbox.send", "发送短信和邮件", "Send text messages and e-mail",
        "supervisor", "agent", "team_leader", "dispatcher", "campaigns",
    ),
    rows(
        "outbox.resend", "重发和取消消息", "Send messages again, take them back",
        supervisor="below", team_leader="below", campaigns="below",
    ),
    rows(
        "outlets.read", "查看服务网点", "See service outlets",
        supervisor="all", agent="all", team_leader="all", quality="all", dispatcher="all", campaigns="all",
    ),
    rows("outlets.manage", "管理服务网点", "Manage service outlets"),
    whole("templates.manage", "管理消息模板", "Manage templates of messages"),
    whole("gateways.manage", "管理短信和邮件网关", "Manage the SMS provider and the mail server"),
)  # fmt: skip
