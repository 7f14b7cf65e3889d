"""What frames are made of frames."""

from __future__ import annotations

import decimal
from typing import Any

import pytest
from snowflake.snowpark import DataFrame, Session, Window
from snowflake.snowpark import functions as F  # noqa: N812 - as its guide writes it
from snowflake.snowpark.functions import col, lit


def rows(frame: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in frame.collect()]


@pytest.fixture(scope="module")
def people(session: Session) -> DataFrame:
    data = [[1, "Ada", "x", 10], [2, "Bob", "x", 20], [3, "Cyd", "y", 30], [4, "Dan", None, None]]
    session.create_dataframe(data, schema=["id", "name", "team", "pay"]).write.save_as_table("people", mode="overwrite")
    return session.table("people")


@pytest.fixture(scope="module")
def teams(session: Session) -> DataFrame:
    data = [["x", "Ex"], ["z", "Zed"]]
    session.create_dataframe(data, schema=["team", "title"]).write.save_as_table("teams", mode="overwrite")
    return session.table("teams")


def test_columns_are_chosen(people: DataFrame) -> None:
    assert rows(people.select("id", col("name").alias("n")).filter(col("id") == 1)) == [(1, "Ada")]
    assert rows(people.select_expr("id * 2 AS double", "upper(name)").filter("double = 2")) == [(2, "ADA")]
    assert people.with_column("more", col("pay") + 1).columns == ["ID", "NAME", "TEAM", "PAY", "MORE"]
    assert people.with_columns(["a", "b"], [lit(1), lit(2)]).columns[-2:] == ["A", "B"]
    assert people.drop("pay", "team").columns == ["ID", "NAME"]
    assert people.rename("pay", "wage").columns == ["ID", "NAME", "TEAM", "WAGE"]
    assert people.with_column_renamed("pay", "wage").columns[-1] == "WAGE"
    assert people.to_df("a", "b", "c", "d").columns == ["A", "B", "C", "D"]
    assert people.select(people["id"], people.name).columns == ["ID", "NAME"]
    assert people.select(F.col("*")).columns == people.columns


def test_rows_are_chosen(people: DataFrame) -> None:
    def names(frame: DataFrame) -> list[str]:
        return [row["NAME"] for row in frame.sort("id").collect()]

    assert names(people.filter((col("pay") > 10) & (col("team") == "y"))) == ["Cyd"]
    assert names(people.where(col("team").is_null())) == ["Dan"]
    assert names(people.filter(col("name").like("%d%"))) == ["Ada", "Cyd"]
    assert names(people.filter(col("id").in_([1, 3]))) == ["Ada", "Cyd"]
    assert names(people.filter(~col("id").between(2, 4))) == ["Ada"]
    assert names(people.filter(col("name").rlike("[AB].*"))) == ["Ada", "Bob"]
    assert names(people.filter(col("team").equal_null(lit(None)))) == ["Dan"]
    assert names(people.filter("pay IS NOT NULL AND id < 3")) == ["Ada", "Bob"]
    assert names(people.filter(col("id").in_(people.select(F.max("id"))))) == ["Dan"]
    assert names(people.filter(col("name").startswith("A") | col("name").endswith("b"))) == ["Ada", "Bob"]


def test_rows_are_sorted_and_cut(people: DataFrame) -> None:
    assert rows(people.sort(col("pay").desc_nulls_last()).select("id").limit(2)) == [(3,), (2,)]
    assert rows(people.sort("team", "id", ascending=[False, True]).select("id")) == [(3,), (1,), (2,), (4,)]
    assert rows(people.sort("id").limit(2, offset=1).select("id")) == [(2,), (3,)]
    assert people.sort("id").first()["NAME"] == "Ada"
    assert [row["ID"] for row in people.sort("id").first(2)] == [1, 2]
    assert [row["ID"] for row in people.sort("id").take(2)] == [1, 2]
    assert people.filter("id > 100").first() is None


def test_joins_of_every_kind(people: DataFrame, teams: DataFrame) -> None:
    def count(how: str) -> int:
        return people.join(teams, people["team"] == teams["team"], how).count()

    kinds = ("inner", "left", "right", "full", "semi", "anti")
    assert [count(how) for how in kinds] == [2, 4, 3, 5, 2, 2]
    joined = people.join(teams, "team", "left").select("id", "team", "title").sort("id")
    assert rows(joined) == [(1, "x", "Ex"), (2, "x", "Ex"), (3, "y", None), (4, None, None)]
    assert people.cross_join(teams).count() == 8
    assert people.natural_join(teams).count() == 2
    assert people.join(teams, people["team"] == teams["team"], lsuffix="_l", rsuffix="_r").columns == [
        "ID", "NAME", "TEAM_L", "PAY", "TEAM_R", "TITLE",
    ]  # fmt: skip
    other = people.select(col("id").alias("boss"), col("name").alias("boss_name"))
    assert people.join(other, people["id"] == other["boss"] + 1).count() == 3


def test_an_asof_join_finds_the_last_before(session: Session) -> None:
    trades = session.create_dataframe([[1, 10], [1, 20]], schema=["k", "t"])
    quotes = session.create_dataframe([[1, 5, 1.0], [1, 15, 2.0]], schema=["k", "q", "price"])
    joined = trades.join(
        quotes, on=trades["k"] == quotes["k"], how="asof", match_condition=trades["t"] >= quotes["q"]
    ).select(trades["t"], "price")
    assert sorted(rows(joined)) == [(10, 1.0), (20, 2.0)]


def test_lateral_joins_and_table_functions(session: Session) -> None:
    frame = session.create_dataframe([[1, "a,b"], [2, "c"]], schema=["id", "parts"])
    split = frame.join_table_function("split_to_table", col("parts"), lit(",")).select("id", "value")
    assert sorted(rows(split)) == [(1, "a"), (1, "b"), (2, "c")]
    documents = session.sql("SELECT 1 AS id, ARRAY_CONSTRUCT(10, 20) AS v")
    assert rows(documents.flatten("v").select("id", "index", col("value").cast("int")).sort("index")) == [
        (1, 0, 10),
        (1, 1, 20),
    ]
    exploded = documents.select("id", F.explode(col("v")).alias("each"))
    assert sorted(rows(exploded.select(col("each").cast("int")))) == [(10,), (20,)]
    assert documents.lateral_join(session.sql("SELECT 1 AS x")).count() == 1


def test_groups_are_aggregated(people: DataFrame) -> None:
    found = people.group_by("team").agg(F.count("*").alias("n"), F.sum("pay").alias("pay"), F.avg("pay")).sort("team")
    assert rows(found) == [(None, 1, None, None), ("x", 2, 30, decimal.Decimal(15)), ("y", 1, 30, decimal.Decimal(30))]
    assert rows(people.agg(F.min("id"), F.max("name"))) == [(1, "Dan")]
    assert rows(people.agg({"pay": "sum", "id": "count"})) == [(60, 4)]
    assert people.group_by("team").count().count() == 3
    assert people.rollup("team").agg(F.sum("pay")).count() == 4
    assert people.cube("team", "name").agg(F.count("*")).count() == 12
    from snowflake.snowpark import GroupingSets

    assert people.group_by_grouping_sets(GroupingSets([col("team")], [col("name")])).count().count() == 7
    assert rows(people.group_by().max("pay")) == [(30,)]
    assert people.distinct().count() == 4
    assert people.drop_duplicates("team").count() == 3


def test_rows_are_pivoted(session: Session) -> None:
    frame = session.create_dataframe(
        [["a", "JAN", 1], ["a", "FEB", 2], ["b", "JAN", 3], ["a", "JAN", 4]], schema=["k", "month", "n"]
    )
    found = frame.pivot("month", ["JAN", "FEB"]).sum("n").sort("k")
    assert found.columns == ["K", "\"'JAN'\"", "\"'FEB'\""]
    assert rows(found) == [("a", 5, 2), ("b", 3, None)]
    assert rows(frame.group_by("k").pivot("month", ["JAN"]).agg(F.max("n")).sort("k")) == [("a", 4), ("b", 3)]
    assert len(frame.pivot("month").sum("n").columns) == 3
    wide = session.create_dataframe([["a", 1, 2]], schema=["k", "jan", "feb"])
    assert sorted(rows(wide.unpivot("n", "month", ["jan", "feb"]))) == [("a", "FEB", 2), ("a", "JAN", 1)]


def test_windows_are_computed(people: DataFrame) -> None:
    window = Window.partition_by("team").order_by("id")
    found = people.select(
        "id",
        F.row_number().over(window),
        F.lag("name").over(window),
        F.sum("pay").over(window.rows_between(Window.UNBOUNDED_PRECEDING, Window.CURRENT_ROW)),
        F.rank().over(Window.order_by(col("pay").desc_nulls_last())),
    ).sort("id")
    assert rows(found) == [(1, 1, None, 10, 3), (2, 2, "Ada", 30, 2), (3, 1, None, 30, 1), (4, 1, None, None, 4)]


def test_sets_of_rows(session: Session) -> None:
    low, high = session.create_dataframe([1, 2, 2], schema=["n"]), session.create_dataframe([2, 3], schema=["n"])
    assert sorted(rows(low.union(high))) == [(1,), (2,), (3,)]
    assert low.union_all(high).count() == 5
    assert rows(low.intersect(high)) == [(2,)]
    assert rows(low.except_(high)) == [(1,)]
    assert rows(low.minus(high)) == [(1,)]
    left, right = session.sql("SELECT 1 AS a, 2 AS b"), session.sql("SELECT 3 AS b, 4 AS a")
    assert sorted(rows(left.union_by_name(right))) == [(1, 2), (4, 3)]
    wider = session.sql("SELECT 5 AS a, 6 AS c")
    assert left.union_all_by_name(wider, allow_missing_columns=True).columns == ["A", "B", "C"]


def test_samples_are_taken(session: Session) -> None:
    frame = session.range(100)
    assert frame.sample(n=10).count() == 10
    assert frame.sample(frac=1.0).count() == 100
    assert sum(part.count() for part in frame.random_split([0.5, 0.5], seed=1)) == 100


def test_missing_values_are_handled(session: Session) -> None:
    frame = session.create_dataframe([[1, "a"], [None, "b"], [None, None]], schema=["n", "s"])
    assert frame.na.drop().count() == 1
    assert frame.dropna(how="all").count() == 2
    assert sorted(rows(frame.na.fill({"n": 0, "s": "-"}))) == [(0, "-"), (0, "b"), (1, "a")]
    assert frame.fillna("?").filter(col("s") == "?").count() == 1
    assert frame.replace({"a": "A"}, subset=["s"]).filter(col("s") == "A").count() == 1


def test_statistics_are_computed(session: Session) -> None:
    frame = session.create_dataframe([[1, 2.0], [2, 4.0], [3, 6.0]], schema=["a", "b"])
    assert frame.stat.corr("a", "b") == pytest.approx(1.0)
    assert frame.stat.cov("a", "b") == pytest.approx(2.0)
    assert frame.stat.crosstab("a", "b").count() == 3
    assert frame.stat.sample_by("a", {1: 1.0}).count() == 1
    described = {row["SUMMARY"]: row["A"] for row in frame.describe().collect()}
    assert (described["count"], described["mean"], described["min"], described["max"]) == (3, 2, 1, 3)


def test_quantiles_are_estimated(session: Session) -> None:
    assert session.range(5).stat.approx_quantile("id", [0.5]) == [pytest.approx(2.0)]


def test_frames_are_shown(people: DataFrame, capsys: pytest.CaptureFixture[str]) -> None:
    people.select("id", "name").sort("id").show(2)
    assert "|1     |Ada     |" in capsys.readouterr().out
    assert people.count() == 4


def test_frames_are_fetched_in_other_ways(people: DataFrame) -> None:
    ordered = people.sort("id")
    assert [row["ID"] for row in ordered.to_local_iterator()] == [1, 2, 3, 4]
    assert ordered.to_pandas()["NAME"].tolist() == ["Ada", "Bob", "Cyd", "Dan"]
    assert sum(len(part) for part in ordered.to_pandas_batches()) == 4
    assert ordered.to_arrow().column("ID").to_pylist() == [1, 2, 3, 4]
    assert ordered.select("pay").collect()[3][0] is None


def test_frames_are_cached(people: DataFrame) -> None:
    cached = people.filter("id < 3").cache_result()
    assert cached.count() == 2
    with people.cache_result() as again:
        assert again.count() == 4
    assert cached.is_cached


def test_frames_are_views(session: Session, people: DataFrame) -> None:
    people.filter("id < 3").create_or_replace_view("few")
    assert session.table("few").count() == 2
    people.filter("id < 2").create_or_replace_temp_view("fewer")
    assert session.table("fewer").count() == 1


def test_frames_tell_their_statements(people: DataFrame) -> None:
    assert "PEOPLE" in people.filter("id < 3").queries["queries"][0].upper()


def test_rows_with_lines_and_quotes_survive(session: Session) -> None:
    frame = session.create_dataframe([["a'b\"c\\d\ne"]], schema=['"odd ""name"" here"'])
    assert rows(frame) == [("a'b\"c\\d\ne",)]
    assert frame.columns == ['"odd ""name"" here"']


def test_a_frame_is_used_in_another(session: Session, people: DataFrame) -> None:
    frame = people
    for step in range(10):
        frame = frame.with_column(f"c{step}", lit(step)).filter(col("id") > 0)
    assert len(frame.columns) == 14
    assert frame.count() == 4
