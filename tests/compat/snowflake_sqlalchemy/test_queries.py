"""Statements of SQLAlchemy's Core: selects, changes, merges and copies."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from snowflake.sqlalchemy import MergeInto
from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, func, insert, select, text


@pytest.fixture
def people(connection: Connection, metadata: MetaData) -> Table:
    table = Table("people", metadata, Column("id", Integer), Column("name", String), Column("team", String))
    metadata.create_all(connection)
    rows = [(1, "Ada", "x"), (2, "Bob", "x"), (3, "Cyd", "y"), (4, "Dan", None)]
    connection.execute(insert(table), [dict(zip(("id", "name", "team"), row, strict=True)) for row in rows])
    connection.commit()
    return table


@pytest.fixture
def teams(connection: Connection, metadata: MetaData) -> Table:
    table = Table("teams", metadata, Column("team", String), Column("title", String))
    metadata.create_all(connection)
    connection.execute(insert(table), [{"team": "x", "title": "Ex"}, {"team": "z", "title": "Zed"}])
    connection.commit()
    return table


def test_rows_are_counted_by_what_changed_them(connection: Connection, people: Table) -> None:
    assert connection.execute(insert(people), {"id": 5, "name": "Eve"}).rowcount == 1
    assert connection.execute(people.update().where(people.c.team == "x").values(team="w")).rowcount == 2
    assert connection.execute(people.delete().where(people.c.id > 3)).rowcount == 2
    assert connection.scalar(select(func.count()).select_from(people)) == 3


def test_several_rows_may_be_in_one_insert(connection: Connection, people: Table) -> None:
    connection.execute(insert(people).values([{"id": 8, "name": "H"}, {"id": 9, "name": "I"}]))
    found = connection.execute(select(people.c.id, people.c.name).where(people.c.id > 7).order_by(people.c.id))
    assert found.all() == [(8, "H"), (9, "I")]


def test_many_rows_are_inserted(connection: Connection, people: Table) -> None:
    rows = [{"id": n, "name": f"name {n}", "team": None} for n in range(100, 3100)]
    connection.execute(insert(people), rows)
    assert connection.execute(select(func.count(), func.max(people.c.name)).where(people.c.id >= 100)).one() == (
        3000,
        "name 999",
    )


def test_conditions_are_written_in_python(connection: Connection, people: Table) -> None:
    def names(condition: sa.ColumnElement[bool]) -> list[str]:
        return list(connection.scalars(select(people.c.name).where(condition).order_by(people.c.id)))

    assert names(people.c.name.like("%d%")) == ["Ada", "Cyd"]
    assert names(people.c.name.ilike("D%")) == ["Dan"]
    assert names(people.c.name.startswith("B") | people.c.name.contains("y")) == ["Bob", "Cyd"]
    assert names(people.c.id.in_([1, 4])) == ["Ada", "Dan"]
    assert names(people.c.id.in_([])) == []
    assert names(people.c.team.is_(None)) == ["Dan"]
    assert names(people.c.id.between(2, 3) & (people.c.team != "x")) == ["Cyd"]
    assert names(sa.tuple_(people.c.id, people.c.team).in_([(1, "x"), (2, "y")])) == ["Ada"]
    assert names(people.c.name.regexp_match("[AB].*")) == ["Ada", "Bob"]
    assert names(people.c.team.is_distinct_from("x")) == ["Cyd", "Dan"]


def test_rows_are_cut_and_sorted(connection: Connection, people: Table) -> None:
    found = select(people.c.name).order_by(people.c.team.desc().nulls_last(), people.c.id.desc())
    assert connection.scalars(found).all() == ["Cyd", "Bob", "Ada", "Dan"]
    assert connection.scalars(found.limit(2).offset(1)).all() == ["Bob", "Ada"]
    assert connection.scalars(found.limit(2)).all() == ["Cyd", "Bob"]
    assert connection.scalars(found.fetch(1)).all() == ["Cyd"]


def test_tables_are_joined(connection: Connection, people: Table, teams: Table) -> None:
    inner = select(people.c.name, teams.c.title).join(teams, people.c.team == teams.c.team).order_by(people.c.id)
    assert connection.execute(inner).all() == [("Ada", "Ex"), ("Bob", "Ex")]
    outer = select(people.c.id, teams.c.title).outerjoin(teams, people.c.team == teams.c.team).order_by(people.c.id)
    assert connection.execute(outer).all() == [(1, "Ex"), (2, "Ex"), (3, None), (4, None)]
    full = select(people.c.id, teams.c.title).outerjoin(teams, people.c.team == teams.c.team, full=True)
    assert len(connection.execute(full).all()) == 5


def test_groups_are_made(connection: Connection, people: Table) -> None:
    found = (
        select(people.c.team, func.count().label("n"), func.listagg(people.c.name, "+"))
        .where(people.c.team.is_not(None))
        .group_by(people.c.team)
        .having(func.count() > 1)
    )
    assert connection.execute(found).all() == [("x", 2, "Ada+Bob")]
    rolled = select(people.c.team, func.count()).group_by(func.rollup(people.c.team))
    assert sorted(n for _, n in connection.execute(rolled)) == [1, 1, 2, 4]


def test_windows_are_computed(connection: Connection, people: Table) -> None:
    window = {"partition_by": people.c.team, "order_by": people.c.id}
    found = select(
        people.c.id,
        func.row_number().over(**window),
        func.lag(people.c.name).over(**window),
        func.sum(people.c.id).over(**window, rows=(None, 0)),
    ).order_by(people.c.id)
    assert connection.execute(found).all() == [(1, 1, None, 1), (2, 2, "Ada", 3), (3, 1, None, 3), (4, 1, None, 4)]


def test_queries_have_parts_with_names(connection: Connection, people: Table) -> None:
    firsts = select(people.c.team, func.min(people.c.id).label("id")).group_by(people.c.team).cte("firsts")
    found = select(people.c.name).join(firsts, people.c.id == firsts.c.id).order_by(people.c.id)
    assert connection.scalars(found).all() == ["Ada", "Cyd", "Dan"]


def test_a_part_may_go_round(connection: Connection) -> None:
    numbers = select(sa.literal(1).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < 5))
    assert connection.scalars(select(numbers.c.n).order_by(numbers.c.n)).all() == [1, 2, 3, 4, 5]


def test_sets_of_rows_are_joined(connection: Connection, people: Table) -> None:
    low, high = select(people.c.id).where(people.c.id < 3), select(people.c.id).where(people.c.id > 1)
    assert sorted(connection.scalars(sa.union(low, high))) == [1, 2, 3, 4]
    assert sorted(connection.scalars(sa.union_all(low, high))) == [1, 2, 2, 3, 4]
    assert sorted(connection.scalars(sa.intersect(low, high))) == [2]
    assert sorted(connection.scalars(sa.except_(low, high))) == [1]


def test_queries_are_parts_of_conditions(connection: Connection, people: Table, teams: Table) -> None:
    known = sa.exists().where(teams.c.team == people.c.team)
    assert connection.scalars(select(people.c.name).where(known).order_by(people.c.id)).all() == ["Ada", "Bob"]
    top = select(func.max(people.c.id)).scalar_subquery()
    assert connection.scalar(select(people.c.name).where(people.c.id == top)) == "Dan"


def test_expressions_are_evaluated(connection: Connection, people: Table) -> None:
    found = select(
        sa.case((people.c.id > 1, "many"), else_="one"),
        func.coalesce(people.c.team, "-"),
        people.c.name + "!",
        sa.cast(people.c.id, String),
        sa.extract("year", sa.literal_column("'2024-05-06'::DATE")),
        func.iff(people.c.id == 1, 10, 20),
    ).where(people.c.id == 1)
    assert connection.execute(found).one() == ("one", "x", "Ada!", "1", 2024, 10)


def test_a_table_function_is_a_source(connection: Connection) -> None:
    numbers = func.table(func.flatten(func.parse_json("[10, 20]"))).table_valued("value", "index", name="f")
    found = connection.execute(select(numbers.c.index, sa.cast(numbers.c.value, Integer)).order_by(numbers.c.index))
    assert found.all() == [(0, 10), (1, 20)]


def test_a_merge_changes_and_adds(connection: Connection, people: Table, teams: Table) -> None:
    merge = MergeInto(target=teams, source=people, on=teams.c.team == people.c.team)
    connection.execute(people.delete().where(people.c.id.in_([2, 4])))
    merge.when_matched_then_update().values(title=people.c.name)
    merge.when_not_matched_then_insert().values(team=people.c.team, title=people.c.name)
    connection.execute(merge)
    found = connection.execute(select(teams).order_by(teams.c.team))
    assert found.all() == [("x", "Ada"), ("y", "Cyd"), ("z", "Zed")]


def test_rows_come_of_a_query(connection: Connection, people: Table, teams: Table) -> None:
    connection.execute(insert(teams).from_select(["team", "title"], select(people.c.team, people.c.name)))
    assert connection.scalar(select(func.count()).select_from(teams)) == 6


def test_a_sample_is_taken(connection: Connection, people: Table) -> None:
    assert len(connection.execute(select(sa.tablesample(people, 100))).all()) == 4


def test_rows_are_for_update_nowhere(connection: Connection, people: Table) -> None:
    rows = connection.execute(text("SELECT COUNT(*) FROM people AS p (a, b, c) WHERE a > :least"), {"least": 1})
    assert rows.scalar() == 3


def test_rows_go_to_several_tables(connection: Connection, people: Table, teams: Table) -> None:
    statement = "INSERT ALL INTO teams (team) VALUES (team) INTO people (team) VALUES (team) SELECT team FROM people"
    assert connection.execute(text(statement)).rowcount == 8
