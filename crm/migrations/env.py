"""Alembic's environment: runs on the connection that server.database hands over in the configuration's attributes."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from crm.tables import metadata


def run() -> None:
    connection = context.config.attributes.get("connection")
    if not isinstance(connection, Connection):
        raise TypeError("migrations are run by server.database.Database.migrate, which hands over its connection")
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_type=True,
        render_as_batch=connection.dialect.name == "sqlite",
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
