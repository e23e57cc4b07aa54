"""What an agent's part in a call was: he dialled it, had the customer, or helped the one who had him."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("agent_calls", sa.Column("kind", sa.String(length=12), nullable=False, server_default="talk"))
    op.execute("UPDATE agent_calls SET kind = 'dial' WHERE direction = 'outbound'")
    with op.batch_alter_table("agent_calls") as table:
        table.alter_column("kind", server_default=None)


def downgrade() -> None:
    op.drop_column("agent_calls", "kind")
