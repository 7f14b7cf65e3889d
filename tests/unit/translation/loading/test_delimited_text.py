"""Delimited text to records: https://docs.snowflake.com/en/sql-reference/sql/copy-into-table (TYPE = CSV)."""

from __future__ import annotations

import pytest

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.translation.loading.delimited import DelimitedText
from mockhaus.translation.loading.formats import file_format, merged


def fields(text: str, **settings: str) -> list[tuple[str | None, ...]]:
    return [record.fields for record in DelimitedText(text, file_format("CSV", tuple(settings.items())))]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_ends_a_record(end: str) -> None:
    assert fields(f"1,a{end}2,b{end}") == [("1", "a"), ("2", "b")]


def test_the_last_record_needs_no_end() -> None:
    assert fields("1,a") == [("1", "a")]


def test_an_empty_field_is_null_unless_it_is_enclosed() -> None:
    assert fields(',""\n', FIELD_OPTIONALLY_ENCLOSED_BY='"') == [(None, "")]


def test_an_empty_field_may_be_an_empty_text() -> None:
    assert fields(",a\n", EMPTY_FIELD_AS_NULL="FALSE") == [("", "a")]


def test_a_backslash_escapes_delimiters_and_letters() -> None:
    assert fields("a\\,b,c\\td,e\\\\\n") == [("a,b", "c\td", "e\\")]


def test_a_backslash_is_plain_without_an_escape_character() -> None:
    assert fields("a\\tb\n", ESCAPE_UNENCLOSED_FIELD="NONE") == [("a\\tb",)]


def test_null_is_written_with_a_backslash_by_default() -> None:
    assert fields("\\N,N\n") == [(None, "N")]


def test_null_texts_are_null_whether_enclosed_or_not() -> None:
    assert fields('NA,"NA"\n', NULL_IF='["NA"]', FIELD_OPTIONALLY_ENCLOSED_BY='"') == [(None, None)]


def test_enclosed_fields_hold_delimiters_line_ends_and_doubled_quotes() -> None:
    assert fields('"a,b","c\nd","e""f"\n', FIELD_OPTIONALLY_ENCLOSED_BY='"') == [("a,b", "c\nd", 'e"f')]


def test_an_escape_character_holds_in_enclosed_fields() -> None:
    assert fields("'a\\'b'\n", FIELD_OPTIONALLY_ENCLOSED_BY="'", ESCAPE="\\") == [("a'b",)]


def test_a_quote_inside_an_unenclosed_field_is_plain() -> None:
    assert fields('a"b",c\n', FIELD_OPTIONALLY_ENCLOSED_BY='"') == [('a"b"', "c")]


def test_blanks_are_trimmed_outside_of_enclosed_text() -> None:
    assert fields(' a ,  " b "  \n', TRIM_SPACE="TRUE", FIELD_OPTIONALLY_ENCLOSED_BY='"') == [("a", " b ")]


def test_delimiters_of_several_characters_and_coded_ones() -> None:
    assert fields("a||b^c||d", FIELD_DELIMITER="||", RECORD_DELIMITER="\\136") == [("a", "b"), ("c", "d")]
    assert fields("a;b", FIELD_DELIMITER="0x3b") == [("a", "b")]


def test_headers_are_skipped_as_lines() -> None:
    assert fields("x\ny,z\n1,2\n", SKIP_HEADER="2") == [("1", "2")]


def test_blank_lines_are_records_unless_skipped() -> None:
    assert fields("a\n\nb\n") == [("a",), (None,), ("b",)]
    assert fields("a\n\nb\n", SKIP_BLANK_LINES="TRUE") == [("a",), ("b",)]


def test_records_know_their_number_and_line() -> None:
    settings = file_format("CSV", (("FIELD_OPTIONALLY_ENCLOSED_BY", '"'), ("SKIP_HEADER", "1")))
    records = list(DelimitedText('h\n"a\nb"\nc\n', settings))
    assert [(record.number, record.line) for record in records] == [(1, 2), (2, 4)]


def test_text_behind_an_enclosed_field_is_an_error_of_its_record() -> None:
    settings = file_format("CSV", (("FIELD_OPTIONALLY_ENCLOSED_BY", '"'),))
    first, second = DelimitedText('"a"x,1\n"b",2\n', settings)
    assert first.error is not None
    assert first.error.message == "Found character 'x' instead of field delimiter ','"
    assert first.error.character == 4
    assert second.fields == ("b", "2")


def test_an_enclosed_field_without_an_end_is_an_error() -> None:
    settings = file_format("CSV", (("FIELD_OPTIONALLY_ENCLOSED_BY", '"'),))
    (record,) = DelimitedText('"a,1\n', settings)
    assert record.error is not None


@pytest.mark.parametrize(
    ("kind", "setting", "code"),
    [
        ("CUSTOM", (), ErrorCode.STATEMENT_UNSUPPORTED),
        ("XML", (("PRESERVE_SPACE", "PERHAPS"),), ErrorCode.INVALID_VALUE),
        ("PDF", (), ErrorCode.INVALID_VALUE),
        ("CSV", (("STRIP_OUTER_ARRAY", "TRUE"),), ErrorCode.INVALID_PROPERTY),
        ("CSV", (("SKIP_HEADER", "x"),), ErrorCode.INVALID_VALUE),
        ("CSV", (("ENCODING", "KLINGON"),), ErrorCode.STATEMENT_UNSUPPORTED),
        ("CSV", (("COMPRESSION", "SNAPPY"),), ErrorCode.INVALID_VALUE),
        ("PARQUET", (("COMPRESSION", "LZO"),), ErrorCode.STATEMENT_UNSUPPORTED),
        ("CSV", (("PARSE_HEADER", "TRUE"), ("SKIP_HEADER", "1")), ErrorCode.SEMANTIC),
        ("CSV", (("FIELD_DELIMITER", "aa"), ("RECORD_DELIMITER", "aabb")), ErrorCode.SEMANTIC),
        ("JSON", (("STRIP_NULL_VALUES", "MAYBE"),), ErrorCode.INVALID_VALUE),
    ],
)
def test_settings_are_checked(kind: str, setting: tuple[tuple[str, str], ...], code: ErrorCode) -> None:
    with pytest.raises(SnowflakeError) as caught:
        file_format(kind, setting)
    assert caught.value.error is code


def test_the_strongest_layer_decides_the_kind_and_its_settings_win() -> None:
    layers = [(None, (("SKIP_HEADER", "1"),)), ("CSV", (("SKIP_HEADER", "2"), ("TRIM_SPACE", "TRUE"))), ("JSON", ())]
    kind, settings = merged(layers)
    assert kind == "CSV"
    assert dict(settings) == {"SKIP_HEADER": "1", "TRIM_SPACE": "TRUE"}
