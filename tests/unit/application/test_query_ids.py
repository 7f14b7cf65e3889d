"""The ids of a session's queries by their position."""

from __future__ import annotations

import pytest

from mockhaus.application.query_ids import QueryIds
from mockhaus.domain.errors import SnowflakeError


def _of(count: int, *, kept: int = 1_000) -> QueryIds:
    found = QueryIds(kept)
    for number in range(1, count + 1):
        found.add(f"q{number}")
    return found


@pytest.mark.parametrize(
    ("position", "expected"),
    [(1, "q1"), (3, "q3"), (4, None), (-1, "q3"), (-3, "q1"), (-4, None), (0, None)],
)
def test_positions_count_from_either_end(position: int, expected: str | None) -> None:
    assert _of(3).at(position) == expected


def test_a_session_without_queries_has_none() -> None:
    assert (_of(0).at(1), _of(0).last) == (None, None)


@pytest.mark.parametrize(("position", "expected"), [(2, "q2"), (-10, "q1"), (9, "q9"), (-2, "q9"), (10, "q10")])
def test_the_first_and_last_ids_of_a_long_session_are_kept(position: int, expected: str) -> None:
    assert _of(10, kept=2).at(position) == expected


@pytest.mark.parametrize("position", [3, -8, 8])
def test_an_id_that_is_not_kept_is_refused(position: int) -> None:
    with pytest.raises(SnowflakeError, match="LAST_QUERY_ID"):
        _of(10, kept=2).at(position)
