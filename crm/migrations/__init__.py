"""Database schema, step by step (Alembic)."""
