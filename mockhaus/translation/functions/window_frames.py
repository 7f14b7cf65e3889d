"""The frames of windows that Snowflake refuses.

Follows https://docs.snowflake.com/en/sql-reference/functions-window-syntax: a frame begins at or before its end, and a
RANGE with offsets needs a single expression in its order, of a number, date, time or timestamp.
"""

from __future__ import annotations

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import Kind
from mockhaus.translation.engine_types import MOMENTS
from mockhaus.translation.functions.signatures import function_name
from mockhaus.translation.precision import Fraction
from mockhaus.translation.rules import Walk

_PLACES = ("UNBOUNDED PRECEDING", "PRECEDING", "CURRENT ROW", "FOLLOWING", "UNBOUNDED FOLLOWING")
_HAVE_DISTANCES = frozenset(
    {Kind.NUMBER, Kind.FLOAT, Kind.DATE, Kind.TIME, Kind.TIMESTAMP_NTZ, Kind.TIMESTAMP_LTZ, Kind.TIMESTAMP_TZ}
)

_OF_WHOLE_PARTITIONS = (
    exp.BitwiseAndAgg,
    exp.BitwiseOrAgg,
    exp.BitwiseXorAgg,
    exp.BoolxorAgg,
    exp.LogicalAnd,
    exp.LogicalOr,
)


def check_frame(window: exp.Expr, walk: Walk) -> None:
    """Refuse a frame that ends before it begins, and a RANGE whose offsets have nothing to be added to.

    Some functions know whole partitions only, and take neither an order nor a frame.
    """
    spec = window.args.get("spec")
    if isinstance(window.this, _OF_WHOLE_PARTITIONS) and (spec is not None or window.args.get("order") is not None):
        name = function_name(window.this, walk)
        raise SnowflakeError(ErrorCode.SLIDING_FRAME, position=walk.position(window), name=name)
    if spec is None:
        return
    start, end = _place(spec, "start"), _place(spec, "end")
    if start == len(_PLACES) - 1 or end == 0 or start > end:
        raise _invalid(f"it goes from {_PLACES[start]} to {_PLACES[end]}", window, walk)
    if str(spec.args.get("kind")).upper() == "RANGE" and {start, end} & {1, 3}:
        _check_range(window, walk)


def _place(spec: exp.Expr, key: str) -> int:
    """Where a boundary lies among the possible ones; a frame without an end ends with the current row."""
    boundary, side = spec.args.get(key), str(spec.args.get(f"{key}_side") or "").upper()
    if boundary is None or boundary == "CURRENT ROW":
        return _PLACES.index("CURRENT ROW")
    return _PLACES.index(f"UNBOUNDED {side}" if boundary == "UNBOUNDED" else side)


def _check_range(window: exp.Expr, walk: Walk) -> None:
    order = window.args.get("order")
    items = order.expressions if order is not None else []
    if len(items) != 1:
        raise _invalid("RANGE with offsets needs ORDER BY of one expression", window, walk)
    found = walk.type_of(items[0].this)
    if found.kind not in _HAVE_DISTANCES:
        raise _invalid(f"RANGE has no offsets of type {found}", window, walk)
    if found.kind in MOMENTS and walk.context.fraction is Fraction.NANOSECONDS:
        raise walk.unsupported("RANGE with offsets in an order of nanoseconds", window)


def _invalid(reason: str, window: exp.Expr, walk: Walk) -> SnowflakeError:
    detail = f"Invalid window frame: {reason}"
    return SnowflakeError(ErrorCode.SEMANTIC, position=walk.position(window), detail=detail)
