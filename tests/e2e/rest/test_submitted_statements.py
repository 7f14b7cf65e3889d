"""Statements that are submitted, and what is asked of statements by their query ids."""

from __future__ import annotations

import json
import threading
import time
from typing import Any

import pytest

from tests.support.server import Answer, Client, LocalServer

LONG = "SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 1000000)) a, TABLE(GENERATOR(ROWCOUNT => 1000000)) b"
MANY = "SELECT SEQ4() AS N FROM TABLE(GENERATOR(ROWCOUNT => 20000)) ORDER BY N"


def submit(client: Client, sql: str, **options: object) -> str:
    answer = client.query(sql, **{"async": True, **options})
    assert answer.status == 202, answer.body
    return str(answer.document["query_id"])


def state(client: Client, query_id: str) -> dict[str, Any]:
    answer = client.get(f"/api/v1/query/{query_id}")
    assert answer.status == 200, answer.body
    return answer.document


def result(client: Client, query_id: str, **parameters: object) -> Answer:
    return client.get(f"/api/v1/query/{query_id}/result", **{"wait": 60, **parameters})


def cancelled(client: Client, query_id: str) -> None:
    assert client.post(f"/api/v1/query/{query_id}/cancel", None).status == 200
    assert result(client, query_id).error["code"] == "000604"


def test_a_submitted_statement_answers_its_result_later(client: Client) -> None:
    query_id = submit(client, "SELECT ? + 1 AS A", params=[41])
    answer = result(client, query_id)
    assert answer.document["data"] == [{"A": 42}]
    assert answer.document["query_id"] == query_id
    ended = state(client, query_id)
    assert (ended["status"], ended["rows_produced"], ended["result_available"]) == ("SUCCESS", 1, True)


def test_it_is_told_where_to_ask(client: Client) -> None:
    answer = client.query("SELECT 1", **{"async": True})
    document = answer.document
    assert document["status_url"] == f"/api/v1/query/{document['query_id']}"
    assert client.get(document["status_url"]).status == 200
    assert client.get(document["result_url"], wait=60).status == 200


def test_a_submitted_statement_that_runs_is_told_as_such_and_can_be_cancelled(client: Client) -> None:
    query_id = submit(client, LONG)
    answer = result(client, query_id, wait=0.2)
    assert (answer.status, answer.document["status"]) == (202, "RUNNING")
    found = state(client, query_id)
    assert (found["status"], found["end_time"], found["result_available"]) == ("RUNNING", None, False)
    cancelled(client, query_id)
    assert state(client, query_id)["status"] == "FAIL"


def test_a_submitted_statement_fails_with_its_own_error(client: Client) -> None:
    query_id = submit(client, "SELECT nope")
    answer = result(client, query_id)
    assert (answer.status, answer.error["code"], answer.error["query_id"]) == (400, "000904", query_id)
    ended = state(client, query_id)
    assert (ended["status"], ended["error_code"], ended["result_available"]) == ("FAIL", "000904", False)


def test_one_that_could_not_begin_is_told_as_failed(client: Client) -> None:
    query_id = submit(client, "SELECT 1", database="NOWHERE")
    assert result(client, query_id).error["code"] == "002003"
    ended = state(client, query_id)
    assert (ended["status"], ended["error_code"], ended["session_id"]) == ("FAIL", "002003", None)


def test_several_submitted_statements_have_the_last_ones_result(client: Client) -> None:
    query_id = submit(client, "SET X = 2; SELECT 'a' AS A; SELECT $X AS B")
    answer = result(client, query_id).document
    assert answer["data"] == [{"B": 2}]
    assert answer["query_id"] == answer["statements"][2]
    assert state(client, query_id)["statements"] == answer["statements"]
    assert result(client, answer["statements"][1]).document["data"] == [{"A": "a"}]


def test_the_error_of_one_of_several_says_which(client: Client) -> None:
    query_id = submit(client, "SELECT 1; SELECT nope")
    assert "nope" in result(client, query_id).error["message"]
    assert state(client, query_id)["status"] == "FAIL"


def test_a_result_comes_in_pages(client: Client) -> None:
    query_id = submit(client, MANY)
    found: list[int] = []
    offset: int | None = 0
    while offset is not None:
        page = result(client, query_id, offset=offset, limit=7_000, row_format="arrays").document
        assert (page["offset"], page["total_row_count"]) == (offset, 20_000)
        found += [value for (value,) in page["data"]]
        offset = page["next_offset"]
    assert found == list(range(20_000))


def test_a_page_behind_the_end_is_empty(client: Client) -> None:
    page = result(client, submit(client, "SELECT 1"), offset=5).document
    assert (page["data"], page["next_offset"]) == ([], None)


@pytest.mark.parametrize(("accept", "lines"), [("text/csv", 20_001), ("application/x-ndjson", 20_000)])
def test_a_kept_result_is_streamed_in_other_formats(client: Client, accept: str, lines: int) -> None:
    query_id = submit(client, MANY)
    answer = client.call("GET", f"/api/v1/query/{query_id}/result?wait=60", Accept=accept)
    assert len(answer.body.splitlines()) == lines


def test_the_result_of_a_sessions_statement_can_be_fetched(client: Client) -> None:
    query_id = client.run("SELECT 1 AS A", session_id=client.session())["query_id"]
    assert result(client, query_id).document["data"] == [{"A": 1}]


def test_the_texts_of_a_result_follow_its_session(client: Client) -> None:
    session = client.session(parameters={"DATE_OUTPUT_FORMAT": "DD.MM.YYYY"})
    query_id = client.run("SELECT '2024-02-29'::DATE AS D", session_id=session)["query_id"]
    assert result(client, query_id).document["data"] == [{"D": "29.02.2024"}]


def test_a_statement_without_a_session_keeps_no_result(client: Client) -> None:
    query_id = client.run("SELECT 1")["query_id"]
    assert (result(client, query_id).status, result(client, query_id).error["code"]) == (404, "000710")
    assert state(client, query_id)["result_available"] is False


def test_a_result_is_awaited_of_a_statement_that_another_connection_runs(server: LocalServer, client: Client) -> None:
    session = client.session()
    with server.client() as other:
        thread = threading.Thread(target=other.query, args=("SELECT SYSTEM$WAIT(2)",), kwargs={"session_id": session})
        thread.start()
        running = _running(client, "WAIT(2)")
        assert result(client, running[0]["query_id"]).document["row_count"] == 1
        thread.join()


def _running(client: Client, text: str) -> list[dict[str, Any]]:
    for _ in range(200):
        found = [item for item in client.get("/api/v1/query/running").document["data"] if text in item["query_text"]]
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("it does not run")


def test_what_runs_is_listed_until_it_ends(client: Client) -> None:
    query_id = submit(client, f"{LONG} -- listed")
    (found,) = _running(client, "-- listed")
    assert (found["query_id"], found["end_time"]) == (query_id, None)
    cancelled(client, query_id)
    listed = client.get("/api/v1/query/running").document["data"]
    assert query_id not in [item["query_id"] for item in listed]


def test_one_that_waits_for_its_session_is_listed_and_can_be_cancelled(server: LocalServer, client: Client) -> None:
    session = client.session()
    client.run("CREATE TEMPORARY TABLE KEEPS_IT_BUSY (A INT)", database="SHOP_OF_WAITING", session_id=session) if (
        client.query("CREATE DATABASE SHOP_OF_WAITING").status == 200
    ) else None
    with server.client() as other:
        thread = threading.Thread(target=other.query, args=(f"{LONG} -- first",), kwargs={"session_id": session})
        thread.start()
        _running(client, "-- first")
        query_id = submit(client, "SELECT 1 AS SECOND", session_id=session)
        (found,) = _running(client, "SECOND")
        assert (found["status"], found["session_id"]) == ("QUEUED", session)
        cancelled(client, query_id)
        client.post(f"/api/v1/sessions/{session}/cancel", None)
        thread.join()


def test_secrets_of_what_waits_or_runs_are_masked(client: Client) -> None:
    query_id = submit(client, "CREATE USER MASKED_ONE PASSWORD = 'Very1Secret'")
    result(client, query_id)
    assert "Very1Secret" not in json.dumps(state(client, query_id), default=str)


@pytest.mark.parametrize("rest", ["", "/result", "/plan", "/translation"])
def test_an_unknown_query_id_is_not_found(client: Client, rest: str) -> None:
    answer = client.get(f"/api/v1/query/01900000-0000-7000-8000-000000000000{rest}")
    assert (answer.status, answer.error["code"]) == (404, "000709")


def test_cancelling_what_has_ended_is_refused(client: Client) -> None:
    query_id = submit(client, "SELECT 1")
    result(client, query_id)
    assert client.post(f"/api/v1/query/{query_id}/cancel", None).status == 404


# -- plans and translations ------------------------------------------------------------------------------------------


def test_a_plan_is_what_explain_tells(client: Client, shop: str) -> None:
    sql = "SELECT NAME FROM ITEMS WHERE PRICE > 1"
    query_id = client.run(sql, database=shop)["query_id"]
    ((told,),) = client.rows(f"EXPLAIN USING JSON {sql}", database=shop)
    assert client.get(f"/api/v1/query/{query_id}/plan").document["plan"] == json.loads(told)


@pytest.mark.parametrize("what", ["plan", "translation"])
def test_what_could_not_begin_has_its_error_for_a_plan(client: Client, what: str) -> None:
    query_id = submit(client, "SELECT 1", database="NOWHERE")
    assert result(client, query_id).error["code"] == "002003"
    assert client.get(f"/api/v1/query/{query_id}/{what}").error["code"] == "002003"


@pytest.mark.parametrize("what", ["plan", "translation"])
def test_several_statements_together_have_no_plan(client: Client, what: str) -> None:
    query_id = submit(client, "SELECT 1; SELECT 2")
    result(client, query_id)
    answer = client.get(f"/api/v1/query/{query_id}/{what}")
    assert (answer.status, answer.error["code"]) == (400, "391900")


def test_a_query_with_bound_values_is_explained_without_them(client: Client, shop: str) -> None:
    query_id = client.run("SELECT NAME FROM ITEMS WHERE ID = ?", database=shop, params=[1])["query_id"]
    assert client.get(f"/api/v1/query/{query_id}/plan").status == 200


def test_asking_for_a_plan_or_translation_leaves_no_record(client: Client) -> None:
    query_id = client.run("SELECT 1 AS UNRECORDED")["query_id"]
    client.get(f"/api/v1/query/{query_id}/plan")
    client.get(f"/api/v1/query/{query_id}/translation")
    assert len(client.get("/api/v1/query/history", text="UNRECORDED").document["data"]) == 1


def test_dml_is_translated_without_being_run(client: Client, shop: str) -> None:
    answer = client.post(
        "/api/v1/translate", {"sql": "DELETE FROM ITEMS WHERE ID = ?", "database": shop, "params": [1]}
    )
    document = answer.document
    assert document["statement_type"] == "DELETE"
    assert any("DELETE FROM" in step for step in document["engine_sql"])
    assert document["parameters"] == [{"name": "p1", "type": "NUMBER(1,0)"}]
    assert [column["name"] for column in document["columns"]] == ["number of rows deleted"]
    assert client.value("SELECT COUNT(*) FROM ITEMS", database=shop) == 3


@pytest.mark.parametrize("sql", ["CREATE TABLE A (B INT)", "USE ROLE PUBLIC", "SHOW TABLES", "BEGIN"])
def test_what_becomes_no_engine_sql_is_refused_by_name(client: Client, sql: str) -> None:
    answer = client.post("/api/v1/translate", {"sql": sql})
    assert (answer.status, answer.error["code"]) == (400, "000002")
    assert "translation of" in answer.error["message"]


def test_several_statements_have_no_single_translation(client: Client) -> None:
    assert client.post("/api/v1/translate", {"sql": "SELECT 1; SELECT 2"}).error["code"] == "000008"


def test_a_text_is_translated_in_its_session(client: Client) -> None:
    session = client.session()
    client.run("SET LIMIT_OF_MINE = 7", session_id=session)
    answer = client.post("/api/v1/translate", {"sql": "SELECT $LIMIT_OF_MINE AS A", "session_id": session})
    assert answer.status == 200
