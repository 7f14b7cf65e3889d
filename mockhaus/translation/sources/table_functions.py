"""TABLE(…) and LATERAL: generator, flatten, lateral queries."""

from __future__ import annotations

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import VARCHAR, VARIANT, DataType, Kind, number
from mockhaus.translation.cursor import named
from mockhaus.translation.functions.building import call, cast, text
from mockhaus.translation.scope import OutputColumn, Scope, Source, identifier
from mockhaus.translation.sources.building import alias_columns, engine_alias, source_of
from mockhaus.translation.sources.tables import table
from mockhaus.translation.walk import Walker

SourceNode = tuple[exp.Expr, Source]

_FLATTEN_COLUMNS: tuple[tuple[str, DataType], ...] = (
    ("SEQ", number(38, 0, nullable=False)),
    ("KEY", VARCHAR),
    ("PATH", VARCHAR),
    ("INDEX", number(38, 0)),
    ("VALUE", VARIANT),
    ("THIS", VARIANT),
)
_MODES = frozenset({"OBJECT", "ARRAY", "BOTH"})


def table_function(walk: Walker, node: exp.TableFromRows) -> SourceNode:
    """TABLE(function(…)) or TABLE('name')."""
    function = node.this
    if isinstance(function, exp.Generator):
        return _generator(walk, node, function)
    if isinstance(function, exp.Explode):
        return _flatten(walk, node, function)
    if isinstance(function, exp.Literal) and function.is_string:
        return _named_table(walk, node, function)
    raise walk.unsupported(f"TABLE({walk.source_text(function).upper()})", node)


def lateral(walk: Walker, node: exp.Lateral) -> SourceNode:
    """LATERAL (query) and LATERAL FLATTEN(…)."""
    if node.args.get("view") or node.args.get("outer") or node.args.get("ordinality"):
        raise walk.unsupported("LATERAL of this form", node)
    inner = node.this
    if isinstance(inner, exp.Explode):
        return _flatten(walk, node, inner)
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


# GENERATOR


def _generator(walk: Walker, node: exp.Expr, function: exp.Expr) -> SourceNode:
    if function.args.get("timelimit") is not None:
        raise walk.unsupported("GENERATOR with TIMELIMIT", node)
    rows = function.args.get("rowcount")
    count = cast(walk.expression(rows), "BIGINT") if rows is not None else exp.Literal.number(0)
    if isinstance(rows, exp.Literal):
        count = exp.Literal.number(rows.name)
    source = source_of(walk, node, ())
    source.generated = True
    alias = exp.TableAlias(this=identifier(source.relation), columns=[identifier("range")])
    return exp.Table(this=call("range", count), alias=alias), source


# FLATTEN


def _flatten(walk: Walker, node: exp.Expr, function: exp.Expr) -> SourceNode:
    arguments = _arguments(walk, function)
    if "INPUT" not in arguments:
        raise SnowflakeError(
            ErrorCode.SEMANTIC, position=walk.position(function), detail="FLATTEN needs the argument INPUT"
        )
    columns = [OutputColumn(name, name.lower(), data_type) for name, data_type in _FLATTEN_COLUMNS]
    rows = _flatten_call(walk, function, arguments)
    default = [name for name, _ in _FLATTEN_COLUMNS]
    if alias_columns(node) == default:
        node.args["alias"].set("columns", None)
    source = source_of(walk, node, columns)
    items = [exp.Column(this=identifier(column.engine_name)) for column in columns]
    query = exp.Select(expressions=items, from_=exp.From(this=exp.Table(this=rows)))
    return exp.Lateral(this=exp.Subquery(this=query), alias=engine_alias(source.relation)), source


def _arguments(walk: Walker, function: exp.Expr) -> dict[str, exp.Expr]:
    found: dict[str, exp.Expr] = {}
    for item in [function.this, *function.expressions]:
        if isinstance(item, exp.Kwarg):
            found[item.this.name.upper()] = item.expression
        elif isinstance(item, exp.Expr):
            found["INPUT"] = item
    for name in found:
        if name not in ("INPUT", "PATH", "OUTER", "RECURSIVE", "MODE"):
            raise SnowflakeError(ErrorCode.SEMANTIC, detail=f"invalid argument '{name}' for FLATTEN")
    return found


def _flatten_call(walk: Walker, function: exp.Expr, arguments: dict[str, exp.Expr]) -> exp.Expr:
    source = walk.expression(arguments["INPUT"])
    kind = walk.type_of(source).kind
    if kind not in (Kind.VARIANT, Kind.OBJECT, Kind.ARRAY, Kind.NULL):
        raise SnowflakeError(
            ErrorCode.ARGUMENT_TYPES,
            position=walk.position(function),
            name="FLATTEN",
            types=str(walk.type_of(source)),
        )
    path = _text(walk, function, arguments, "PATH", "")
    mode = _text(walk, function, arguments, "MODE", "BOTH").upper()
    if mode not in _MODES:
        raise SnowflakeError(ErrorCode.SEMANTIC, detail=f"invalid MODE '{mode}' for FLATTEN")
    if path:
        source = call("mh_get", source, text(_json_path(path)))
    if _flag(walk, function, arguments, "RECURSIVE"):
        if _flag(walk, function, arguments, "OUTER"):
            raise walk.unsupported("FLATTEN with RECURSIVE and OUTER", function)
        return call("mh_flatten_rec", source, text(path), text(mode))
    outer = exp.Boolean(this=_flag(walk, function, arguments, "OUTER"))
    return call("mh_flatten", source, text(path), text(mode), outer)


def _json_path(path: str) -> str:
    keys = []
    for part in path.split("."):
        name, bracket, rest = part.partition("[")
        keys.append(f'."{name}"' + bracket + rest)
    return "$" + "".join(keys)


def _text(walk: Walker, node: exp.Expr, arguments: dict[str, exp.Expr], name: str, default: str) -> str:
    value = arguments.get(name)
    if value is None:
        return default
    if not isinstance(value, exp.Literal) or not value.is_string:
        raise walk.unsupported(f"FLATTEN with a {name} that is not a text literal", node)
    return str(value.this)


def _flag(walk: Walker, node: exp.Expr, arguments: dict[str, exp.Expr], name: str) -> bool:
    value = arguments.get(name)
    if value is None:
        return False
    if not isinstance(value, exp.Boolean):
        raise walk.unsupported(f"FLATTEN with {name} that is neither TRUE nor FALSE", node)
    return bool(value.this)
