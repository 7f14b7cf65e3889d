"""CREATE of databases and schemas."""

from __future__ import annotations

from mockhaus.domain.statements import CreateDatabase, CreateSchema
from mockhaus.domain.writing.pieces import clone, comment, created, full_name, properties, when, words


def create_database(statement: CreateDatabase) -> str:
    """CREATE DATABASE."""
    return words(
        created(
            statement.mode, "DATABASE", full_name(statement.name), lifetime=_lifetime(transient=statement.transient)
        ),
        clone(statement.clone, statement.clone_at),
        properties(statement.options),
        comment(statement.comment),
    )


def create_schema(statement: CreateSchema) -> str:
    """CREATE SCHEMA."""
    return words(
        created(statement.mode, "SCHEMA", full_name(statement.name), lifetime=_lifetime(transient=statement.transient)),
        clone(statement.clone, statement.clone_at),
        when(statement.managed_access, "WITH MANAGED ACCESS"),
        properties(statement.options),
        comment(statement.comment),
    )


def _lifetime(*, transient: bool) -> str:
    return when(transient, "TRANSIENT")
