"""The columns of files and their types: https://docs.snowflake.com/en/sql-reference/functions/infer_schema."""

from __future__ import annotations

import pytest

from mockhaus.translation.loading import inference
from mockhaus.translation.loading.formats import FileFormatSettings
from mockhaus.translation.loading.inference import InferredColumn


def types(columns: list[InferredColumn]) -> list[tuple[str, str]]:
    return [(column.name, str(column.type)) for column in columns]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", "NUMBER(1, 0)"),
        ("-120", "NUMBER(3, 0)"),
        ("1.250", "NUMBER(4, 3)"),
        (".5", "NUMBER(1, 1)"),
        ("9" * 38, "NUMBER(38, 0)"),
        ("9" * 39, "REAL"),
        ("1E2", "REAL"),
        ("-1.5e-3", "REAL"),
        ("True", "BOOLEAN"),
        ("2024-02-29", "DATE"),
        ("2023-02-29", "TEXT"),
        ("23:59:59", "TIME"),
        ("24:00:00", "TEXT"),
        ("2024-01-01 00:00:00", "TIMESTAMP_NTZ"),
        ("2024-01-01T00:00:00.123456789+02:00", "TIMESTAMP_NTZ"),
        ("2024-01-01 00:00:00 -0800", "TIMESTAMP_NTZ"),
        ("-", "TEXT"),
        (".", "TEXT"),
        ("", "TEXT"),
        ("1 2", "TEXT"),
    ],
)
def test_texts_have_the_narrowest_type(text: str, expected: str) -> None:
    assert str(inference.type_of_text(text)) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["1", "22.5"], "NUMBER(3, 1)"),
        (["1", "1e3"], "REAL"),
        (["2024-01-01", "2024-01-01 10:00:00"], "TIMESTAMP_NTZ"),
        (["1", "true"], "TEXT"),
        ([None, "7"], "NUMBER(1, 0)"),
        (["x", "7"], "TEXT"),
    ],
)
def test_a_column_has_the_narrowest_type_of_all_its_values(values: list[str | None], expected: str) -> None:
    assert types(inference.delimited_columns(((value,) for value in values), ("A",))) == [("A", expected)]


def test_fields_without_a_name_are_named_by_their_place() -> None:
    columns = inference.delimited_columns([("1",), ("2", "x", None)], ("A",))
    assert types(columns) == [("A", "NUMBER(1, 0)"), ("c2", "TEXT"), ("c3", "NOTHING")]
    rows = list(inference.rows(inference.merged([("f", columns)], ignore_case=False), ignore_case=False))
    assert [row[3] for row in rows] == ["$1::NUMBER(1, 0)", "$2::TEXT", "$3::TEXT"]


def test_documents_of_other_types_are_variants() -> None:
    columns = inference.document_columns(['{"a": [1], "b": "1", "c": 1}', '{"a": {}, "b": 2, "c": null}', "7"])
    assert types(columns) == [("a", "VARIANT"), ("b", "TEXT"), ("c", "NUMBER(1, 0)")]


def test_what_is_no_json_is_an_error() -> None:
    with pytest.raises(ValueError, match="Expecting"):
        inference.document_columns(['{"a": }'])


@pytest.mark.parametrize(
    ("engine_type", "expected"),
    [
        ("BIGINT", "NUMBER(38, 0)"),
        ("DECIMAL(10,2)", "NUMBER(10, 2)"),
        ("DOUBLE", "REAL"),
        ("VARCHAR", "TEXT"),
        ("BOOLEAN", "BOOLEAN"),
        ("DATE", "DATE"),
        ("TIME", "TIME"),
        ("TIMESTAMP_NS", "TIMESTAMP_NTZ"),
        ("TIMESTAMP WITH TIME ZONE", "TIMESTAMP_NTZ"),
        ("TIMESTAMPTZ_NS", "TIMESTAMP_NTZ"),
        ("BIGINT[]", "VARIANT"),
        ("STRUCT(a BIGINT)", "VARIANT"),
        ("BLOB", "TEXT"),
    ],
)
def test_parquet_types_are_those_of_snowflake(engine_type: str, expected: str) -> None:
    column = inference.parquet_column("a", engine_type, FileFormatSettings(kind="PARQUET"), nullable=False)
    assert (str(column.type), column.nullable) == (expected, False)


def test_binary_columns_stay_binary_where_the_format_says_so() -> None:
    settings = FileFormatSettings(kind="PARQUET", binary_as_text=False)
    assert str(inference.parquet_column("a", "BLOB", settings, nullable=True).type) == "BINARY"


def test_files_give_their_columns_together() -> None:
    files = [
        ("one", inference.delimited_columns([("1", "x")], ("A", "b"))),
        ("two", inference.delimited_columns([("2.5", "y")], ("a", "A"))),
    ]
    found = [
        (row[0], row[1], row[4])
        for row in inference.rows(inference.merged(files, ignore_case=False), ignore_case=False)
    ]
    assert found == [("A", "TEXT", "one, two"), ("b", "TEXT", "one"), ("a", "NUMBER(2, 1)", "two")]
    found = [
        (row[0], row[1], row[4]) for row in inference.rows(inference.merged(files, ignore_case=True), ignore_case=True)
    ]
    assert found == [("A", "TEXT", "one, two"), ("B", "TEXT", "one")]
