"""People, their units and rights, and the log of what they do."""

from __future__ import annotations

from crm.roles.catalogue.kinds import rows, whole

FUNCTIONS = (
    rows("users.read", "查看用户", "See users", supervisor="below", team_leader="below", quality="below"),
    rows("users.manage", "管理用户", "Manage users"),
    rows("units.manage", "管理组织架构", "Manage units"),
    whole("positions.manage", "管理职位", "Manage positions"),
    whole("roles.manage", "管理角色", "Manage roles"),
    whole("security.manage", "管理登录安全", "Manage the security of log-ins"),
    whole("menu.manage", "管理菜单", "Manage the menu"),
    whole("audit.read", "查看审计日志", "Read the audit log"),
)
