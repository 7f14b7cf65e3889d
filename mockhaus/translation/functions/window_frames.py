"""The frames of windows that Snowflake refuses.

Follows https://docs.snowflake.com/en/sql-reference/functions-window-syntax: a frame begins at or before its end, and a
RANGE with offsets needs a single expression in its order, of a number, date, time or timestamp. Some functions have no
frame inside OVER, and some not even an order, as their pages say.
"""

from __future__ import annotations

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import Kind
from mockhaus.translation.engine_types import MOMENTS
from mockhaus.translation.functions.collating import called
from mockhaus.translation.precision import Fraction
from mockhaus.translation.rules import Walk

_PLACES = ("UNBOUNDED PRECEDING", "PRECEDING", "CURRENT ROW", "FOLLOWING", "UNBOUNDED FOLLOWING")
_HAVE_DISTANCES = frozenset(
    {Kind.NUMBER, Kind.FLOAT, Kind.DATE, Kind.TIME, Kind.TIMESTAMP_NTZ, Kind.TIMESTAMP_LTZ, Kind.TIMESTAMP_TZ}
)

_WITHOUT_ORDER = frozenset(
    {
        "ANY_VALUE",
        "APPROX_COUNT_DISTINCT",
        "APPROX_PERCENTILE",
        "APPROX_TOP_K",
        "BITAND_AGG",
        "BITANDAGG",
        "BIT_AND_AGG",
        "BIT_ANDAGG",
        "BITOR_AGG",
        "BITORAGG",
        "BIT_OR_AGG",
        "BIT_ORAGG",
        "BITXOR_AGG",
        "BITXORAGG",
        "BIT_XOR_AGG",
        "BIT_XORAGG",
        "BOOLAND_AGG",
        "BOOLOR_AGG",
        "BOOLXOR_AGG",
        "CORR",
        "COVAR_POP",
        "COVAR_SAMP",
        "HASH_AGG",
        "HLL",
        "KURTOSIS",
        "LISTAGG",
        "MEDIAN",
        "MODE",
        "OBJECT_AGG",
        "OBJECTAGG",
        "PERCENTILE_CONT",
        "PERCENTILE_DISC",
        "REGR_AVGX",
        "REGR_AVGY",
        "REGR_COUNT",
        "REGR_INTERCEPT",
        "REGR_R2",
        "REGR_SLOPE",
        "REGR_SXX",
        "REGR_SXY",
        "REGR_SYY",
    }
)
"""Functions whose OVER has nothing but PARTITION BY; an order alone is a cumulative frame to them."""

_WITHOUT_FRAME = frozenset(
    {
        "ARRAY_UNION_AGG",
        "ARRAY_UNIQUE_AGG",
        "CONDITIONAL_CHANGE_EVENT",
        "CONDITIONAL_TRUE_EVENT",
        "CUME_DIST",
        "INTERPOLATE_BFILL",
        "INTERPOLATE_FFILL",
        "INTERPOLATE_LINEAR",
        "LAG",
        "LEAD",
        "NTILE",
        "PERCENT_RANK",
        "RATIO_TO_REPORT",
        "ROW_NUMBER",
    }
)
"""Functions whose OVER has an order but no frame."""

_FIXED_RANGES = {(0, 2), (2, 4)}
"""What PERCENT_RANK takes: RANGE from the first row to the current one, or from there to the last."""


def check_support(function: exp.Expr, window: exp.Expr, walk: Walk) -> None:
    """Refuse an order or a frame that the function of a window does not have."""
    name, spec = called(function, walk), window.args.get("spec")
    if name not in _WITHOUT_ORDER and (spec is None or name not in _WITHOUT_FRAME):
        return
    if spec is None and window.args.get("order") is None:
        return
    ends = (0, 2) if spec is None else (_place(spec, "start"), _place(spec, "end"))
    if name == "PERCENT_RANK" and _is_range(spec) and ends in _FIXED_RANGES:
        return
    extent = "Cumulative" if ends in _FIXED_RANGES else "Sliding"
    raise SnowflakeError(ErrorCode.WINDOW_FRAME, position=walk.position(function), extent=extent, name=name)


def check_frame(window: exp.Expr, walk: Walk) -> None:
    """Refuse a frame that ends before it begins, and a RANGE whose offsets have nothing to be added to."""
    spec = window.args.get("spec")
    if spec is None:
        return
    start, end = _place(spec, "start"), _place(spec, "end")
    if start == len(_PLACES) - 1 or end == 0 or start > end:
        raise _invalid(f"it goes from {_PLACES[start]} to {_PLACES[end]}", window, walk)
    if _is_range(spec) and {start, end} & {1, 3}:
        _check_range(window, walk)


def _is_range(spec: exp.Expr | None) -> bool:
    return spec is not None and str(spec.args.get("kind")).upper() == "RANGE"


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
