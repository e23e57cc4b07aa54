"""People, their units and rights, and the log of what they do."""

from __future__ import annotations

from crm.roles.catalogue.kinds import rows, whole

FUNCTIONS = (
    rows("users.read", "查看用户", "See users", supervisor="below", team_leader="below", quality="below"),
    rows("users.manage", "管理用户", "Manage users"),
    whole("audit.read", "查看审计日志", "Read the audit log"),
)
