"""Files of stages, loaded by the dialect's own commands."""

from __future__ import annotations

from pathlib import Path

import pytest
from snowflake.sqlalchemy import CopyIntoStorage, CSVFormatter, ExternalStage, JSONFormatter
from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, func, select, text


@pytest.fixture
def stage(connection: Connection, tmp_path: Path) -> ExternalStage:
    connection.execute(text("CREATE OR REPLACE STAGE files"))
    (tmp_path / "rows.csv").write_text("id|name\n1|Ada\n2|Bob\n")
    connection.exec_driver_sql(f"PUT 'file://{tmp_path}/rows.csv' @files AUTO_COMPRESS=FALSE")
    return ExternalStage("files")


@pytest.fixture
def people(connection: Connection, metadata: MetaData) -> Table:
    table = Table("people", metadata, Column("id", Integer), Column("name", String))
    metadata.create_all(connection)
    return table


def test_a_file_is_loaded(connection: Connection, stage: ExternalStage, people: Table) -> None:
    formatter = CSVFormatter().field_delimiter("|").skip_header(1)
    connection.execute(CopyIntoStorage(from_=stage, into=people, formatter=formatter))
    assert connection.execute(select(people).order_by(people.c.id)).all() == [(1, "Ada"), (2, "Bob")]


def test_a_file_is_loaded_once_unless_forced(connection: Connection, stage: ExternalStage, people: Table) -> None:
    formatter = CSVFormatter().field_delimiter("|").skip_header(1)
    for _ in range(2):
        connection.execute(CopyIntoStorage(from_=stage, into=people, formatter=formatter))
    assert connection.scalar(select(func.count()).select_from(people)) == 2
    connection.execute(CopyIntoStorage(from_=stage, into=people, formatter=formatter).force(True))
    assert connection.scalar(select(func.count()).select_from(people)) == 4


def test_files_of_a_stage_are_listed(connection: Connection, stage: ExternalStage) -> None:
    assert [row.name for row in connection.execute(text("LIST @files"))] == ["files/rows.csv"]


def test_a_table_is_unloaded(connection: Connection, stage: ExternalStage, people: Table) -> None:
    connection.execute(people.insert(), [{"id": 1, "name": "Ada"}, {"id": 2, "name": "Bob"}])
    out = ExternalStage("files", path="out/")
    formatter = CSVFormatter().field_delimiter("|").compression(None)
    unloaded = connection.execute(CopyIntoStorage(from_=people, into=out, formatter=formatter)).one()
    assert (unloaded.rows_unloaded, unloaded.input_bytes) == (2, 12)
    found = connection.execute(text("SELECT $1 FROM @files/out/")).all()
    assert sorted(row[0] for row in found) == ["1|Ada", "2|Bob"]


def test_a_query_is_unloaded_as_json(connection: Connection, stage: ExternalStage, people: Table) -> None:
    connection.execute(people.insert(), [{"id": 1, "name": "Ada"}])
    query = select(func.object_construct("id", people.c.id, "name", people.c.name))
    unloaded = connection.execute(
        CopyIntoStorage(from_=query, into=ExternalStage("files", path="docs/"), formatter=JSONFormatter())
    ).one()
    assert unloaded.rows_unloaded == 1
