"""Results in the drivers' encodings mean the same to the Python connector's own decoders.

Version 5 decodes in compiled code that takes no bytes from outside; its suite reads results over a socket.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockhaus.domain.json_layout import laid_out
from mockhaus.domain.results import Row, Value
from mockhaus.domain.types import SEMI_STRUCTURED, TIMESTAMPS, Kind
from mockhaus_adapters.http_falcon.encoding import arrow, json_rows
from mockhaus_adapters.http_falcon.encoding.row_types import row_types
from tests.compat.clients import CLIENTS, FOLDER
from tests.compat.connector_decoding import shown
from tests.support import encodings

CONNECTOR = next(client for client in CLIENTS if client.name == "python_connector_4")
COLUMNS = encodings.EVERY_TYPE
Shown = list[list[list[str | None]]]
Decode = Callable[[dict[str, object]], dict[str, Shown]]


@pytest.fixture(scope="module")
def decode() -> Decode:
    """The connector's decoders, in its own environment."""
    if not CONNECTOR.provisioned:
        reason = f"{CONNECTOR.name} is not provisioned: python -m tests.compat.provision {CONNECTOR.name}"
        if os.environ.get("TESTS_REQUIRE_CLIENTS"):
            pytest.fail(reason)
        pytest.skip(reason)
    command = [str(CONNECTOR.environment / "bin" / "python"), str(FOLDER / "connector_decoding.py")]

    def decoded(asked: dict[str, object]) -> dict[str, Shown]:
        done = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)  # type: ignore[no-any-return]

    return decoded


def expected(rows: list[Row]) -> list[list[str | None]]:
    return [[shown(_printed(place, value)) for place, value in enumerate(row)] for row in rows]


def _printed(place: int, value: Value) -> Value:
    is_document = COLUMNS[place].type.kind in SEMI_STRUCTURED
    return laid_out(value, json_rows.INDENT) if is_document and isinstance(value, str) else value


def _edges() -> list[Row]:
    """The earliest and the latest dates there are, and nothing in the other columns."""

    def edge(place: int, moment: dt.datetime) -> Value:
        data_type = COLUMNS[place].type
        cut = encodings.cut(moment, data_type.precision)
        kinds: dict[str, Value] = {
            "DATE": moment.date(),
            "TIMESTAMP_NTZ": cut,
            "TIMESTAMP_LTZ": cut.replace(tzinfo=dt.UTC),
            "TIMESTAMP_TZ": cut.replace(tzinfo=dt.UTC),
        }
        return kinds.get(data_type.kind.value)

    moments = (encodings.FIRST, encodings.LAST)
    return [tuple(edge(place, moment) for place in range(len(COLUMNS))) for moment in moments]


def arrow_streams(parts: list[list[Row]]) -> list[bytes]:
    """Each part encoded as rows, then each as Arrow."""
    tables = [encodings.table(COLUMNS, part) for part in parts]
    return [arrow.encode_rows(COLUMNS, part) for part in parts] + [arrow.encode(COLUMNS, table) for table in tables]


@given(parts=st.lists(encodings.rows(shortest=1), min_size=5, max_size=5))
@settings(max_examples=4, deadline=None)
def test_the_connector_reads_what_was_written(decode: Decode, parts: list[list[Row]]) -> None:
    asked: dict[str, object] = {
        "arrow": [data.hex() for data in arrow_streams(parts)],
        "json": [{"rowtype": row_types(COLUMNS), "rowset": json_rows.rows(COLUMNS, part)} for part in parts],
    }
    answer = decode(asked)
    rows = [expected(part) for part in parts]
    assert answer["arrow"] == rows + rows
    assert answer["json"] == rows


def test_the_connector_reads_the_first_and_the_last_days(decode: Decode) -> None:
    edges = _edges()
    answer = decode({"arrow": [data.hex() for data in arrow_streams([edges])]})
    assert answer["arrow"] == [expected(edges)] * 2


@pytest.mark.parametrize("microseconds", [False, True])
def test_the_connector_makes_tables_of_what_was_written(decode: Decode, *, microseconds: bool) -> None:
    moment = dt.datetime(2024, 2, 29, 23, 59, 59)  # noqa: DTZ001
    columns = [column for column in COLUMNS if column.type.kind in TIMESTAMPS]
    zoned = [moment.replace(tzinfo=None if column.type.kind is Kind.TIMESTAMP_NTZ else dt.UTC) for column in columns]
    data = arrow.encode_rows(tuple(columns), [tuple(zoned)])
    answer = decode({"tables": [data.hex()], "microseconds": microseconds})
    assert answer["tables"] == [[[column.name, str(moment)] for column in columns]]
