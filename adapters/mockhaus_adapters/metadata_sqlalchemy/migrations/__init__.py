"""Alembic's scripts: what it runs and in what order the schema grew."""
