"""TABLE(INFORMATION_SCHEMA.function(…)): table functions that the core answers."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from mockhaus.domain.catalog import physical
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import QualifiedName, engine_name
from mockhaus.translation.columns import stored
from mockhaus.translation.functions.metadata import constant_sql
from mockhaus.translation.metadata_functions import MetadataFunction
from mockhaus.translation.metadata_tables import REFUSED, SCHEMA, TABLES, UNQUALIFIED
from mockhaus.translation.scope import OutputColumn, Source
from mockhaus.translation.sources.building import engine_alias, source_of
from mockhaus.translation.walk import Walker

SourceNode = tuple[exp.Expr, Source]


def information_function(walk: Walker, node: exp.Expr, function: exp.Expr) -> SourceNode | None:
    """The source that a call is, where it is one of INFORMATION_SCHEMA: by name, or as the session is there."""
    *qualifiers, call = _parts(function)
    if not isinstance(call, exp.Anonymous):
        return None
    name = call.name.upper()
    place = [stored(part) for part in qualifiers if isinstance(part, exp.Identifier)]
    if not place and name in UNQUALIFIED:
        return _answered(walk, node, call)
    if place[-1:] != [SCHEMA] and (place or walk.schema != SCHEMA or name not in REFUSED.union(TABLES)):
        return None
    _check_database(walk, QualifiedName((*place, name)))
    if name in REFUSED:
        raise walk.unsupported(f"{SCHEMA}.{name}", node)
    if name not in TABLES or name in UNQUALIFIED:
        raise SnowflakeError(ErrorCode.UNKNOWN_FUNCTION, position=walk.position(node), name=f"{SCHEMA}.{name}")
    return _answered(walk, node, call)


def _parts(function: exp.Expr) -> list[exp.Expr]:
    if isinstance(function, exp.Dot):
        return [*_parts(function.this), *_parts(function.expression)]
    return [function]


def _check_database(walk: Walker, name: QualifiedName) -> None:
    full = walk.context.names.complete(name, walk.database, walk.schema)
    missing = walk.context.names.missing_place(full)
    if missing is not None:
        raise SnowflakeError(ErrorCode.SCHEMA_NOT_FOUND, kind=missing[0], name=missing[1])


def _answered(walk: Walker, node: exp.Expr, call: exp.Anonymous) -> SourceNode:
    name = call.name.upper()
    function = TABLES[name]
    arguments = dict(_arguments(walk, call, name, function))
    for required, _ in function.parameters[: function.required]:
        if required not in arguments:
            detail = f"{name} needs the argument {required}."
            raise SnowflakeError(ErrorCode.SEMANTIC, position=walk.position(node), detail=detail)
    relation = physical.relation(physical.TEMPORARY_ATTACHMENT, walk.needs_metadata(name, arguments))
    source = source_of(
        walk, node, [OutputColumn(column, engine_name(column), kind) for column, kind in function.columns]
    )
    return exp.Table(this=exp.Var(this=relation), alias=engine_alias(source.relation)), source


def _name_of(walk: Walker, node: exp.Expr) -> str:
    """The name that an argument is, which may stand in quotes."""
    if isinstance(node, exp.Column):
        return str(QualifiedName(tuple(stored(part) for part in node.parts if isinstance(part, exp.Identifier))))
    if isinstance(node, exp.Literal) and node.is_string:
        return str(node.this)
    raise walk.unsupported(f"{walk.source_text(node)} in place of a name", node)


def _arguments(walk: Walker, call: exp.Anonymous, name: str, function: MetadataFunction) -> Iterator[tuple[str, str]]:
    """The engine SQL of the arguments by parameter; those without a name come in the parameters' order."""
    types = dict(function.parameters)
    names = [parameter for parameter, _ in function.parameters]
    for index, item in enumerate(call.expressions, 1):
        named = isinstance(item, exp.Kwarg)
        parameter = item.this.name.upper() if named else names[index - 1] if index <= len(names) else ""
        if parameter not in types:
            raise walk.unsupported(f"{name} with {walk.source_text(item)}", item)
        if function.named and parameter == names[0]:
            yield parameter, exp.Literal.string(_name_of(walk, item.expression if named else item)).sql("duckdb")
            continue
        value = walk.expression(item.expression if named else item)
        yield parameter, constant_sql(value, index, name, types[parameter], walk)
