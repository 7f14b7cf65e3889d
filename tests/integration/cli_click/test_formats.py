"""Results on the terminal."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from decimal import Decimal

import pytest

from mockhaus.domain import types
from mockhaus.domain.types import ResultColumn
from mockhaus_adapters.cli_click.client.protocol import TextRow
from mockhaus_adapters.cli_click.formats import FORMATS, writer

COLUMNS = (
    ResultColumn("ID", types.number(10)),
    ResultColumn("NAME", types.VARCHAR),
    ResultColumn("PRICE", types.number(38, 9)),
    ResultColumn("F", types.FLOAT),
    ResultColumn("OK", types.BOOLEAN),
    ResultColumn("DOC", types.VARIANT),
)
ROWS: tuple[TextRow, ...] = (
    (
        "1",
        'a "quoted", text\nof two lines',
        "12345678901234567890.123456789",
        "1.5",
        "TRUE",
        '{\n  "a": [\n    1.10\n  ]\n}',
    ),
    ("2", None, None, "NaN", None, None),
)


def written(style: str, columns: Sequence[ResultColumn], *batches: Sequence[TextRow], width: int | None = None) -> str:
    """All that a writer gives."""
    return "".join(writer(style, width)(columns, batches))


def test_a_table_has_a_header_and_shows_null() -> None:
    assert written("table", COLUMNS[:2], [("1", "x")], [("20", None)]).splitlines() == [
        "+----+------+",
        "| ID | NAME |",
        "+----+------+",
        "|  1 | x    |",
        "| 20 | NULL |",
        "+----+------+",
    ]


def test_a_value_of_several_lines_takes_several_lines_of_its_table() -> None:
    assert written("table", COLUMNS[:2], [("1", "x\nlong")]).splitlines()[3:5] == ["|  1 | x    |", "|    | long |"]


def test_a_table_is_no_wider_than_it_may_be_and_loses_nothing() -> None:
    text = "".join(chr(ord("a") + index % 26) for index in range(100))
    lines = written("table", COLUMNS[:2], [("1", text)], width=40).splitlines()
    assert {len(line) for line in lines} == {40}
    assert "".join(line.split("|")[2].strip() for line in lines[3:-1]) == text


def test_wide_characters_take_two_cells() -> None:
    assert written("table", COLUMNS[1:2], [("日本",), ("x",)]).splitlines()[3:5] == ["| 日本 |", "| x    |"]


def test_control_characters_are_written_out_for_people() -> None:
    row = ("\x1b[31mred\x07\tend",)
    for style in ("table", "vertical"):
        assert "\\x1b[31mred\\x07\\tend" in written(style, COLUMNS[1:2], [row])


def test_the_vertical_format_has_a_line_for_each_value() -> None:
    assert written("vertical", COLUMNS[:2], [("1", "x\ny")], [("2", None)]).splitlines() == [
        "-[ ROW 1 ]--------------------",
        "  ID | 1",
        "NAME | x",
        "     | y",
        "-[ ROW 2 ]--------------------",
        "  ID | 2",
        "NAME | NULL",
    ]


def test_csv_can_be_read_back() -> None:
    header, first, second = csv.reader(io.StringIO(written("csv", COLUMNS, ROWS)))
    assert header == ["ID", "NAME", "PRICE", "F", "OK", "DOC"]
    assert first[:3] == ["1", 'a "quoted", text\nof two lines', "12345678901234567890.123456789"]
    assert second == ["2", "", "", "NaN", "", ""]


def test_tsv_keeps_a_row_on_a_line() -> None:
    assert written("tsv", COLUMNS[:2], [("1", "a\tb\nc\\")], [("2", None)]).splitlines() == [
        "ID\tNAME",
        r"1" + "\t" + r"a\tb\nc\\",
        "2\t\\N",
    ]


def test_json_keeps_every_digit_and_nests_variants() -> None:
    first, second = json.loads(written("json", COLUMNS, ROWS[:1], ROWS[1:]), parse_float=Decimal)
    assert first == {
        "ID": 1,
        "NAME": 'a "quoted", text\nof two lines',
        "PRICE": Decimal("12345678901234567890.123456789"),
        "F": Decimal("1.5"),
        "OK": True,
        "DOC": {"a": [Decimal("1.10")]},
    }
    assert second == {"ID": 2, "NAME": None, "PRICE": None, "F": "NaN", "OK": None, "DOC": None}


def test_json_by_lines_has_the_same_objects() -> None:
    lines = written("ndjson", COLUMNS, ROWS).splitlines()
    assert [json.loads(line) for line in lines] == json.loads(written("json", COLUMNS, ROWS))


def test_columns_of_the_same_name_are_all_there_in_json() -> None:
    assert json.loads(written("ndjson", COLUMNS[:1] * 2, [("1", "2")])) == {"ID": 1, "ID_2": 2}


@pytest.mark.parametrize(
    ("style", "expected"),
    [("json", "[]\n"), ("ndjson", ""), ("csv", "ID\n"), ("tsv", "ID\n"), ("vertical", "")],
)
def test_no_rows_are_no_rows(style: str, expected: str) -> None:
    assert written(style, COLUMNS[:1]) == expected


def test_every_format_is_tested_here() -> None:
    assert set(FORMATS) == {"table", "vertical", "json", "ndjson", "csv", "tsv"}
