"""Functions about objects, of https://docs.snowflake.com/en/sql-reference/functions-metadata: the core answers them."""

from __future__ import annotations

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import VARCHAR, DataType
from mockhaus.translation.functions.building import cast
from mockhaus.translation.metadata_functions import SCALAR, MetadataFunction
from mockhaus.translation.rendering import engine_sql
from mockhaus.translation.rules import FunctionRule, FunctionRules, Walk

_VARYING = (exp.Column, exp.Query, exp.AggFunc, exp.Window)


def constant_sql(node: exp.Expr, index: int, function: str, target: DataType, walk: Walk) -> str:
    """A walked argument as engine SQL of a type; ARGUMENT_NOT_CONSTANT where it differs from row to row."""
    varying = next((item for item in node.walk() if isinstance(item, _VARYING)), None)
    if varying is not None:
        shown = varying.name if isinstance(varying, exp.Column) else walk.source_text(varying)
        raise SnowflakeError(
            ErrorCode.ARGUMENT_NOT_CONSTANT,
            position=walk.position(node),
            index=index,
            name=function,
            expression=shown.upper(),
        )
    return engine_sql(walk.coerce(node, target))


def _answer(node: exp.Expr, walk: Walk) -> exp.Expr:
    """The answer, as a parameter of the plan."""
    name = node.name.upper()
    pairs = zip(SCALAR[name].parameters, node.expressions, strict=False)
    arguments = {
        parameter: constant_sql(item, index, name, target, walk)
        for index, ((parameter, target), item) in enumerate(pairs, 1)
    }
    return cast(exp.Var(this=f"${walk.needs_metadata(name, arguments)}"), "VARCHAR")


def _rule(function: MetadataFunction) -> FunctionRule:
    return FunctionRule(lambda *_: VARCHAR, _answer, function.required, len(function.parameters))


NAMED: FunctionRules = {name: _rule(function) for name, function in SCALAR.items()}
