"""Incremental models: every strategy, and columns that come and go."""

from __future__ import annotations

import datetime as dt

import pytest
from conftest import Dbt, Query


@pytest.fixture(scope="module")
def runs(dbt: Dbt, query: Query) -> tuple[str, str]:
    """Two runs: the sources change in between. Their ids."""
    everything = ("run", "--select", "path:models/incremental", "--event-time-end", "2024-04-01")
    dbt(*everything, "--event-time-start", "2024-01-01")
    first = dbt.artifact("run_results")["metadata"]["invocation_id"]
    query("UPDATE desk.loans SET state = 'back' WHERE id = 2")
    query("DELETE FROM desk.loans WHERE id = 1")
    query("INSERT INTO desk.loans VALUES (4, 1, '2024-03-20', 'out'), (5, 4, '2024-02-10', 'out')")
    query("ALTER TABLE desk.loans ALTER COLUMN state SET DATA TYPE VARCHAR(20)")
    query("ALTER TABLE desk.loans ADD COLUMN shelf VARCHAR(2)")
    query("UPDATE desk.loans SET shelf = 'B1' WHERE id = 3")
    dbt(*everything, "--event-time-start", "2024-02-01", "--exclude", "fails_on_change")
    return first, dbt.artifact("run_results")["metadata"]["invocation_id"]


def test_rows_are_appended(runs: tuple[str, str], query: Query) -> None:
    assert query("SELECT id FROM marts.appended ORDER BY id") == [(1,), (2,), (3,), (4,)]


def test_rows_are_merged_by_a_key(runs: tuple[str, str], query: Query) -> None:
    first, second = runs
    assert query("SELECT id, state, made_by, shelf FROM marts.merged ORDER BY id") == [
        (1, "back", first, None),
        (2, "back", first, None),
        (3, "out", first, "B1"),
        (4, "out", second, None),
        (5, "out", second, None),
    ]


def test_columns_are_widened_where_the_source_is(runs: tuple[str, str], query: Query) -> None:
    types = {row[0]: row[1] for row in query("DESCRIBE TABLE marts.merged")}
    assert (types["STATE"], types["SHELF"]) == ("VARCHAR(20)", "VARCHAR(2)")


def test_a_key_may_have_two_columns_and_a_merge_its_limits(runs: tuple[str, str], query: Query) -> None:
    first, second = runs
    assert query("SELECT member_id, lent_on, state, first_made_by FROM marts.merged_by_two ORDER BY 2, 1") == [
        (1, dt.date(2024, 1, 15), "back", first),
        (4, dt.date(2024, 2, 10), "out", second),
        (2, dt.date(2024, 3, 2), "back", first),
        (2, dt.date(2024, 3, 5), "out", first),
        (1, dt.date(2024, 3, 20), "out", second),
    ]


def test_rows_of_the_same_key_are_deleted_first(runs: tuple[str, str], query: Query) -> None:
    assert query("SELECT id, state, shelf FROM marts.replaced_by_key ORDER BY id") == [
        (1, "back", None),
        (2, "back", None),
        (3, "out", "B1"),
        (4, "out", None),
        (5, "out", None),
    ]


def test_a_table_is_overwritten(runs: tuple[str, str], query: Query) -> None:
    assert query("SELECT id FROM marts.overwritten ORDER BY id") == [(3,), (4,), (5,)]


def test_batches_replace_their_span_of_time(runs: tuple[str, str], query: Query) -> None:
    assert query("SELECT id, lent_at::DATE::VARCHAR FROM marts.by_month ORDER BY id") == [
        (1, "2024-01-15"),
        (2, "2024-03-02"),
        (3, "2024-03-05"),
        (4, "2024-03-20"),
        (5, "2024-02-10"),
    ]


def test_a_changed_schema_can_fail_the_model(runs: tuple[str, str], dbt: Dbt) -> None:
    assert "The source and target schemas on this incremental model are out of sync" in dbt.message(
        "run", "--select", "fails_on_change"
    )


def test_columns_are_dropped_and_added_in_step_with_the_source(runs: tuple[str, str], dbt: Dbt, query: Query) -> None:
    query("ALTER TABLE desk.loans DROP COLUMN shelf")
    query("ALTER TABLE desk.loans ADD COLUMN desk INT")
    dbt("run", "--select", "replaced_by_key")
    assert [row[0] for row in query("DESCRIBE TABLE marts.replaced_by_key")] == ["ID", "LENT_ON", "STATE", "DESK"]


def test_a_full_refresh_begins_anew(runs: tuple[str, str], dbt: Dbt, query: Query) -> None:
    dbt("run", "--full-refresh", "--select", "overwritten", "merged")
    assert query("SELECT id FROM marts.overwritten ORDER BY id") == [(2,), (3,), (4,), (5,)]
    assert query("SELECT COUNT(*), COUNT(DISTINCT made_by) FROM marts.merged") == [(4, 1)]
