"""What drivers are told of their session, and what its parameters do to their results."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from falcon import testing

from mockhaus_adapters.http_falcon.app import create_app
from mockhaus_adapters.http_falcon.workers import Workers
from mockhaus_deployments.embedded import embedded
from mockhaus_deployments.settings import Settings


class Driver:
    """A driver that has logged in."""

    def __init__(self, client: testing.TestClient, asked: dict[str, Any] | None = None) -> None:
        self._client = client
        self._requests = 0
        data = {
            "LOGIN_NAME": "u",
            "PASSWORD": "p",
            "CLIENT_APP_ID": "Tester",
            "CLIENT_APP_VERSION": "1.2",
            "SESSION_PARAMETERS": asked or {},
        }
        self.login = self._post("/session/v1/login-request", {"data": data}, {})

    def _post(self, path: str, body: object, headers: dict[str, str]) -> dict[str, Any]:
        answer = self._client.simulate_post(path, json=body, headers=headers)
        assert answer.json["success"], answer.json
        found: dict[str, Any] = answer.json["data"]
        return found

    def run(self, sql: str) -> dict[str, Any]:
        """The `data` of a statement's answer."""
        self._requests += 1
        headers = {"Authorization": f'Snowflake Token="{self.login["token"]}"'}
        return self._post(f"/queries/v1/query-request?requestId={self._requests}", {"sqlText": sql}, headers)

    def value(self, sql: str) -> object:
        """The first value of a statement's result, as JSON carries it."""
        return self.run(sql)["rowset"][0][0]


@pytest.fixture
def client() -> Iterator[testing.TestClient]:
    with embedded(Settings(data_dir=None)) as use_cases:
        workers = Workers(2)
        yield testing.TestClient(create_app(use_cases, version="test", workers=workers))
        workers.close()


def _told(data: dict[str, Any]) -> dict[str, Any]:
    return {item["name"]: item["value"] for item in data["parameters"]}


FORMATS = {
    "BINARY_OUTPUT_FORMAT",
    "DATE_OUTPUT_FORMAT",
    "TIMESTAMP_LTZ_OUTPUT_FORMAT",
    "TIMESTAMP_NTZ_OUTPUT_FORMAT",
    "TIMESTAMP_OUTPUT_FORMAT",
    "TIMESTAMP_TZ_OUTPUT_FORMAT",
    "TIME_OUTPUT_FORMAT",
}


def test_a_login_and_what_may_change_a_parameter_tell_every_one_in_its_type(client: testing.TestClient) -> None:
    driver = Driver(client)
    told = _told(driver.login)
    assert told["CLIENT_STAGE_ARRAY_BINDING_THRESHOLD"] == 65280
    assert told["PYTHON_SNOWPARK_USE_SCOPED_TEMP_OBJECTS"] is False
    assert told["SERVICE_NAME"] == ""
    for changing in (
        "ALTER SESSION SET QUERY_TAG = 'x'",
        "ALTER SESSION UNSET QUERY_TAG",
        "CREATE DATABASE d",
        "USE d",
    ):
        assert _told(driver.run(changing)).keys() == told.keys()


@pytest.mark.parametrize("sql", ["SELECT 1", "INSERT INTO t VALUES (1)", "UPDATE t SET a = 2", "DELETE FROM t"])
def test_other_answers_tell_what_clients_read_from_each(client: testing.TestClient, sql: str) -> None:
    driver = Driver(client)
    driver.run("CREATE DATABASE d")
    driver.run("CREATE TABLE t (a INT)")
    told = _told(driver.run(sql))
    assert FORMATS | {"TIMEZONE", "CLIENT_RESULT_CHUNK_SIZE", "CLIENT_PREFETCH_THREADS"} <= told.keys()
    assert len(told) < 20


def test_every_answer_tells_what_the_session_has_set(client: testing.TestClient) -> None:
    driver = Driver(client, {"CLIENT_SESSION_KEEP_ALIVE": True})
    driver.run("ALTER SESSION SET AUTOCOMMIT = FALSE")
    told = _told(driver.run("SELECT 1"))
    assert (told["AUTOCOMMIT"], told["CLIENT_SESSION_KEEP_ALIVE"]) == (False, True)
    driver.run("ALTER SESSION UNSET AUTOCOMMIT")
    assert "AUTOCOMMIT" not in _told(driver.run("SELECT 1"))


def test_what_a_driver_asks_for_when_it_logs_in_holds(client: testing.TestClient) -> None:
    driver = Driver(client, {"AUTOCOMMIT": "false", "timezone": "UTC", "CLIENT_RUNTIME_NAME": "CPython"})
    told = _told(driver.login)
    assert (told["AUTOCOMMIT"], told["TIMEZONE"]) == (False, "UTC")
    assert "CLIENT_RUNTIME_NAME" not in told


def test_a_parameter_that_a_statement_sets_is_told_with_its_answer(client: testing.TestClient) -> None:
    driver = Driver(client)
    assert _told(driver.run("ALTER SESSION SET CLIENT_PREFETCH_THREADS = 9"))["CLIENT_PREFETCH_THREADS"] == 9


@pytest.mark.parametrize(
    ("indent", "expected"),
    [(0, '{"a":[1]}'), (2, '{\n  "a": [\n    1\n  ]\n}'), (4, '{\n    "a": [\n        1\n    ]\n}')],
)
def test_json_in_results_is_indented_as_the_session_says(
    client: testing.TestClient, indent: int, expected: str
) -> None:
    driver = Driver(client, {"QUERY_RESULT_FORMAT": "JSON"})
    driver.run(f"ALTER SESSION SET JSON_INDENT = {indent}")
    assert driver.value("SELECT OBJECT_CONSTRUCT('a', ARRAY_CONSTRUCT(1))") == expected


def test_the_session_knows_its_client(client: testing.TestClient) -> None:
    driver = Driver(client, {"QUERY_RESULT_FORMAT": "JSON"})
    assert driver.value("SELECT CURRENT_CLIENT()") == "Tester 1.2"
    assert driver.value("SELECT CURRENT_IP_ADDRESS()") == "127.0.0.1"


def test_a_driver_and_a_query_are_told_the_same_release(client: testing.TestClient) -> None:
    driver = Driver(client, {"QUERY_RESULT_FORMAT": "JSON"})
    assert str(driver.value("SELECT CURRENT_VERSION()")).split()[0] == driver.login["serverVersion"]
