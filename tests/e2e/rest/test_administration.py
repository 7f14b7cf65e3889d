"""What administrators look at and end, and the account that is emptied."""

from __future__ import annotations

import contextlib
import http.client
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.support.server import Client, LocalServer, ServerProcess, local_server, server_process

_ENDLESS = "SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 1000000)) a, TABLE(GENERATOR(ROWCOUNT => 1000000)) b"
_RESET = {"confirm": "RESET"}


def _running(client: Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/api/v1/admin/statements").document["data"]
    return found


def _await_one_running(client: Client) -> str:
    for _ in range(1_000):
        found = [item for item in _running(client) if item["query_text"] == _ENDLESS]
        if found:
            return str(found[0]["query_id"])
    raise AssertionError("the statement does not begin")


def _fill(client: Client) -> None:
    client.run(
        """CREATE DATABASE SHOP; CREATE TABLE SHOP.PUBLIC.T (A INT); INSERT INTO SHOP.PUBLIC.T VALUES (1);
        CREATE STAGE SHOP.PUBLIC.FILES; CREATE DATABASE DROPPED; DROP DATABASE DROPPED;
        CREATE ROLE analyst; CREATE USER ada; CREATE WAREHOUSE big"""
    )
    assert client.call("PUT", "/api/v1/stages/SHOP/PUBLIC/FILES/files/a.csv", b"1").status == 201


def _assert_empty(client: Client) -> None:
    assert client.get("/api/v1/databases").document["data"] == []
    assert [row[1] for row in client.rows("SHOW DATABASES HISTORY")] == []
    assert [row["name"] for row in client.run("SHOW WAREHOUSES")["data"]] == ["COMPUTE_WH"]
    assert [row["name"] for row in client.run("SHOW USERS")["data"]] == ["MOCKHAUS"]
    assert "ANALYST" not in {row["name"] for row in client.run("SHOW ROLES")["data"]}


def test_the_settings_are_told_with_their_origins_and_without_secrets(tmp_path: Path) -> None:
    with server_process(tmp_path / "data", MOCKHAUS_SESSIONS__MAXIMUM="7") as server, server.client() as client:
        found = {item["name"]: item for item in client.get("/api/v1/admin/config").document["data"]}
    assert (found["sessions.maximum"]["value"], found["sessions.maximum"]["origin"]) == (
        7,
        "MOCKHAUS_SESSIONS__MAXIMUM",
    )
    assert (found["server.port"]["value"], found["server.port"]["origin"]) == (0, "flag")
    assert (found["history.days"]["value"], found["history.days"]["origin"]) == (14, "default")


def test_the_password_of_the_metadata_store_is_hidden() -> None:
    settings = {"metadata": {"url": "sqlite:////tmp/none?password=open-sesame"}}
    with local_server(settings) as server, server.client() as client:
        answer = client.get("/api/v1/admin/config")
    assert b"open-sesame" not in answer.body
    assert b"sqlite:////tmp/none" in answer.body


def test_sessions_pool_and_results_are_looked_at() -> None:
    with local_server() as server, server.client() as client:
        session = client.session()
        client.query("SELECT 1", session_id=session)
        assert [item["session_id"] for item in client.get("/api/v1/admin/sessions").document["data"]] == [session]
        assert client.get("/api/v1/admin/results").document["kept"] == 1
        client.query("SELECT 1")
        pool = client.get("/api/v1/admin/pool").document
        assert (pool["size"], pool["in_use"], pool["idle"]) == (16, 0, 1)
        assert client.call("DELETE", f"/api/v1/admin/sessions/{session}").status == 200
        assert client.get(f"/api/v1/sessions/{session}").status == 404


def test_a_running_statement_is_listed_and_cancelled() -> None:
    errors: list[dict[str, Any]] = []
    with local_server() as server, server.client() as client, server.client() as other:
        thread = threading.Thread(target=lambda: errors.append(other.query(_ENDLESS).error))
        thread.start()
        query_id = _await_one_running(client)
        assert client.post(f"/api/v1/admin/statements/{query_id}/cancel", {}).status == 200
        thread.join()
    assert [error["code"] for error in errors] == ["000604"]


# -- reset --------------------------------------------------------------------------------------------------------


def test_a_reset_leaves_the_account_as_it_began() -> None:
    with local_server() as server, server.client() as client:
        _fill(client)
        session = client.session()
        assert client.post("/api/v1/admin/reset", _RESET).status == 200
        _assert_empty(client)
        assert client.get(f"/api/v1/sessions/{session}").status == 404
        texts = [item["query_text"] for item in client.get("/api/v1/query/history").document["data"]]
        assert not any("SHOP" in text for text in texts)
        _fill(client)
        assert client.value("SELECT SUM(A) FROM SHOP.PUBLIC.T") == 1


def test_a_reset_holds_after_a_restart(tmp_path: Path) -> None:
    allowed = {"MOCKHAUS_ADMIN__ALLOW_RESET": "true"}
    with server_process(tmp_path / "data", **allowed) as server, server.client() as client:
        _fill(client)
        client.rows("SELECT * FROM SHOP.PUBLIC.T")
        assert client.post("/api/v1/admin/reset", _RESET).status == 200
    assert list((tmp_path / "data" / "databases").glob("*.db")) == []
    assert not [path for path in (tmp_path / "data" / "stages").rglob("*") if path.is_file()]
    with server_process(tmp_path / "data") as server, server.client() as client:
        _assert_empty(client)


def test_a_reset_cancels_what_runs_and_lets_what_comes_wait() -> None:
    errors: list[dict[str, Any]] = []
    with local_server() as server, server.client() as client, server.client() as other:
        thread = threading.Thread(target=lambda: errors.append(other.query(_ENDLESS).error))
        thread.start()
        _await_one_running(client)
        assert client.post("/api/v1/admin/reset", _RESET).status == 200
        thread.join()
        assert client.value("SELECT 1") == 1
    assert [error["code"] for error in errors] == ["000604"]


def test_resets_and_statements_at_once_leave_an_account_that_works() -> None:
    with local_server() as server:
        threads = [threading.Thread(target=_work, args=(server, number)) for number in range(4)]
        for thread in threads:
            thread.start()
        with server.client() as client:
            for _ in range(5):
                assert client.post("/api/v1/admin/reset", _RESET).status == 200
            for thread in threads:
                thread.join()
            assert client.post("/api/v1/admin/reset", _RESET).status == 200
            _assert_empty(client)


def _work(server: LocalServer, number: int) -> None:
    with server.client() as client:
        for _ in range(10):
            answer = client.query(
                f"CREATE OR REPLACE DATABASE D{number}; CREATE TABLE T (A INT); INSERT INTO T VALUES (1)"
            )
            assert answer.status < 500
            if answer.status >= 400:
                assert answer.error["code"] != "300002", answer.body


def test_a_reset_must_be_meant(client: Client) -> None:
    assert client.post("/api/v1/admin/reset", {}).status == 400
    assert client.post("/api/v1/admin/reset", {"confirm": "reset"}).status == 400


def test_a_reset_is_refused_by_name_where_it_is_not_allowed(tmp_path: Path) -> None:
    with local_server({"data_dir": tmp_path / "data"}) as server, server.client() as client:
        _fill(client)
        refused = client.post("/api/v1/admin/reset", _RESET)
        assert (refused.status, refused.error["code"]) == (400, "000002")
        assert "admin.allow_reset" in refused.error["message"]
        assert client.value("SELECT COUNT(*) FROM SHOP.PUBLIC.T") == 1


@pytest.mark.parametrize("seconds", [0.0, 0.01, 0.03, 0.06])
def test_a_server_that_is_killed_in_the_midst_of_a_reset_starts_again(tmp_path: Path, seconds: float) -> None:
    server = ServerProcess(tmp_path / "data", MOCKHAUS_ADMIN__ALLOW_RESET="true")
    with server.client() as client:
        for number in range(5):
            client.run(f"CREATE DATABASE D{number}; CREATE TABLE D{number}.PUBLIC.T AS SELECT 1 AS A")
        killing = threading.Timer(seconds, server.kill)
        killing.start()
        with contextlib.suppress(OSError, http.client.HTTPException):  # the server is gone
            client.post("/api/v1/admin/reset", _RESET)
        killing.join()
    with server_process(tmp_path / "data", MOCKHAUS_ADMIN__ALLOW_RESET="true") as again, again.client() as client:
        left = [item["name"] for item in client.get("/api/v1/databases").document["data"]]
        for name in left:
            assert client.value(f"SELECT A FROM {name}.PUBLIC.T") == 1
        assert client.post("/api/v1/admin/reset", _RESET).status == 200
        _assert_empty(client)
