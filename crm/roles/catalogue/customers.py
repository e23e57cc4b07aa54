"""Customers and what is done for them."""

from __future__ import annotations

from crm.roles.catalogue.kinds import rows, whole

FUNCTIONS = (
    rows(
        "customers.read", "查看客户", "See customers",
        supervisor="below", agent="below", team_leader="below", quality="below", dispatcher="below", campaigns="below",
    ),
    whole(
        "phones.see", "查看完整号码", "See whole phone numbers",
        "supervisor", "agent", "team_leader", "quality", "dispatcher", "campaigns",
    ),
    rows(
        "customers.write", "新增和修改客户", "Enter and change customers",
        supervisor="below", agent="below", team_leader="below", dispatcher="below", campaigns="below",
    ),
    rows("call_lists.manage", "管理外呼名单", "Manage call lists", supervisor="below", campaigns="below"),
    rows("call_lists.export", "导出外呼名单", "Export call lists", supervisor="below", campaigns="below"),
    whole("call_lists.work", "拨打外呼名单", "Work on call lists", "supervisor", "agent", "team_leader", "campaigns"),
    rows("customers.export", "导出客户", "Export customers", supervisor="below", campaigns="below"),
    rows("tickets.export", "导出工单和单据", "Export tickets and documents", supervisor="below"),
    rows("customers.import", "导入客户", "Import customers", supervisor="below", campaigns="below"),
    rows("customers.delete", "删除客户", "Remove customers", supervisor="below"),
    rows("customers.merge", "查重与合并客户", "Find and merge duplicates", supervisor="below", team_leader="below"),
    rows("customers.erase", "清除个人信息", "Erase personal data"),
    rows(
        "customers.statistics", "客户统计", "Statistics of customers",
        supervisor="below", team_leader="below", campaigns="below",
    ),
    rows("customers.text", "群发短信", "Send text messages to many", supervisor="below", campaigns="below"),
    whole("customer_fields.manage", "管理客户字段", "Manage fields of customers"),
    rows(
        "tickets.read", "查看工单", "See tickets",
        supervisor="below", agent="below", team_leader="below", quality="below", dispatcher="below", campaigns="own",
    ),
    rows(
        "tickets.write", "录入和处理工单", "Enter and handle tickets",
        supervisor="below", agent="below", team_leader="below", dispatcher="below", campaigns="own",
    ),
    rows(
        "documents.read", "查看单据", "See documents",
        supervisor="below", agent="below", team_leader="below", quality="below", dispatcher="below", campaigns="own",
    ),
    rows(
        "documents.write", "录入和处理单据", "Enter documents and do their steps",
        supervisor="below", agent="below", team_leader="below", dispatcher="below", campaigns="own",
    ),
    rows(
        "documents.manage", "督办、延期、合并、归档单据", "Supervise, extend, merge and archive documents",
        supervisor="below", team_leader="below", dispatcher="below",
    ),
    whole("document_types.manage", "设计单据类型", "Design types of documents"),
)  # fmt: skip
