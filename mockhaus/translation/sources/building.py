"""What every kind of source needs: its alias, and a query's columns as the columns of a source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import quote
from mockhaus.translation.columns import given_name, stored
from mockhaus.translation.engine_types import MOMENTS
from mockhaus.translation.functions.nanoseconds import taken_in
from mockhaus.translation.scope import OutputColumn, ScopeColumn, Source, identifier
from mockhaus.translation.walk import Walker

_UNNAMED = "_"


def alias_name(node: exp.Expr) -> str | None:
    """The stored name of a source's alias."""
    alias = node.args.get("alias")
    return stored(alias.this) if alias is not None and alias.this is not None else None


def alias_columns(node: exp.Expr) -> list[str]:
    """The stored names of the columns that an alias lists."""
    alias = node.args.get("alias")
    return [stored(item) for item in alias.args.get("columns") or ()] if alias is not None else []


def engine_alias(relation: str) -> exp.TableAlias:
    """`AS "relation"`."""
    return exp.TableAlias(this=identifier(relation))


def source_of(walk: Walker, node: exp.Expr, columns: Iterable[OutputColumn], name: str | None = None) -> Source:
    """A source with the columns of a query, named and renamed by its alias."""
    given = node.args.get("alias")
    if given is not None and given.this is not None:
        name = given_name(given.this, walk)
    relation = walk.scope.free_relation(name or _UNNAMED)
    listed = list(columns)
    names = alias_columns(node) or [column.name for column in listed]
    if len(names) != len(listed):
        detail = f"'{quote(name or '')}' names {len(names)} columns, but its source has {len(listed)}"
        raise SnowflakeError(ErrorCode.SEMANTIC, position=walk.position(node), detail=detail)
    return Source(
        name,
        relation,
        [
            ScopeColumn(renamed, column.engine_name, relation, column.type.as_column())
            for renamed, column in zip(names, listed, strict=True)
        ],
    )


def with_nine_digits(column: ScopeColumn) -> ScopeColumn:
    """A column that holds microseconds or nanoseconds as a plan in nanoseconds has it."""
    if column.type.kind not in MOMENTS:
        return column
    return replace(column, expression=taken_in(column.reference(), column.type.kind))
