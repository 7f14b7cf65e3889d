"""Conversions between types: what CAST, `::` and the coercions of other rules do.

Follows https://docs.snowflake.com/en/sql-reference/data-type-conversion. The ways to a kind are in `to_numbers`,
`to_texts`, `to_dates` and `to_documents`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import DataType, Kind
from mockhaus.translation.functions import structures
from mockhaus.translation.functions.building import cast_to
from mockhaus.translation.functions.converting import Conversion, Settings, settings_of
from mockhaus.translation.functions.to_dates import to_date_or_time
from mockhaus.translation.functions.to_documents import to_array, to_file, to_object, to_variant, to_vector
from mockhaus.translation.functions.to_geospatial import to_geography, to_geometry
from mockhaus.translation.functions.to_numbers import to_boolean, to_decimal_float, to_float, to_number
from mockhaus.translation.functions.to_texts import to_binary, to_text, to_uuid
from mockhaus.translation.precision import Fraction
from mockhaus.translation.rules import Walk

Converter = Callable[[Conversion], "exp.Expr | None"]
"""Builds a conversion to one kind; None for a pair of types between which there is none."""


def cast_node(node: exp.Expr, source: DataType, target: DataType, walk: Walk, *, try_: bool = False) -> exp.Expr:
    """The node, of type `source`, as a value of type `target`: Snowflake's explicit CAST, or TRY_CAST with `try_`.

    Raises INVALID_CONVERSION for a pair of types between which there is no conversion.
    """
    converted = converted_node(node, source, target, settings_of(walk), try_=try_)
    if converted is None:
        raise SnowflakeError(
            ErrorCode.INVALID_CONVERSION,
            position=walk.position(node),
            expression=f"CAST({_spelled(node, source, walk)} AS {target})",
            name=f"TO_{target.kind.value}",
        )
    return converted


def _spelled(node: exp.Expr, source: DataType, walk: Walk) -> str:
    """A value for an error message: literals and columns as written, in capitals unless quoted; else the type."""
    if not isinstance(node, (exp.Boolean, exp.Column, exp.Literal)):
        return str(source)
    written = walk.source_text(node)
    return written if "'" in written or '"' in written else written.upper()


def converted_node(
    node: exp.Expr, source: DataType, target: DataType, settings: Settings, *, try_: bool = False
) -> exp.Expr | None:
    """As `cast_node`, with None for a pair of types between which there is no conversion."""
    if source.kind is Kind.NULL or target.kind is Kind.NULL:
        return cast_to(node, target, settings.fraction)
    if source.is_structured or target.is_structured:
        return structures.converted(node, source, target, plain_conversion(settings))
    converter = _CONVERTERS[target.kind]
    return converter(Conversion(node, source, target, settings, try_))


def plain_conversion(settings: Settings) -> structures.Convert:
    """`converted_node` with its settings given, for the parts of structured values, which keep microseconds."""
    exact = replace(settings, fraction=Fraction.MICROSECONDS)
    return lambda node, source, target: converted_node(node, source, target, exact)


def order_key(node: exp.Expr, source: DataType, walk: Walk) -> exp.Expr:
    """What the engine orders documents by: VARIANTs by kind and value, structured ones part by part; never FILEs."""
    if source.kind is Kind.FILE:
        detail = "Expressions of type FILE cannot be used as ORDER BY keys"
        raise SnowflakeError(ErrorCode.SEMANTIC, position=walk.position(node), detail=detail)
    return structures.order_key(node, source, plain_conversion(settings_of(walk)))


_CONVERTERS: dict[Kind, Converter] = {
    Kind.NUMBER: to_number,
    Kind.FLOAT: to_float,
    Kind.DECFLOAT: to_decimal_float,
    Kind.BOOLEAN: to_boolean,
    Kind.VARCHAR: to_text,
    Kind.UUID: to_uuid,
    Kind.BINARY: to_binary,
    Kind.DATE: to_date_or_time,
    Kind.TIME: to_date_or_time,
    Kind.TIMESTAMP_NTZ: to_date_or_time,
    Kind.TIMESTAMP_LTZ: to_date_or_time,
    Kind.TIMESTAMP_TZ: to_date_or_time,
    Kind.VARIANT: to_variant,
    Kind.OBJECT: to_object,
    Kind.ARRAY: to_array,
    Kind.VECTOR: to_vector,
    Kind.GEOGRAPHY: to_geography,
    Kind.GEOMETRY: to_geometry,
    Kind.FILE: to_file,
}
