"""AT, BEFORE and CHANGES behind a name in FROM.

Follows https://docs.snowflake.com/en/sql-reference/constructs/at-before and constructs/changes. Which moment is meant
is a value, which translation does not compute: it asks for it with `MomentError`, and is begun again when it is known.
"""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from mockhaus.domain.catalog import physical
from mockhaus.domain.catalog.objects import Table
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import engine_name
from mockhaus.domain.types import NUMERIC, TIMESTAMP_NTZ, TIMESTAMPS, DataType, Kind, ResultColumn
from mockhaus.translation import past_rows
from mockhaus.translation.context import Relation, RelationColumn
from mockhaus.translation.functions.conversion import cast_node
from mockhaus.translation.plan import AskedMoment, Moment, MomentError, QueryPlan
from mockhaus.translation.rendering import engine_sql
from mockhaus.translation.scope import Scope
from mockhaus.translation.walk import Walker

_UNTYPED = frozenset({Kind.VARCHAR, Kind.DATE})
_OFFSETS = NUMERIC | {Kind.DECFLOAT}
_CHANGES = {"DEFAULT": past_rows.changes, "APPEND_ONLY": past_rows.appended}
_TRACKING = ("CHANGE_TRACKING", "TRUE")


def moment_of(walk: Walker, node: exp.Table) -> Moment | None:
    """The moment at which an item of FROM is read by its own clause."""
    clause = node.args.get("when")
    return asked_moment(walk, clause) if clause is not None else None


def asked_moment(walk: Walker, clause: exp.Expr) -> Moment:
    """The moment of AT, BEFORE or END; `MomentError` where it is not known yet."""
    asked = asked_for(walk, clause.name, str(clause.args["kind"]), clause.expression)
    found = walk.context.moments.get(asked.key)
    if found is None:
        raise MomentError(asked, walk.position(clause.expression))
    walk.mark_volatile()
    return found


def asked_for(walk: Walker, clause: str, kind: str, value: exp.Expr) -> AskedMoment:
    """What AT, BEFORE or END asks for, by a constant expression."""
    if kind.upper() == "STREAM":
        raise walk.unsupported("STREAM in AT", value)
    return AskedMoment(clause.upper(), kind.upper(), _plan(walk, kind.upper(), value))


def relation_at(relation: Relation, table: Table, moment: Moment) -> Relation:
    """A table as it was; TIME_TRAVEL_UNAVAILABLE or TIME_TRAVEL_FUTURE where it was not, or forgot."""
    past_rows.check(table, moment)
    return replace(relation, source=f"({past_rows.rows_at(table, _attachment(relation, table), moment)})")


def changes_of(walk: Walker, relation: Relation, node: exp.Table) -> Relation:
    """What changed of a table between two moments, as a relation with the columns that tell how."""
    clause, table = node.args["changes"], relation.table
    if table is None:
        raise walk.unsupported(f"CHANGES of a {relation.kind.value.lower()}", node)
    reader = _CHANGES.get(clause.args["information"].name.upper())
    if reader is None:
        raise walk.unsupported(f"CHANGES with INFORMATION => {clause.args['information'].name}", node)
    since = asked_moment(walk, clause.args["at_before"])
    end = clause.args.get("end")
    until = asked_moment(walk, end) if end is not None else replace(since, version=since.now)
    for moment in (since, until):
        past_rows.check(table, moment)
    if _TRACKING not in table.options:
        raise SnowflakeError(ErrorCode.CHANGES_NOT_TRACKED, position=walk.position(node), name=table.name)
    told = tuple(RelationColumn(name, engine_name(name), data_type) for name, data_type in past_rows.METADATA)
    sql = reader(table, _attachment(relation, table), since, until)
    return replace(relation, source=f"({sql})", columns=(*relation.columns, *told))


def _attachment(relation: Relation, table: Table) -> str:
    assert relation.database is not None  # noqa: S101 - every table is in one
    return physical.attachment_of(relation.database, table)


def _plan(walk: Walker, kind: str, value: exp.Expr) -> QueryPlan:
    """The query for a constant: it sees no columns, and reads nothing."""
    if value.find(exp.Query):
        raise walk.unsupported("a query in AT, BEFORE or END", value)
    with walk.inside(Scope()):
        node = walk.expression(value.copy())
    data_type = walk.type_of(node)
    if kind == "TIMESTAMP" and data_type.kind in _UNTYPED:
        node, data_type = cast_node(node, data_type, TIMESTAMP_NTZ, walk), TIMESTAMP_NTZ
    _check_type(walk, kind, data_type, value)
    sql = engine_sql(exp.Select(expressions=[node]))
    return QueryPlan(sql, (ResultColumn(kind, data_type),))


def _check_type(walk: Walker, kind: str, data_type: DataType, value: exp.Expr) -> None:
    accepted = {"TIMESTAMP": TIMESTAMPS, "OFFSET": _OFFSETS, "STATEMENT": frozenset({Kind.VARCHAR})}[kind]
    if data_type.kind not in accepted:
        detail = f"Invalid value of type {data_type} for {kind} in AT, BEFORE or END"
        raise SnowflakeError(ErrorCode.SEMANTIC, position=walk.position(value), detail=detail)
