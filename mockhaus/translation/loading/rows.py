"""Records of staged files as rows of a table: engine SQL that converts them, and finds those that cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlglot import exp

from mockhaus.domain.catalog.objects import Column
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.types import (
    GEOSPATIAL,
    SEMI_STRUCTURED,
    TIMESTAMPS,
    VARCHAR,
    VARIANT,
    DataType,
    Kind,
    ResultColumn,
    number,
)
from mockhaus.translation.context import TranslationContext
from mockhaus.translation.dml.common import Target, assigned_value, default_value, omitted_columns, stored_moment
from mockhaus.translation.functions.coercibility import is_coercible
from mockhaus.translation.functions.conversion import converted_node
from mockhaus.translation.functions.converting import settings_in
from mockhaus.translation.functions.nanoseconds import taken_in, taken_in_exactly
from mockhaus.translation.loading.formats import FileFormatSettings
from mockhaus.translation.loading.options import LoadOptions
from mockhaus.translation.loading.readers import LINE, NUMBER
from mockhaus.translation.loading.records import RecordError, shown
from mockhaus.translation.precision import Fraction
from mockhaus.translation.rendering import engine_sql

ERROR_COLUMNS = (
    ResultColumn("errors", number()),
    ResultColumn("row", number()),
    ResultColumn("line", number()),
    ResultColumn("place", number()),
    ResultColumn("value", VARCHAR),
)
"""The columns of a query made by `Rows.errors`."""

_NOT_RECOGNIZED = {
    Kind.FLOAT: ErrorCode.NUMERIC_NOT_RECOGNIZED,
    Kind.DECFLOAT: ErrorCode.NUMERIC_NOT_RECOGNIZED,
    Kind.BOOLEAN: ErrorCode.BOOLEAN_NOT_RECOGNIZED,
    Kind.DATE: ErrorCode.DATE_NOT_RECOGNIZED,
    Kind.TIME: ErrorCode.TIME_NOT_RECOGNIZED,
    **dict.fromkeys(TIMESTAMPS, ErrorCode.TIMESTAMP_NOT_RECOGNIZED),
    **dict.fromkeys(GEOSPATIAL, ErrorCode.GEO_INVALID),
}
_FORMATS = (
    ("date_format", "DATE_INPUT_FORMAT"),
    ("time_format", "TIME_INPUT_FORMAT"),
    ("timestamp_format", "TIMESTAMP_INPUT_FORMAT"),
)


@dataclass(frozen=True, slots=True)
class RawValue:
    """A value as a file gives it: engine SQL over the relation `s` of its records, and its type.

    `failed` is engine SQL that is true where the value could not be computed; empty where that cannot be. `native` is
    a column of a time or timestamp as the engine's reader gives it, with all its digits; empty for a plan's values.
    """

    sql: str
    type: DataType
    failed: str = ""
    native: str = ""


NO_VALUE = RawValue("NULL", DataType(Kind.NULL))
"""What a column gets that no file has."""


def formatted(context: TranslationContext, settings: FileFormatSettings) -> TranslationContext:
    """The context in which text becomes dates, times and binary values by a file's formats."""
    parameters = context.session.parameters
    for attribute, name in _FORMATS:
        model = getattr(settings, attribute)
        if model is not None:
            parameters = parameters.setting(name, model)
    parameters = parameters.setting("BINARY_INPUT_FORMAT", settings.binary_format)
    return replace(context, session=replace(context.session, parameters=parameters))


class Rows:
    """The rows that one relation of records becomes. `values` are for `columns`, in order.

    `broken` is engine SQL that is true for a record which is no record at all; its text is then `s.raw`.
    """

    def __init__(
        self,
        target: Target,
        columns: Sequence[Column],
        values: Sequence[RawValue],
        context: TranslationContext,
        options: LoadOptions,
        *,
        broken: str = "",
    ) -> None:
        self.columns = (*columns, *omitted_columns(target.table, columns))
        self._raw = [
            _cut(value, column) if options.truncate else value for value, column in zip(values, columns, strict=True)
        ]
        self._raw = [_with_digits(value, context) for value in self._raw]
        self._converted = [_converted(value, column, context) for value, column in zip(self._raw, columns, strict=True)]
        self._stored = [partial(stored_moment, column=column, context=context) for column in columns]
        self._defaults = [default_value(target, column, context) for column in self.columns[len(columns) :]]
        self._broken = broken
        self._tests = [
            _test(value, converted, column)
            for value, converted, column in zip(self._raw, self._converted, columns, strict=True)
        ]

    def all(self, relation: str) -> str:
        """A query of every record as a row; one that cannot be converted fails it."""
        values = [store(value) for store, value in zip(self._stored, self._converted, strict=True)]
        return f"SELECT {', '.join((*values, *self._defaults))} FROM ({relation}) AS s"

    def good(self, relation: str) -> str:
        """A query of the records that can be converted."""
        values = [store(f"TRY({value})") for store, value in zip(self._stored, self._converted, strict=True)]
        where = "" if not self._failing else f" WHERE ({' OR '.join(self._failing)}) IS NOT TRUE"
        return f"SELECT {', '.join((*values, *self._defaults))} FROM ({relation}) AS s{where}"

    def errors(self, relation: str, most: int | None = None) -> str | None:
        """A query of how many records cannot be converted, with so many of them, or all; None where all can.

        The place of a value that could not be computed is negative.
        """
        if not self._failing:
            return None
        places = " ".join(
            f"WHEN {test} THEN {f'CASE WHEN {value.failed} THEN {-place} ELSE {place} END' if value.failed else place}"
            for place, (test, value) in enumerate(zip(self._tests, self._raw, strict=True), start=1)
            if test
        )
        values = " ".join(
            f"WHEN {test} THEN {_text(value)}" for test, value in zip(self._tests, self._raw, strict=True) if test
        )
        if self._broken:
            places, values = f"WHEN {self._broken} THEN 0 {places}", f"WHEN {self._broken} THEN s.raw {values}"
        return (
            f"SELECT count(*) OVER (), s.{NUMBER}, s.{LINE}, CASE {places} END, CASE {values} END "
            f"FROM ({relation}) AS s WHERE {' OR '.join(self._failing)} ORDER BY s.{NUMBER}"
            f"{'' if most is None else f' LIMIT {most}'}"
        )

    @property
    def _failing(self) -> list[str]:
        return [test for test in (self._broken, *self._tests) if test]


def _with_digits(value: RawValue, context: TranslationContext) -> RawValue:
    """A time or timestamp of a reader as the plan has it: with nine digits, or the wish for them."""
    if not value.native:
        return value
    change = taken_in if context.fraction is Fraction.NANOSECONDS else taken_in_exactly
    return replace(value, sql=engine_sql(change(exp.Var(this=value.native), value.type.kind)))


def _converted(value: RawValue, column: Column, context: TranslationContext) -> str:
    """A value converted for its column: text is read as the column's type, JSON where that is semi-structured."""
    if column.type.is_structured:
        raise unsupported(f"COPY INTO column {column.name} of type {column.type.kind.value}(…)")
    if column.type.kind in SEMI_STRUCTURED and value.type.kind is Kind.VARCHAR:
        return assigned_value(f"mh_parse({value.sql})", VARIANT, column, context)
    if is_coercible(value.type, column.type):
        return assigned_value(value.sql, value.type, column, context)
    settings = settings_in(context)
    converted = converted_node(exp.Var(this=f"({value.sql})"), value.type, column.type, settings)
    if converted is None:
        return assigned_value(value.sql, value.type, column, context)
    return engine_sql(converted)


def _cut(value: RawValue, column: Column) -> RawValue:
    if column.type.kind is not Kind.VARCHAR or value.type.kind is not Kind.VARCHAR:
        return value
    return replace(value, sql=f"left({value.sql}, {column.type.length})")


def _test(value: RawValue, converted: str, column: Column) -> str:
    """Engine SQL that is true for a value which the column cannot take; empty where it takes all."""
    tests = [value.failed] if value.failed else []
    given = _given(value, column)
    if converted not in (value.sql, "NULL"):
        tests.append(f"({given} IS NOT NULL AND TRY({converted}) IS NULL)")
    if not column.type.nullable:
        tests.append(f"{given} IS NULL")
    return f"({' OR '.join(tests)})" if tests else ""


def _given(value: RawValue, column: Column) -> str:
    """What is NULL where the column gets NULL: a JSON null is one for columns that hold no JSON."""
    is_json = value.type.kind in SEMI_STRUCTURED and column.type.kind not in SEMI_STRUCTURED
    return f"mh_text({value.sql})" if is_json else value.sql


def _text(value: RawValue) -> str:
    return f"mh_text({value.sql})" if value.type.kind in SEMI_STRUCTURED else f"CAST({value.sql} AS VARCHAR)"


def document_error(value: str | None, settings: FileFormatSettings) -> RecordError:
    """Why a text is no document of a file's kind, in Snowflake's words."""
    error = ErrorCode.XML_INVALID if settings.kind == "XML" else ErrorCode.JSON_INVALID
    return RecordError(f"Error parsing {settings.kind}: {shown(value or '')}", error=error)


def conversion_error(value: str | None, columns: Sequence[Column], place: int) -> RecordError:
    """Why the column at a place, from 1, cannot take a value, in Snowflake's words."""
    message, error = _reason(value, columns[place - 1])
    return RecordError(message, field=place, error=error)


def _reason(value: str | None, column: Column) -> tuple[str, ErrorCode]:
    if value is None:
        return f"NULL result in a non-nullable column {column.name}", ErrorCode.NULL_NOT_ALLOWED
    kind = column.type.kind
    if kind is Kind.VARCHAR:
        told = SnowflakeError(ErrorCode.LENGTH_LIMIT, length=column.type.length, value=shown(value))
        return told.message, told.error
    if kind in SEMI_STRUCTURED:
        return f"Error parsing JSON: {shown(value)}", ErrorCode.JSON_INVALID
    error = _number_error(value) if kind is Kind.NUMBER else _NOT_RECOGNIZED.get(kind)
    if error is None:
        return f"The value '{shown(value)}' is not a legal {kind.value}", ErrorCode.LOAD_FAILED
    return SnowflakeError(error, value=shown(value)).message, error


def _number_error(value: str) -> ErrorCode:
    try:
        float(value)
    except ValueError:
        return ErrorCode.NUMERIC_NOT_RECOGNIZED
    return ErrorCode.NUMERIC_OUT_OF_RANGE
