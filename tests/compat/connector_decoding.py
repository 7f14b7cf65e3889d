"""What the Python connector makes of encoded results; run as a program by an interpreter that has the connector.

Takes a JSON document from standard input and answers one with the same keys, each of which may be missing: of
`arrow`, a list of streams in hexadecimal, and `json`, a list of `{"rowtype": […], "rowset": […]}`, the rows of shown
values; of `tables`, streams again, the columns' names and first timestamps, in microseconds where `microseconds` says
so. Standard library, and the connector, only.
"""

from __future__ import annotations

import datetime as dt
import decimal
import json
import sys
from typing import Any


def shown(value: Any) -> str | None:
    """A value as text that tells its type and all of it."""
    if value is None:
        return None
    if isinstance(value, bytes | bytearray):
        return f"bytes {bytes(value).hex()}"
    if isinstance(value, dt.date | dt.time):
        return f"{type(value).__name__} {value.isoformat()}"
    if isinstance(value, decimal.Decimal):
        return f"Decimal {value:f}"
    return f"{type(value).__name__} {value!r}"


def _arrow_rows(data: bytes) -> list[list[str | None]]:
    from snowflake.connector.arrow_context import ArrowConverterContext  # type: ignore[import-not-found]
    from snowflake.connector.nanoarrow_arrow_iterator import PyArrowRowIterator  # type: ignore[import-not-found]

    context = ArrowConverterContext({"TIMEZONE": "UTC"})
    return [
        [shown(value) for value in row] for row in PyArrowRowIterator(None, data, context, False, False, False, True)
    ]


def _first_row(data: bytes, *, microseconds: bool) -> list[list[str]]:
    from snowflake.connector.arrow_context import ArrowConverterContext
    from snowflake.connector.nanoarrow_arrow_iterator import PyArrowTableIterator

    context = ArrowConverterContext({"TIMEZONE": "UTC"})
    [table] = PyArrowTableIterator(None, data, context, False, False, False, True, microseconds)
    return [
        [name, str(column[0].as_py().replace(tzinfo=None))]
        for name, column in zip(table.column_names, table.columns, strict=True)
    ]


def _json_rows(columns: list[dict[str, Any]], rows: list[list[str | None]]) -> list[list[str | None]]:
    from snowflake.connector.converter import SnowflakeConverter  # type: ignore[import-not-found]

    converter = SnowflakeConverter()
    converter.set_parameter("TIMEZONE", "UTC")
    methods = [converter.to_python_method(column["type"].upper(), column) for column in columns]
    return [
        [
            shown(value if value is None or method is None else method(value))
            for value, method in zip(row, methods, strict=True)
        ]
        for row in rows
    ]


def main() -> None:
    """Decode what standard input has."""
    asked = json.load(sys.stdin)
    answer = {
        "arrow": [_arrow_rows(bytes.fromhex(data)) for data in asked.get("arrow", ())],
        "json": [_json_rows(part["rowtype"], part["rowset"]) for part in asked.get("json", ())],
        "tables": [
            _first_row(bytes.fromhex(data), microseconds=asked["microseconds"]) for data in asked.get("tables", ())
        ],
    }
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
