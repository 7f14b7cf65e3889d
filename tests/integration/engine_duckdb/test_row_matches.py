"""The matcher of row patterns, against the order in which a backtracking regular expression prefers its matches."""

from __future__ import annotations

import json
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockhaus_adapters.engine_duckdb.functions.row_patterns import matches

A, B, C = (["symbol", number] for number in range(3))


def found(tree: list[object], rows: list[int], skip: str = "PAST", symbol: int = 0) -> list[tuple[object, ...]]:
    made = matches(json.dumps(tree), rows, skip, symbol, False)
    return [(row["number"], row["place"], row["symbol"]) for row in made]


def _trees() -> st.SearchStrategy[list[object]]:
    return st.recursive(
        st.sampled_from([A, B, C]),
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: ["all", *parts]),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: ["any", *parts]),
            st.tuples(inner, st.sampled_from([(0, 1), (0, None), (1, None), (1, 2), (0, 2)]), st.booleans()).map(
                lambda part: ["repeat", part[0], *part[1], part[2]]
            ),
        ),
        max_leaves=5,
    )


def _expression(tree: list[object]) -> str:
    kind, *parts = tree
    if kind == "symbol":
        return "abc"[int(str(parts[0]))]
    if kind == "repeat":
        inner, least, most, greedy = parts
        assert isinstance(inner, list)
        return f"(?:{_expression(inner)}){{{least},{'' if most is None else most}}}{'' if greedy else '?'}"
    inner_texts = [_expression(part) for part in parts if isinstance(part, list)]
    return f"(?:{('|' if kind == 'any' else '').join(inner_texts)})"


def _can_be_empty(tree: list[object]) -> bool:
    return re.fullmatch(_expression(tree), "") is not None


def _repeats_nothing(tree: list[object]) -> bool:
    """Whether something that may be empty is repeated: there engines differ in how often."""
    kind, *parts = tree
    inner = [part for part in parts if isinstance(part, list)]
    return (kind == "repeat" and any(_can_be_empty(part) for part in inner)) or any(map(_repeats_nothing, inner))


@given(tree=_trees().filter(lambda tree: not _repeats_nothing(tree)), text=st.text("abc", max_size=8))
def test_rows_with_one_symbol_each_match_as_letters_do(tree: list[object], text: str) -> None:
    rows = [1 << "abc".index(letter) for letter in text]
    expected = [
        (match.start(), match.end()) for match in re.finditer(_expression(tree), text) if match.end() > match.start()
    ]
    spans: dict[object, list[int]] = {}
    for number, place, symbol in found(tree, rows):
        if symbol is not None:
            spans.setdefault(number, []).append(int(str(place)))
    got = [(places[0], places[-1] + 1) for places in spans.values()]
    if not _can_be_empty(tree):
        assert got == expected


def test_a_row_may_qualify_for_several_symbols() -> None:
    assert found(["all", ["repeat", A, 1, None, True], B], [1, 3, 3, 2]) == [(1, 0, 0), (1, 1, 0), (1, 2, 0), (1, 3, 1)]


def test_an_empty_match_is_one_row_without_a_symbol() -> None:
    assert found(["repeat", A, 0, None, True], [0, 1, 1, 0]) == [(1, 0, None), (2, 1, 0), (2, 2, 0), (3, 3, None)]


@pytest.mark.parametrize(
    ("skip", "symbol", "starts"), [("PAST", 0, [0, 3]), ("NEXT", 0, [0, 1, 2, 3]), ("LAST", 1, [0, 2])]
)
def test_where_the_next_match_begins(skip: str, symbol: int, starts: list[int]) -> None:
    pattern: list[object] = ["all", A, ["repeat", B, 2, 2, True]]
    made = found(pattern, [3, 3, 3, 3, 3, 3], skip, symbol)
    assert [place for _, place, symbol in made if symbol == 0] == starts


@pytest.mark.parametrize(("skip", "symbol"), [("FIRST", 0), ("LAST", 2)])
def test_a_skip_that_leads_nowhere_is_told(skip: str, symbol: int) -> None:
    pattern: list[object] = ["all", A, ["repeat", C, 0, 1, True], B]
    (row,) = matches(json.dumps(pattern), [1, 2], skip, symbol, False)
    assert row["problem"].startswith("002079 (42601): ")


def test_an_attempt_that_fails_is_not_made_again() -> None:
    pattern: list[object] = ["all", ["repeat", A, 1, None, True], ["repeat", A, 1, None, True], B]
    begun = time.perf_counter()
    assert found(pattern, [1] * 20_000) == []
    assert time.perf_counter() - begun < 5
