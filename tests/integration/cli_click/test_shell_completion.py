"""What the shell offers to complete."""

from __future__ import annotations

import pytest

from mockhaus_adapters.cli_click.client.protocol import Context, Outline, Relation
from mockhaus_adapters.cli_click.shell.commands import COMMANDS
from mockhaus_adapters.cli_click.shell.completion import Completion
from mockhaus_adapters.cli_click.shell.vocabulary import functions
from tests.conformance import coverage

OUTLINE = Outline(
    databases=("SHOP", "OTHER"),
    relations=(
        Relation(database="SHOP", schema="PUBLIC", name="ITEMS", columns=("ID", "NAME", "my col")),
        Relation(database="SHOP", schema="PUBLIC", name="Mixed", columns=("X",)),
        Relation(database="SHOP", schema="ARCHIVE", name="OLD", columns=("OLD_ID",)),
        Relation(database="OTHER", schema="PUBLIC", name="FAR", columns=("F",)),
    ),
)
COMPLETION = Completion(lambda: OUTLINE, lambda: Context(database="SHOP", schema="PUBLIC"), COMMANDS)


def offered(before: str, after: str = "") -> list[str]:
    """The words that are offered."""
    return [item.text for item in COMPLETION.suggestions(before, after)]


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("SELECT * FROM I", ["ITEMS"]),
        ("select * from i", ["items"]),
        ("SELECT * FROM ", ["ITEMS", '"Mixed"', "PUBLIC", "ARCHIVE", "SHOP", "OTHER"]),
        ('SELECT * FROM "M', ['"Mixed"']),
        ("SELECT * FROM archive.", ["OLD"]),
        ("SELECT * FROM shop.", ["PUBLIC", "ARCHIVE"]),
        ("SELECT * FROM other.public.f", ["far"]),
        ("INSERT INTO it", ["items"]),
        ("DESCRIBE TABLE IT", ["ITEMS"]),
        ("USE DATABASE ot", ["other"]),
        ("SELECT i. FROM items i WHERE i.", ["ID", "NAME", '"my col"']),
        ("SELECT * FROM items WHERE items.n", ["name"]),
        ("SELECT * FROM archive.old WHERE old_", ["old_id"]),
        ("SELECT QUAL", ["QUALIFY"]),
        ("select parse_j", ["parse_json"]),
    ],
)
def test_words_are_offered_by_what_stands_before(before: str, expected: list[str]) -> None:
    assert offered(before)[: len(expected)] == expected


def test_columns_are_known_from_what_follows() -> None:
    assert offered("SELECT n", " FROM items")[0] == "name"


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("!des", ["describe"]),
        ("!set time", []),
        ("!set tim", ["timing="]),
        ("!format nd", ["ndjson"]),
        ("!describe it", ["items"]),
        ("!timing o", ["on", "off"]),
    ],
)
def test_commands_are_completed(before: str, expected: list[str]) -> None:
    assert offered(before) == expected


def test_no_function_is_offered_that_is_refused() -> None:
    standing = {name: found for names in coverage.functions().values() for name, found in names.items()}
    assert [name for name in functions() if standing.get(name) is coverage.Standing.REFUSED] == []
