"""What the engine reads by a format model is what the readers in Python read; see `native_dates`."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from mockhaus.domain.errors import SnowflakeError
from mockhaus.translation.functions.native_dates import native_format
from mockhaus_adapters.engine_duckdb.functions.date_text import scanned_time, scanned_timestamp
from tests.support.snowflake_session import SnowflakeQueries

_MODELS = (
    "YYYY-MM-DD",
    "YYYYMMDD",
    "DD/MM/YYYY",
    "MM/DD/YYYY HH24:MI",
    "YYYY-MM-DD HH24:MI:SS",
    'YYYY-MM-DD"T"HH24:MI:SS.FF3',
    "YYYY-MM-DD HH24:MI:SS.FF",
    "YYYYMMDDHH24MISS",
    "DD.MM.YYYY, HH24:MI:SS.FF6",
    "YYYY:MM",
)
_CHARACTERS = "0123456789-/:., Tt+\t\n\u0663\u00a0"
_LAST_SECOND = 315_000_000_000


def _texts(model: str, count: int) -> list[str]:
    """Moments in the form of a model, most of them with a few characters changed."""
    chance = random.Random(model)  # noqa: S311 - not for secrets
    found = native_format(model)
    assert found is not None
    texts = ["", " ", "0000-01-01", "00000101", "01/01/0000", "0001-01-01", "2024-02-30", "2024-01-01 24:00:00"]
    for _ in range(count):
        moment = dt.datetime(1, 1, 1) + dt.timedelta(seconds=chance.randrange(_LAST_SECOND), microseconds=123_400)  # noqa: DTZ001 - wall-clock time
        letters = list(moment.strftime(found.format.replace("%Y", f"{moment.year:04d}")))
        if found.digits:
            letters = letters[: found.length + chance.randrange(4)]
        for _ in range(chance.randrange(4)):
            at = chance.randrange(len(letters) + 1)
            letters[at : at + chance.randrange(2)] = chance.choice(["", *_CHARACTERS])
        texts.append("".join(letters))
    return texts


def _values(texts: list[str]) -> str:
    quoted = (text.replace("\\", "\\\\").replace("'", "''") for text in texts)
    return ", ".join(f"({at}, '{text}')" for at, text in enumerate(quoted))


@pytest.mark.parametrize("model", _MODELS)
def test_moments_are_those_of_the_readers(functions: SnowflakeQueries, model: str) -> None:
    texts = _texts(model, 400)
    query = f"SELECT TRY_TO_TIMESTAMP_NTZ(column2, '{model}'), TRY_TO_DATE(column2, '{model}') FROM VALUES "
    found = functions.rows(f"{query}{_values(texts)} ORDER BY column1")
    expected = []
    for text in texts:
        read = scanned_timestamp(text, model, 1970)
        moment = None if read is None else dt.datetime.fromisoformat(read[0][:26])
        expected.append((moment, None if moment is None else moment.date()))
    assert found == expected


@pytest.mark.parametrize("model", ["HH24:MI", "HH24:MI:SS", "HH24:MI:SS.FF", "HH24MISS", "HH24:MI:SS.FF3"])
def test_times_are_those_of_the_readers(functions: SnowflakeQueries, model: str) -> None:
    texts = _texts(model, 400)
    found = functions.rows(f"SELECT TRY_TO_TIME(column2, '{model}') FROM VALUES {_values(texts)} ORDER BY column1")
    read = [scanned_time(text, model) for text in texts]
    assert found == [(None if one is None else dt.time.fromisoformat(one[0]),) for one in read]


@pytest.mark.parametrize(
    "model",
    [
        "MON-DD-YYYY",
        "YY-MM-DD",
        "YYYY-MM-DD HH12:MI AM",
        "YYYY-MM-YYYY",
        "YYYYxMM",
        "MM-DD-FF3-YYYY",
        "FF",
        "",
        "HH24FF",
    ],
)
def test_other_models_are_left_to_the_readers(model: str) -> None:
    assert native_format(model) is None


def test_a_text_that_is_no_moment_is_refused_in_words_of_the_model(functions: SnowflakeQueries) -> None:
    with pytest.raises(SnowflakeError, match="Can't parse '2024-02-30' as date with format 'YYYY-MM-DD'"):
        functions.rows("SELECT TO_DATE(column1, 'YYYY-MM-DD') FROM VALUES ('2024-02-30')")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("TO_TIMESTAMP_TZ('2024-07-01 10:20', 'YYYY-MM-DD HH24:MI')::VARCHAR", "2024-07-01 10:20:00.000 +0200"),
        ("TO_TIMESTAMP_LTZ('2024-01-01 10:20', 'YYYY-MM-DD HH24:MI')::VARCHAR", "2024-01-01 10:20:00.000 +0100"),
        ("TO_TIMESTAMP_NTZ('2024-01-01 10', 'YYYY-MM-DD HH24')::VARCHAR", "2024-01-01 10:00:00.000"),
    ],
)
def test_moments_are_in_the_zone_of_the_session(functions: SnowflakeQueries, expression: str, expected: str) -> None:
    assert functions.rows(f"SELECT {expression}", TIMEZONE="Europe/Berlin") == [(expected,)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name 5", None),
        ("Tue, 05 Mar 2024 10:20:30", "2024-03-05"),
        (" \t2024-03-05", "2024-03-05"),
        ("\u00a02024-03-05", "2024-03-05"),
        ("\u0662\u0660\u0662\u0664-03-05", "2024-03-05"),
        ("-86400", "1969-12-31"),
        ("today", None),
        ("", None),
    ],
)
def test_texts_that_can_be_no_date_are_told_by_how_they_start(
    functions: SnowflakeQueries, text: str, expected: str | None
) -> None:
    assert functions.rows(f"SELECT TRY_TO_DATE(column1)::VARCHAR FROM VALUES ('{text}')") == [(expected,)]
