"""TABLE(…) and LATERAL: generator, flatten, texts split into rows, earlier results, staged files, lateral queries."""

from __future__ import annotations

from sqlglot import exp

from mockhaus.domain.catalog import physical
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import Kind
from mockhaus.translation import inferring
from mockhaus.translation.cursor import named
from mockhaus.translation.functions import flattening, splitting
from mockhaus.translation.functions.building import call, cast
from mockhaus.translation.functions.statement_context import argument
from mockhaus.translation.scope import OutputColumn, Scope, Source, identifier
from mockhaus.translation.sources import constructed_queries
from mockhaus.translation.sources.building import alias_columns, engine_alias, source_of
from mockhaus.translation.sources.information_functions import information_function
from mockhaus.translation.sources.listed_rows import listed_rows
from mockhaus.translation.sources.tables import result, table
from mockhaus.translation.walk import Walker

SourceNode = tuple[exp.Expr, Source]
_RESULT_SCAN = "RESULT_SCAN"
_LAST = -1
_SPLITTING = (exp.SplitToTable, exp.StrtokSplitToTable)


def table_function(walk: Walker, node: exp.TableFromRows) -> SourceNode:
    """TABLE(function(…)), TABLE('name'), TABLE($name) or TABLE(?)."""
    function = node.this
    if isinstance(function, exp.Parameter | exp.Placeholder):
        return table(walk, exp.Table(this=exp.DynamicIdentifier(this=function), alias=node.args.get("alias")))
    answered = information_function(walk, node, function)
    if answered is not None:
        return answered
    if isinstance(function, exp.Generator):
        return _generator(walk, node, function)
    if isinstance(function, exp.Explode):
        return _flatten(walk, node, function)
    if isinstance(function, _SPLITTING):
        return _split(walk, node, function)
    if isinstance(function, exp.Anonymous) and function.name.upper() == _RESULT_SCAN:
        return _result_scan(walk, node, function)
    if isinstance(function, exp.Anonymous) and function.name.upper() == constructed_queries.FUNCTION:
        return constructed_queries.constructed_query(walk, node, function)
    if isinstance(function, exp.Anonymous) and function.name.upper() == inferring.FUNCTION:
        return _infer_schema(walk, node, function)
    if isinstance(function, exp.RawString) or (isinstance(function, exp.Literal) and function.is_string):
        return _named_table(walk, node, function)
    if isinstance(function, exp.Func):
        raise walk.refused_function(function)
    raise walk.unsupported(f"TABLE({walk.source_text(function).upper()})", node)


def lateral(walk: Walker, node: exp.Lateral) -> SourceNode:
    """LATERAL (query) and LATERAL FLATTEN(…)."""
    if node.args.get("view") or node.args.get("outer") or node.args.get("ordinality"):
        raise walk.unsupported("LATERAL of this form", node)
    inner = node.this
    if isinstance(inner, exp.Explode):
        return _flatten(walk, node, inner)
    if isinstance(inner, _SPLITTING):
        return _split(walk, node, inner)
    if not isinstance(inner, exp.Subquery):
        raise walk.unsupported(f"LATERAL {walk.source_text(inner).upper()}", node)
    with walk.inside(Scope(walk.scope)):
        translated = walk.query(inner)
    source = source_of(walk, node, translated.columns)
    query = translated.node if isinstance(translated.node, exp.Subquery) else exp.Subquery(this=translated.node)
    return exp.Lateral(this=query, alias=engine_alias(source.relation)), source


def _named_table(walk: Walker, node: exp.Expr, literal: exp.Expr) -> SourceNode:
    parts = [identifier(part) for part in named(literal.name).parts]
    keys = ("this", "db", "catalog")
    target = exp.Table(**dict(zip(keys, reversed(parts), strict=False)))
    target.set("alias", node.args.get("alias"))
    return table(walk, target)


# RESULT_SCAN, https://docs.snowflake.com/en/sql-reference/functions/result_scan


def _result_scan(walk: Walker, node: exp.Expr, function: exp.Expr) -> SourceNode:
    """An earlier result. Which one decides the columns, so it is settled now: the plan holds for this run only."""
    results = walk.context.results
    if results is None or walk.views or not walk.context.searches_public:
        raise walk.unsupported(f"{_RESULT_SCAN} in this statement", node)
    if len(function.expressions) > 1:
        raise walk.unsupported(f"{_RESULT_SCAN} of several arguments", node)
    given = [argument(walk.expression(item), _RESULT_SCAN, walk) for item in function.expressions]
    return result(walk, node, results.relation(given[0] if given else _LAST))


# INFER_SCHEMA, https://docs.snowflake.com/en/sql-reference/functions/infer_schema


def _infer_schema(walk: Walker, node: exp.Expr, function: exp.Expr) -> SourceNode:
    """The columns of staged files, which are read when the plan runs."""
    if walk.views or not walk.context.searches_public:
        raise walk.unsupported(f"{inferring.FUNCTION} in this statement", node)
    arguments: dict[str, inferring.Given] = {}
    for item in function.expressions:
        if not isinstance(item, exp.Kwarg) or item.this.name.upper() not in inferring.ARGUMENTS:
            raise walk.unsupported(f"{inferring.FUNCTION} with {walk.source_text(item)}", item)
        arguments[item.this.name.upper()] = _given(walk, item.expression)
    for name in inferring.REQUIRED:
        if name not in arguments:
            detail = f"{inferring.FUNCTION} needs the argument {name}."
            raise SnowflakeError(ErrorCode.SEMANTIC, position=walk.position(node), detail=detail)
    asked = inferring.inference(len(walk.findings.provided) + 1, arguments)
    walk.findings.provided[asked.provided] = None
    source = source_of(walk, node, [OutputColumn(name, name, data_type) for name, data_type in inferring.COLUMNS])
    relation = physical.relation(physical.TEMPORARY_ATTACHMENT, asked.relation)
    return exp.Table(this=exp.Var(this=relation), alias=engine_alias(source.relation)), source


def _given(walk: Walker, value: exp.Expr) -> inferring.Given:
    """An argument: a literal, a bound value, or texts in parentheses."""
    if isinstance(value, exp.Boolean):
        return str(value.this).upper()
    if isinstance(value, exp.Tuple | exp.Paren):
        items = value.expressions if isinstance(value, exp.Tuple) else [value.this]
        return tuple(argument(walk.expression(item), inferring.FUNCTION, walk) for item in items)
    return argument(walk.expression(value), inferring.FUNCTION, walk)


# GENERATOR, https://docs.snowflake.com/en/sql-reference/functions/generator


def _generator(walk: Walker, node: exp.Expr, function: exp.Expr) -> SourceNode:
    rows = _given_number(function, "rowcount")
    if rows is None and _given_number(function, "timelimit") is not None:
        raise walk.unsupported("GENERATOR with TIMELIMIT alone", node)
    count = cast(_row_count(walk, rows), "BIGINT") if rows is not None else exp.Literal.number(0)
    if isinstance(rows, exp.Literal):
        count = exp.Literal.number(rows.name)
    source = source_of(walk, node, ())
    source.generated = True
    alias = exp.TableAlias(this=identifier(source.relation), columns=[identifier("range")])
    return exp.Table(this=call("range", count), alias=alias), source


def _given_number(function: exp.Expr, name: str) -> exp.Expr | None:
    """An argument; NULL counts as none. Of rows and a time limit the rows are there first."""
    given = function.args.get(name)
    return None if isinstance(given, exp.Null) else given


def _row_count(walk: Walker, rows: exp.Expr) -> exp.Expr:
    value = walk.expression(rows)
    if walk.type_of(value).kind is not Kind.NUMBER:
        raise walk.unsupported("GENERATOR with a ROWCOUNT that is no number", rows)
    return value


# FLATTEN


def _flatten(walk: Walker, node: exp.Expr, function: exp.Expr) -> SourceNode:
    arguments = _arguments(function)
    if "INPUT" in arguments:
        arguments["INPUT"] = walk.expression(arguments["INPUT"])
    rows = flattening.flatten_rows(arguments, function, walk)
    if alias_columns(node) == [name for name, _ in flattening.COLUMNS]:
        node.args["alias"].set("columns", None)  # the parser adds them
    return listed_rows(walk, node, rows)


def _arguments(function: exp.Expr) -> dict[str, exp.Expr]:
    found: dict[str, exp.Expr] = {}
    for item in [function.this, *function.expressions]:
        if isinstance(item, exp.Kwarg):
            found[item.this.name.upper()] = item.expression
        elif isinstance(item, exp.Expr):
            found["INPUT"] = item
    return found


# Texts split


def _split(walk: Walker, node: exp.Expr, function: exp.Expr) -> SourceNode:
    for key in ("this", "expression"):
        argument = function.args.get(key)
        if argument is not None:
            function.set(key, walk.expression(argument))
    _forget_side(node.parent)
    return listed_rows(walk, node, splitting.split_rows(function, walk))


def _forget_side(join: exp.Expr | None) -> None:
    """A LEFT JOIN of the parts of a text keeps no row whose text has none, as Snowflake documents it."""
    if isinstance(join, exp.Join) and join.args.get("on") in (None, exp.Boolean(this=True)):
        for key in ("side", "kind", "on"):
            join.set(key, None)
