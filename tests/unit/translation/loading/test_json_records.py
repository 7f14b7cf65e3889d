"""JSON text to the values that stand in it."""

from __future__ import annotations

import pytest

from mockhaus.translation.loading.formats import FileFormatSettings
from mockhaus.translation.loading.json_values import json_records


def values(text: str, *, strip: bool = False) -> list[str | None]:
    return [record.fields[0] for record in json_records(text, FileFormatSettings(kind="JSON", strip_outer_array=strip))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1}{"b": [1, 2]}', ['{"a": 1}', '{"b": [1, 2]}']),
        ('1 "x, y" null\n[1]', ["1", '"x, y"', "null", "[1]"]),
        ('{"a": "}\\"{"}', ['{"a": "}\\"{"}']),
        ("", []),
    ],
)
def test_values_follow_one_another(text: str, expected: list[str]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[{"a": 1}, 2, [3, 4]]', ['{"a": 1}', "2", "[3, 4]"]),
        ("[]", []),
        ("[1]\n[2]", ["1", "2"]),
        ('{"a": 1}', ['{"a": 1}']),
    ],
)
def test_outer_arrays_are_stripped(text: str, expected: list[str]) -> None:
    assert values(text, strip=True) == expected


def test_a_value_without_an_end_is_an_error() -> None:
    good, bad = json_records('{"a": 1}\n{"a":', FileFormatSettings(kind="JSON"))
    assert good.error is None
    assert bad.error is not None
    assert bad.line == 2
