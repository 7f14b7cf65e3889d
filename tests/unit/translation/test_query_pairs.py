"""Snowflake SQL and the engine SQL that it becomes, side by side in `pairs/*.sql`.

A file holds blocks between blank lines: a comment that says what is shown, the query, and the engine's text.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.translation.translating import plan

PAIRS = Path(__file__).parent / "pairs"


def _blocks() -> list[tuple[str, str, str]]:
    found = []
    for file in sorted(PAIRS.glob("*.sql")):
        for block in file.read_text(encoding="utf-8").strip().split("\n\n"):
            title, _, body = block.partition("\n")
            source, _, target = body.partition(";\n")
            found.append((f"{file.stem}: {title.removeprefix('--').strip()}", source, target.removesuffix(";")))
    return found


@pytest.mark.parametrize(("source", "target"), [pytest.param(*block[1:], id=block[0]) for block in _blocks()])
def test_a_query_becomes_engine_sql(source: str, target: str) -> None:
    assert plan(source).sql == target.replace("\n", " ")
