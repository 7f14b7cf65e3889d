"""The account that the examples of the REST API speak of, and how alike two answers are."""

from __future__ import annotations

import contextlib
import re
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.support.server import LocalServer

_OBJECTS = """
CREATE OR REPLACE DATABASE SHOP;
CREATE TABLE SHOP.PUBLIC.ORDERS
  (ID NUMBER NOT NULL, CUSTOMER VARCHAR, AMOUNT NUMBER(10,2), PLACED_AT TIMESTAMP_NTZ);
INSERT INTO SHOP.PUBLIC.ORDERS VALUES
  (1, 'Ada', 10.50, '2026-01-01 10:00:00'),
  (2, 'Ben', 20.00, '2026-01-02 11:30:00'),
  (3, 'Cem', 7.25, '2026-01-03 09:15:00');
CREATE VIEW SHOP.PUBLIC.BIG_ORDERS AS SELECT ID, CUSTOMER FROM SHOP.PUBLIC.ORDERS WHERE AMOUNT > 15;
CREATE STAGE SHOP.PUBLIC.UPLOADS;
CREATE SEQUENCE SHOP.PUBLIC.ORDER_IDS;
CREATE FILE FORMAT SHOP.PUBLIC.CSV_WITH_HEADER TYPE = CSV SKIP_HEADER = 1
"""
_FILES = {
    "SHOP/PUBLIC/UPLOADS/files/greetings.csv": b"hello,world\n",
    "SHOP/PUBLIC/%25ORDERS/files/orders.csv": b"4,Dan\n",
    "~/files/mine/own.csv": b"1,2\n",
}
_ENDLESS = "SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 1000000)) a, TABLE(GENERATOR(ROWCOUNT => 1000000)) b"
_VARYING = re.compile(
    r"(.*_)?(id|at|time|times|ms|seconds|bytes|size|host|version|path|url|token|cursor|md5|etag|user)$|next_.*|url.*"
    r"|engine_sql.*|count|failed|.*_rate|open|in_use|idle|hits|misses|entries|kept|held|waiting|waits"
)
"""Names whose values depend on when and where an example runs: only their types are compared."""


@dataclass(frozen=True)
class Account:
    """The ids that stand in examples are replaced by these."""

    session_id: str
    query_id: str

    def replaced(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The parts of an example's request, with ids that exist."""
        ids = {"session_id": self.session_id, "query_id": self.query_id}
        return {name: ids.get(name, value) for name, value in values.items()}


@contextlib.contextmanager
def example_account(server: LocalServer, *, busy: bool = False) -> Iterator[Account]:
    """The account, made anew: a session whose last query can be asked for; `busy`, where that query still runs."""
    with server.client() as client:
        client.run(_OBJECTS)
        for place, content in _FILES.items():
            uploaded = client.call("PUT", f"/api/v1/stages/{place}", content)
            assert uploaded.status < 300, uploaded.body
        session = client.session(database="SHOP")
        query_id = client.run("SELECT * FROM ORDERS ORDER BY ID", session_id=session)["query_id"]
        if not busy:
            yield Account(session, query_id)
        else:
            with _running(server, session) as running:
                yield Account(session, running)
    with server.client() as client:  # the first connection may have been idle for too long
        client.call("DELETE", f"/api/v1/sessions/{session}")


@contextlib.contextmanager
def _running(server: LocalServer, session: str) -> Iterator[str]:
    """The id of a statement that runs in a session until it is cancelled."""
    with server.client() as other:
        thread = threading.Thread(target=other.query, args=(_ENDLESS,), kwargs={"session_id": session})
        thread.start()
        yield _found_running(server, session)
        with contextlib.suppress(Exception), server.client() as client:
            client.post(f"/api/v1/sessions/{session}/cancel", None)
        thread.join()


def _found_running(server: LocalServer, session: str) -> str:
    for _ in range(1_000):
        for statement in server.use_cases.execute.running.list():
            if statement.record.session_id == session:
                return statement.record.query_id
        time.sleep(0.01)
    raise AssertionError("the statement does not begin")


def difference(expected: Any, actual: Any, name: str = "answer") -> str | None:
    """How an answer differs from the documented one, or None. Of a list each documented item must be there."""
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        return _difference_of_objects(expected, actual, name)
    if isinstance(expected, list) and isinstance(actual, list):
        return _difference_of_lists(expected, actual, name)
    if _VARYING.fullmatch(name.rpartition(".")[2]):
        alike = type(expected) is type(actual) or None in (expected, actual) or _are_numbers(expected, actual)
        return None if alike else f"{name} is {actual!r}, not of the type of {expected!r}"
    return None if expected == actual else f"{name} is {actual!r}, not {expected!r}"


def _are_numbers(*values: Any) -> bool:
    return all(not isinstance(value, bool | str | list | Mapping) for value in values)


def _difference_of_objects(expected: Mapping[str, Any], actual: Mapping[str, Any], name: str) -> str | None:
    if expected.keys() != actual.keys():
        return f"{name} has the fields {sorted(actual)}, not {sorted(expected)}"
    found = (difference(expected[key], actual[key], f"{name}.{key}") for key in expected)
    return next((item for item in found if item), None)


def _difference_of_lists(expected: list[Any], actual: list[Any], name: str) -> str | None:
    for number, item in enumerate(expected):
        found = [difference(item, other, f"{name}[{number}]") for other in actual]
        if all(found):
            return found[0] if found else f"{name} is empty"
    return None
