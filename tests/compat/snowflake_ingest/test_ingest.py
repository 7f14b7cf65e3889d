"""The ingest SDK for Python: files are named, loaded and told of."""

from __future__ import annotations

import datetime as dt
import time
import uuid
from typing import Any

import pytest
from conftest import DATABASE, manager_of
from snowflake.ingest import SimpleIngestManager, StagedFile
from snowflake.ingest.error import IngestResponseError

WAIT = 30


def stage(cursor: Any, path: str, rows: str) -> None:
    cursor.execute(
        f"COPY INTO @s/{path} FROM (SELECT * FROM VALUES {rows}) SINGLE = TRUE "
        "FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE)"
    )


def history(manager: SimpleIngestManager, files: int) -> list[dict[str, Any]]:
    """What the manager is told, call by call, up to so many files."""
    found: list[dict[str, Any]] = []
    deadline = time.monotonic() + WAIT
    while len(found) < files:
        assert time.monotonic() < deadline, found
        found += manager.get_history()["files"]
        time.sleep(0.05)
    return found


def test_files_are_loaded(cursor: Any, manager: SimpleIngestManager) -> None:
    stage(cursor, "a.csv", "(1, 'x'), (2, 'y')")
    request = uuid.uuid4()
    answer = manager.ingest_files([StagedFile("a.csv", None)], request)
    assert (answer["requestId"], answer["responseCode"]) == (str(request), "SUCCESS")

    (file,) = history(manager, 1)
    assert (file["path"], file["status"], file["rowsInserted"]) == ("a.csv", "LOADED", 2)
    assert cursor.execute("SELECT * FROM t ORDER BY 1").fetchall() == [(1, "x"), (2, "y")]


def test_the_history_goes_on_where_it_was_read_last(cursor: Any, manager: SimpleIngestManager) -> None:
    for name in ("a", "b"):
        stage(cursor, f"{name}.csv", "(1, 'x')")
        manager.ingest_files([StagedFile(f"{name}.csv", 4)])
        assert [file["path"] for file in history(manager, 1)] == [f"{name}.csv"]
    assert manager.get_history()["files"] == []


def test_a_range_of_the_history_is_read(cursor: Any, manager: SimpleIngestManager) -> None:
    stage(cursor, "a.csv", "('bad', 'x')")
    manager.ingest_files([StagedFile("a.csv", None), StagedFile("a.txt", None)])
    history(manager, 1)
    start = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)
    (file,) = manager.get_history_range(start.isoformat())["files"]
    assert (file["status"], file["firstError"]) == ("LOAD_FAILED", "Numeric value 'bad' is not recognized")


def test_a_pipe_that_is_not_there_is_an_error(cursor: Any, key: str) -> None:
    with pytest.raises(IngestResponseError) as caught:
        manager_of(f"{DATABASE}.PUBLIC.NONE", key).ingest_files([StagedFile("a.csv", None)])
    assert (caught.value.http_error_code, caught.value.code) == (404, "390404")
