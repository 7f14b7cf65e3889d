"""What the engine reads and writes by a plain numeric model is what is read and written in Python."""

from __future__ import annotations

import random

import pytest

from mockhaus.translation.functions.building import integer
from mockhaus.translation.functions.native_numbers import number_written, plain_digits
from mockhaus_adapters.engine_duckdb.functions.number_scan import scan_number
from mockhaus_adapters.engine_duckdb.functions.number_text import format_number
from tests.support.snowflake_session import SnowflakeQueries

_CHARACTERS = ["", "-", "+", ".", ",", " ", "_", "e", "x", "0"]


def _values(texts: list[str]) -> str:
    return ", ".join(f"({at}, '{text}')" for at, text in enumerate(texts))


@pytest.mark.parametrize("model", ["999999", "9999.99", "9990.00", "0000", "999.0", "900.099", "9.9"])
def test_numbers_are_read_as_by_the_reader(functions: SnowflakeQueries, model: str) -> None:
    chance = random.Random(model)  # noqa: S311 - not for secrets
    texts = ["", " ", ".", "0", "007", "12.", ".5", "1e3", "0x1F", "1_0"]
    for _ in range(400):
        letters = list(f"{chance.random() * 10 ** chance.randrange(6):.{chance.randrange(4)}f}")
        for _ in range(chance.randrange(2)):
            letters.insert(chance.randrange(len(letters) + 1), chance.choice(_CHARACTERS))
        texts.append("".join(letters))
    query = f"SELECT TRY_TO_NUMBER(column2, '{model}', 20, 3)::VARCHAR FROM VALUES {_values(texts)} ORDER BY column1"
    expected = [scan_number(text, model) for text in texts]
    plain = [None if found is None else f"{float(found) + 0:.3f}" for found in expected]
    assert functions.rows(query) == [(found,) for found in plain]


@pytest.mark.parametrize(
    "model",
    ["999,990.00", "99990", "FM999,999,999.000", "$999,990.0", "fm$9990.00", "999", "0", "9", "999999999999999.0"],
)
def test_numbers_are_written_as_by_the_writer(functions: SnowflakeQueries, model: str) -> None:
    chance = random.Random(model)  # noqa: S311 - not for secrets
    numbers = ["0.000", "-0.004", "0.005", "-0.005", "999.995", "-999999.995", "99999999999999.999", "9.500", "-9.499"]
    numbers += [f"{(chance.random() - 0.5) * 10 ** chance.randrange(15):.3f}" for _ in range(400)]
    query = f"SELECT TO_CHAR(column2::NUMBER(38, 3), '{model}'), TO_CHAR(column2::NUMBER(17, 0), '{model}')"
    found = functions.rows(f"{query} FROM VALUES {_values(numbers)} ORDER BY column1")
    whole = functions.rows(f"SELECT column2::NUMBER(17, 0) FROM VALUES {_values(numbers)} ORDER BY column1")
    expected = [
        (format_number(number, model), format_number(str(rounded), model))
        for number, (rounded,) in zip(numbers, whole, strict=True)
    ]
    assert found == expected


@pytest.mark.parametrize("number", ["-9223372036854775808", "9223372036854775807", "NULL"])
def test_the_ends_of_64_bits_are_written(functions: SnowflakeQueries, number: str) -> None:
    expected = None if number == "NULL" else ("-" if number.startswith("-") else " ") + "###"
    query = f"SELECT TO_CHAR(column1::NUMBER(38, 0), '999') FROM VALUES ({number}), (5)"
    assert functions.rows(query) == [(expected,), ("    5"[1:],)]


@pytest.mark.parametrize("model", ["", "FM999", "9,999", "TM9", "99S", "9.0.9", "990.9.", "XXX", "99 ", ".99", "09"])
def test_other_models_are_left_to_the_reader(model: str) -> None:
    assert plain_digits(model) is None


@pytest.mark.parametrize(
    "model", ["", "TM9", "99S", "MI999", "9,99", "99,99,999", "000", "999.99", "XX", "9EEEE", ".00"]
)
def test_other_models_are_left_to_the_writer(model: str) -> None:
    assert number_written(integer(1), model) is None
