"""Locks, captchas, one-time codes and the identity provider once more, on PostgreSQL."""

from __future__ import annotations

from test_crm_brake import *  # noqa: F403
from test_http_auth import *  # noqa: F403
from test_http_login_security import *  # noqa: F403
from test_http_oidc import *  # noqa: F403
from test_http_second_factor import *  # noqa: F403
from test_knowledge_on_postgresql import admin, boss, client, company_template, parts, wang

__all__ = ["admin", "boss", "client", "company_template", "parts", "wang"]
