"""Figures of statements: counts by kind and status, durations by range, percentiles of the last ones."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from mockhaus.application.statement_figures import BOUNDS_MS, RECENT, Phase, StatementFigures, percentile
from mockhaus.domain.history.record import QueryStatus
from tests.support.figures import ended


def test_nothing_is_told_before_a_statement_ends() -> None:
    assert StatementFigures().figures() == ()


def test_statements_are_counted_by_kind_and_status() -> None:
    counted = StatementFigures()
    for kind, status in (
        ("SELECT", QueryStatus.SUCCESS),
        ("SELECT", QueryStatus.FAIL),
        ("SELECT", QueryStatus.INCIDENT),
        ("INSERT", QueryStatus.SUCCESS),
    ):
        counted.finished(ended(kind, status))

    insert, select = counted.figures()

    assert (insert.kind, insert.count, insert.failed) == ("INSERT", 1, 0)
    assert (select.kind, select.count, select.failed) == ("SELECT", 3, 2)


def test_rows_and_bytes_are_summed() -> None:
    counted = StatementFigures()
    counted.finished(ended(rows_produced=2, bytes_produced=10))
    counted.finished(ended(rows_produced=3, rows_changed=4, bytes_produced=20))

    (select,) = counted.figures()

    assert (select.rows_produced, select.rows_changed, select.bytes_produced) == (5, 4, 30)


def test_each_phase_is_counted_in_the_range_of_its_duration() -> None:
    counted = StatementFigures()
    counted.finished(ended(queue_ms=0.0, compile_ms=1.0, execute_ms=1.1, total_ms=1e9))

    (select,) = counted.figures()

    places = {phase: select.phases[phase].counts.index(1) for phase in Phase}
    assert places == {
        Phase.QUEUE: 0,
        Phase.COMPILE: BOUNDS_MS.index(1),  # a bound belongs to its range
        Phase.EXECUTE: BOUNDS_MS.index(2.5),
        Phase.TOTAL: len(BOUNDS_MS),
    }
    assert select.phases[Phase.EXECUTE].sum_ms == 1.1


def test_durations_of_the_last_statements_are_kept_in_rising_order() -> None:
    counted = StatementFigures()
    for number in range(RECENT + 5, 0, -1):
        counted.finished(ended(total_ms=float(number)))

    (select,) = counted.figures()

    assert select.recent_ms == tuple(map(float, range(1, RECENT + 1)))
    assert sum(select.phases[Phase.TOTAL].counts) == RECENT + 5


def test_statements_are_counted_from_many_threads() -> None:
    counted = StatementFigures()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: counted.finished(ended(rows_produced=1)), range(4_000)))

    (select,) = counted.figures()

    assert (select.count, select.rows_produced) == (4_000, 4_000)


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([], 0.5, None),
        ([7.0], 0.99, 7.0),
        ([1.0, 2.0], 0.5, 1.0),
        ([1.0, 2.0, 3.0], 0.5, 2.0),
        (list(map(float, range(1, 101))), 0.9, 90.0),
        (list(map(float, range(1, 101))), 0.99, 99.0),
        ([1.0, 2.0], 0.0, 1.0),
        ([1.0, 2.0], 1.0, 2.0),
    ],
)
def test_a_percentile_is_the_least_value_that_the_share_does_not_exceed(
    values: list[float], share: float, expected: float | None
) -> None:
    assert percentile(values, share) == expected
