"""Customers and what is done for them."""

from __future__ import annotations

from crm.roles.catalogue.kinds import rows

FUNCTIONS = (
    rows(
        "customers.read", "查看客户", "See customers",
        supervisor="below", agent="below", team_leader="below", quality="below", dispatcher="below", campaigns="below",
    ),
    rows(
        "customers.write", "新增和修改客户", "Enter and change customers",
        supervisor="below", agent="below", team_leader="below", dispatcher="below", campaigns="below",
    ),
    rows(
        "tickets.read", "查看工单", "See tickets",
        supervisor="below", agent="below", team_leader="below", quality="below", dispatcher="below", campaigns="own",
    ),
    rows(
        "tickets.write", "录入和处理工单", "Enter and handle tickets",
        supervisor="below", agent="below", team_leader="below", dispatcher="below", campaigns="own",
    ),
)  # fmt: skip
