"""Columns of DECFLOAT, UUID and FILE as drivers decode them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockhaus.domain.types import DECFLOAT, FILE, UUID, ResultColumn
from mockhaus_adapters.http_falcon.encoding import arrow_columns, arrow_kernels, arrow_values, json_rows
from mockhaus_adapters.http_falcon.encoding.row_types import row_types

_MOST_BYTES = 16
_LARGEST = "9" * 38


def _decoded(item: dict[str, Any]) -> Decimal:
    """A value as the Python connector decodes it."""
    significand: bytes = item["significand"]
    assert len(significand) <= _MOST_BYTES
    return Decimal(f"{int.from_bytes(significand, 'big', signed=True)}e{item['exponent']}")


@pytest.mark.parametrize(
    "text", ["0", "1.5", "-1.5", "255", "-256", "1.23e7002", "-4.2e-5432", _LARGEST, f"-{_LARGEST}e16"]
)
def test_a_decfloat_is_a_significand_and_an_exponent(text: str) -> None:
    (item,) = arrow_values.of_values(DECFLOAT, [text], 2).to_pylist()
    assert _decoded(item) == Decimal(text)


@settings(max_examples=100, deadline=None)
@given(st.integers(-(10**38) + 1, 10**38 - 1), st.integers(-1000, 1000))
def test_no_digit_is_lost(digits: int, exponent: int) -> None:
    text = f"{digits}e{exponent}"
    (item,) = arrow_values.of_values(DECFLOAT, [text], 2).to_pylist()
    assert item == {"exponent": exponent, "significand": item["significand"]}
    assert int.from_bytes(item["significand"], "big", signed=True) == digits


def test_batches_are_as_rows_are() -> None:
    texts = ["1.5", None, "1e1000"]
    rows = arrow_values.of_values(DECFLOAT, texts, 2)
    assert rows.equals(arrow_kernels.encoded(DECFLOAT, pa.array(texts, pa.utf8()), 0, 2))
    assert rows.null_count == 1


def test_the_field_says_that_it_is_a_decfloat() -> None:
    metadata = arrow_columns.field(ResultColumn("D", DECFLOAT), 0).metadata
    assert (metadata[b"logicalType"], metadata[b"precision"], metadata[b"scale"]) == (b"DECFLOAT", b"38", b"0")


def test_in_json_it_is_its_text() -> None:
    column = ResultColumn("D", DECFLOAT)
    assert json_rows.rows([column], [("1.23e7002",), (None,)]) == [("1.23e7002",), (None,)]
    (found,) = row_types([column])
    assert (found["type"], found["precision"], found["scale"], found["length"]) == ("decfloat", 38, None, None)


def test_a_uuid_is_a_text_to_drivers() -> None:
    (found,) = row_types([ResultColumn("U", UUID)])
    assert (found["type"], found["length"], found["byteLength"]) == ("text", 36, 36)
    assert arrow_columns.field(ResultColumn("U", UUID), 0).metadata[b"logicalType"] == b"TEXT"


def test_a_file_is_a_document() -> None:
    column, text = ResultColumn("F", FILE), '{"SIZE":1}'
    (found,) = row_types([column])
    assert (found["type"], found["extTypeName"]) == ("object", "FILE")
    assert json_rows.rows([column], [(text,)]) == [('{\n  "SIZE": 1\n}',)]
    assert arrow_values.of_values(FILE, [text], 0).to_pylist() == [text]
