"""Variables in the text of scripts."""

from __future__ import annotations

import pytest

from mockhaus_adapters.cli_click.variables import VariableError, definition, substituted

VARIABLES = {"name": "T", "one": "1"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT &one FROM &name", "SELECT 1 FROM T"),
        ("&{name}_2, '&{NAME}'", "T_2, 'T'"),
        ("&name;&name", "T;T"),
        ("a && b, '&&name'", "a & b, '&name'"),
        ("a & b, 1 &2", "a & b, 1 &2"),
        ("no variable", "no variable"),
    ],
)
def test_references_are_replaced(text: str, expected: str) -> None:
    assert substituted(text, VARIABLES) == expected


def test_values_are_not_substituted_again() -> None:
    assert substituted("&a", {"a": "&b", "b": "x"}) == "&b"


def test_what_is_not_defined_is_told() -> None:
    with pytest.raises(VariableError, match="Variable Other is not defined"):
        substituted("SELECT &Other", VARIABLES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a=1", ("a", "1")), ("Name = two words ", ("name", "two words")), ("x=a=b", ("x", "a=b")), ("x=", ("x", ""))],
)
def test_a_definition_has_a_name_and_a_value(text: str, expected: tuple[str, str]) -> None:
    assert definition(text) == expected


@pytest.mark.parametrize("text", ["", "a", "=1", "1a=2", "a b=c"])
def test_anything_else_is_no_definition(text: str) -> None:
    with pytest.raises(VariableError, match="name=value"):
        definition(text)
