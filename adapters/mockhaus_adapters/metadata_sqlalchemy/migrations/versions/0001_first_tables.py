"""The first tables: configuration, sessions, history."""

import sqlalchemy as sa
from alembic import op

from mockhaus_adapters.metadata_sqlalchemy.column_types import AnyText, Key, UtcTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables and their indexes."""
    _create_configuration()
    _create_sessions()
    _create_history()


def downgrade() -> None:
    """Drop the tables."""
    for table in ("history", "sessions", "configuration"):
        op.drop_table(table)


def _create_configuration() -> None:
    op.create_table(
        "configuration",
        sa.Column("name", AnyText, nullable=False),
        sa.Column("value", AnyText, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_configuration"),
    )


def _create_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("session_id", Key, nullable=False),
        sa.Column("user_name", AnyText, nullable=False),
        sa.Column("role_name", AnyText, nullable=False),
        sa.Column("created_at", UtcTime, nullable=False),
        sa.Column("last_used_at", UtcTime, nullable=False),
        sa.Column("client", AnyText, nullable=False),
        sa.Column("database_name", AnyText),
        sa.Column("schema_name", AnyText),
        sa.Column("warehouse_name", AnyText),
        sa.Column("closed_at", UtcTime),
        sa.Column("close_reason", AnyText),
        sa.PrimaryKeyConstraint("session_id", name="pk_sessions"),
    )
    op.create_index("ix_sessions_closed_at", "sessions", ["closed_at"])


def _create_history() -> None:
    op.create_table(
        "history",
        sa.Column("query_id", Key, nullable=False),
        sa.Column("query_text", AnyText, nullable=False),
        sa.Column("kind", AnyText, nullable=False),
        sa.Column("session_id", Key, nullable=False),
        sa.Column("user_name", AnyText, nullable=False),
        sa.Column("role_name", AnyText, nullable=False),
        sa.Column("started_at", UtcTime, nullable=False),
        sa.Column("database_name", AnyText),
        sa.Column("schema_name", AnyText),
        sa.Column("warehouse_name", AnyText),
        sa.Column("query_tag", AnyText, nullable=False),
        sa.Column("status", AnyText, nullable=False),
        sa.Column("ended_at", UtcTime),
        sa.Column("compile_ms", sa.Float(53), nullable=False),
        sa.Column("queue_ms", sa.Float(53), nullable=False),
        sa.Column("execute_ms", sa.Float(53), nullable=False),
        sa.Column("total_ms", sa.Float(53), nullable=False),
        sa.Column("rows_produced", sa.BigInteger, nullable=False),
        sa.Column("rows_changed", sa.BigInteger, nullable=False),
        sa.Column("bytes_produced", sa.BigInteger, nullable=False),
        sa.Column("error_code", AnyText),
        sa.Column("error_message", AnyText),
        sa.PrimaryKeyConstraint("query_id", name="pk_history"),
    )
    op.create_index("ix_history_started_at", "history", ["started_at", "query_id"])
    op.create_index("ix_history_session", "history", ["session_id", "started_at", "query_id"])
    op.create_index("ix_history_ended_at", "history", ["ended_at"])
