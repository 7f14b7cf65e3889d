"""How values of Snowflake's types lie in the engine: in tables, and in expressions.

| Snowflake | in a table | in an expression |
|---|---|---|
| NUMBER(p,0) | BIGINT; DECIMAL(38,0) in a `wide` table | any engine integer, or DECIMAL with scale 0 |
| NUMBER(p,s) | DECIMAL(p,s) | DECIMAL of scale s |
| FLOAT | DOUBLE | DOUBLE |
| DECFLOAT | BLOB: bytes that sort as the numbers do, see the DECFLOAT decision | the same |
| VARCHAR(n), BINARY(n) | VARCHAR, BLOB: the length is checked on the way in | VARCHAR, BLOB |
| UUID | VARCHAR: 36 characters, in small letters | the same |
| BOOLEAN, DATE, TIME | the same | the same |
| TIMESTAMP_NTZ | TIMESTAMP | TIMESTAMP |
| TIMESTAMP_LTZ | TIMESTAMP WITH TIME ZONE (an instant) | the same |
| TIMESTAMP_TZ | STRUCT(utc TIMESTAMP, tz SMALLINT): the instant in UTC, the offset in minutes | the same |
| VECTOR(FLOAT, n), VECTOR(INT, n) | FLOAT[n], INTEGER[n] | the same |
| GEOGRAPHY | BLOB: WKB in degrees; with an SRID, a polygon is what lies on the left of its rings | the same |
| GEOMETRY | BLOB: EWKB, without an SRID where that is 0 | the same |
| VARIANT, OBJECT, ARRAY, FILE | JSON | VARCHAR: canonical text with tagged scalars, see the VARIANT decision |
| OBJECT(…), ARRAY(…), MAP(…) | the same | the same; the fields of an OBJECT in the order of its type |

Timestamps and times have six fractional digits, as the engine's own. In a plan that runs in nanoseconds, and in a
column that is kept so, they have nine: TIMESTAMP_NTZ and TIMESTAMP_LTZ are HUGEINT nanoseconds since 1970 (of the
clock, and of the instant), TIMESTAMP_TZ is STRUCT(utc HUGEINT, tz SMALLINT), TIME is BIGINT nanoseconds since midnight.
"""

from __future__ import annotations

from mockhaus.domain.types import DataType, Kind
from mockhaus.translation.precision import Fraction

_PLAIN = {
    Kind.FLOAT: "DOUBLE",
    Kind.DECFLOAT: "BLOB",
    Kind.GEOGRAPHY: "BLOB",
    Kind.GEOMETRY: "BLOB",
    Kind.VARCHAR: "VARCHAR",
    Kind.UUID: "VARCHAR",
    Kind.BINARY: "BLOB",
    Kind.BOOLEAN: "BOOLEAN",
    Kind.DATE: "DATE",
    Kind.TIME: "TIME",
    Kind.TIMESTAMP_NTZ: "TIMESTAMP",
    Kind.TIMESTAMP_LTZ: "TIMESTAMP WITH TIME ZONE",
    Kind.TIMESTAMP_TZ: "STRUCT(utc TIMESTAMP, tz SMALLINT)",
    Kind.NULL: "VARCHAR",
}


_FINE = {
    Kind.TIME: "BIGINT",
    Kind.TIMESTAMP_NTZ: "HUGEINT",
    Kind.TIMESTAMP_LTZ: "HUGEINT",
    Kind.TIMESTAMP_TZ: "STRUCT(utc HUGEINT, tz SMALLINT)",
}
"""Times and timestamps of nine fractional digits."""
MOMENTS = frozenset(_FINE)


def storage_type(data_type: DataType, *, wide: bool = False, nanoseconds: bool = False) -> str:
    """The engine's type of a table column."""
    if data_type.kind is Kind.NUMBER:
        if data_type.scale:
            return f"DECIMAL({data_type.precision},{data_type.scale})"
        return "DECIMAL(38,0)" if wide else "BIGINT"
    if nanoseconds and data_type.kind in MOMENTS:
        return _FINE[data_type.kind]
    return _vector(data_type) or _PLAIN.get(data_type.kind, "JSON")


def expression_type(data_type: DataType, fraction: Fraction = Fraction.MICROSECONDS) -> str:
    """The engine's type of a value in an expression, where a cast to exactly the Snowflake type is wanted."""
    if data_type.kind is Kind.NUMBER:
        return f"DECIMAL({data_type.precision},{data_type.scale})"
    if fraction is Fraction.NANOSECONDS and data_type.kind in MOMENTS:
        return _FINE[data_type.kind]
    return _vector(data_type) or _PLAIN.get(data_type.kind, "VARCHAR")


def _vector(data_type: DataType) -> str | None:
    if data_type.kind is not Kind.VECTOR:
        return None
    return f"{'INTEGER' if data_type.element is Kind.NUMBER else 'FLOAT'}[{data_type.length}]"
