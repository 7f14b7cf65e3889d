"""pandas over SQLAlchemy."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
import sqlalchemy as sa
from snowflake.connector.pandas_tools import make_pd_writer, pd_writer
from sqlalchemy import Connection, Engine, text

FRAME = pd.DataFrame(
    {
        "id": [1, 2, 3],
        "name": ["Ada", None, "Cyd"],
        "amount": [1.5, 2.5, None],
        "at": pd.to_datetime(["2024-01-01 00:00", "2024-02-29 13:00", "2024-12-31 01:00"]),
        "good": [True, False, True],
    }
)


def test_a_query_is_read_into_a_frame(connection: Connection) -> None:
    statement = text("SELECT 1 AS id, 'a' AS name, '2024-01-02'::DATE AS day UNION ALL SELECT 2, NULL, NULL ORDER BY 1")
    found = pd.read_sql(statement, connection)
    assert list(found.columns) == ["id", "name", "day"]
    assert found["id"].tolist() == [1, 2]
    assert found["name"].isna().tolist() == [False, True]
    assert found["day"][0] == dt.date(2024, 1, 2)


def test_a_frame_is_written_and_read(engine: Engine) -> None:
    FRAME.to_sql("frames", engine, index=False, if_exists="replace")
    found = pd.read_sql_table("frames", engine).sort_values("id", ignore_index=True)
    assert found["id"].tolist() == [1, 2, 3]
    assert found["amount"].tolist()[:2] == [1.5, 2.5]
    assert found["at"].tolist() == FRAME["at"].tolist()
    assert [None if pd.isna(name) else name for name in found["name"]] == ["Ada", None, "Cyd"]
    assert found["good"].tolist() == [True, False, True]


def test_a_frame_is_appended(engine: Engine) -> None:
    FRAME[["id"]].to_sql("appended", engine, index=False, if_exists="fail")
    FRAME[["id"]].to_sql("appended", engine, index=False, if_exists="append", method="multi")
    assert pd.read_sql("SELECT COUNT(*) AS n FROM appended", engine)["n"].tolist() == [6]
    with pytest.raises(ValueError, match="already exists"):
        FRAME[["id"]].to_sql("appended", engine, index=False)


def test_types_and_index_of_a_frame_are_chosen(engine: Engine) -> None:
    FRAME[["id", "name"]].to_sql("chosen", engine, index=False, dtype={"name": sa.String(10)}, if_exists="replace")
    found = pd.read_sql("SELECT * FROM chosen ORDER BY id", engine, index_col="id")
    assert found.index.tolist() == [1, 2, 3]
    assert sa.inspect(engine).get_columns("chosen")[1]["type"].length == 10


@pytest.mark.parametrize("method", [pd_writer, make_pd_writer(chunk_size=2)], ids=["pd_writer", "make_pd_writer"])
def test_a_frame_is_loaded_through_a_stage(engine: Engine, method: object) -> None:
    frame = FRAME[["id", "name", "amount"]].rename(columns=str.upper)
    frame.to_sql("loaded", engine, index=False, if_exists="replace", method=method)
    found = pd.read_sql("SELECT SUM(id) AS total, COUNT(name) AS names FROM loaded", engine)
    assert found.iloc[0].tolist() == [6, 2]


def test_a_frame_is_read_in_parts(engine: Engine) -> None:
    statement = text("SELECT seq4() AS n FROM TABLE(GENERATOR(ROWCOUNT => 25))")
    with engine.connect() as connection:
        assert [len(part) for part in pd.read_sql(statement, connection, chunksize=10)] == [10, 10, 5]
