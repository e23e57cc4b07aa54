"""Why a callback was refused."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("callbacks", sa.Column("reason", sa.String(length=40), nullable=False, server_default=""))
    op.add_column("callbacks", sa.Column("reason_detail", sa.String(length=200), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("callbacks", "reason_detail")
    op.drop_column("callbacks", "reason")
