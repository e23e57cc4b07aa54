"""Calls belong to the unit of their queue or agent, old ones as well; what an agent's part in a call was."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

UNIT = """coalesce(
    (SELECT q.unit_id FROM queues q WHERE q.id = calls.queue),
    (SELECT u.unit_id FROM users u WHERE u.id = calls.agent_id),
    (SELECT u.unit_id FROM call_segments s JOIN users u ON u.id = s.agent_id
     WHERE s.call_id = calls.id ORDER BY s.segment DESC LIMIT 1),
    (SELECT u.unit_id FROM agent_calls a JOIN users u ON u.id = a.agent_id
     WHERE a.call_id = calls.id AND a.direction <> 'inbound' ORDER BY a.part LIMIT 1),
    unit_id)"""


def upgrade() -> None:
    op.execute(f"UPDATE calls SET unit_id = {UNIT} WHERE unit_id <> {UNIT}")  # noqa: S608 - constant text


def downgrade() -> None:
    op.execute("UPDATE calls SET unit_id = 'root'")
