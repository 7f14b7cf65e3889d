"""Column names: from what a statement says to a column of a source, an alias or a sequence.

Innermost scope first; within one, a source's column is found before an alias of the select list. The same rules hold
in the select list, WHERE, GROUP BY, HAVING and QUALIFY; ORDER BY looks at aliases first, which is its own affair.
"""

from __future__ import annotations

from typing import Protocol

from sqlglot import exp

from mockhaus.domain.catalog.objects import ObjectKind
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import QualifiedName, fold, quote
from mockhaus.domain.types import DataType, number
from mockhaus.translation.cursor import RESERVED, named
from mockhaus.translation.functions.building import call, grouped, text
from mockhaus.translation.headings import Headings
from mockhaus.translation.plan import Access
from mockhaus.translation.rules import Walk
from mockhaus.translation.scope import Aliased, Scope, ScopeColumn

Resolved = tuple[exp.Expr, DataType]

_SEQUENCE_VALUE = number(38, 0, nullable=False)
_ENGINE_VOLATILE = frozenset({"random", "uuid", "gen_random_uuid", "nextval"})


class Names(Walk, Protocol):
    """The walk, as far as column names need it."""

    scope: Scope
    headings: Headings
    database: str | None
    schema: str | None

    def reads(self, kind: ObjectKind, name: QualifiedName, owner: str, access: Access = ...) -> None:
        """Note that the statement uses an object."""


def stored(identifier: exp.Expr) -> str:
    """The stored name of an identifier."""
    return fold(identifier.name, quoted=bool(identifier.args.get("quoted")))


def given_name(identifier: exp.Expr, walk: Walk) -> str:
    """The stored name that an alias gives; a reserved word without quotes is a syntax error."""
    if not identifier.name:
        raise SnowflakeError(ErrorCode.PARSE_FAILED, detail="a name must not be empty")
    place = walk.position(identifier) if identifier.name.upper() in RESERVED else None
    if place is not None and not identifier.args.get("quoted"):
        raise SnowflakeError(ErrorCode.SYNTAX, position=place, token=identifier.name)
    return stored(identifier)


def qualifiers_of(node: exp.Expr) -> tuple[str, ...]:
    """The stored names before a column's own."""
    parts = (node.args.get(key) for key in ("catalog", "db", "table"))
    return tuple(stored(part) for part in parts if part is not None)


def resolve_column(node: exp.Expr, walk: Names) -> Resolved:
    """A column reference in engine SQL, with its type."""
    if isinstance(node.this, exp.Parameter):
        return _positional(node, walk)
    if node.args.get("join_mark"):
        raise walk.unsupported("(+), an outer join in WHERE", node)
    name = stored(node.this)
    if node.args.get("table") is None:
        found = _unqualified(name, node, walk)
    else:
        qualifiers = qualifiers_of(node)
        found = _qualified(qualifiers, name, node, walk) or _sequence(qualifiers, name, walk)
    if found is None:
        raise invalid_identifier(node, walk)
    return found


def invalid_identifier(node: exp.Expr, walk: Walk) -> SnowflakeError:
    """The error for a column name that means nothing."""
    name = ".".join(quote(part) for part in (*qualifiers_of(node), stored(node.this)))
    return SnowflakeError(ErrorCode.INVALID_IDENTIFIER, position=walk.position(node), name=name)


def single(columns: list[ScopeColumn], name: str, node: exp.Expr, walk: Walk) -> ScopeColumn:
    """The only column of a name; AMBIGUOUS_COLUMN where there are more."""
    if len(columns) > 1:
        raise SnowflakeError(ErrorCode.AMBIGUOUS_COLUMN, position=walk.position(node), name=quote(name))
    return columns[0]


def _unqualified(name: str, node: exp.Expr, walk: Names) -> Resolved | None:
    for scope in walk.scope.reachable():
        if columns := scope.named(name):
            column = single(columns, name, node, walk)
            return column.reference(), column.type
        if scope is walk.scope and (aliased := scope.aliases.get(name)):
            scope.aggregated = scope.aggregated or aliased.aggregated
            return alias_value(aliased, name, node, walk), aliased.type
    return None


def alias_value(aliased: Aliased, name: str, node: exp.Expr, walk: Walk) -> exp.Expr:
    """What an alias stands for, to be computed again where it is named."""
    for item in aliased.node.find_all(exp.Anonymous, exp.Rand, exp.Uuid):
        if not isinstance(item, exp.Anonymous) or item.name.lower() in _ENGINE_VOLATILE:
            raise walk.unsupported(f"reference to {quote(name)}, an alias of a volatile expression", node)
    return grouped(aliased.node.copy())


def _qualified(qualifiers: tuple[str, ...], name: str, node: exp.Expr, walk: Names) -> Resolved | None:
    for scope in walk.scope.reachable():
        source = scope.source(qualifiers)
        if source is not None:
            columns = source.find(name)
            if not columns:
                return None
            column = single(columns, name, node, walk)
            return column.reference(), column.type
    return None


def _positional(node: exp.Expr, walk: Names) -> Resolved:
    """`alias.$1`: a column by its number."""
    qualifiers = qualifiers_of(node)
    for scope in walk.scope.reachable():
        source = scope.source(qualifiers)
        if source is not None:
            return numbered(source.columns, node.this, walk)
    raise walk.unsupported(f"{'.'.join(qualifiers)}.${node.this.name}", node)


def numbered(every: list[ScopeColumn], parameter: exp.Expr, walk: Walk) -> Resolved:
    """The column that `$1`, `$2`, … means: those of a star, and the fields of staged files, which have no names."""
    columns = [column for column in every if not column.hidden or column.name.startswith("$")]
    number_ = int(parameter.name) if parameter.name.isdecimal() else 0
    if not 1 <= number_ <= len(columns):
        raise SnowflakeError(ErrorCode.INVALID_IDENTIFIER, position=walk.position(parameter), name=f"${parameter.name}")
    column = columns[number_ - 1]
    return column.reference(), column.type


def dynamic_column(value: exp.Expr, node: exp.Expr, walk: Walk) -> exp.Column:
    """The column reference that IDENTIFIER('…'), IDENTIFIER($variable) or IDENTIFIER(?) stands for."""
    name = dynamic_name(value, node, walk)
    parts = [exp.Identifier(this=part, quoted=True) for part in reversed(name.parts)]
    return exp.Column(**dict(zip(("this", "table", "db"), parts, strict=False)))


def dynamic_name(value: exp.Expr, node: exp.Expr, walk: Walk) -> QualifiedName:
    """The name in the walked argument of IDENTIFIER: a text or a bound one. A session variable is its text by now."""
    inner = value.this if isinstance(value, exp.Cast) else value
    if isinstance(inner, exp.Literal) and inner.is_string:
        return named(inner.this)
    bound = walk.context.bound_names.get(inner.name[1:]) if isinstance(inner, exp.Var) else None
    if bound is None:
        raise walk.unsupported("IDENTIFIER of anything but a text, a bound text or a session variable", node)
    return named(bound)


def columns_of(node: exp.Expr, walk: Names) -> list[ScopeColumn]:
    """The columns of the source that `alias.*` names."""
    qualifiers = qualifiers_of(node)
    for scope in walk.scope.reachable():
        source = scope.source(qualifiers)
        if source is not None:
            return source.columns
    name = ".".join(quote(part) for part in qualifiers)
    raise SnowflakeError(ErrorCode.INVALID_IDENTIFIER, position=walk.position(node), name=name)


def _sequence(qualifiers: tuple[str, ...], name: str, walk: Names) -> Resolved | None:
    if name != "NEXTVAL":
        return None
    found = walk.context.names.sequence(QualifiedName(qualifiers), walk.database, walk.schema)
    if found is None:
        return None
    walk.reads(ObjectKind.SEQUENCE, found.name, found.sequence.owner, Access.USAGE)
    walk.mark_volatile()
    return call("nextval", text(found.engine_name)), _SEQUENCE_VALUE
