"""Dictionaries have names of their own; the built-in ones are known."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

BUILT_IN = {
    "ticket_type": ("受理类型", "Ticket types"),
    "customer_source": ("客户来源", "Customer sources"),
    "customer_category": ("客户类别", "Customer categories"),
    "customer_level": ("会员等级", "Member levels"),
    "customer_relation": ("客户关系", "Relations between customers"),
    "disposition": ("服务总结", "Dispositions"),
    "break_reason": ("小休原因", "Break reasons"),
}
RELATIONS = (
    ("family", "家人", "Family"),
    ("neighbour", "邻居", "Neighbour"),
    ("tenant", "租客与房东", "Tenant and landlord"),
    ("employee", "单位与员工", "Company and employee"),
    ("branch", "总公司与分公司", "Head office and branch"),
    ("dealer", "经销商与客户", "Dealer and customer"),
    ("referral", "推荐人", "Referral"),
)
"""For installations that have been set up already; new ones get theirs from config/defaults.yaml."""


def upgrade() -> None:
    table = op.create_table(
        "dictionaries",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name_zh", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=100), nullable=False),
        sa.Column("built_in", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_dictionaries"),
    )
    entries = sa.table(
        "dictionary_entries",
        *(sa.column(name) for name in ("dictionary", "code", "name_zh", "name_en", "position", "active")),
    )
    present = set(op.get_bind().scalars(sa.select(entries.c.dictionary).distinct()))
    known = [{"id": name, "name_zh": zh, "name_en": en, "built_in": True} for name, (zh, en) in BUILT_IN.items()]
    others = [
        {"id": name, "name_zh": name, "name_en": name, "built_in": False} for name in sorted(present - set(BUILT_IN))
    ]
    op.bulk_insert(table, [*known, *others])
    if present and "customer_relation" not in present:
        rows = [
            {
                "dictionary": "customer_relation",
                "code": code,
                "name_zh": zh,
                "name_en": en,
                "position": n,
                "active": True,
            }
            for n, (code, zh, en) in enumerate(RELATIONS)
        ]
        op.bulk_insert(entries, rows)


def downgrade() -> None:
    op.drop_table("dictionaries")
