from __future__ import annotations

import pytest

from mockhaus.translation.loading.json_rewriting import rewritten


@pytest.mark.parametrize(
    ("text", "stripped"),
    [
        ('{"a": null, "b": 1}', '{"b":1}'),
        ('[1, null, [null], {"x": null}, "null"]', '[1,[],{},"null"]'),
        ('{"a": {"b": null, "c": "x,\\"y"}}', '{"a":{"c":"x,\\"y"}}'),
        ("null", "null"),
        ('{"n": 1.50e3}', '{"n":1.50e3}'),
    ],
)
def test_nulls_are_taken_out_of_objects_and_arrays(text: str, stripped: str) -> None:
    assert rewritten(text, strip_nulls=True, octal=False) == stripped


@pytest.mark.parametrize(
    ("text", "read"), [("[0777, -010, 0, 8, 089]", "[511,-8,0,8,089]"), ('{"a": "0777"}', '{"a":"0777"}')]
)
def test_octal_numbers_become_decimal_ones(text: str, read: str) -> None:
    assert rewritten(text, strip_nulls=False, octal=True) == read


@pytest.mark.parametrize("text", ['{"a": }', "[1,,2]", '{"a" 1}', "[1", '{"a": 1} x', '"open', "[1 2]"])
def test_what_is_no_json_stays(text: str) -> None:
    assert rewritten(text, strip_nulls=True, octal=True) == text
