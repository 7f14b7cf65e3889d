"""Calls of system data metric functions, SNOWFLAKE.CORE.name(query): they are queries over the query.

Follows https://docs.snowflake.com/en/sql-reference/functions-data-metric and its pages. A call becomes a subquery in
Snowflake's own SQL, in which the measured column is `V`. Percentages are of all rows; without rows they are NULL.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import DataType, Kind
from mockhaus.translation.columns import stored
from mockhaus.translation.dialect import DIALECT
from mockhaus.translation.rules import Walk
from mockhaus.translation.trees import copied

_SCHEMA = ["SNOWFLAKE", "CORE"]
_ROWS = '"measured rows"'
_FEWEST = 100
"""The fewest values among which outliers are looked for."""

_NUMBERS = frozenset({Kind.NUMBER, Kind.FLOAT})
_TEXTS = frozenset({Kind.VARCHAR})
_INSTANTS = frozenset({Kind.DATE, Kind.TIMESTAMP_LTZ, Kind.TIMESTAMP_TZ})
_ALL = _NUMBERS | _TEXTS | _INSTANTS | {Kind.TIMESTAMP_NTZ}

# Conditions that are counted, and measured in percent

_OF_ALL = {"NULL": "V IS NULL"}
_OF_NUMBERS = {"NEGATIVE": "V < 0", "ZERO": "V = 0"}
_OF_INSTANTS = {"FUTURE_TIMESTAMP": "V > CURRENT_TIMESTAMP()"}
_OF_TEXTS = {
    "BLANK": "TRIM(V) = ''",
    "CASE_FORMAT_VIOLATION": "V <> UPPER(V) AND V <> LOWER(V) AND V <> INITCAP(V)",
    "INVALID_JSON": "V IS NOT NULL AND TRY_PARSE_JSON(V) IS NULL",
    "INVALID_NUMERIC_TYPE_CAST": "V IS NOT NULL AND TRY_TO_NUMBER(V) IS NULL",
    "SPECIAL_CHARACTER": r"REGEXP_INSTR(V, '[^A-Za-z0-9]') > 0",
    "UNTRIMMED_STRING": r"REGEXP_INSTR(V, '^\\s|\\s$') > 0",
}
_SHARES_AS_NUMBERS = frozenset({"NULL", "BLANK"})
"""Conditions whose percentage is a NUMBER, not a FLOAT."""

_AGGREGATES = {
    "APPROX_QUANTILE_25": ("APPROX_PERCENTILE(V, 0.25)", _NUMBERS),
    "APPROX_QUANTILE_50": ("APPROX_PERCENTILE(V, 0.5)", _NUMBERS),
    "APPROX_QUANTILE_99": ("APPROX_PERCENTILE(V, 0.99)", _NUMBERS),
    "AVG": ("AVG(V)", _NUMBERS),
    "FRESHNESS": ("DATEDIFF(SECOND, MAX(V), CURRENT_TIMESTAMP())", _INSTANTS),
    "MAX": ("MAX(V)", _NUMBERS),
    "MEDIAN": ("MEDIAN(V)::FLOAT", _NUMBERS),
    "MIN": ("MIN(V)", _NUMBERS),
    "STDDEV": ("STDDEV(V)", _NUMBERS),
    "STRING_LENGTH_AVG": ("AVG(LENGTH(V)::FLOAT)", _TEXTS),
    "STRING_LENGTH_MAX": ("MAX(LENGTH(V))", _TEXTS),
    "STRING_LENGTH_MIN": ("MIN(LENGTH(V))", _TEXTS),
    "UNIQUE_COUNT": ("COUNT(DISTINCT V)", _ALL),
    "VARIANCE": ("VARIANCE(V)::FLOAT", _NUMBERS),
}

# Outliers: what lies outside of two bounds, where these are finite

_OUTLIERS = {
    "OUTLIER": ("Q1 - 3 * (Q2 - Q1)", "Q3 + 3 * (Q3 - Q2)"),
    "EXTREME_OUTLIER": ("Q1 - 6 * (Q2 - Q1)", "Q3 + 6 * (Q3 - Q2)"),
    "OUTLIER_IQR": ("Q1 - 1.5 * (Q3 - Q1)", "Q3 + 1.5 * (Q3 - Q1)"),
    "EXTREME_OUTLIER_IQR": ("Q1 - 3 * (Q3 - Q1)", "Q3 + 3 * (Q3 - Q1)"),
    "OUTLIER_ZSCORE": ("M - 3 * NULLIF(S, 0)", "M + 3 * NULLIF(S, 0)"),
    "EXTREME_OUTLIER_ZSCORE": ("M - 4.5 * NULLIF(S, 0)", "M + 4.5 * NULLIF(S, 0)"),
}
_QUARTILES = ", ".join(f"PERCENTILE_CONT({place / 4}) WITHIN GROUP (ORDER BY F) AS Q{place}" for place in (1, 2, 3))
_MOMENTS = "AVG(F) AS M, STDDEV(F) AS S"

_MANUAL = (
    "ACCEPTED_VALUES DATA_METRIC_SCHEDULED_TIME DUPLICATE_COUNT REFERENTIAL_INTEGRITY_COUNT ROW_COUNT "
    "SCHEMA_CHANGE_COUNT"
)
REFUSED = frozenset(_MANUAL.split())
"""Functions that cannot be called by themselves, or whose result the documentation leaves open."""


def _percent(count: str, *, number: bool = False) -> str:
    return f"100 * {count} / NULLIF(COUNT(*), 0)" if number else f"100 * {count}::FLOAT / NULLIF(COUNT(*), 0)"


def _conditions() -> dict[str, tuple[str, frozenset[Kind]]]:
    found = {}
    for kinds, conditions in ((_ALL, _OF_ALL), (_NUMBERS, _OF_NUMBERS), (_INSTANTS, _OF_INSTANTS), (_TEXTS, _OF_TEXTS)):
        for name, condition in conditions.items():
            count = f"COUNT_IF({condition})"
            found[f"{name}_COUNT"] = count, kinds
            found[f"{name}_PERCENT"] = _percent(count, number=name in _SHARES_AS_NUMBERS), kinds
    return found


def _plain(metric: str) -> str:
    return f"SELECT {metric} FROM (SELECT 1) AS {_ROWS} (V)"


def _outliers(bounds: tuple[str, str], *, percent: bool) -> str:
    """The outliers of the rows: 0 where there are few values, or a bound is not finite."""
    lower, upper = bounds
    finite = "L > '-inf'::FLOAT AND U < 'inf'::FLOAT AND F <> 'NaN'::FLOAT"
    count = f"COUNT_IF({finite} AND (F < L OR F > U) AND N >= {_FEWEST})"
    found = f"COALESCE({_percent(count)}, 0)" if percent else count
    statistics = _MOMENTS if "M" in lower else _QUARTILES
    return (
        f"WITH {_ROWS} (V) AS (SELECT 1), FLOATS AS (SELECT V::FLOAT AS F FROM {_ROWS}), "
        f"STATISTICS AS (SELECT COUNT(F) AS N, {statistics} FROM FLOATS WHERE F <> 'NaN'::FLOAT), "
        f"BOUNDS AS (SELECT N, {lower} AS L, {upper} AS U FROM STATISTICS) "
        f"SELECT {found} FROM FLOATS CROSS JOIN BOUNDS"
    )


_METRICS: Mapping[str, tuple[str, frozenset[Kind]]] = MappingProxyType(
    {
        **{name: (_plain(metric), kinds) for name, (metric, kinds) in (_AGGREGATES | _conditions()).items()},
        **{f"{name}_COUNT": (_outliers(bounds, percent=False), _NUMBERS) for name, bounds in _OUTLIERS.items()},
        **{f"{name}_PERCENT": (_outliers(bounds, percent=True), _NUMBERS) for name, bounds in _OUTLIERS.items()},
    }
)
"""The query of each function over `SELECT 1` in place of the measured one, and the kinds of column it takes."""


def is_metric(node: exp.Expr) -> bool:
    """Whether a qualified call is one of a data metric function."""
    call = node.expression
    if not isinstance(call, exp.Anonymous) or [stored(part) for part in node.this.find_all(exp.Identifier)] != _SCHEMA:
        return False
    return call.name.upper() in _METRICS or call.name.upper() in REFUSED


def measured_query(node: exp.Expr, walk: Walk) -> exp.Query:
    """The query that a call measures. Functions that are refused, and calls of anything else, are refused by name."""
    call = node.args["expression"]
    name = f"SNOWFLAKE.CORE.{call.name.upper()}"
    if call.name.upper() in REFUSED:
        raise walk.unsupported(name, node)
    given = call.expressions[0] if len(call.expressions) == 1 else None
    if not isinstance(given, exp.Query):
        raise walk.unsupported(f"{name} of anything but a query", node)
    return given


def expanded_metric(node: exp.Expr, query: exp.Query, types: Sequence[DataType], walk: Walk) -> exp.Expr:
    """The subquery that stands for a call; ARGUMENT_TYPES where the query has not one column of an allowed type."""
    name = node.args["expression"].name.upper()
    kinds = _METRICS[name][1]
    if len(types) != 1 or types[0].kind not in kinds:
        listed = f"TABLE({', '.join(map(str, types))})"
        raise SnowflakeError(ErrorCode.ARGUMENT_TYPES, position=walk.position(node), name=name, types=listed)
    made = copied(_tree(name))
    inner = next(each for each in made.find_all(exp.Select) if isinstance(each.expressions[0], exp.Literal))
    inner.replace(query.this if isinstance(query, exp.Subquery) and not query.args.get("alias") else query)
    return made


@cache
def _tree(name: str) -> exp.Expr:
    text = f"({_METRICS[name][0]})"
    tree = DIALECT.parser().parse(DIALECT.tokenize(text), text)[0]
    assert isinstance(tree, exp.Expr)  # noqa: S101 - the texts are those above
    for part in tree.walk():
        part.meta.clear()  # places in the texts above mean nothing in a statement's
    return tree
