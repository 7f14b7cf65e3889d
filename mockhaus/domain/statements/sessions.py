"""Statements about sessions and transactions."""

from __future__ import annotations

from dataclasses import dataclass

from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements.base import Fragment, Options, Statement


@dataclass(frozen=True, slots=True)
class Use(Statement):
    """USE [kind] name.

    `kind` is DATABASE, SCHEMA, ROLE, WAREHOUSE or SECONDARY ROLES; a bare USE is DATABASE or, with a qualified name,
    SCHEMA.
    """

    kind: str
    name: QualifiedName


@dataclass(frozen=True, slots=True)
class SetVariables(Statement):
    """SET name = expression, or SET (names) = (expressions)."""

    names: tuple[str, ...]
    values: tuple[Fragment, ...]


@dataclass(frozen=True, slots=True)
class UnsetVariables(Statement):
    """UNSET name, or UNSET (names)."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlterSession(Statement):
    """ALTER SESSION SET name = value … | UNSET name, …."""

    settings: Options = ()
    unset: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Begin(Statement):
    """BEGIN [WORK | TRANSACTION] [NAME name] | START TRANSACTION."""

    name: str | None = None


@dataclass(frozen=True, slots=True)
class Commit(Statement):
    """COMMIT [WORK]."""


@dataclass(frozen=True, slots=True)
class Rollback(Statement):
    """ROLLBACK [WORK]."""
