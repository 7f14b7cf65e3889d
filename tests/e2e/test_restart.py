"""What a server keeps from one start to the next, and how it ends."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support.server import ServerProcess, mockhaus, server_process

ENDLESS = "SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 1000000)) a, TABLE(GENERATOR(ROWCOUNT => 1000000)) b"


@pytest.fixture(scope="module")
def restarted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which a server made things, and ended in order."""
    folder = tmp_path_factory.mktemp("restarted")
    with server_process(folder) as server, server.client() as client:
        client.run(
            """CREATE DATABASE KEPT COMMENT = 'stays';
            CREATE SCHEMA "in Case";
            CREATE TABLE KEPT.PUBLIC.T (
                ID NUMBER(10,0) NOT NULL AUTOINCREMENT, NAME VARCHAR(7) DEFAULT 'none', DOC VARIANT, AT TIMESTAMP_TZ);
            INSERT INTO KEPT.PUBLIC.T (NAME, DOC, AT)
                SELECT 'a', PARSE_JSON('{"x": 1.50}'), '2024-02-29 10:11:12.123456 +0530';
            INSERT INTO KEPT.PUBLIC.T (DOC) SELECT NULL;
            CREATE VIEW KEPT.PUBLIC.V AS SELECT NAME FROM KEPT.PUBLIC.T WHERE ID > 0;
            CREATE SEQUENCE KEPT.PUBLIC.S START 10 INCREMENT 5;
            CREATE STAGE KEPT.PUBLIC.FILES;
            CREATE TABLE KEPT.PUBLIC.DROPPED (A INT) AS SELECT 1;
            DROP TABLE KEPT.PUBLIC.DROPPED"""
        )
        assert client.value("SELECT KEPT.PUBLIC.S.NEXTVAL") == 10
        client.call("PUT", "/api/v1/stages/KEPT/PUBLIC/FILES/files/a/b.csv", b"1,2\n")
        client.fail("SELECT 'before the restart'::NUMBER")
        client.session()
    return folder


def test_objects_and_rows_survive(restarted: Path) -> None:
    with server_process(restarted) as server, server.client() as client:
        assert client.rows("SELECT * FROM KEPT.PUBLIC.T ORDER BY ID") == [
            [1, "a", {"x": 1.5}, "2024-02-29 10:11:12.123 +0530"],
            [2, "none", None, None],
        ]
        assert client.rows("SELECT NAME FROM KEPT.PUBLIC.V ORDER BY 1") == [["a"], ["none"]]
        assert client.value("SELECT KEPT.PUBLIC.S.NEXTVAL") > 10
        assert client.get("/api/v1/stages/KEPT/PUBLIC/FILES/files/a/b.csv").body == b"1,2\n"
        tables = client.get("/api/v1/databases/KEPT/tables").document["data"]
        columns = {table["name"]: [column["type"] for column in table["columns"]] for table in tables}
        assert columns["T"] == ["NUMBER(10,0)", "VARCHAR(7)", "VARIANT", "TIMESTAMP_TZ(9)"]
        assert client.fail("INSERT INTO KEPT.PUBLIC.T (NAME) VALUES ('too long a name')")["code"] == "100078"
        client.run('USE SCHEMA KEPT."in Case"')


def test_a_dropped_table_can_be_brought_back_after_a_restart(restarted: Path) -> None:
    with server_process(restarted) as server, server.client() as client:
        client.run("UNDROP TABLE KEPT.PUBLIC.DROPPED")
        assert client.value("SELECT A FROM KEPT.PUBLIC.DROPPED") == 1
        client.run("DROP TABLE KEPT.PUBLIC.DROPPED")


def test_the_history_survives(restarted: Path) -> None:
    with server_process(restarted) as server, server.client() as client:
        records = client.get("/api/v1/query/history", text="before the restart", status="FAIL").document["data"]
        assert records[-1]["error_code"] == "100038"


def test_sessions_do_not_survive(restarted: Path) -> None:
    with server_process(restarted) as server, server.client() as client:
        session = client.session()
    with server_process(restarted) as server, server.client() as client:
        assert client.get("/api/v1/sessions").document["data"] == []
        assert client.query("SELECT 1", session_id=session).status == 404


def test_a_second_process_on_the_folder_is_refused(tmp_path: Path) -> None:
    with server_process(tmp_path) as server, server.client() as client:
        client.run("CREATE DATABASE MINE")
        for arguments in (("serve", "--port", "0"), ("query", "SELECT 1"), ("history",)):
            refused = mockhaus(*arguments, "--data-dir", str(tmp_path))
            assert refused.returncode == 3
            assert f"in use by process {server.pid}" in refused.stderr
            assert "Traceback" not in refused.stderr
        assert client.get("/api/v1/databases").document["data"][0]["name"] == "MINE"


def test_the_folder_is_free_again_after_a_kill(tmp_path: Path) -> None:
    ServerProcess(tmp_path).kill()
    assert mockhaus("query", "--data-dir", str(tmp_path), "SELECT 1").returncode == 0


def test_a_server_ends_in_order_while_a_statement_runs(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path)
    with server.client() as client, ThreadPoolExecutor(1) as threads:
        client.run("CREATE DATABASE D")
        running = threads.submit(client.query, ENDLESS)
        time.sleep(1)
        began = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - began < 20
        assert running.result(20).error["code"] == "000604"
    listed = mockhaus("history", "--data-dir", str(tmp_path), "--format", "csv", "--text", "GENERATOR")
    assert "FAIL" in listed.stdout


def test_a_statement_that_is_nearly_done_is_answered_before_the_end(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path)
    short = "SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 100000)) a, TABLE(GENERATOR(ROWCOUNT => 3000)) b"
    with server.client() as client, ThreadPoolExecutor(1) as threads:
        client.run("SELECT 1")
        running = threads.submit(client.value, short)
        time.sleep(0.2)
        assert server.stop() == 0
        assert running.result(20) == 300_000_000


def test_a_folder_that_cannot_be_used_is_told_clearly(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    refused = mockhaus("query", "--data-dir", str(tmp_path / "file"), "SELECT 1")
    assert refused.returncode == 3
    assert "cannot be used" in refused.stderr


def test_a_port_that_is_taken_is_told_clearly(tmp_path: Path) -> None:
    with server_process(tmp_path / "one") as server:
        port = server.url.rpartition(":")[2]
        refused = mockhaus("serve", "--port", port, "--data-dir", str(tmp_path / "two"))
        assert refused.returncode == 3
        assert f"cannot listen on 127.0.0.1:{port}" in refused.stderr
