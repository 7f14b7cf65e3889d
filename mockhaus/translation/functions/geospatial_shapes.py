"""GEOGRAPHY and GEOMETRY read, printed, made and taken apart: TO_GEOGRAPHY, ST_ASWKT, ST_MAKELINE, ST_X….

Follows https://docs.snowflake.com/en/sql-reference/functions-geospatial.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sqlglot import exp

from mockhaus.domain.types import (
    BINARY,
    BOOLEAN,
    FLOAT,
    GEOGRAPHY,
    GEOMETRY,
    INTEGER,
    OBJECT,
    VARCHAR,
    DataType,
    Kind,
    number,
)
from mockhaus.translation.functions.aggregation import Argument, Expansion, Over, collected, named_aggregate
from mockhaus.translation.functions.building import arguments_of, call, case, cast, integer, is_null, text
from mockhaus.translation.functions.converting import Conversion, settings_of
from mockhaus.translation.functions.geospatial_arguments import (
    as_geography,
    either,
    of_shapes,
    returns_shape,
    shape_function,
)
from mockhaus.translation.functions.signatures import (
    Coercion,
    argument_types,
    as_boolean,
    as_float,
    as_integer,
    as_text,
    coerced,
    named,
    returns_nullable,
)
from mockhaus.translation.functions.to_geospatial import ANY_FORMAT, geography_of, geometry_of
from mockhaus.translation.rules import FunctionRule, FunctionRules, NodeRule, NodeRules, Walk

_LONGEST_GEOHASH = 20
_GEOGRAPHY_SRID = number(4, 0)
_BOTH = (Kind.GEOGRAPHY, Kind.GEOMETRY)


def _same(name: str) -> Mapping[Kind, str]:
    """One engine function for both kinds."""
    return dict.fromkeys(_BOTH, name)


def as_whole(node: exp.Expr, source: DataType, walk: Walk) -> exp.Expr | None:
    """An INTEGER: SRIDs."""
    value = as_integer(node, source, walk)
    return None if value is None else cast(value, "INTEGER")


def as_coordinate(node: exp.Expr, source: DataType, walk: Walk) -> exp.Expr | None:
    """A DOUBLE, of NULL too."""
    value = as_float(node, source, walk)
    return None if value is None else cast(value, "DOUBLE")


# -- reading ------------------------------------------------------------------------------------------------------


def _conversion(node: exp.Expr, target: DataType, walk: Walk, *, lenient: bool) -> Conversion:
    value = node.expressions[0]
    source = walk.type_of(value)
    if source.kind is Kind.NULL:
        value, source = cast(value, "VARCHAR"), VARCHAR
    return Conversion(value, source, target, settings_of(walk), lenient)


def _geography(form: str, kinds: frozenset[Kind], *, lenient: bool = False) -> FunctionRule:
    """A function of a value in a format, of one of these kinds, and of whether it may be invalid."""

    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        this = _conversion(node, GEOGRAPHY, walk, lenient=lenient)
        flags = coerced(node, node.expressions[1:], [as_boolean], walk)
        made = geography_of(this, form, allow_invalid=flags[0] if flags else None) if this.kind in kinds else None
        return _or_refused(made, node, walk)

    return FunctionRule(returns_nullable(GEOGRAPHY), rewrite, 1, 2)


def _geometry(form: str, kinds: frozenset[Kind], *, lenient: bool = False) -> FunctionRule:
    """The same with an SRID before the flag, either of which may be left out."""

    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        this = _conversion(node, GEOMETRY, walk, lenient=lenient)
        _, *rest = node.expressions
        has_srid = bool(rest) and walk.type_of(rest[0]).kind is not Kind.BOOLEAN
        if len(rest) > 1 and not has_srid:
            raise argument_types(node, node.expressions, walk)
        srid = coerced(node, rest[:1], [as_whole], walk)[0] if has_srid else None
        flags = coerced(node, rest[1:] if has_srid else rest, [as_boolean], walk)
        flag = flags[0] if flags else None
        made = geometry_of(this, form, srid=srid, allow_invalid=flag) if this.kind in kinds else None
        return _or_refused(made, node, walk)

    return FunctionRule(returns_nullable(GEOMETRY), rewrite, 1, 3)


def _or_refused(made: exp.Expr | None, node: exp.Expr, walk: Walk) -> exp.Expr:
    if made is None:
        raise argument_types(node, node.expressions, walk)
    return made


_WRITTEN = frozenset({Kind.VARCHAR, Kind.BINARY, Kind.VARIANT, Kind.OBJECT})
_TEXT = frozenset({Kind.VARCHAR})
_BYTES = frozenset({Kind.VARCHAR, Kind.BINARY})
_WKT = ("FROMWKT", "FROMEWKT", "FROMTEXT")
_WKB = ("FROMWKB", "FROMEWKB")


def _by_format(
    prefixes: Sequence[str], made: Callable[[str, frozenset[Kind]], FunctionRule]
) -> dict[str, FunctionRule]:
    texts = {f"ST_{prefix}{suffix}": made("WKT", _TEXT) for prefix in prefixes for suffix in _WKT}
    return texts | {f"ST_{prefix}{suffix}": made("WKB", _BYTES) for prefix in prefixes for suffix in _WKB}


# -- printing -----------------------------------------------------------------------------------------------------


def _as_geojson(node: exp.Expr, walk: Walk) -> exp.Expr:
    return call("mh_parse", of_shapes(node, node.expressions, _same("mh_geo_json"), 1, (), walk))


# -- points -------------------------------------------------------------------------------------------------------


def _point(node: exp.Expr, walk: Walk) -> exp.Expr:
    places = coerced(node, arguments_of(node, "this", "expression"), [as_coordinate], walk)
    return call("mh_geography_point", *places)


# -- SRIDs --------------------------------------------------------------------------------------------------------


def _srid_type(_: exp.Expr, operands: Sequence[DataType], __: Walk) -> DataType:
    return INTEGER if operands[0].kind is Kind.GEOMETRY else _GEOGRAPHY_SRID


def _srid(node: exp.Expr, walk: Walk) -> exp.Expr:
    found = of_shapes(node, node.expressions, _same("mh_geo_srid"), 1, (), walk)
    if walk.type_of(node.expressions[0]).kind is Kind.GEOMETRY:
        return found
    return case([(exp.Not(this=is_null(found.expressions[0])), cast(integer(4326), "BIGINT"))])


def _transform(node: exp.Expr, walk: Walk) -> exp.Expr:
    shape, *srids = node.expressions
    if walk.type_of(shape).kind not in (Kind.GEOMETRY, Kind.NULL):
        raise argument_types(node, node.expressions, walk)
    given = coerced(node, srids, [as_whole], walk)
    source = given[0] if len(given) > 1 else cast(integer(-1), "INTEGER")
    return call("mh_geometry_transform", cast(shape, "BLOB"), source, given[-1])


# -- parts --------------------------------------------------------------------------------------------------------


def _bound(edge: str) -> FunctionRule:
    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        found = of_shapes(node, node.expressions, either("bound"), 1, (), walk)
        return call(found.name, *found.expressions, text(edge))

    return FunctionRule(returns_nullable(FLOAT), rewrite, 1)


def _end(name: str, place: int) -> FunctionRule:
    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        found = of_shapes(node, node.expressions, _same("mh_geo_point_of_line"), 1, (), walk)
        return call(found.name, *found.expressions, cast(integer(place), "BIGINT"), text(name))

    return FunctionRule(returns_shape(), rewrite, 1)


def _point_of_line(node: exp.Expr, walk: Walk) -> exp.Expr:
    found = of_shapes(node, node.expressions, _same("mh_geo_point_of_line"), 1, (as_integer,), walk)
    return call(found.name, *found.expressions, text("ST_POINTN"))


# -- geohashes ----------------------------------------------------------------------------------------------------


def _geohash(node: exp.Expr, walk: Walk) -> exp.Expr:
    found = of_shapes(node, node.expressions, either("geohash"), 1, (as_integer,), walk)
    return call(found.name, *found.expressions, *_precision(node))


def _precision(node: exp.Expr) -> list[exp.Expr]:
    """The precision of a call that names none."""
    return [] if len(node.expressions) > 1 else [cast(integer(_LONGEST_GEOHASH), "BIGINT")]


def _geohash_box(target: DataType) -> FunctionRule:
    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        return call("mh_geohash_box", *coerced(node, node.expressions, _OF_GEOHASH, walk), *_precision(node))

    return FunctionRule(returns_nullable(target), rewrite, 1, 2)


_OF_GEOHASH: tuple[Coercion, ...] = (as_text, as_integer)


# -- collections --------------------------------------------------------------------------------------------------


def _collect_all(node: exp.Expr, walk: Walk, over: Over) -> exp.Expr:
    shapes = coerced(node, node.expressions, [as_geography], walk)
    return call("mh_geography_collect_all", over(collected(Argument(shapes[0]))))


NAMED_EXPANSIONS: Mapping[str, Expansion] = {"ST_COLLECT": _collect_all}
_COLLECT_ALL = named_aggregate(returns_nullable(GEOGRAPHY), _collect_all, 1)


def _collect(node: exp.Expr, walk: Walk) -> exp.Expr | None:
    """The aggregate of one argument; of two a function of each row."""
    if len(node.expressions) == 1:
        return _COLLECT_ALL.rewrite(node, walk)
    return call("mh_geography_collect", *coerced(node, node.expressions, [as_geography], walk))


_MAKE_POINT = NodeRule(returns_nullable(GEOGRAPHY), _point)
_GEOMETRY_POINT = named("mh_geometry_point", returns_nullable(GEOMETRY), as_coordinate, as_coordinate)
_AS_WKT = shape_function(_same("mh_geo_wkt"), returns_nullable(VARCHAR))
_AS_WKB = shape_function(_same("mh_geo_wkb"), returns_nullable(BINARY))
_POLYGON = shape_function(either("polygon"), returns_shape())
_POINTS = shape_function(_same("mh_geo_points"), returns_nullable(INTEGER))

NODES: NodeRules = {exp.StPoint: _MAKE_POINT}
NAMED: FunctionRules = {
    "TO_GEOGRAPHY": _geography(ANY_FORMAT, _WRITTEN | {*_BOTH}),
    "TRY_TO_GEOGRAPHY": _geography(ANY_FORMAT, _WRITTEN, lenient=True),
    "TO_GEOMETRY": _geometry(ANY_FORMAT, _WRITTEN | {*_BOTH}),
    "TRY_TO_GEOMETRY": _geometry(ANY_FORMAT, _WRITTEN, lenient=True),
    **_by_format(("GEOGRAPHY", "GEOG"), _geography),
    **_by_format(("GEOMETRY", "GEOM"), _geometry),
    "ST_ASWKT": _AS_WKT,
    "ST_ASTEXT": _AS_WKT,
    "ST_ASWKB": _AS_WKB,
    "ST_ASBINARY": _AS_WKB,
    "ST_ASEWKT": shape_function(either("ewkt"), returns_nullable(VARCHAR)),
    "ST_ASEWKB": shape_function(either("ewkb"), returns_nullable(BINARY)),
    "ST_ASGEOJSON": FunctionRule(returns_nullable(OBJECT), _as_geojson, 1),
    "ST_MAKEGEOMPOINT": _GEOMETRY_POINT,
    "ST_GEOMPOINT": _GEOMETRY_POINT,
    "ST_MAKELINE": shape_function(either("line"), returns_shape(2), shapes=2),
    "ST_MAKEPOLYGON": _POLYGON,
    "ST_POLYGON": _POLYGON,
    "ST_MAKEPOLYGONORIENTED": shape_function({Kind.GEOGRAPHY: "mh_geography_oriented"}, returns_nullable(GEOGRAPHY)),
    "ST_COLLECT": FunctionRule(returns_nullable(GEOGRAPHY), _collect, 1, 2),
    "ST_SRID": FunctionRule(_srid_type, _srid, 1),
    "ST_SETSRID": shape_function({Kind.GEOMETRY: "mh_geometry_with_srid"}, returns_nullable(GEOMETRY), as_whole),
    "ST_TRANSFORM": FunctionRule(returns_nullable(GEOMETRY), _transform, 2, 3),
    "ST_X": shape_function(_same("mh_geo_x"), returns_nullable(FLOAT)),
    "ST_Y": shape_function(_same("mh_geo_y"), returns_nullable(FLOAT)),
    **{f"ST_{edge}": _bound(edge.lower()) for edge in ("XMIN", "XMAX", "YMIN", "YMAX")},
    "ST_NPOINTS": _POINTS,
    "ST_NUMPOINTS": _POINTS,
    "ST_DIMENSION": shape_function(_same("mh_geo_dimension"), returns_nullable(INTEGER)),
    "ST_ISVALID": shape_function(either("is_valid"), returns_nullable(BOOLEAN)),
    "ST_ENVELOPE": shape_function(either("envelope"), returns_shape()),
    "ST_STARTPOINT": _end("ST_STARTPOINT", 1),
    "ST_ENDPOINT": _end("ST_ENDPOINT", -1),
    "ST_POINTN": FunctionRule(returns_shape(), _point_of_line, 2),
    "ST_GEOHASH": FunctionRule(returns_nullable(VARCHAR), _geohash, 1, 2),
    "ST_GEOGFROMGEOHASH": _geohash_box(GEOGRAPHY),
    "ST_GEOMFROMGEOHASH": _geohash_box(GEOMETRY),
    "ST_GEOGPOINTFROMGEOHASH": named("mh_geohash_centre", returns_nullable(GEOGRAPHY), as_text),
    "ST_GEOMPOINTFROMGEOHASH": named("mh_geohash_centre", returns_nullable(GEOMETRY), as_text),
}
