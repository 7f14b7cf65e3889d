"""Rows as the contents of files: engine SQL that gives each as a line of text, or as the columns of a Parquet file.

Follows https://docs.snowflake.com/en/sql-reference/sql/copy-into-location and data-unload-considerations. A file of
text is written so that COPY INTO a table with the same format reads the same rows from it.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.identifiers import always_quote
from mockhaus.domain.sessions.parameters import SessionParameters
from mockhaus.domain.types import GEOSPATIAL, SEMI_STRUCTURED, VARCHAR, DataType, Kind, ResultColumn
from mockhaus.translation.context import TranslationContext
from mockhaus.translation.dml.common import cell, over
from mockhaus.translation.functions.conversion import converted_node
from mockhaus.translation.functions.converting import Settings, settings_in
from mockhaus.translation.functions.nanoseconds import narrowed
from mockhaus.translation.functions.to_geospatial import as_shown, printed
from mockhaus.translation.loading.formats import FileFormatSettings
from mockhaus.translation.loading.readers import literal
from mockhaus.translation.plan import QueryPlan
from mockhaus.translation.precision import Fraction
from mockhaus.translation.rendering import engine_sql

PARTITION = "p"
"""The column of a relation that holds the partition of each row, as text."""

_NEW_LINES = ("\r", "\n")
_LOGICAL_NEW_LINES = frozenset({"\n", "\r\n", "\r"})
_BARE = frozenset({Kind.NUMBER, Kind.FLOAT, Kind.DECFLOAT, Kind.BOOLEAN})
_ENCLOSED = SEMI_STRUCTURED | GEOSPATIAL | {Kind.VARCHAR, Kind.BINARY, Kind.NULL}
_MOMENTS = frozenset({Kind.TIMESTAMP_LTZ, Kind.TIMESTAMP_TZ})
_OUTPUT_FORMATS = (
    ("date_format", ("DATE_OUTPUT_FORMAT",)),
    ("time_format", ("TIME_OUTPUT_FORMAT",)),
    (
        "timestamp_format",
        ("TIMESTAMP_NTZ_OUTPUT_FORMAT", "TIMESTAMP_LTZ_OUTPUT_FORMAT", "TIMESTAMP_TZ_OUTPUT_FORMAT"),
    ),
)
_EMPTY = (
    "100132 (P0000): Cannot unload empty string "
    "without file format option field_optionally_enclosed_by being specified."
)


def _parameters(context: TranslationContext, settings: FileFormatSettings) -> SessionParameters:
    """The session's parameters under the file format's own formats of dates, times and binary values."""
    parameters = context.session.parameters
    for attribute, names in _OUTPUT_FORMATS:
        model = getattr(settings, attribute)
        for name in names if model is not None else ():
            parameters = parameters.setting(name, model)
    if settings.binary_format in ("HEX", "BASE64"):
        parameters = parameters.setting("BINARY_OUTPUT_FORMAT", settings.binary_format)
    return parameters


# -- delimited text -----------------------------------------------------------------------------------------------


class DelimitedLines:
    """Rows of columns of such types as lines of delimited text."""

    def __init__(self, context: TranslationContext, settings: FileFormatSettings) -> None:
        self._settings = settings
        self._conversion = Settings(_parameters(context, settings), context.wide, context.fraction)

    def sql(self, plan: QueryPlan, outputs: Sequence[str]) -> str:
        """A query of a line for each row of a plan, `outputs` behind it."""
        columns = plan.columns[: len(plan.columns) - len(outputs)]
        fields = [self._field(cell(place), column.type) for place, column in enumerate(columns, 1)]
        delimiter = self._settings.field_delimiter or ""
        line = f" || {literal(delimiter)} || ".join(fields)
        return over(plan, [f"{line} AS line", *outputs])

    def header(self, names: Sequence[str]) -> str:
        """The line of the columns' names."""
        return (self._settings.field_delimiter or "").join(map(self._written, names))

    def _field(self, sql: str, data_type: DataType) -> str:
        text = self._text(sql, data_type)
        if data_type.kind in _BARE:
            written = text
        elif self._is_enclosed(data_type):
            written = self._enclosed(text)
        else:
            written = self._escaped(text)
            if data_type.kind is Kind.VARCHAR and self._settings.empty_as_null:
                written = f"CASE WHEN {text} = '' THEN CAST(mh_raise({literal(_EMPTY)}) AS VARCHAR) ELSE {written} END"
        return f"coalesce({written}, {literal(self._null(data_type))})"

    def _text(self, sql: str, data_type: DataType) -> str:
        if data_type.kind in SEMI_STRUCTURED:
            return f"mh_out({sql})"
        if data_type.kind in GEOSPATIAL:
            return self._shape_text(sql, data_type)
        if data_type.kind is Kind.BINARY and self._settings.binary_format.startswith("UTF"):
            return f"decode({sql})"
        node = converted_node(exp.Var(this=sql), data_type, VARCHAR, self._conversion)
        return f"CAST({sql} AS VARCHAR)" if node is None else engine_sql(node)

    def _shape_text(self, sql: str, data_type: DataType) -> str:
        """A shape as results print it."""
        parameters = self._conversion.parameters
        written, shown = _printed(sql, data_type, parameters), as_shown(data_type, parameters).shown
        return written if shown.kind is Kind.OBJECT else self._text(written, shown)

    def _null(self, data_type: DataType) -> str:
        """What stands for NULL: the first text of NULL_IF as it is, or nothing."""
        if not self._settings.null_if:
            return ""
        text = self._settings.null_if[0]
        quote = self._settings.enclosed_by
        return f"{quote}{text}{quote}" if quote and self._is_enclosed(data_type) else text

    def _is_enclosed(self, data_type: DataType) -> bool:
        return self._settings.enclosed_by is not None and data_type.kind in _ENCLOSED

    @property
    def _escape(self) -> str | None:
        return self._settings.escape or self._settings.escape_unenclosed

    def _special(self) -> list[str]:
        """What must be escaped in a field that is not enclosed, the escape character itself first."""
        delimiter = self._settings.record_delimiter
        lines = _NEW_LINES if delimiter in _LOGICAL_NEW_LINES else (delimiter,)
        return [sign for sign in (self._escape, self._settings.field_delimiter, *lines) if sign]

    def _escaped(self, sql: str) -> str:
        if self._escape is None:
            return sql
        for sign in self._special():
            sql = f"replace({sql}, {literal(sign)}, {literal(self._escape + sign)})"
        return sql

    def _enclosed(self, sql: str) -> str:
        quote, escape = str(self._settings.enclosed_by), self._settings.escape
        for sign in (escape, quote) if escape and escape != quote else (quote,):
            sql = f"replace({sql}, {literal(sign)}, {literal(sign * 2)})"
        return f"{literal(quote)} || {sql} || {literal(quote)}"

    def _written(self, text: str) -> str:
        quote = self._settings.enclosed_by
        if quote is not None:
            return quote + text.replace(quote, quote * 2) + quote
        for sign in self._special() if self._escape else ():
            text = text.replace(sign, f"{self._escape}{sign}")
        return text


# -- JSON ---------------------------------------------------------------------------------------------------------


def document_lines(plan: QueryPlan, outputs: Sequence[str]) -> str:
    """A query of a line of JSON for each row of a plan of one document, `outputs` behind it."""
    columns = plan.columns[: len(plan.columns) - len(outputs)]
    if len(columns) != 1 or columns[0].type.kind not in SEMI_STRUCTURED:
        raise SnowflakeError(
            ErrorCode.SEMANTIC,
            detail="JSON file format can produce one and only one column of type variant or object or array. "
            "Use CSV file format if you want to load more than one column.",
        )
    return over(plan, [f"coalesce(mh_out({cell(1)}), 'null') AS line", *outputs])


# -- Parquet ------------------------------------------------------------------------------------------------------


def parquet_rows(plan: QueryPlan, outputs: Sequence[str], context: TranslationContext, *, named: bool) -> str:
    """A query of a plan's rows as Parquet holds them, timestamps in milliseconds; `outputs` behind them."""
    columns = plan.columns[: len(plan.columns) - len(outputs)]
    values = [
        f"{_stored(cell(place), column, context)} AS {always_quote(column.name if named else f'_COL_{place - 1}')}"
        for place, column in enumerate(columns, 1)
    ]
    return over(plan, [*values, *outputs])


def _stored(sql: str, column: ResultColumn, context: TranslationContext) -> str:
    kind = column.type.kind
    if context.fraction is Fraction.NANOSECONDS:
        sql = engine_sql(narrowed(exp.Var(this=sql), kind))
    if kind in GEOSPATIAL:
        return _printed(sql, column.type, context.session.parameters)
    if kind in _MOMENTS:
        raise SnowflakeError(
            ErrorCode.SEMANTIC,
            detail="Error encountered when unloading to PARQUET: "
            "TIMESTAMP_TZ and LTZ types are not supported for unloading to Parquet.",
        )
    if kind is Kind.DECFLOAT:
        raise unsupported(f"unloading column {column.name} of type DECFLOAT to Parquet")
    if column.type.is_structured:
        raise unsupported(f"unloading column {column.name} of type {column.type.kind.value}(…) to Parquet")
    if kind in SEMI_STRUCTURED:
        return f"mh_out({sql})"
    if kind is Kind.NUMBER:
        return f"CAST({sql} AS DECIMAL({column.type.precision},{column.type.scale}))"
    target = {Kind.TIMESTAMP_NTZ: "TIMESTAMP_MS", Kind.NULL: "VARCHAR"}.get(kind)
    return f"CAST({sql} AS {target})" if target else sql


def _printed(sql: str, data_type: DataType, parameters: SessionParameters) -> str:
    return engine_sql(printed(exp.Var(this=sql), data_type, parameters))


def parquet_file(query: str, path: str, compression: str) -> str:
    """An engine statement that writes the rows of a query to a file; it counts them."""
    codec = {"SNAPPY": "snappy", "NONE": "uncompressed"}[compression]
    return f"COPY ({query}) TO {literal(path)} (FORMAT parquet, COMPRESSION {codec})"


def partition(place: int, data_type: DataType, context: TranslationContext) -> str:
    """The partition of a row, from a column of its plan by its place."""
    if data_type.kind is Kind.VARCHAR:
        return f"{cell(place)} AS {PARTITION}"
    node = converted_node(exp.Var(this=cell(place)), data_type, VARCHAR, settings_in(context))
    if node is None or data_type.kind in SEMI_STRUCTURED:
        raise SnowflakeError(ErrorCode.SEMANTIC, detail="PARTITION BY needs an expression that is a string.")
    return f"{engine_sql(node)} AS {PARTITION}"
