"""MATCH_RECOGNIZE: matches of a pattern of rows as an item of FROM.

Follows https://docs.snowflake.com/en/sql-reference/constructs/match_recognize. The rows are numbered in their
partitions, each with the symbols that it qualifies for; the engine's matcher finds the matches; measures are windows
over the rows of a match.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import VARCHAR, number
from mockhaus.translation.calls import is_aggregate
from mockhaus.translation.coercion import as_boolean
from mockhaus.translation.columns import given_name, stored
from mockhaus.translation.functions.building import boolean, call, case, cast, integer, is_null, operator, text
from mockhaus.translation.naming import Naming, output_names
from mockhaus.translation.row_patterns import RowPattern
from mockhaus.translation.scope import OutputColumn, Scope, ScopeColumn, Source, engine_column, identifier
from mockhaus.translation.sources.building import engine_alias, source_of
from mockhaus.translation.sources.conditions import all_of
from mockhaus.translation.sources.joins import from_clause
from mockhaus.translation.walk import Walker

_ROWS, _FOUND, _MATCHED = "mh$rows", "mh$found", "mh$matched"
_PART, _PLACE, _SYMBOLS = "mh$part", "mh$place", "mh$symbols"
_MATCH, _SYMBOL, _SEQUENCE, _LEFT_OUT = "mh$match", "mh$symbol", "mh$sequence", "mh$left_out"
_COUNT = number(38, 0)
_CLASSIFIER = "CLASSIFIER"
_PSEUDO = {"MATCH_NUMBER": _MATCH, "MATCH_SEQUENCE_NUMBER": _SEQUENCE, _CLASSIFIER: _SYMBOL}
_SHIFTING = ("PREV", "LAG", "NEXT", "LEAD")
_MOST_SYMBOLS = 60
_ALL_ROWS = "ALL ROWS PER MATCH"
_EMPTY = {"": True, "SHOW EMPTY MATCHES": True, "OMIT EMPTY MATCHES": False, "WITH UNMATCHED ROWS": True}
_AGGREGATES = (
    *(exp.AnyValue, exp.Avg, exp.Count, exp.CountIf, exp.Max, exp.Median, exp.Min, exp.Sum),
    *(exp.Stddev, exp.StddevPop, exp.StddevSamp, exp.Variance, exp.VariancePop),
)
_ENDS = ("FIRST", "LAST", "FIRST_VALUE", "LAST_VALUE")
_WHOLE = ("UNBOUNDED", "PRECEDING", "UNBOUNDED", "FOLLOWING")


@dataclass(slots=True)
class _Clause:
    """What a MATCH_RECOGNIZE asks for."""

    node: exp.Expr
    pattern: RowPattern
    all_rows: bool
    option: str
    skip: str
    target: int


def row_matching(walk: Walker, node: exp.Select, scope: Scope) -> None:
    """Translate FROM with MATCH_RECOGNIZE; the scope then knows the columns of the matches."""
    match = node.args["match"]
    node.set("match", None)
    if node.args.get("from_") is None or node.args.get("joins"):
        raise walk.unsupported("MATCH_RECOGNIZE beside a join", match)
    clause = _clause(walk, match)
    rows = exp.Select(expressions=[exp.Star()], from_=node.args["from_"])
    with walk.inside(Scope(scope)) as inner:
        inner.clause = "FROM"
        from_clause(walk, rows, inner)
        inner.clause = ""
        names = _number_rows(walk, clause, rows, inner)
    with walk.inside(_matched_scope(scope, inner, names)):
        query, columns = _outputs(walk, clause)
    table = exp.CTE(this=rows, alias=exp.TableAlias(this=identifier(_ROWS)), materialized=True)
    query.set("with_", exp.With(expressions=[table]))
    source = source_of(walk, match, columns, inner.sources[0].name)
    scope.add(source)
    node.set("from_", exp.From(this=exp.Subquery(this=query, alias=engine_alias(source.relation))))


# What is asked for


def _clause(walk: Walker, match: exp.Expr) -> _Clause:
    pattern = RowPattern(match.text("pattern"))
    rows = " ".join(match.text("rows").upper().split())
    all_rows, option = rows.startswith(_ALL_ROWS), rows.removeprefix(_ALL_ROWS).strip()
    if len(pattern.symbols) > _MOST_SYMBOLS:
        raise walk.unsupported(f"a row pattern of more than {_MOST_SYMBOLS} symbols", match)
    if all_rows and option not in _EMPTY:
        raise walk.unsupported(f"{_ALL_ROWS} {option}", match)
    if option == "WITH UNMATCHED ROWS" and pattern.excludes:
        raise SnowflakeError(
            ErrorCode.SEMANTIC, position=walk.position(match), detail="WITH UNMATCHED ROWS beside an exclusion"
        )
    skip, target = _skip(walk, match, pattern)
    return _Clause(match, pattern, all_rows, option if all_rows else "", skip, target)


def _skip(walk: Walker, match: exp.Expr, pattern: RowPattern) -> tuple[str, int]:
    words = match.text("after").split()
    asked = " ".join(words[3:5]).upper()
    if asked in ("", "PAST LAST"):
        return "PAST", 0
    if asked == "TO NEXT":
        return "NEXT", 0
    symbol = words[-1].strip('"') if words[-1].startswith('"') else words[-1].upper()
    if asked not in ("TO FIRST", "TO LAST") or symbol not in pattern.symbols:
        raise walk.unsupported(" ".join(words), match)
    return asked.removeprefix("TO "), pattern.symbols.index(symbol)


# The rows, numbered in their partitions


def _number_rows(walk: Walker, clause: _Clause, rows: exp.Select, scope: Scope) -> dict[tuple[str, str], str]:
    """Let a query of the source's rows give its columns, places and symbols; the names of the columns in it."""
    names: dict[tuple[str, str], str] = {}
    items: list[exp.Expr] = []
    for column in [item for source in scope.sources for item in source.columns] + scope.visible:
        key = (column.relation, column.engine_name or column.name)
        if not column.hidden and key not in names:
            names[key] = f"k{len(names) + 1}"
            items.append(_named(column.reference(), names[key]))
    partition = clause.node.args.get("partition_by") or []
    parts = exp.Window(this=exp.DenseRank(), order=_order([exp.Ordered(this=item) for item in _copies(partition)]))
    items.append(_named(walk.expression(parts) if partition else integer(1), _PART))
    items.append(_named(walk.expression(_windowed(clause, exp.RowNumber())), _PLACE))
    items.append(_named(_symbols(walk, clause), _SYMBOLS))
    rows.set("expressions", items)
    return names


def _windowed(clause: _Clause, function: exp.Expr, spec: exp.Expr | None = None) -> exp.Window:
    """A function over the partition, in the order asked for, if any."""
    order = clause.node.args.get("order") or _order([exp.Ordered(this=exp.Null())])
    return exp.Window(
        this=function,
        partition_by=_copies(clause.node.args.get("partition_by") or []),
        order=order.copy(),
        spec=spec,
    )


def _copies(nodes: Sequence[exp.Expr]) -> list[exp.Expr]:
    return [node.copy() for node in nodes]


def _order(items: Sequence[exp.Expr]) -> exp.Order:
    return exp.Order(expressions=list(items))


def _symbols(walk: Walker, clause: _Clause) -> exp.Expr:
    """The symbols for which a row qualifies, as bits; one that is not defined fits all rows."""
    defined = {stored(item.args["alias"]): item.this for item in clause.node.args.get("define") or []}
    mask: exp.Expr = cast(integer(0), "BIGINT")
    for bit, symbol in enumerate(clause.pattern.symbols):
        value: exp.Expr = integer(1 << bit)
        if symbol in defined:
            condition = _definition(walk, clause, exp.Paren(this=defined[symbol].copy()))
            value = case([(condition, value)], integer(0))
        mask = operator(exp.Add, mask, value)
    return mask


def _definition(walk: Walker, clause: _Clause, condition: exp.Expr) -> exp.Expr:
    """A condition of DEFINE: LAG, LEAD and their like see the whole partition."""
    for window in list(condition.find_all(exp.Window)):
        _whole_window(walk, clause, window)
    for item in list(condition.walk(prune=lambda found: isinstance(found, (exp.Query, exp.Window)))):
        if isinstance(item, exp.Window) or not isinstance(item, exp.Func):
            continue
        name = _function_name(item)
        if name in ("LAG", "LEAD", "NEXT"):
            item.replace(_windowed(clause, _shifted(item)))
        elif name in ("FIRST_VALUE", "LAST_VALUE"):
            item.replace(_windowed(clause, item.copy(), _frame(*_WHOLE)))
        elif name in ("FIRST", "LAST", "PREV", *_PSEUDO) or is_aggregate(item):
            raise walk.unsupported(f"{name} in DEFINE", item)
    return as_boolean(walk.expression(condition), walk)


def _whole_window(walk: Walker, clause: _Clause, window: exp.Window) -> None:
    spec = window.args.get("spec")
    bounds = tuple(spec.text(key).upper() for key in ("start", "start_side", "end", "end_side")) if spec else ()
    if window.args.get("partition_by") or window.args.get("order") or bounds != _WHOLE:
        raise walk.unsupported("a window in DEFINE other than all rows of the partition", window)
    window.replace(_windowed(clause, window.this.copy(), _frame(*_WHOLE)))


def _frame(start: str, start_side: str, end: str, end_side: str | None) -> exp.WindowSpec:
    return exp.WindowSpec(kind="ROWS", start=start, start_side=start_side, end=end, end_side=end_side)


def _function_name(node: exp.Expr) -> str:
    if isinstance(node, exp.Func) and not isinstance(node, exp.Anonymous):
        return node.sql_name()
    return node.name.upper()


def _shifted(node: exp.Expr) -> exp.Expr:
    """PREV, LAG, NEXT or LEAD with its arguments, as LAG or LEAD."""
    name = _function_name(node)
    kind = exp.Lag if name in ("PREV", "LAG") else exp.Lead
    if not isinstance(node, exp.Anonymous):
        return kind(**{key: value.copy() for key, value in node.args.items() if isinstance(value, exp.Expr)})
    return kind(**dict(zip(("this", "offset", "default"), _copies(node.expressions), strict=False)))


# The matches


def _matched(clause: _Clause) -> exp.Expr:
    """The rows of the matches: those of the source with the number of the match, the symbol and the like."""
    arguments = [
        text(json.dumps(clause.pattern.tree)),
        call("list", exp.Column(this=identifier(_SYMBOLS))),
        text(clause.skip),
        integer(clause.target),
        boolean(value=clause.option == "WITH UNMATCHED ROWS"),
    ]
    arguments[1].set("expressions", [exp.Order(this=arguments[1].expressions[0], expressions=[_ascending(_PLACE)])])
    part = exp.Column(this=identifier(_PART))
    found = exp.Select(
        expressions=[part, _named(call("unnest", call("mh_row_matches", *arguments)), _FOUND)],
        from_=exp.From(this=exp.Table(this=identifier(_ROWS))),
        group=exp.Group(expressions=[part.copy()]),
    )
    symbols = [text(name) for name in clause.pattern.symbols]
    symbol = call("list_extract", exp.Array(expressions=symbols), operator(exp.Add, _of_row("symbol"), integer(1)))
    problem = cast(call("mh_raise", _of_row("problem")), "VARCHAR")
    items = [
        exp.Column(this=exp.Star(), table=identifier(_ROWS)),
        _named(_of_row("number"), _MATCH),
        _named(case([(exp.Not(this=is_null(_of_row("problem"))), problem)], symbol), _SYMBOL),
        _named(_of_row("sequence"), _SEQUENCE),
        _named(_of_row("left_out"), _LEFT_OUT),
    ]
    place = operator(exp.Add, _of_row("place"), integer(1))
    joined = exp.And(
        this=exp.EQ(this=engine_column(_PART, _ROWS), expression=engine_column(_PART, _FOUND)),
        expression=exp.EQ(this=engine_column(_PLACE, _ROWS), expression=place),
    )
    return exp.Select(
        expressions=items,
        from_=exp.From(this=exp.Subquery(this=found, alias=engine_alias(_FOUND))),
        joins=[exp.Join(this=exp.Table(this=identifier(_ROWS), alias=engine_alias(_ROWS)), on=joined)],
    )


def _of_row(name: str) -> exp.Expr:
    return call("struct_extract", engine_column(_FOUND, _FOUND), text(name))


def _named(value: exp.Expr, name: str) -> exp.Alias:
    return exp.Alias(this=value, alias=identifier(name))


def _ascending(name: str) -> exp.Ordered:
    return exp.Ordered(this=exp.Column(this=identifier(name)), nulls_first=False)


def _matched_scope(outer: Scope, rows: Scope, names: Mapping[tuple[str, str], str]) -> Scope:
    """The columns of the source and of its matches, as measures name them."""
    scope = Scope(outer)

    def moved(column: ScopeColumn) -> ScopeColumn:
        name = names[column.relation, column.engine_name or column.name]
        return ScopeColumn(column.name, name, _MATCHED, column.type)

    def shown(columns: Sequence[ScopeColumn]) -> list[ScopeColumn]:
        return [moved(column) for column in columns if not column.hidden]

    scope.sources = [Source(source.name, _MATCHED, shown(source.columns), source.qualifiers) for source in rows.sources]
    visible = shown(rows.visible)
    added = {**dict.fromkeys((_MATCH, _SEQUENCE, _PART, _PLACE), _COUNT), _SYMBOL: VARCHAR}
    hidden = [ScopeColumn(name, name, _MATCHED, data_type, hidden=True) for name, data_type in added.items()]
    if not any(column.name == _CLASSIFIER for column in visible):
        hidden.append(ScopeColumn(_CLASSIFIER, _SYMBOL, _MATCHED, VARCHAR, hidden=True))
    scope.show([*visible, *hidden])
    return scope


# Measures


def _outputs(walk: Walker, clause: _Clause) -> tuple[exp.Select, list[OutputColumn]]:
    """The query of the matches' rows, and its columns."""
    visible = [column for column in walk.scope.visible if not column.hidden]
    found: list[tuple[str, exp.Expr]] = []
    if clause.all_rows:
        found.extend((column.name, walk.set_type(column.reference(), column.type)) for column in visible)
    else:
        for item in clause.node.args.get("partition_by") or []:
            name = stored(item.this) if isinstance(item, exp.Column) else walk.source_text(item).upper()
            found.append((name, walk.expression(item.copy())))
    found.extend(_measure(walk, clause, item) for item in clause.node.args.get("measures") or [])
    if not found:
        raise SnowflakeError(ErrorCode.SELECT_WITHOUT_COLUMNS, position=walk.position(clause.node))
    names = output_names([name for name, _ in found], Naming.DERIVED)
    columns = [
        OutputColumn(name, engine, walk.type_of(value).with_nullable(True))
        for (name, value), engine in zip(found, names, strict=True)
    ]
    items = [_named(value, name) for (_, value), name in zip(found, names, strict=True)]
    return _query(clause, items), columns


def _query(clause: _Clause, items: Sequence[exp.Expr]) -> exp.Select:
    """The outputs of the rows that are asked for; windows see all rows of a match before any is left out."""
    symbol, match, left_out = (engine_column(name, _MATCHED) for name in (_SYMBOL, _MATCH, _LEFT_OUT))
    conditions: list[exp.Expr] = []
    if not clause.all_rows:
        last = exp.Window(
            this=call("row_number"),
            partition_by=[engine_column(_PART, _MATCHED), match],
            order=_order([exp.Ordered(this=engine_column(_PLACE, _MATCHED), desc=True, nulls_first=False)]),
        )
        conditions.append(exp.EQ(this=last, expression=integer(1)))
    elif not _EMPTY[clause.option]:
        conditions.append(exp.Not(this=is_null(symbol)))
    if clause.all_rows and clause.pattern.excludes:
        conditions.append(exp.Not(this=exp.Coalesce(this=left_out, expressions=[boolean(value=False)])))
    query = exp.Select(
        expressions=list(items),
        from_=exp.From(this=exp.Subquery(this=_matched(clause), alias=engine_alias(_MATCHED))),
    )
    if conditions:  # in QUALIFY, behind all windows, where the engine wants one
        counted = exp.GTE(this=exp.Window(this=call("row_number")), expression=integer(1))
        query.set("qualify", exp.Qualify(this=all_of([*conditions, counted])))
    return query


def _measure(walk: Walker, clause: _Clause, measure: exp.Expr) -> tuple[str, exp.Expr]:
    """A measure's name and its value in engine SQL."""
    asked = measure.text("window_frame").upper() or str(measure.args.get("window_frame") or "").upper()
    alias = measure.this
    if not isinstance(alias, exp.Alias):
        raise walk.unsupported("a measure without a name", measure)
    value = exp.Paren(this=alias.this.copy())
    functions = [item for item in value.find_all(exp.Func) if _is_windowed(item)]
    if asked in ("FINAL", "RUNNING") and len(functions) != 1:
        raise walk.unsupported(f"{asked} before anything but one window function", measure)
    final = asked == "FINAL" or (asked not in ("FINAL", "RUNNING") and not clause.all_rows)
    _resolve(walk, clause, value, final=final)
    node = walk.expression(value)
    if clause.option == "WITH UNMATCHED ROWS":
        unmatched = is_null(engine_column(_MATCH, _MATCHED))
        node = walk.set_type(case([(unmatched, exp.Null())], node), walk.type_of(node))
    return given_name(alias.args["alias"], walk), node


def _is_windowed(item: exp.Func) -> bool:
    return is_aggregate(item) or _function_name(item) in (*_ENDS, *_SHIFTING)


def _resolve(walk: Walker, clause: _Clause, value: exp.Expr, *, final: bool) -> None:
    """Give the functions of a measure their windows; what names a symbol sees its rows only."""
    for called in list(value.find_all(exp.Anonymous)):
        if called.name.upper() in _PSEUDO and not called.expressions:
            called.replace(_hidden(_PSEUDO[called.name.upper()]))
    if value.find(exp.Window, exp.Query):
        raise walk.unsupported("OVER or a query in a measure", value)
    for item in [item for item in value.find_all(exp.Func) if _is_windowed(item)]:
        item.replace(_in_match(walk, clause, item, final=final))
    for column in [item for item in value.find_all(exp.Column) if _symbol_of(clause, item)]:
        if column.find_ancestor(exp.Window):
            continue
        if not final:
            raise walk.unsupported("a column of a symbol outside a FINAL window function", column)
        column.replace(_in_match(walk, clause, exp.Last(this=column.copy()), final=True))


def _symbol_of(clause: _Clause, column: exp.Column) -> str | None:
    table = column.args.get("table")
    name = stored(table) if table is not None else None
    return name if name in clause.pattern.symbols else None


def _check_symbols(walk: Walker, clause: _Clause, node: exp.Expr) -> str | None:
    """The symbol that all columns of a function name, if any."""
    columns = list(node.find_all(exp.Column))
    found = {_symbol_of(clause, column) for column in columns}
    if len(found) > 1 or (found - {None} and _function_name(node) in _SHIFTING):
        raise walk.unsupported("columns of several symbols in one window function, or of one in PREV or NEXT", node)
    return next(iter(found), None)


def _in_match(walk: Walker, clause: _Clause, function: exp.Expr, *, final: bool) -> exp.Expr:
    """A window function over the rows of the match: those of its symbol, or all."""
    symbol = _check_symbols(walk, clause, function)
    function = function.copy()
    for column in list(function.find_all(exp.Column)):
        if _symbol_of(clause, column):
            column.set("table", None)
    mapped = exp.Column(this=identifier(_SYMBOL))
    condition: exp.Expr = (
        exp.Not(this=exp.Is(this=mapped, expression=exp.Null()))
        if symbol is None
        else exp.EQ(this=mapped, expression=exp.Literal.string(symbol))
    )
    name = _function_name(function)
    if name in _SHIFTING:
        return _over_match(_shifted(function), [_ascending(_PLACE)], None)
    if name in _ENDS:
        if symbol is not None and not final:
            raise walk.unsupported(f"{name} of a symbol's column that is not FINAL", function)
        return _end_of(function.this, condition, final=final, first=name.startswith("FIRST"))
    if not isinstance(function, _AGGREGATES):
        raise walk.unsupported(f"{name} in a measure", function)
    frame = _WHOLE if final else ("UNBOUNDED", "PRECEDING", "CURRENT ROW", None)
    return _over_match(_filtered(function, condition), [_ascending(_PLACE)], frame)


def _hidden(name: str) -> exp.Column:
    return exp.Column(this=identifier(name))


def _filtered(function: exp.Expr, condition: exp.Expr) -> exp.Expr:
    """An aggregate of the rows that meet a condition."""
    if isinstance(function, exp.Count) and isinstance(function.this, (exp.Star, exp.Column)) and function.this.is_star:
        function.set("this", exp.Case(ifs=[exp.If(this=condition, true=exp.Literal.number(1))]))
        return function
    inner = function.this.expressions if isinstance(function.this, exp.Distinct) else [function.this]
    for item in [*inner, *(function.args.get("expressions") or [])]:
        item.replace(exp.Case(ifs=[exp.If(this=condition.copy(), true=item.copy())]))
    return function


def _end_of(value: exp.Expr, condition: exp.Expr, *, final: bool, first: bool) -> exp.Expr:
    """The value of the first or last of the rows that meet a condition, also where that value is NULL."""
    if not final and not first:
        return exp.Case(ifs=[exp.If(this=condition, true=value)])
    met = exp.Case(ifs=[exp.If(this=condition, true=exp.Literal.number(0))], default=exp.Literal.number(1))
    place = exp.Ordered(this=_hidden(_PLACE), desc=not first, nulls_first=False)
    edge = _over_match(exp.FirstValue(this=value), [exp.Ordered(this=met, nulls_first=False), place], _WHOLE)
    one = exp.Case(ifs=[exp.If(this=condition.copy(), true=exp.Literal.number(1))])
    found = exp.GT(this=_over_match(exp.Count(this=one), [], None), expression=exp.Literal.number(0))
    return exp.Case(ifs=[exp.If(this=found, true=edge)])


def _over_match(
    function: exp.Expr, order: Sequence[exp.Expr], frame: tuple[str, str, str, str | None] | None
) -> exp.Window:
    """A function over the rows of the match."""
    return exp.Window(
        this=function,
        partition_by=[_hidden(_PART), _hidden(_MATCH)],
        order=_order(order) if order else None,
        spec=_frame(*frame) if frame is not None else None,
    )
