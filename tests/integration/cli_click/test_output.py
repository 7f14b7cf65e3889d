"""Results on the terminal."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal

from mockhaus.domain import types
from mockhaus.domain.results import Row
from mockhaus.domain.sessions.parameters import SessionParameters
from mockhaus.domain.types import ResultColumn
from mockhaus_adapters.cli_click.output import as_csv, as_json, as_table

COLUMNS = (
    ResultColumn("ID", types.number(10)),
    ResultColumn("NAME", types.VARCHAR),
    ResultColumn("PRICE", types.number(38, 9)),
    ResultColumn("F", types.FLOAT),
    ResultColumn("OK", types.BOOLEAN),
    ResultColumn("DOC", types.VARIANT),
)
ROWS: tuple[Row, ...] = (
    (1, 'a "quoted", text\nof two lines', Decimal("12345678901234567890.123456789"), 1.5, True, '{"a": [1.10]}'),
    (2, None, None, float("nan"), None, None),
)
PARAMETERS = SessionParameters()


def test_a_table_has_a_header_and_shows_null() -> None:
    lines = as_table(COLUMNS[:2], ((1, "x"), (20, None)), PARAMETERS).splitlines()
    assert lines == [
        "+----+------+",
        "| ID | NAME |",
        "+----+------+",
        "|  1 | x    |",
        "| 20 | NULL |",
        "+----+------+",
    ]


def test_markup_in_a_table_is_text() -> None:
    assert "[bold]x[/bold] :smile:" in as_table(COLUMNS[1:2], (("[bold]x[/bold] :smile:",),), PARAMETERS)


def test_csv_can_be_read_back() -> None:
    header, first, second = csv.reader(io.StringIO(as_csv(COLUMNS, ROWS, PARAMETERS)))
    assert header == ["ID", "NAME", "PRICE", "F", "OK", "DOC"]
    assert first[:3] == ["1", 'a "quoted", text\nof two lines', "12345678901234567890.123456789"]
    assert second == ["2", "", "", "NaN", "", ""]


def test_json_keeps_every_digit_and_nests_variants() -> None:
    first, second = json.loads(as_json(COLUMNS, ROWS, PARAMETERS), parse_float=Decimal)
    assert first == {
        "ID": 1,
        "NAME": 'a "quoted", text\nof two lines',
        "PRICE": Decimal("12345678901234567890.123456789"),
        "F": Decimal("1.5"),
        "OK": True,
        "DOC": {"a": [Decimal("1.10")]},
    }
    assert second == {"ID": 2, "NAME": None, "PRICE": None, "F": "NaN", "OK": None, "DOC": None}


def test_no_rows_are_an_empty_array() -> None:
    assert json.loads(as_json(COLUMNS, (), PARAMETERS)) == []
