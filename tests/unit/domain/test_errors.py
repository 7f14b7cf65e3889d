"""Errors carry Snowflake's codes and words, also after a pickle, also when an engine check worded them."""

from __future__ import annotations

import pickle
import re

import pytest

from mockhaus.domain.errors import ErrorCode, Position, SnowflakeError, unsupported


def test_a_message_names_the_place_as_snowflake_counts_it() -> None:
    error = SnowflakeError(ErrorCode.INVALID_IDENTIFIER, position=Position(2, 7), name="X")

    assert error.message == "SQL compilation error: error line 2 at position 7\ninvalid identifier 'X'"
    assert (error.code, error.sqlstate) == ("000904", "42000")


def test_an_error_worded_by_the_engine_keeps_its_words() -> None:
    error = SnowflakeError.worded("100040", "22007", "Date '{x}' is not recognized")

    assert error.error is ErrorCode.DATE_NOT_RECOGNIZED
    assert error.message == str(error) == "Date '{x}' is not recognized"


def test_a_code_that_is_not_in_the_catalogue_becomes_an_internal_error() -> None:
    assert SnowflakeError.worded("999999", "00000", "secret engine text").error is ErrorCode.INTERNAL


@pytest.mark.parametrize(
    "error",
    [
        SnowflakeError(ErrorCode.OBJECT_EXISTS, name="T"),
        SnowflakeError.worded("100051", "22012", "Division by zero"),
        unsupported("CREATE STREAM", Position(1, 7)),
    ],
)
def test_an_error_survives_a_pickle(error: SnowflakeError) -> None:
    error.query_id = "q"
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes

    assert (again.error, again.message, again.position, again.query_id) == (
        error.error,
        error.message,
        error.position,
        "q",
    )


@pytest.mark.parametrize("code", list(ErrorCode), ids=lambda code: code.name)
def test_every_code_and_sqlstate_has_its_form(code: ErrorCode) -> None:
    assert re.fullmatch(r"\d{6}", code.code)
    assert re.fullmatch(r"[0-9A-Z]{5}", code.sqlstate)
