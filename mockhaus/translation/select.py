"""Queries: SELECT in full, set operations, common table expressions.

Clauses are visited in the order of scopes: WITH, FROM, the select list, then the rest. Every query knows the names and
types of its columns; names that the engine must see again (derived tables) are given to the columns as aliases.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, Position, SnowflakeError, unsupported
from mockhaus.domain.types import GEOSPATIAL, SEMI_STRUCTURED, DataType, Kind
from mockhaus.translation import collated_rows, stars
from mockhaus.translation.coercion import as_predicate
from mockhaus.translation.columns import columns_of, given_name, stored
from mockhaus.translation.common_tables import common_tables
from mockhaus.translation.cursor import position_of
from mockhaus.translation.engine_types import MOMENTS
from mockhaus.translation.functions import to_geospatial
from mockhaus.translation.functions.building import call
from mockhaus.translation.functions.nanoseconds import shown
from mockhaus.translation.functions.windows import counts_changes
from mockhaus.translation.grouping import check_grouped, group_by
from mockhaus.translation.keys import check_key
from mockhaus.translation.naming import Naming, output_names
from mockhaus.translation.ordering import limits, order_by
from mockhaus.translation.precision import Fraction
from mockhaus.translation.scope import Aliased, OutputColumn, Scope, ScopeColumn, identifier
from mockhaus.translation.set_operations import given, set_operation
from mockhaus.translation.sources.hierarchy import hierarchy
from mockhaus.translation.sources.joins import from_clause
from mockhaus.translation.sources.marked_joins import marked_joins
from mockhaus.translation.sources.row_matching import row_matching
from mockhaus.translation.sources.values import values_query
from mockhaus.translation.stepped_windows import step_changes
from mockhaus.translation.walk import Translated, Walker

_REFUSED_CLAUSES = {
    "kind": "SELECT AS",
    "into": "SELECT INTO",
    "laterals": "LATERAL VIEW",
    "pivots": "PIVOT without a table",
    "prewhere": "PREWHERE",
    "windows": "WINDOW",
    "distribute": "DISTRIBUTE BY",
    "sort": "SORT BY",
    "cluster": "CLUSTER BY",
    "locks": "FOR UPDATE",
    "sample": "SAMPLE without a table",
    "settings": "SETTINGS",
    "format": "FORMAT",
    "options": "OPTION",
    "for_": "FOR",
    "exclude": "EXCLUDE behind the select list",
    "operation_modifiers": "a modifier of SELECT",
}


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a select list after translation."""

    name: str
    node: exp.Expr
    type: DataType
    aggregated: bool = False
    """Whether there is an aggregate in it."""


def derived(walk: Walker, node: exp.Expr) -> Translated:
    """A query inside another one."""
    return query(walk, node, Naming.DERIVED)


def query(walk: Walker, node: exp.Expr, naming: Naming, *, display: bool = False) -> Translated:
    """Any query. With `display`, VARIANT, OBJECT and ARRAY columns are given as the text that Snowflake prints."""
    if isinstance(node, exp.Select):
        return _select(walk, node, naming, display=display)
    if isinstance(node, exp.Subquery):
        return _parenthesized(walk, node, naming, display=display)
    if isinstance(node, exp.SetOperation):
        translated = set_operation(walk, node, naming, partial(query, walk))
    elif isinstance(node, exp.Values):
        return _values(walk, node, naming, display=display)
    else:
        raise walk.unsupported("a query of this form", node)
    return displayed(walk, translated) if display else translated


def _values(walk: Walker, node: exp.Values, naming: Naming, *, display: bool) -> Translated:
    made, found = values_query(walk, node)
    items = [Item(column.name, item, column.type) for column, item in zip(found, made.expressions, strict=True)]
    return Translated(made, _name_items(walk, made, items, naming, display=display))


_PRINTERS = {
    **dict.fromkeys(SEMI_STRUCTURED, "mh_out"),
    Kind.VECTOR: "mh_vector_text",
    Kind.DECFLOAT: "mh_decfloat_text",
}
_PRINTED = frozenset(_PRINTERS) | GEOSPATIAL
_FINE_PRINTED = _PRINTED | MOMENTS


def _printed(walk: Walker, node: exp.Expr, data_type: DataType) -> exp.Expr:
    """A value as a result shows it: VARIANT, OBJECT, ARRAY and VECTOR are text, nanoseconds stand apart."""
    printer = _PRINTERS.get(data_type.kind)
    if printer is not None:
        return call(printer, node)
    if data_type.kind in GEOSPATIAL:
        return to_geospatial.printed(node, data_type, walk.context.session.parameters)
    fine = walk.context.fraction is Fraction.NANOSECONDS and data_type.kind in MOMENTS
    return shown(node, data_type.kind) if fine else node


def displayed(walk: Walker, translated: Translated) -> Translated:
    """A query around another one that gives its columns as results show them."""
    kinds = _PRINTED if walk.context.fraction is not Fraction.NANOSECONDS else _FINE_PRINTED
    if not any(column.type.kind in kinds for column in translated.columns):
        return translated
    names = [f"c{number}" for number in range(1, len(translated.columns) + 1)]
    alias = exp.TableAlias(this=identifier("q"), columns=[identifier(name) for name in names])
    items: list[exp.Expr] = []
    for name, column in zip(names, translated.columns, strict=True):
        reference: exp.Expr = exp.Column(this=identifier(name))
        items.append(_printed(walk, reference, column.type))
    source = exp.Subquery(this=translated.node, alias=alias)
    columns = tuple(replace(column, type=_result_type(walk, column.type)) for column in translated.columns)
    return Translated(exp.Select(expressions=items, from_=exp.From(this=source)), columns)


def _result_type(walk: Walker, data_type: DataType) -> DataType:
    """The type of a column of a result; of a shape it says how that is printed."""
    if data_type.kind not in GEOSPATIAL:
        return data_type
    return to_geospatial.as_shown(data_type, walk.context.session.parameters)


def _parenthesized(walk: Walker, node: exp.Subquery, naming: Naming, *, display: bool) -> Translated:
    clauses = {key: node.args[key] for key in ("with_", "order", "limit", "offset") if node.args.get(key)}
    inner = node.this
    if not isinstance(inner, exp.Query) or set(given(node)) - {"this", "alias", *clauses}:
        raise walk.unsupported("a query of this form", node)
    if not clauses:
        translated = query(walk, inner, naming, display=display)
        return Translated(exp.Subquery(this=translated.node), translated.columns)
    source = exp.Subquery(this=inner, alias=exp.TableAlias(this=identifier("Q")))
    outer = exp.Select(expressions=[exp.Star()], from_=exp.From(this=source), **clauses)
    return query(walk, outer, naming, display=display)


def _select(walk: Walker, node: exp.Select, naming: Naming, *, display: bool) -> Translated:
    _refuse_clauses(walk, node)
    with walk.inside(Scope(walk.scope)) as scope:
        common_tables(walk, node)
        _from(walk, node, scope)
        items = _select_list(walk, node, scope)
        listed = _listed(node, scope)
        place = _place_of_qualify(walk, node)
        _condition(walk, node, "where")
        group_by(walk, node, items)
        _condition(walk, node, "having")
        _condition(walk, node, "qualify")
        _check_qualify(node, items, place)
        order_by(walk, node, [(item.name, item.node, item.type) for item in items])
        check_grouped(walk, node, items, listed)
        items = _collated(walk, node, items)
        limits(walk, node)
        if node.args.get("distinct") is not None:
            _check_distinct(walk, items)
        wrap = display and node.args.get("distinct") is not None
        columns = _name_items(walk, node, items, naming, display=display and not wrap)
        if counts_changes(node):
            step_changes(node, aggregated=scope.aggregated)
    translated = Translated(node, columns)
    return displayed(walk, translated) if wrap else translated


def _check_distinct(walk: Walker, items: Sequence[Item]) -> None:
    for item in items:
        check_key(item.type, item.node, walk, "DISTINCT")


def _collated(walk: Walker, node: exp.Select, items: list[Item]) -> list[Item]:
    """The items of a SELECT whose groups and distinct rows collations tell apart."""
    represented = collated_rows.groups(walk, node, [(item.node, item.type) for item in items])
    if represented is not None:
        items = [replace(item, node=represented(item.node)) for item in items]
    collated_rows.distinct(node, [(item.node, item.type) for item in items])
    return items


def _from(walk: Walker, node: exp.Select, scope: Scope) -> None:
    if node.args.get("match") is not None:
        row_matching(walk, node, scope)
        return
    if node.args.get("connect") is not None:
        hierarchy(walk, node, scope)
        return
    scope.clause = "FROM"
    from_clause(walk, node, scope)
    marked_joins(walk, node, scope)
    scope.clause = ""


def _refuse_clauses(walk: Walker, node: exp.Select) -> None:
    for key, value in node.args.items():
        if value and key in _REFUSED_CLAUSES:
            raise walk.unsupported(_REFUSED_CLAUSES[key], node)
    if node.args.get("joins") and node.args.get("from_") is None:
        raise walk.unsupported("JOIN without FROM", node)
    distinct = node.args.get("distinct")
    if distinct is not None and distinct.args.get("on") is not None:
        raise walk.unsupported("DISTINCT ON", node)
    if not node.expressions:
        raise unsupported("SELECT without a select list", walk.position(node))
    if node.args.get("hint") is not None:
        node.set("hint", None)


def _listed(node: exp.Select, scope: Scope) -> int:
    """How many bare columns the select list has that GROUP BY must name: with ALL it names what it can by itself."""
    group = node.args.get("group")
    return len(scope.bare) if group is not None and group.expressions else 0


def _condition(walk: Walker, node: exp.Select, key: str) -> None:
    clause = node.args.get(key)
    if clause is not None:
        walk.scope.clause = "WHERE" if key == "where" else ""
        written = clause.this
        condition = as_predicate(walk.expression(written), written, walk)
        walk.scope.clause = ""
        if condition is not clause.this:
            clause.set("this", condition)


def _check_qualify(node: exp.Select, items: Sequence[Item], place: Position | None) -> None:
    clause = node.args.get("qualify")
    if clause is not None and not any(part.find(exp.Window) for part in (clause, *(item.node for item in items))):
        raise SnowflakeError(ErrorCode.QUALIFY_WITHOUT_WINDOW, position=place)


def _place_of_qualify(walk: Walker, node: exp.Select) -> Position | None:
    """Where the word QUALIFY stands, found from its condition as it was written."""
    clause = node.args.get("qualify")
    if clause is None:
        return None
    text = walk.headings.text
    starts = [item.meta["start"] for item in clause.walk() if "start" in item.meta]
    start = text.upper().rfind("QUALIFY", 0, min(starts, default=len(text)))
    return position_of(text, start) if start >= 0 else None


# The select list


def _select_list(walk: Walker, node: exp.Select, scope: Scope) -> list[Item]:
    headings = walk.headings.of(node) if any(_needs_heading(item) for item in node.expressions) else []
    items: list[Item] = []
    for number, item in enumerate(list(node.expressions)):
        if stars.is_star(item):
            items.extend(_star_items(walk, item, scope))
        elif isinstance(item, exp.Alias):
            items.append(_aliased_item(walk, item, scope, len(items) + 1))
        elif _is_plain_column(item):
            name = stored(item.this)
            items.append(_item(walk, name, item))
        else:
            items.append(_item(walk, headings[number], item))
    return items


def _is_plain_column(item: exp.Expr) -> bool:
    return isinstance(item, exp.Column) and isinstance(item.this, exp.Identifier)


def _needs_heading(item: exp.Expr) -> bool:
    return not (isinstance(item, exp.Alias) or stars.is_star(item) or _is_plain_column(item))


def _item(walk: Walker, name: str, item: exp.Expr) -> Item:
    scope = walk.scope
    before, scope.aggregated = scope.aggregated, False
    node = walk.expression(item)
    found = Item(name, node, walk.type_of(node), scope.aggregated)
    scope.aggregated = before or found.aggregated
    return found


def _aliased_item(walk: Walker, item: exp.Alias, scope: Scope, ordinal: int) -> Item:
    name = given_name(item.args["alias"], walk)
    translated = _item(walk, name, item.this)
    scope.aliases.setdefault(name, Aliased(ordinal, translated.node, translated.type, translated.aggregated))
    return translated


def _star_items(walk: Walker, item: exp.Expr, scope: Scope) -> list[Item]:
    star, columns = item, scope.visible
    if isinstance(item, exp.Column):
        star, columns = item.this, columns_of(item, walk)
    if not scope.sources:
        raise SnowflakeError(ErrorCode.SEMANTIC, position=walk.position(item), detail="SELECT * with no FROM clause")
    found = stars.expand(star, columns, walk, walk.expression)
    if not found:
        raise SnowflakeError(ErrorCode.SELECT_WITHOUT_COLUMNS)
    made = [_star_item(walk, name, value) for name, value in found]
    scope.starred.extend(item.node for item in made)
    return made


def _star_item(walk: Walker, name: str, value: ScopeColumn | exp.Expr) -> Item:
    if isinstance(value, ScopeColumn):
        return Item(name, value.reference(), value.type)
    return Item(name, value, walk.type_of(value))


# The names of the result


def _name_items(
    walk: Walker, node: exp.Select, items: Sequence[Item], naming: Naming, *, display: bool
) -> tuple[OutputColumn, ...]:
    nodes: list[exp.Expr] = []
    columns: list[OutputColumn] = []
    for item, wanted in zip(items, output_names((item.name for item in items), naming), strict=True):
        value = _printed(walk, item.node, item.type) if display else item.node
        nodes.append(_named(value, wanted, naming))
        data_type = _result_type(walk, item.type) if display else item.type
        columns.append(OutputColumn(item.name, wanted, data_type))
    node.set("expressions", nodes)
    return tuple(columns)


def _named(value: exp.Expr, wanted: str, naming: Naming) -> exp.Expr:
    if naming is Naming.FREE or (isinstance(value, exp.Column) and value.name == wanted):
        return value
    return exp.Alias(this=value, alias=identifier(wanted))
