"""Tables that frames are written to, and that are changed by frames."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from snowflake.snowpark import Session, Table
from snowflake.snowpark.exceptions import SnowparkSQLException
from snowflake.snowpark.functions import col, when_matched, when_not_matched

OpenSession = Callable[..., Session]


def rows(frame: Any) -> list[tuple[Any, ...]]:
    return sorted(tuple(row) for row in frame.collect())


@pytest.fixture
def target(session: Session) -> Table:
    session.create_dataframe([[1, "a"], [2, "b"], [3, "c"]], schema=["id", "v"]).write.save_as_table(
        "target", mode="overwrite"
    )
    return session.table("target")


def test_ways_of_writing_a_table(session: Session) -> None:
    frame = session.create_dataframe([[1, "a"]], schema=["id", "v"])
    session.sql("DROP TABLE IF EXISTS ways").collect()
    frame.write.save_as_table("ways")
    with pytest.raises(SnowparkSQLException) as raised:
        frame.write.mode("errorifexists").save_as_table("ways")
    assert raised.value.sql_error_code == 2002
    frame.write.mode("append").save_as_table("ways")
    assert session.table("ways").count() == 2
    frame.write.save_as_table("ways", mode="ignore")
    assert session.table("ways").count() == 2
    frame.write.save_as_table("ways", mode="truncate")
    assert session.table("ways").count() == 1
    session.create_dataframe([[5]], schema=["other"]).write.save_as_table("ways", mode="overwrite")
    assert session.table("ways").columns == ["OTHER"]


def test_kinds_of_tables(session: Session, open_session: OpenSession) -> None:
    frame = session.range(2)
    for kind, shown in (("temporary", "TEMPORARY"), ("transient", "TRANSIENT"), ("", "TABLE")):
        name = f"kind_{shown}"
        frame.write.save_as_table(name, mode="overwrite", table_type=kind)
        assert session.sql(f"SHOW TABLES LIKE '{name}'").collect()[0]["kind"] == shown
    with open_session(database="SNOWPARK", schema="TEST_TABLES") as other:
        assert [row["name"] for row in other.sql("SHOW TABLES LIKE 'KIND%'").collect()] == [
            "KIND_TABLE",
            "KIND_TRANSIENT",
        ]


def test_options_of_writing(session: Session) -> None:
    frame = session.create_dataframe([[1, "a"]], schema=["v", "name"])
    session.sql("CREATE OR REPLACE TABLE options (name VARCHAR, v INT)").collect()
    frame.write.save_as_table("options", mode="append", column_order="name")
    assert rows(session.table("options")) == [("a", 1)]
    frame.write.save_as_table(
        ["SNOWPARK", "TEST_TABLES", "commented"], mode="overwrite", comment="said", clustering_keys=[col("v")]
    )
    found = session.sql("SHOW TABLES LIKE 'COMMENTED'").collect()[0]
    assert found["comment"] == "said"
    assert "v" in found["cluster_by"].lower()
    frame.write.insert_into("commented")
    assert session.table("commented").count() == 2


def test_rows_are_updated(session: Session, target: Table) -> None:
    assert target.update({"v": "z"}, col("id") > 1).rows_updated == 2
    assert rows(target) == [(1, "a"), (2, "z"), (3, "z")]
    source = session.create_dataframe([[1, "new"]], schema=["id", "w"])
    assert target.update({"v": source["w"]}, target["id"] == source["id"], source).rows_updated == 1
    assert rows(target)[0] == (1, "new")
    assert target.update({"v": "all"}).rows_updated == 3


def test_rows_are_deleted(session: Session, target: Table) -> None:
    assert target.delete(col("id") == 1).rows_deleted == 1
    source = session.create_dataframe([2], schema=["id"])
    assert target.delete(target["id"] == source["id"], source).rows_deleted == 1
    assert target.delete().rows_deleted == 1
    assert target.count() == 0


def test_rows_are_merged(session: Session, target: Table) -> None:
    source = session.create_dataframe([[2, "B"], [3, "-"], [9, "new"]], schema=["id", "v"])
    found = target.merge(
        source,
        target["id"] == source["id"],
        [
            when_matched(source["v"] == "-").delete(),
            when_matched().update({"v": source["v"]}),
            when_not_matched().insert({"id": source["id"], "v": source["v"]}),
        ],
    )
    assert (found.rows_inserted, found.rows_updated, found.rows_deleted) == (1, 1, 1)
    assert rows(target) == [(1, "a"), (2, "B"), (9, "new")]


def test_a_table_is_dropped_and_sampled(session: Session, target: Table) -> None:
    assert target.sample(n=2).count() == 2
    assert target.is_cached is False or target.table_name
    target.drop_table()
    with pytest.raises(SnowparkSQLException):
        session.table("target").collect()


def test_a_table_is_read_as_it_was(session: Session) -> None:
    import time

    session.sql("CREATE OR REPLACE TABLE past (n INT)").collect()
    session.sql("INSERT INTO past VALUES (1)").collect()
    time.sleep(1.2)
    session.sql("INSERT INTO past VALUES (2)").collect()
    assert session.table("past", time_travel_mode="at", offset=-1).count() == 1
    assert session.table("past").count() == 2


def test_names_with_quotes_are_kept(session: Session) -> None:
    frame = session.create_dataframe([[1]], schema=['"Mixed Case"'])
    frame.write.save_as_table('"A Table"', mode="overwrite")
    assert session.table('"A Table"').columns == ['"Mixed Case"']


def test_explain_tells_a_plan(session: Session, capsys: pytest.CaptureFixture[str]) -> None:
    session.sql("CREATE OR REPLACE TABLE planned (n INT)").collect()
    session.table("planned").filter("n > 1").explain()
    shown = capsys.readouterr().out
    assert "->Filter" in shown
    assert "->TableScan  SNOWPARK.TEST_TABLES.PLANNED" in shown
