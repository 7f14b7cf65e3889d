"""Format models of dates and times, taken apart and put together again."""

from __future__ import annotations

import pytest
from sqlglot.dialects.snowflake import Snowflake

from mockhaus.domain.date_formats import parts
from mockhaus.domain.errors import SnowflakeError
from mockhaus.translation.functions.date_formats import written_model
from mockhaus.translation.functions.date_units import unit_of


def test_elements_are_known_in_any_case_and_the_rest_stands_for_itself() -> None:
    found = parts('yyyy-Mon-DD"T"hh24:MI:ss.ff3 tzh:tzm at')
    assert [part.text for part in found if part.is_element] == [
        "YYYY",
        "MON",
        "DD",
        "HH24",
        "MI",
        "SS",
        "FF3",
        "TZH:TZM",
    ]
    assert "".join(part.text for part in found if not part.is_element) == "--T::.  at"


def test_synonyms_are_one_element() -> None:
    assert [part.text for part in parts("HH PM FF UUUU") if part.is_element] == ["HH24", "AM", "FF9", "YYYY"]


@pytest.mark.parametrize(
    "model",
    [
        "YYYY-MM-DD HH24:MI:SS.FF9 TZH:TZM",
        "DD/MM/YY HH12:MI AM",
        "DY, DD MON YYYY HH24:MI:SS.FF3 TZHTZM",
        "MMMM YYYY",
        "YYYYMMDD",
        "HH24:MI:SS.FF6",
    ],
)
def test_the_model_that_the_parser_changed_is_found_again(model: str) -> None:
    node = Snowflake().parse(f"SELECT TO_DATE(x, '{model}')")[0]
    assert node is not None
    assert written_model(node.expressions[0].args["format"].name) == model


@pytest.mark.parametrize(
    ("name", "unit"),
    [("yy", "YEAR"), ("MON", "MONTH"), ("wk", "WEEK"), ("dow", "DAYOFWEEK"), ("mi", "MINUTE"), ("nsec", "NANOSECOND")],
)
def test_abbreviations_mean_their_part(name: str, unit: str) -> None:
    assert unit_of(name) == unit


def test_an_unknown_part_is_refused() -> None:
    with pytest.raises(SnowflakeError) as caught:
        unit_of("fortnight")
    assert caught.value.code == "001008"
