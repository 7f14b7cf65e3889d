"""Values into VARIANT and out of it. No rule writes or reads the canonical text itself: the engine's macros do."""

from __future__ import annotations

import json

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import GEOSPATIAL, SEMI_STRUCTURED, DataType, Kind
from mockhaus.translation.functions.building import call, cast

_INTO = {
    Kind.FLOAT: "mh_float",
    Kind.DECFLOAT: "mh_decfloat_variant",
    Kind.VARCHAR: "mh_str",
    Kind.UUID: "mh_str",
    Kind.BINARY: "mh_bin",
    Kind.BOOLEAN: "mh_bool",
    Kind.DATE: "mh_date",
    Kind.TIME: "mh_time",
    Kind.TIMESTAMP_NTZ: "mh_ntz",
    Kind.TIMESTAMP_LTZ: "mh_ltz",
    Kind.TIMESTAMP_TZ: "mh_tz",
}


def encoded(node: exp.Expr, source: DataType) -> exp.Expr:
    """The canonical text of a value of any type; SQL NULL stays SQL NULL.

    INVALID_CONVERSION for a VECTOR, which no VARIANT can hold.
    """
    if source.kind in SEMI_STRUCTURED:
        return node
    if source.kind is Kind.VECTOR:
        raise SnowflakeError(ErrorCode.INVALID_CONVERSION, expression=f"CAST({source} AS VARIANT)", name="TO_VARIANT")
    if source.kind in GEOSPATIAL:
        return call("mh_parse", call("mh_geo_json", node))
    if source.kind is Kind.NULL:
        return cast(node, "VARCHAR")
    if source.kind is Kind.NUMBER:
        if source.scale == source.precision:
            return call("mh_decimals", node)
        return call("mh_dec", node) if source.scale else call("mh_int", node)
    return call(_INTO[source.kind], node)


EMPTY_KEY = "/"
"""The engine's path of the key that is an empty text."""


def key_text(key: str) -> str:
    """A key as canonical text has it, between quotes."""
    return json.dumps(key.replace("\x7f", "\x7f\x7f"), ensure_ascii=False)


def key_path(key: str) -> str:
    """The engine's path of a key of the whole value."""
    return f"$.{key_text(key)}" if key else EMPTY_KEY
