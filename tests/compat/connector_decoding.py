"""What the Python connector makes of encoded results; run as a program by an interpreter that has the connector.

Takes a JSON document from standard input, `{"arrow": [hexadecimal, …], "json": [{"rowtype": […], "rowset": […]}, …]}`,
and answers the same shape with rows of shown values. Standard library, and the connector, only.
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
    from snowflake.connector.arrow_context import ArrowConverterContext
    from snowflake.connector.nanoarrow_arrow_iterator import PyArrowRowIterator

    context = ArrowConverterContext({"TIMEZONE": "UTC"})
    return [
        [shown(value) for value in row] for row in PyArrowRowIterator(None, data, context, False, False, False, True)
    ]


def _json_rows(columns: list[dict[str, Any]], rows: list[list[str | None]]) -> list[list[str | None]]:
    from snowflake.connector.converter import SnowflakeConverter

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
        "arrow": [_arrow_rows(bytes.fromhex(data)) for data in asked["arrow"]],
        "json": [_json_rows(part["rowtype"], part["rowset"]) for part in asked["json"]],
    }
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
