"""Conversions to GEOGRAPHY and GEOMETRY, and how both print.

Follows https://docs.snowflake.com/en/sql-reference/data-types-geospatial.
"""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from mockhaus.domain.sessions.parameters import SessionParameters
from mockhaus.domain.types import DataType, Kind
from mockhaus.translation.functions.building import boolean, call, cast, null, text
from mockhaus.translation.functions.converting import Conversion

ANY_FORMAT = "AUTO"
_TEXTS = frozenset({Kind.VARCHAR, Kind.VARIANT, Kind.OBJECT})
_PRINTERS: dict[str, tuple[str, Kind]] = {
    "GeoJSON": ("mh_geo_json", Kind.OBJECT),
    "WKT": ("mh_geo_wkt", Kind.VARCHAR),
    "WKB": ("mh_geo_wkb", Kind.BINARY),
    "EWKT": ("mh_{kind}_ewkt", Kind.VARCHAR),
    "EWKB": ("mh_{kind}_ewkb", Kind.BINARY),
}
"""The engine function that prints a shape in a format, and the kind of what it prints."""


def to_geography(this: Conversion) -> exp.Expr | None:
    """A value as GEOGRAPHY."""
    return geography_of(this)


def to_geometry(this: Conversion) -> exp.Expr | None:
    """A value as GEOMETRY."""
    return geometry_of(this)


def geography_of(this: Conversion, form: str = ANY_FORMAT, *, allow_invalid: exp.Expr | None = None) -> exp.Expr | None:
    """A value in a format as GEOGRAPHY; None for a type that is never one."""
    if this.kind is Kind.GEOGRAPHY:
        return this.node
    flags = [allow_invalid or boolean(value=False), boolean(value=this.lenient)]
    if this.kind is Kind.GEOMETRY:
        return call("mh_geography_of_geometry", this.node, *flags)
    if this.kind is Kind.BINARY:
        return call("mh_geography_of_bytes", this.node, text(form), *flags)
    return call("mh_geography_of_text", _written(this), text(form), *flags) if this.kind in _TEXTS else None


def geometry_of(
    this: Conversion, form: str = ANY_FORMAT, *, srid: exp.Expr | None = None, allow_invalid: exp.Expr | None = None
) -> exp.Expr | None:
    """A value in a format as GEOMETRY with an SRID or its own; None for a type that is never one."""
    if this.kind is Kind.GEOMETRY:
        return this.node
    flags = [srid or cast(null(), "INTEGER"), allow_invalid or boolean(value=False), boolean(value=this.lenient)]
    if this.kind is Kind.GEOGRAPHY:
        return call("mh_geometry_of_geography", this.node, *flags)
    if this.kind is Kind.BINARY:
        return call("mh_geometry_of_bytes", this.node, text(form), *flags)
    return call("mh_geometry_of_text", _written(this), text(form), *flags) if this.kind in _TEXTS else None


def _written(this: Conversion) -> exp.Expr:
    return this.node if this.kind is Kind.VARCHAR else call("mh_text", this.node)


# -- results ------------------------------------------------------------------------------------------------------


def printed(node: exp.Expr, data_type: DataType, parameters: SessionParameters) -> exp.Expr:
    """A shape as results show it."""
    printer, _ = _PRINTERS[_format(data_type, parameters)]
    return call(printer.format(kind=data_type.kind.value.lower()), node)


def as_shown(data_type: DataType, parameters: SessionParameters) -> DataType:
    """The type of a shape's column in a result: it says what the shapes are printed as."""
    return replace(data_type, element=_PRINTERS[_format(data_type, parameters)][1])


def _format(data_type: DataType, parameters: SessionParameters) -> str:
    return parameters.text(f"{data_type.kind.value}_OUTPUT_FORMAT")
