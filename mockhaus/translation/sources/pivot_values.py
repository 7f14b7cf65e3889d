"""The values that PIVOT … IN (ANY [ORDER BY …]) and IN (query) stand for.

They are rows, which translation does not read: it asks for them with `PivotValuesError`, and is begun again when they
are known. NULL makes no column.
"""

from __future__ import annotations

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import NUMERIC, VARCHAR, DataType, Kind, ResultColumn
from mockhaus.translation import collated_rows
from mockhaus.translation.coercion import as_text
from mockhaus.translation.columns import stored
from mockhaus.translation.functions.collating import folds, sort_key
from mockhaus.translation.plan import PivotValuesError, QueryPlan
from mockhaus.translation.rendering import engine_sql
from mockhaus.translation.scope import Scope, ScopeColumn, identifier
from mockhaus.translation.sources.building import engine_alias
from mockhaus.translation.walk import Walker

_BARE = NUMERIC | {Kind.BOOLEAN}
_RELATION, _COLUMN = "pivoted", "value"


def found_values(
    walk: Walker, pivot: exp.Expr, field: exp.In, subject: ScopeColumn, source: exp.Expr
) -> list[exp.Expr] | None:
    """The values as literals, under the names of their columns; None where the statement lists its values."""
    wanted = field.args.get("query") or next(iter(field.expressions), None)
    if isinstance(wanted, exp.PivotAny):
        data_type, query = subject.type, _distinct(walk, wanted, subject, source)
    elif isinstance(wanted, exp.Query):
        data_type, query = _queried(walk, wanted)
    else:
        return None
    sql = engine_sql(_standalone(walk, pivot, _texts(walk, data_type, query)))
    texts = walk.context.pivot_values.get(sql)
    if texts is None:
        findings = walk.findings
        plan = QueryPlan(sql, (ResultColumn("VALUE", VARCHAR),), tuple(findings.accesses), tuple(findings.provided))
        raise PivotValuesError(plan, walk.position(field))
    return [_listed(item, data_type) for item in dict.fromkeys(texts)]


def _listed(value: str, data_type: DataType) -> exp.Expr:
    bare = data_type.kind in _BARE
    literal = exp.Literal.number(value) if data_type.kind in NUMERIC else exp.Literal.string(value)
    name = value.upper() if bare else "'" + value.replace("'", "''") + "'"
    return exp.PivotAlias(this=literal, alias=exp.Literal.string(name))


def _distinct(walk: Walker, wanted: exp.PivotAny, subject: ScopeColumn, source: exp.Expr) -> exp.Select:
    """The subject's values, in the order asked for, else ascending."""
    order = wanted.this.expressions if isinstance(wanted.this, exp.Order) else [exp.Ordered(this=None)]
    if len(order) != 1 or (order[0].this is not None and not _is_subject(order[0].this, subject)):
        raise walk.unsupported("PIVOT with ANY ordered by anything but its column", wanted)
    inner = exp.Select(
        expressions=[exp.Alias(this=subject.reference(), alias=identifier(_COLUMN))],
        from_=exp.From(this=source.copy()),
        distinct=exp.Distinct(),
    )
    collated_rows.distinct(inner, [(subject.reference(), subject.type)])
    place = sort_key(subject.reference(), subject.type.collation) if folds(subject.type) else exp.Literal.number(1)
    nulls_first = order[0].args.get("nulls_first")
    key = exp.Ordered(this=place, desc=order[0].args.get("desc"), nulls_first=nulls_first)
    inner.set("order", exp.Order(expressions=[key]))
    return inner


def _is_subject(node: exp.Expr, subject: ScopeColumn) -> bool:
    return isinstance(node, exp.Column) and isinstance(node.this, exp.Identifier) and stored(node.this) == subject.name


def _queried(walk: Walker, wanted: exp.Query) -> tuple[DataType, exp.Select]:
    with walk.inside(Scope(walk.scope, correlated=False)):
        translated = walk.query(wanted.copy())
    if len(translated.columns) != 1:
        raise SnowflakeError(ErrorCode.SEMANTIC, detail="PIVOT subquery must select exactly one column")
    node = translated.node if isinstance(translated.node, exp.Subquery) else exp.Subquery(this=translated.node)
    columns = [identifier(_COLUMN)]
    node.set("alias", exp.TableAlias(this=identifier("queried"), columns=columns))
    return translated.columns[0].type, exp.Select(
        expressions=[exp.Column(this=identifier(_COLUMN))], from_=exp.From(this=node)
    )


def _texts(walk: Walker, data_type: DataType, query: exp.Select) -> exp.Select:
    value = walk.set_type(exp.Column(this=identifier(_COLUMN)), data_type)
    known = exp.Not(this=exp.Is(this=value.copy(), expression=exp.Null()))
    return exp.Select(
        expressions=[as_text(value, walk)],
        from_=exp.From(this=exp.Subquery(this=query, alias=engine_alias(_RELATION))),
        where=exp.Where(this=known),
    )


def _standalone(walk: Walker, pivot: exp.Expr, query: exp.Select) -> exp.Select:
    """The query with the common table expressions that it can see, the outermost first."""
    known: set[str] = set()
    scope: Scope | None = walk.scope
    while scope is not None:
        known.update(table.engine_name for table in scope.common_tables.values())
        scope = scope.parent
    tables: dict[str, exp.Expr] = {}
    recursive = False
    ancestor = pivot.parent
    while ancestor is not None:
        clause = ancestor.args.get("with_")
        listed = clause.expressions if clause is not None else []
        inner = {item.args["alias"].this.name: item.copy() for item in listed}
        tables = {**{name: item for name, item in inner.items() if name in known}, **tables}
        recursive = recursive or bool(clause is not None and clause.args.get("recursive"))
        ancestor = ancestor.parent
    if tables:
        query.set("with_", exp.With(expressions=list(tables.values()), recursive=recursive))
    return query
