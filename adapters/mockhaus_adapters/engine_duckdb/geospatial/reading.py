"""Shapes read from texts and bytes: WKT, EWKT, WKB, EWKB and GeoJSON.

Follows https://docs.snowflake.com/en/sql-reference/data-types-geospatial.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from mockhaus_adapters.engine_duckdb.geospatial import validity
from mockhaus_adapters.engine_duckdb.geospatial.shapes import (
    GEOGRAPHY_SRID,
    NAMES,
    GeoArgumentError,
    GeoInputError,
    Values,
    column_of,
    missing,
    shapes_of,
    values_of,
)

_WKT = re.compile(
    r"\s*(?:SRID\s*=\s*(?P<srid>\d{1,9})\s*;\s*)?"
    r"(?P<shape>(?:POINT|LINESTRING|POLYGON|MULTIPOINT|MULTILINESTRING|MULTIPOLYGON|GEOMETRYCOLLECTION)"
    r"\s*Z?\s*(?:\(|EMPTY\b).*)",
    re.IGNORECASE | re.DOTALL,
)
_ALL = {"AUTO": "GeoJSON, (E)WKT or (E)WKB", "WKT": "(E)WKT", "WKB": "(E)WKB", "GEOJSON": "GeoJSON"}
_DECIMALS = 14
_EXACT = 64.0
"""Coordinates from here on have no more than so many decimals as they are."""
_LONGEST, _HIGHEST = 180.0, 90.0
_MOST_SRID = 2**31 - 1
_FAULTS = (NotImplementedError, shapely.errors.GEOSException)
_RING_LEVELS = {"Polygon": 1, "MultiPolygon": 2}

_Parse = Callable[..., Any]


@dataclass(slots=True)
class _Inputs:
    """What is to be read: places of texts by their formats."""

    wkt: dict[int, str]
    wkb: dict[int, bytes]
    geojson: dict[int, str]
    srids: dict[int, int]


# -- formats ------------------------------------------------------------------------------------------------------


def _sorted_out(values: Values, form: str) -> _Inputs:
    inputs = _Inputs({}, {}, {}, {})
    for place, value in enumerate(values):
        if isinstance(value, bytes):
            inputs.wkb[place] = value
        elif value is not None:
            _sort_out(place, value, form, inputs)
    return inputs


def _sort_out(place: int, text: str, form: str, inputs: _Inputs) -> None:
    if form in ("AUTO", "WKT") and (found := _WKT.fullmatch(text)):
        inputs.wkt[place] = found["shape"]
        if found["srid"]:
            inputs.srids[place] = int(found["srid"])
    elif form in ("AUTO", "GEOJSON") and text.lstrip().startswith("{"):
        inputs.geojson[place] = text
    elif form in ("AUTO", "WKB"):
        try:
            inputs.wkb[place] = bytes.fromhex(text.strip())
        except ValueError:
            return


def _parsed(values: Values, form: str, *, repaired: bool) -> Values:
    """The shapes, with their SRIDs; None for what is none. Where they are repaired, rings are closed."""
    inputs = _sorted_out(values, form)
    found = np.full(len(values), None, dtype=object)
    on_invalid = "fix" if repaired else "ignore"
    for parse, given in ((shapely.from_wkt, inputs.wkt), (shapely.from_wkb, inputs.wkb)):
        if given:
            found[list(given)] = _each(parse, list(given.values()), on_invalid)
    if inputs.geojson:
        found[list(inputs.geojson)] = _documents(list(inputs.geojson.values()), repaired=repaired)
    for place, srid in inputs.srids.items():
        found[place] = shapely.set_srid(found[place], srid)
    return found


def _each(parse: _Parse, given: list[Any], on_invalid: str) -> Values:
    try:
        found = np.asarray(parse(np.array(given, dtype=object), on_invalid=on_invalid))
    except _FAULTS:  # curves, which end the whole call
        found = np.array([*(_alone(parse, item, on_invalid) for item in given), None], dtype=object)[:-1]
    for place in np.flatnonzero(shapely.get_type_id(found) == shapely.GeometryType.GEOMETRYCOLLECTION):
        if not _is_straight(found[place]):
            found[place] = None
    return found


def _alone(parse: _Parse, given: Any, on_invalid: str) -> Any:  # noqa: ANN401 - a shape or None
    try:
        return parse(given, on_invalid=on_invalid)
    except _FAULTS:
        return None


def _is_straight(shape: shapely.Geometry) -> bool:
    """Whether there are no curves in a collection."""
    try:
        shapely.get_coordinates(shape)
    except _FAULTS:
        return False
    return True


def _documents(texts: list[str], *, repaired: bool) -> Values:
    found = _each(shapely.from_geojson, texts, "ignore")
    if repaired:
        for place in np.flatnonzero(missing(found)):
            closed = _closed(texts[place])
            found[place] = closed and _alone(shapely.from_geojson, closed, "ignore")
    return found


def _closed(text: str) -> str | None:
    """A GeoJSON document with the rings of its polygons closed; None for what is no document."""
    try:
        document = json.loads(text)
        _close(document)
        return json.dumps(document)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None


def _close(document: dict[str, Any]) -> None:
    for part in (*document.get("geometries", ()), *document.get("features", ()), document.get("geometry")):
        if part is not None:
            _close(part)
    level = _RING_LEVELS.get(document["type"], 0)
    rings = document["coordinates"] if level else ()
    for ring in [ring for polygon in rings for ring in polygon] if level > 1 else rings:
        if ring[0] != ring[-1]:
            ring.append(ring[0])


# -- checks -------------------------------------------------------------------------------------------------------


class _Reading:
    """Shapes that were read from values, and what is wrong with the others."""

    def __init__(self, values: Values, shapes: Values, form: str) -> None:
        self.values, self.shapes, self._form = values, shapes, form
        self.faults: dict[int, str] = {}
        for place in np.flatnonzero(~missing(values) & missing(shapes)):
            self._unrecognized(int(place))
        self._refuse_kinds()

    def fail(self, place: int, fault: str) -> None:
        """Say that the value at a place is no shape that there may be; the first fault counts."""
        self.faults.setdefault(place, fault)

    def drop_faulty(self) -> None:
        """Leave out the shapes that have faults."""
        self.shapes[list(self.faults)] = None

    def _unrecognized(self, place: int) -> None:
        value = self.values[place]
        shown = value.hex().upper() if isinstance(value, bytes) else value
        self.fail(place, f"Error parsing Geo input: {shown}. Did not recognize valid {_ALL[self._form]}.")

    def _refuse_kinds(self) -> None:
        """Shapes with measures, kinds that there are not, and coordinates that are no numbers."""
        kinds = shapely.get_type_id(self.shapes)
        refused = ~missing(self.shapes) & (~np.isin(kinds, list(NAMES)) | shapely.has_m(self.shapes))
        coordinates, owners = shapely.get_coordinates(self.shapes, include_z=True, return_index=True)
        endless = ~np.isfinite(coordinates[:, :2]).all(axis=1) | np.isinf(coordinates[:, 2])
        for place in {*np.flatnonzero(refused), *owners[endless]}:
            self._unrecognized(int(place))
        self.drop_faulty()

    def result(self, lenient: Values) -> pa.Array:
        """The column: NULL for what may be wrong; else the first fault is raised."""
        for place in sorted(self.faults):
            if not lenient[place]:
                raise GeoInputError(self.faults[place])
        self.drop_faulty()
        return column_of(self.shapes)


def rounded(shapes: Values) -> Values:
    """Shapes whose coordinates have no more decimals than are kept."""
    coordinates = shapely.get_coordinates(shapes)
    long = (np.abs(coordinates) < _EXACT) & (coordinates != _shortened(coordinates))
    return np.asarray(shapely.transform(shapes, _rounded, include_z=False)) if long.any() else shapes


def _rounded(coordinates: Values) -> Values:
    return np.where(np.abs(coordinates) < _EXACT, _shortened(coordinates), coordinates)


def _shortened(coordinates: Values) -> Values:
    return np.asarray(np.round(coordinates, _DECIMALS))


def _check_degrees(reading: _Reading) -> None:
    coordinates, owners = shapely.get_coordinates(reading.shapes, return_index=True)
    beyond = (np.abs(coordinates[:, 0]) > _LONGEST) | (np.abs(coordinates[:, 1]) > _HIGHEST)
    for (longitude, latitude), place in zip(coordinates[beyond], owners[beyond], strict=True):
        name = NAMES[shapely.get_type_id(reading.shapes[place])]
        reading.fail(int(place), f"GeoJSON::{_LOOPS.get(name, name)}: {wrong_degrees(longitude, latitude)}")


_LOOPS = {"Polygon": "Polygon::Loop", "MultiPolygon": "MultiPolygon::Polygon::Loop"}


def wrong_degrees(longitude: float, latitude: float) -> str:
    """What is wrong with a place that is not on the sphere."""
    return f"Invalid Lng/Lat pair '{_plain(longitude)},{_plain(latitude)}'"


def _plain(value: float) -> str:
    text = repr(float(value))
    return text.removesuffix(".0")


def _check_validity(reading: _Reading, allowed: Values, faults: Callable[[Values], dict[int, str]], name: str) -> None:
    for place, fault in faults(reading.shapes).items():
        if not allowed[place]:
            reading.fail(place, f"{name} validation failed: {fault}")


# -- the functions ------------------------------------------------------------------------------------------------


def to_geography(
    column: pa.ChunkedArray, form: pa.ChunkedArray, allowed: pa.ChunkedArray, lenient: pa.ChunkedArray
) -> pa.Array:
    """GEOGRAPHY of texts or bytes in a format, or any; invalid shapes where allowed, NULL for faults where lenient."""
    values, form_name = values_of(column), _constant(form)
    reading = _Reading(values, _parsed(values, form_name, repaired=True), form_name)
    return _geography(reading, values_of(allowed), values_of(lenient))


def _geography(reading: _Reading, allowed: Values, lenient: Values) -> pa.Array:
    for place in np.flatnonzero(~np.isin(shapely.get_srid(reading.shapes), (-1, 0, GEOGRAPHY_SRID))):
        srid = shapely.get_srid(reading.shapes[place])
        reading.fail(int(place), f"Error parsing Geo input: SRID {srid} is not {GEOGRAPHY_SRID}, which GEOGRAPHY has.")
    reading.drop_faulty()
    _check_degrees(reading)
    reading.drop_faulty()
    reading.shapes = rounded(shapely.set_srid(reading.shapes, 0))
    _check_validity(reading, allowed, validity.faults_on_sphere, "Geography")
    return reading.result(lenient)


def geography_of_geometry(shape: pa.ChunkedArray, allowed: pa.ChunkedArray, lenient: pa.ChunkedArray) -> pa.Array:
    """GEOGRAPHY of GEOMETRY with SRID 4326."""
    shapes, forgiven = shapes_of(shape), values_of(lenient)
    srids = shapely.get_srid(shapes)
    for place in np.flatnonzero(~missing(shapes) & (srids != GEOGRAPHY_SRID)):
        if not forgiven[place]:
            raise GeoArgumentError(f"A GEOMETRY with SRID {srids[place]} is no GEOGRAPHY: it must be {GEOGRAPHY_SRID}")
        shapes[place] = None
    return _geography(_Reading(values_of(shape), shapes, "WKB"), values_of(allowed), forgiven)


def to_geometry(
    column: pa.ChunkedArray,
    form: pa.ChunkedArray,
    srid: pa.ChunkedArray,
    allowed: pa.ChunkedArray,
    lenient: pa.ChunkedArray,
) -> pa.Array:
    """GEOMETRY of texts or bytes in a format, or any, with an SRID or their own; else as `to_geography`."""
    values, form_name, allows = values_of(column), _constant(form), values_of(allowed)
    shapes = _parsed(values, form_name, repaired=False)
    forgiven = missing(shapes) & (allows == True)  # noqa: E712 - an array
    shapes[forgiven] = _parsed(values[forgiven], form_name, repaired=True)
    return _geometry(_Reading(values, shapes, form_name), srid, allows, values_of(lenient))


def geometry_of_geography(
    shape: pa.ChunkedArray, srid: pa.ChunkedArray, allowed: pa.ChunkedArray, lenient: pa.ChunkedArray
) -> pa.Array:
    """GEOMETRY of GEOGRAPHY, with an SRID or without one."""
    shapes = shapely.set_srid(shapes_of(shape), 0)
    return _geometry(_Reading(values_of(shape), shapes, "WKB"), srid, values_of(allowed), values_of(lenient))


def _geometry(reading: _Reading, srid: pa.ChunkedArray, allowed: Values, lenient: Values) -> pa.Array:
    given = values_of(srid)
    for place in np.flatnonzero(~missing(given) & ~missing(reading.shapes)):
        reading.shapes[place] = with_srid(reading.shapes[place], given[place])
    reading.shapes = rounded(reading.shapes)
    _check_validity(reading, allowed, validity.faults_on_plane, "Geometry")
    return reading.result(lenient)


def with_srid(shape: shapely.Geometry, srid: int) -> shapely.Geometry:
    """The shape with an SRID."""
    if not 0 <= srid <= _MOST_SRID:
        raise GeoArgumentError(f"Invalid SRID: {srid}")
    return shapely.set_srid(shape, srid)


def _constant(column: pa.ChunkedArray) -> str:
    return str(column[0].as_py()) if len(column) else "AUTO"
