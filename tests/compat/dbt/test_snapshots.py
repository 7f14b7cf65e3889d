"""Snapshots, taken again after the source has changed."""

from __future__ import annotations

import pytest
from conftest import Dbt, Query


@pytest.fixture(scope="module")
def _taken(dbt: Dbt, built: dict[str, str], query: Query) -> None:
    dbt("snapshot")
    query("UPDATE marts.members SET name = 'Ada L.' WHERE id = 1")
    query("DELETE FROM marts.members WHERE id = 3")
    query("INSERT INTO marts.members VALUES (5, 'Edsger', '2024-05-01', TRUE)")
    query("UPDATE desk.visits SET loaded_at = '2024-03-10 10:00:00', payload = NULL WHERE member_id = 1")
    query("DELETE FROM desk.visits WHERE member_id = 2")
    query("UPDATE marts.loans SET returned_at = '2024-03-11 10:00:00' WHERE id = 3")
    dbt("snapshot")


@pytest.mark.usefixtures("_taken")
def test_changed_columns_make_new_rows(query: Query) -> None:
    assert query(
        "SELECT id, name, dbt_valid_to IS NULL, dbt_is_deleted "
        "FROM history.members_by_check ORDER BY id, dbt_valid_from"
    ) == [
        (1, "Ada", False, "False"),
        (1, "Ada L.", True, "False"),
        (2, "Grace", True, "False"),
        (3, "O'Brien, Pat", False, "False"),
        (3, "O'Brien, Pat", True, "True"),
        (4, "Jürgen", True, "False"),
        (5, "Edsger", True, "False"),
    ]


@pytest.mark.usefixtures("_taken")
def test_later_timestamps_make_new_rows_and_deleted_rows_end(query: Query) -> None:
    rows = query(
        "SELECT member_id, payload:purpose::VARCHAR, dbt_valid_from::DATE::VARCHAR, YEAR(dbt_valid_to) = 9999 "
        "FROM history.desk_by_timestamp ORDER BY member_id, dbt_valid_from"
    )
    assert rows == [
        (1, "read", "2024-03-01", False),
        (1, None, "2024-03-10", True),
        (2, "ask", "2024-03-02", False),
    ]


@pytest.mark.usefixtures("_taken")
def test_a_key_may_have_two_columns(query: Query) -> None:
    rows = query("SELECT COUNT(*), COUNT(dbt_valid_to), COUNT(DISTINCT dbt_scd_id) FROM history.loans_in_block")
    assert rows == [(6, 1, 6)]
