"""The tables of the metadata database. A change here needs a migration; a test compares the two."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, Index, MetaData, PrimaryKeyConstraint, Table

from mockhaus_adapters.metadata_sqlalchemy.column_types import AnyText, Key, UtcTime

metadata = MetaData()

configuration = Table(
    "configuration",
    metadata,
    Column("name", AnyText, nullable=False),
    Column("value", AnyText, nullable=False),
    PrimaryKeyConstraint("name", name="pk_configuration"),
)

account_objects = Table(
    "account_objects",
    metadata,
    Column("kind", Key, nullable=False),
    Column("name", Key, nullable=False),
    Column("id", BigInteger, nullable=False),
    Column("body", AnyText, nullable=False),
    PrimaryKeyConstraint("kind", "name", name="pk_account_objects"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("session_id", Key, nullable=False),
    Column("user_name", AnyText, key="user", nullable=False),
    Column("role_name", AnyText, key="role", nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("last_used_at", UtcTime, nullable=False),
    Column("client", AnyText, nullable=False),
    Column("database_name", AnyText, key="database"),
    Column("schema_name", AnyText, key="schema"),
    Column("warehouse_name", AnyText, key="warehouse"),
    Column("closed_at", UtcTime),
    Column("close_reason", AnyText),
    PrimaryKeyConstraint("session_id", name="pk_sessions"),
    Index("ix_sessions_closed_at", "closed_at"),
)

history = Table(
    "history",
    metadata,
    Column("query_id", Key, nullable=False),
    Column("query_text", AnyText, key="text", nullable=False),
    Column("kind", AnyText, nullable=False),
    Column("session_id", Key, nullable=False),
    Column("user_name", AnyText, key="user", nullable=False),
    Column("role_name", AnyText, key="role", nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("database_name", AnyText, key="database"),
    Column("schema_name", AnyText, key="schema"),
    Column("warehouse_name", AnyText, key="warehouse"),
    Column("query_tag", AnyText, nullable=False),
    Column("status", AnyText, nullable=False),
    Column("ended_at", UtcTime),
    Column("compile_ms", Float(53), nullable=False),
    Column("queue_ms", Float(53), nullable=False),
    Column("execute_ms", Float(53), nullable=False),
    Column("total_ms", Float(53), nullable=False),
    Column("rows_produced", BigInteger, nullable=False),
    Column("rows_changed", BigInteger, nullable=False),
    Column("bytes_produced", BigInteger, nullable=False),
    Column("error_code", AnyText),
    Column("error_message", AnyText),
    Column("version", BigInteger),
    PrimaryKeyConstraint("query_id", name="pk_history"),
    Index("ix_history_started_at", "started_at", "query_id"),
    Index("ix_history_session", "session_id", "started_at", "query_id"),
    Index("ix_history_ended_at", "ended_at"),
)
