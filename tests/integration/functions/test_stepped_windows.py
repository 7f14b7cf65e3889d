"""CONDITIONAL_CHANGE_EVENT in queries of many forms; see `mockhaus.translation.stepped_windows`."""

from __future__ import annotations

import random

import pytest

from tests.support.snowflake_session import SnowflakeQueries

_ROWS = "(SELECT column1 AS o, column2 AS v, column3 AS g FROM VALUES (1, 'a', 1), (2, 'a', 2), (3, 'c', 1),\
 (4, 'c', 2), (5, 'b', 1), (6, 'a', 2)) AS t"
_EVENT = "CONDITIONAL_CHANGE_EVENT(v) OVER (ORDER BY o)"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (f"SELECT {_EVENT} FROM {_ROWS} ORDER BY o", [(0,), (0,), (1,), (1,), (2,), (3,)]),
        (f"SELECT {_EVENT} + 10 AS e, o FROM {_ROWS} WHERE o > 1 ORDER BY e DESC, o LIMIT 2", [(13, 6), (12, 5)]),
        (
            f"SELECT o, CONDITIONAL_CHANGE_EVENT(v) OVER (PARTITION BY g ORDER BY o DESC) AS e FROM {_ROWS} ORDER BY o",
            [(1, 2), (2, 2), (3, 1), (4, 1), (5, 0), (6, 0)],
        ),
        (f"SELECT o FROM {_ROWS} QUALIFY {_EVENT} = 1 ORDER BY o", [(3,), (4,)]),
        (f"SELECT o, v AS o2, {_EVENT} AS e FROM {_ROWS} QUALIFY e > 2", [(6, "a", 3)]),
        (f"SELECT DISTINCT {_EVENT} AS e FROM {_ROWS} ORDER BY e", [(0,), (1,), (2,), (3,)]),
        (f"SELECT x.o, x.e FROM (SELECT o, v, {_EVENT} AS e FROM {_ROWS}) AS x WHERE x.v = 'b'", [(5, 2)]),
        (f"SELECT * FROM (SELECT *, {_EVENT} AS e FROM {_ROWS}) WHERE e = 2", [(5, "b", 1, 2)]),
        (f"WITH c AS (SELECT * FROM {_ROWS}) SELECT MAX(e) FROM (SELECT {_EVENT} AS e FROM c)", [(3,)]),
        (
            f"SELECT a.o, CONDITIONAL_CHANGE_EVENT(b.v) OVER (ORDER BY a.o) FROM {_ROWS.replace(' AS t', ' AS a')}"
            f" JOIN {_ROWS.replace(' AS t', ' AS b')} ON a.o = b.o - 1 ORDER BY 1",
            [(1, 0), (2, 1), (3, 1), (4, 2), (5, 3)],
        ),
        (f"SELECT {_EVENT}, (SELECT MAX(o) FROM {_ROWS}) FROM {_ROWS} QUALIFY o = 5", [(2, 6)]),
        (
            f"SELECT o, ARRAY_SIZE(TRANSFORM([1, 2], x -> x + o)), {_EVENT} FROM {_ROWS} QUALIFY o = 4",
            [(4, 2, 1)],
        ),
        (
            f"SELECT g, CONDITIONAL_CHANGE_EVENT(COUNT(*)) OVER (ORDER BY g) FROM {_ROWS} GROUP BY g ORDER BY g",
            [(1, 0), (2, 0)],
        ),
        (
            f"SELECT {_EVENT}, CONDITIONAL_CHANGE_EVENT(g) OVER (ORDER BY o), {_EVENT}, CONDITIONAL_TRUE_EVENT(g = 1)"
            f" OVER (ORDER BY o), ROW_NUMBER() OVER (ORDER BY o DESC) FROM {_ROWS} ORDER BY o LIMIT 3",
            [(0, 0, 0, 1, 6), (0, 1, 0, 1, 5), (1, 2, 1, 2, 4)],
        ),
        (f"SELECT COUNT(*) FROM {_ROWS} WHERE o IN (SELECT {_EVENT} FROM {_ROWS})", [(3,)]),
        (
            "SELECT CONDITIONAL_CHANGE_EVENT(column2) OVER (ORDER BY column1)"
            " FROM VALUES (1, NULL), (2, 5), (3, 6), (4, NULL), (5, 7), (6, 8) ORDER BY column1",
            [(0,), (0,), (1,), (1,), (1,), (2,)],
        ),
        (f"SELECT t.* FROM {_ROWS} ORDER BY {_EVENT} DESC, o LIMIT 1", [(6, "a", 1 + 1)]),
    ],
)
def test_changes_are_counted(functions: SnowflakeQueries, query: str, expected: list[tuple[object, ...]]) -> None:
    assert functions.rows(query) == expected


def test_changes_of_many_rows_are_those_that_a_loop_counts(functions: SnowflakeQueries) -> None:
    chance = random.Random(11)  # noqa: S311 - not for secrets
    rows = [(at, chance.choice((None, 0, 1, 2)), chance.choice((None, 1, 2))) for at in range(400)]
    listed = ", ".join(f"({at}, {'NULL' if v is None else v}, {'NULL' if g is None else g})" for at, v, g in rows)
    query = "SELECT CONDITIONAL_CHANGE_EVENT(column2) OVER (PARTITION BY column3 ORDER BY column1) FROM VALUES "
    last: dict[object, tuple[object, int]] = {}
    expected = []
    for _, value, group in rows:
        before, count = last.get(group, (value, 0))
        last[group] = (value, count + (None not in (before, value) and before != value))
        expected.append((last[group][1],))
    assert functions.rows(f"{query}{listed} ORDER BY column1") == expected


def test_changes_of_a_hundred_thousand_rows_are_counted(functions: SnowflakeQueries) -> None:
    query = "SELECT MAX(e), COUNT(*) FROM (SELECT CONDITIONAL_CHANGE_EVENT(i % 10) OVER (ORDER BY i) AS e FROM "
    made = "(SELECT SEQ4() AS i FROM TABLE(GENERATOR(ROWCOUNT => 100000))))"
    assert functions.rows(query + made) == [(99999, 100000)]
