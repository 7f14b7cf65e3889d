"""How a staged file gives values to a table's columns: fields by place, columns by name, one document, or a query."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from mockhaus.domain.catalog.objects import Column
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import always_quote
from mockhaus.domain.statements import Fragment
from mockhaus.domain.types import (
    BINARY,
    BOOLEAN,
    DATE,
    FLOAT,
    INTEGER,
    SEMI_STRUCTURED,
    TIME,
    TIMESTAMP_LTZ,
    TIMESTAMP_NTZ,
    VARCHAR,
    VARIANT,
    DataType,
    number,
)
from mockhaus.translation.context import RelationColumn, TranslationContext
from mockhaus.translation.dml.common import check_count, output_types
from mockhaus.translation.engine_types import MOMENTS
from mockhaus.translation.loading.formats import FileFormatSettings
from mockhaus.translation.loading.options import Match
from mockhaus.translation.loading.readers import LINE, NUMBER, literal
from mockhaus.translation.loading.rows import NO_VALUE, RawValue
from mockhaus.translation.loading.stage_names import StageNames
from mockhaus.translation.plan import QueryPlan
from mockhaus.translation.staged import METADATA
from mockhaus.translation.translate import Output, plan_rows, plan_tree

_BYTES = "BLOB"
_OPENED, _CLOSED = "'{'", "'}'"
_DECIMAL = re.compile(r"DECIMAL\((\d+),\s*(\d+)\)\Z")
_TYPES: dict[str, tuple[DataType, str]] = {
    "BOOLEAN": (BOOLEAN, "{}"),
    "FLOAT": (FLOAT, "CAST({} AS DOUBLE)"),
    "DOUBLE": (FLOAT, "{}"),
    "VARCHAR": (VARCHAR, "{}"),
    "UUID": (VARCHAR, "CAST({} AS VARCHAR)"),
    "DATE": (DATE, "{}"),
    "TIME": (TIME, "{}"),
    "TIMESTAMP WITH TIME ZONE": (TIMESTAMP_LTZ, "{}"),
    "TIMESTAMPTZ_NS": (TIMESTAMP_LTZ, "CAST({} AS TIMESTAMP WITH TIME ZONE)"),
    **{f"TIMESTAMP{unit}": (TIMESTAMP_NTZ, "CAST({} AS TIMESTAMP)") for unit in ("", "_S", "_MS", "_NS")},
    **{
        f"{sign}{width}": (INTEGER, "{}")
        for sign in ("", "U")
        for width in ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
    },
}

_PLAIN_NUMBERS = frozenset(
    {"BOOLEAN", "BIGINT", *(f"{sign}{width}" for sign in ("", "U") for width in ("TINYINT", "SMALLINT", "INTEGER"))}
)
"""Types whose values JSON writes as the engine does, within what a number of VARIANT holds without a tag."""
_PLAIN_TEXTS = frozenset({"DATE", "TIME", "UUID", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"})
"""Types whose values are texts in JSON, with no character that VARIANT writes otherwise."""


@dataclass(frozen=True, slots=True)
class Source:
    """A relation of records in engine SQL, and what it gives to columns, in order; the relation is read as `s`.

    `plan` is the translated query of a transformation. `separate` says that each row comes of one record: then its
    errors can be told one by one. `outputs` are a transformation's values by record, to find out why one failed.
    """

    relation: str
    columns: tuple[Column, ...]
    values: tuple[RawValue, ...]
    plan: QueryPlan | None = None
    broken: str = ""
    separate: bool = True
    outputs: tuple[str, ...] = ()


def fields(relation: str, columns: Sequence[Column]) -> Source:
    """A delimited file's fields, which are as many as the columns."""
    values = tuple(RawValue(f"s.c{place}", VARCHAR) for place in range(1, len(columns) + 1))
    return Source(relation, tuple(columns), values)


def named_fields(relation: str, header: Sequence[str], columns: Sequence[Column], match: Match) -> Source:
    """A delimited file's fields by the names in its header."""
    places = {name: RawValue(f"s.c{place}", VARCHAR) for place, name in enumerate(header, start=1)}
    return _by_name(relation, places, columns, match)


def one_document(relation: str, columns: Sequence[Column], kind: str, broken: str = "") -> Source:
    """A file's documents, `c1`, in the one column that can take them."""
    if len(columns) != 1 or columns[0].type.kind not in SEMI_STRUCTURED:
        raise SnowflakeError(
            ErrorCode.SEMANTIC,
            detail=f"A {kind} file gives one column of type VARIANT, OBJECT or ARRAY. "
            "Use MATCH_BY_COLUMN_NAME or a query to load it into several columns.",
        )
    return Source(relation, tuple(columns), (RawValue("s.c1", VARIANT),), broken=broken)


def document_keys(
    relation: str, columns: Sequence[Column], match: Match, settings: FileFormatSettings, broken: str = ""
) -> Source:
    """A JSON file's top-level keys by column name."""
    function = "mh_fldi" if match is Match.CASE_INSENSITIVE else "mh_fld"
    places = range(1, len(columns) + 1)
    found = (
        f"{function}(s.c1, {literal(column.name)}) AS f{place}" for place, column in zip(places, columns, strict=True)
    )
    cleared = (f"{_cleared(f's.f{place}', settings)} AS k{place}" for place in places)
    relation = _computed(_computed(relation, found), cleared)
    values = tuple(RawValue(f"s.k{place}", VARIANT) for place in places)
    return Source(relation, tuple(columns), values, broken=broken)


def _computed(relation: str, values: Iterable[str]) -> str:
    """A relation with values beside its columns, each computed once however often it is named."""
    return f"SELECT {', '.join(('s.*', *values))} FROM ({relation}) AS s"


def _cleared(value: str, settings: FileFormatSettings) -> str:
    """A key's value, with JSON's null and the texts of NULL_IF as NULL."""
    if settings.trim_space:
        value = f"CASE WHEN mh_typeof({value}) = 'VARCHAR' THEN mh_str(trim(mh_text({value}))) ELSE {value} END"
    texts = ", ".join(literal(text) for text in settings.null_if)
    nulls = f"{value} = 'null'"
    return f"CASE WHEN {nulls}{f' OR mh_text({value}) IN ({texts})' if texts else ''} THEN NULL ELSE {value} END"


def transformed(
    relation: str,
    types: Sequence[DataType],
    query: Fragment,
    columns: Sequence[Column],
    context: TranslationContext,
    text: str,
) -> Source:
    """What a query over the stage gives to columns, in order."""
    plan = plan_tree(query.tree, text, _staged(context, relation, types), output=Output.ENGINE)
    check_count(len(columns), len(plan.columns))
    values = tuple(RawValue(f"s.c{place}", found) for place, found in enumerate(output_types(plan), start=1))
    return Source(plan.sql, tuple(columns), values, plan, separate=False)


def transformed_records(
    relation: str,
    types: Sequence[DataType],
    query: Fragment,
    columns: Sequence[Column],
    context: TranslationContext,
    text: str,
) -> Source:
    """As `transformed`, record by record where the query is no more than values of those that meet a condition.

    The relation has numbers and lines of records. A value that fails then fails its record alone.
    """
    plan, parts = plan_rows(query.tree, text, _staged(context, relation, types), taken_in=True)
    if parts is None:
        return transformed(relation, types, query, columns, context, text)
    check_count(len(columns), len(plan.columns))
    values = [f"TRY([{output}]) AS t{place}" for place, output in enumerate(parts.outputs, start=1)]
    numbers = [f"{parts.alias}.{name} AS {name}" for name in (NUMBER, LINE)]
    behind = f"FROM {parts.rows} AS {parts.alias} WHERE {parts.condition}"
    return Source(
        f"SELECT {', '.join((*numbers, *values))} {behind}",
        tuple(columns),
        tuple(
            RawValue(f"s.t{place}[1]", found, failed=f"s.t{place} IS NULL")
            for place, found in enumerate(output_types(plan), start=1)
        ),
        plan,
        outputs=tuple(f"SELECT {output} {behind} AND {parts.alias}.{NUMBER} = " for output in parts.outputs),
    )


def with_file_metadata(source: Source, columns: Sequence[tuple[Column, str]]) -> Source:
    """A source that gives metadata columns too, by their names; its relation has them."""
    known = {column.name: _metadata(column) for column in METADATA}
    added = dict(columns)
    values = tuple(
        known[added[column]] if column in added else value
        for column, value in zip(source.columns, source.values, strict=True)
    )
    return replace(source, values=values)


def _metadata(column: RelationColumn) -> RawValue:
    sql = f"s.{column.engine_name}"
    return RawValue(sql, column.type, native=sql if column.type.kind in MOMENTS else "")


def parquet_columns(
    relation: str,
    described: Sequence[tuple[str, str]],
    columns: Sequence[Column],
    match: Match,
    settings: FileFormatSettings,
) -> Source:
    """A Parquet file's columns by name; `described` are their names and engine types."""
    found = {name: parquet_value(f"s.{always_quote(name)}", kind, settings) for name, kind in described}
    return _by_name(relation, found, columns, match)


def parquet_documents(
    path_relation: str,
    described: Sequence[tuple[str, str]],
    settings: FileFormatSettings,
    documents: Mapping[str, Collection[str] | None],
) -> str:
    """A relation with columns that are each row of a Parquet file as an OBJECT, of some fields or, for None, of all.

    `described` is as for `parquet_columns`.
    """
    listed = (f"{_object(described, fields, settings)} AS {name}" for name, fields in documents.items())
    return f"SELECT {', '.join(listed)} FROM {path_relation} AS p"


def _object(described: Sequence[tuple[str, str]], fields: Collection[str] | None, settings: FileFormatSettings) -> str:
    members = ", ',', ".join(
        f"CAST(to_json({literal(name)}) AS VARCHAR), ':', coalesce({_text(always_quote(name), kind, settings)}, 'null')"
        for name, kind in sorted(described)
        if fields is None or name in fields
    )
    return f"concat({', '.join(part for part in (_OPENED, members, _CLOSED) if part)})"


def _text(sql: str, engine_type: str, settings: FileFormatSettings) -> str:
    """A value of a Parquet column as canonical text, without reading JSON where its type makes that needless."""
    if engine_type == _BYTES:
        return f"mh_str({_decoded(sql, settings)})" if settings.binary_as_text else f"mh_bin({sql})"
    if engine_type == "VARCHAR":
        return f"mh_str({sql})"
    if engine_type in _PLAIN_NUMBERS:
        return f"CAST({sql} AS VARCHAR)"
    if engine_type in _PLAIN_TEXTS:
        return f"CAST(to_json({sql}) AS VARCHAR)"
    return _whole_row(sql)


def _decoded(sql: str, settings: FileFormatSettings) -> str:
    """Bytes as text."""
    return f"{'mh_decode_replacing' if settings.replace_invalid else 'decode'}({sql})"


def _whole_row(sql: str) -> str:
    return f"mh_parse(CAST(to_json({sql}) AS VARCHAR))"


def parquet_value(sql: str, engine_type: str, settings: FileFormatSettings) -> RawValue:
    """A value of a Parquet column as Snowflake reads it."""
    decimal = _DECIMAL.match(engine_type)
    if decimal:
        return RawValue(sql, number(int(decimal[1]), int(decimal[2])))
    if engine_type == _BYTES:
        return RawValue(_decoded(sql, settings), VARCHAR) if settings.binary_as_text else RawValue(sql, BINARY)
    if engine_type in _TYPES:
        data_type, form = _TYPES[engine_type]
        native = sql if data_type.kind in MOMENTS else ""
        return RawValue(_without_nulls(form.format(sql), data_type, settings), data_type, native=native)
    return RawValue(_whole_row(sql), VARIANT)


def _without_nulls(sql: str, data_type: DataType, settings: FileFormatSettings) -> str:
    if data_type is VARCHAR and settings.trim_space:
        sql = f"trim({sql})"
    if data_type is not VARCHAR or not settings.null_if:
        return sql
    return f"CASE WHEN {sql} IN ({', '.join(map(literal, settings.null_if))}) THEN NULL ELSE {sql} END"


def _by_name(relation: str, found: dict[str, RawValue], columns: Sequence[Column], match: Match) -> Source:
    if match is Match.CASE_INSENSITIVE:
        folded = {name.upper(): value for name, value in found.items()}
        values = tuple(folded.get(column.name.upper(), NO_VALUE) for column in columns)
    else:
        values = tuple(found.get(column.name, NO_VALUE) for column in columns)
    return Source(relation, tuple(columns), values)


def _staged(context: TranslationContext, relation: str, types: Sequence[DataType]) -> TranslationContext:
    return replace(context, names=StageNames(context.names, relation, types))
