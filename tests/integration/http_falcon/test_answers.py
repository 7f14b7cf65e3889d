"""How the core's values and errors become HTTP answers."""

from __future__ import annotations

import datetime as dt
import json
import logging
from decimal import Decimal
from types import SimpleNamespace
from typing import cast

import pytest
from falcon import testing

from mockhaus.application.use_cases import UseCases
from mockhaus.domain import types
from mockhaus.domain.errors import ErrorCode, Position, SnowflakeError
from mockhaus.domain.sessions.parameters import SessionParameters
from mockhaus.domain.types import ResultColumn
from mockhaus_adapters.http_falcon.app import create_app
from mockhaus_adapters.http_falcon.envelope import dump, encode_rows, error_body, keys
from mockhaus_adapters.http_falcon.errors import status_of
from mockhaus_adapters.http_falcon.models import bound_value, read_body
from mockhaus_adapters.http_falcon.rest.statement_bodies import StatementsBody
from mockhaus_adapters.http_falcon.workers import Workers


@pytest.mark.parametrize("code", ErrorCode, ids=lambda code: code.name)
def test_no_error_is_answered_with_a_status_that_clients_try_again(code: ErrorCode) -> None:
    error = SnowflakeError.__new__(SnowflakeError)
    error.error = code
    assert 400 <= status_of(error) < 500


def test_an_error_is_told_with_its_place() -> None:
    error = SnowflakeError(ErrorCode.INVALID_IDENTIFIER, position=Position(2, 7), name="X")
    error.query_id = "q"
    assert error_body(error) == {
        "success": False,
        "error": {
            "code": "000904",
            "sqlstate": "42000",
            "message": "SQL compilation error: error line 2 at position 7\ninvalid identifier 'X'",
            "query_id": "q",
            "line": 2,
            "position": 7,
        },
    }


def test_repeated_names_get_keys_that_are_never_taken() -> None:
    columns = [ResultColumn(name, types.INTEGER) for name in ("A", "A_2", "A", "A", "a")]
    assert keys(columns) == ["A", "A_2", "A_3", "A_4", "a"]


def test_numbers_are_json_numbers_with_all_their_digits() -> None:
    columns = [ResultColumn("N", types.number(38)), ResultColumn("D", types.number(38, 10))]
    rows = encode_rows(
        columns, [(10**37, Decimal("1E+3")), (-(2**63), Decimal("-0.0000000001"))], SessionParameters(), arrays=True
    )
    assert json.loads(dump(rows), parse_float=Decimal) == [
        [10**37, 1000],
        [-(2**63), Decimal("-0.0000000001")],
    ]
    assert b"e" not in dump(rows).lower()


def test_values_follow_the_output_formats_of_the_session() -> None:
    parameters = (
        SessionParameters().setting("DATE_OUTPUT_FORMAT", "DD.MM.YYYY").setting("BINARY_OUTPUT_FORMAT", "BASE64")
    )
    columns = [ResultColumn("D", types.DATE), ResultColumn("B", types.BINARY)]
    assert encode_rows(columns, [(dt.date(2024, 2, 29), b"\xff\x00")], parameters, arrays=True) == [
        ["29.02.2024", "/wA="]
    ]


def test_a_variant_that_is_no_json_is_text() -> None:
    columns = [ResultColumn("V", types.VARIANT)]
    rows = encode_rows(columns, [("undefined",), ('{"a": NaN}',), ("[1]",)], SessionParameters(), arrays=True)
    assert json.loads(dump(rows)) == [["undefined"], ['{"a": NaN}'], [[1]]]


@pytest.mark.parametrize(
    ("value", "bound"),
    [
        (0.1, Decimal("0.1")),
        (1e-7, Decimal("0.0000001")),
        ({"type": "number", "value": "1.50"}, Decimal("1.50")),
        ({"type": "REAL", "value": "1e400"}, float("inf")),
        ({"type": "BINARY", "value": "00ff"}, b"\x00\xff"),
        ({"type": "TIME", "value": "10:11:12.5"}, dt.time(10, 11, 12, 500_000)),
        (
            {"type": "TIMESTAMP_NTZ", "value": "2024-02-29 10:11:12.123456000"},
            dt.datetime(2024, 2, 29, 10, 11, 12, 123456),  # noqa: DTZ001
        ),
        ({"type": "DATE", "value": None}, None),
    ],
    ids=str,
)
def test_a_bound_value_becomes_what_the_core_takes(value: object, bound: object) -> None:
    assert bound_value(value) == bound


def test_what_is_wrong_in_a_body_is_told_with_its_place() -> None:
    with pytest.raises(SnowflakeError, match=r"^sql: .*; timeout: .*; extra: "):
        read_body(StatementsBody, b'{"sql": 1, "timeout": 0, "extra": 1}')


def test_a_fault_of_mockhaus_is_logged_and_told_without_details(caplog: pytest.LogCaptureFixture) -> None:
    broken = cast("UseCases", SimpleNamespace(arrivals=SimpleNamespace(wanted=False)))
    workers = Workers(1)
    client = testing.TestClient(create_app(broken, version="0", workers=workers))
    with caplog.at_level(logging.ERROR):
        answer = client.simulate_get("/api/v1/databases")
    workers.close()
    assert answer.status_code == 422
    assert answer.json["error"]["code"] == "300002"
    assert "AttributeError" not in answer.text
    assert "failed unexpectedly" in caplog.text
