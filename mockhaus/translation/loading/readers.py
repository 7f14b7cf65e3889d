"""Staged files as relations of engine SQL: every option of a reader is stated, nothing is guessed."""

from __future__ import annotations

from collections.abc import Sequence

from mockhaus.translation.loading.formats import FileFormatSettings, replaces_invalid

NUMBER = "mh_number"
"""The number of a record in its file, from 1, in a relation of prepared records."""
LINE = "mh_line"
"""The first line of a record in its file, from 1, in a relation of prepared records."""

_COMPRESSIONS = {"GZIP": "gzip", "NONE": "none"}
_LONGEST_LINE = 16_777_216
_MOST_DELIMITER_BYTES = 4


def literal(text: str) -> str:
    """A text as an engine literal."""
    return "'" + text.replace("'", "''") + "'"


def is_plain(settings: FileFormatSettings) -> bool:
    """Whether the engine's own reader reads such a delimited file as Snowflake does, where its bytes are plain too."""
    delimiter = settings.field_delimiter or ""
    odd = settings.trim_space or replaces_invalid(settings) or settings.parse_header or settings.skip_blank_lines
    return (
        settings.record_delimiter in ("\n", "\r\n", "\r")
        and 0 < len(delimiter.encode()) <= _MOST_DELIMITER_BYTES
        and delimiter.isprintable() | (delimiter == "\t")
        and settings.escape in (None, settings.enclosed_by)
        and settings.encoding == "utf-8"
        and settings.column_count_error
        and settings.empty_as_null
        and settings.skip_byte_order_mark
        and settings.multi_line
        and not odd
    )


def delimited(path: str, width: int, settings: FileFormatSettings, compression: str) -> str:
    """A query of the fields `c1`, `c2`, … of a plain delimited file; empty unenclosed ones are NULL."""
    quote = settings.enclosed_by or ""
    options = {
        "auto_detect": "false",
        "columns": _columns([f"c{place}" for place in range(1, width + 1)]),
        "delim": literal(str(settings.field_delimiter)),
        "quote": literal(quote),
        "escape": literal(quote),
        "header": "false",
        "skip": str(settings.skip_header),
        "nullstr": "['']",
        "allow_quoted_nulls": "false",
        "null_padding": "false",
        "ignore_errors": "false",
        "strict_mode": "true",
        "encoding": "'utf-8'",
        "compression": literal(_COMPRESSIONS[compression]),
    }
    names = [f"c{place}" for place in range(1, width + 1)]
    escape = settings.escape_unenclosed
    nulls = [text for text in settings.null_if if text and not (escape and escape in text)]  # a plain file has none
    fields = ", ".join(_without_nulls(name, nulls) for name in names)
    return f"SELECT {fields} FROM read_csv({literal(path)}, {_stated(options)})"


def prepared(path: str, width: int, longest: int = 0) -> str:
    """A query of record number, line and fields of records that were written by `prepared_line`.

    `longest` is how many bytes the longest of them has, where that is known.
    """
    names = [f"c{place}" for place in range(1, width + 1)]
    options = {
        "auto_detect": "false",
        "columns": _columns([NUMBER, LINE, *names]),
        "delim": "','",
        "quote": "'\"'",
        "escape": "'\"'",
        "header": "false",
        "nullstr": "['']",
        "allow_quoted_nulls": "false",
        "strict_mode": "true",
        "compression": "'none'",
        "max_line_size": str(max(_LONGEST_LINE, longest)),
        "parallel": "false",
    }
    fields = ", ".join((f"CAST({NUMBER} AS BIGINT) AS {NUMBER}", f"CAST({LINE} AS BIGINT) AS {LINE}", *names))
    return f"SELECT {fields} FROM read_csv({literal(path)}, {_stated(options)})"


def prepared_line(number: int, line: int, fields: Sequence[str | None]) -> bytes:
    """A record as one line of a prepared file."""
    cells = ("" if field is None else '"' + field.replace('"', '""') + '"' for field in fields)
    return f"{number},{line},{','.join(cells)}\n".encode()


def json_texts(path: str, compression: str, *, array: bool) -> str:
    """A query of the values of a JSON file as text, `c1`."""
    form = "array" if array else "unstructured"
    options = {
        "format": literal(form),
        "compression": literal(_COMPRESSIONS[compression]),
        "maximum_object_size": str(_LONGEST_LINE * 8),
        "ignore_errors": "false",
    }
    return f"SELECT CAST(json AS VARCHAR) AS c1 FROM read_json_objects({literal(path)}, {_stated(options)})"


def document(text: str, settings: FileFormatSettings) -> str:
    """The document that a text holds; both are engine SQL. An error where it holds none."""
    if settings.kind == "XML":
        macro = "mh_parse_spaced_xml" if settings.preserve_space else "mh_parse_xml"
        return f"{macro}({text}, {str(not settings.auto_convert).lower()})"
    return f"mh_parse_duplicates({text})" if settings.allow_duplicates else f"mh_parse({text})"


def parquet(path: str) -> str:
    """A Parquet file as a relation."""
    return f"read_parquet({literal(path)}, binary_as_string = false, hive_partitioning = false, union_by_name = false)"


def parquet_columns(path: str) -> str:
    """A query of the names and engine types of a Parquet file's columns."""
    return f"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM {parquet(path)})"


def parquet_fields(path: str) -> str:
    """A query of the fields of a Parquet file, each before its children: name, repetition, how many children."""
    return f"SELECT name, repetition_type, coalesce(num_children, 0) FROM parquet_schema({literal(path)})"


def _columns(names: Sequence[str]) -> str:
    return "{" + ", ".join(f"'{name}': 'VARCHAR'" for name in names) + "}"


def _stated(options: dict[str, str]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in options.items())


def _without_nulls(name: str, nulls: Sequence[str]) -> str:
    if not nulls:
        return name
    return f"CASE WHEN {name} IN ({', '.join(map(literal, nulls))}) THEN NULL ELSE {name} END AS {name}"
