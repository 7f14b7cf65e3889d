"""Who may call the REST API where users have passwords, and what is theirs."""

from __future__ import annotations

import base64
import http.client
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pytest

from mockhaus.application.execute_statement import StatementRequest
from mockhaus_adapters.http_falcon.rest.operations import Access
from mockhaus_adapters.http_falcon.rest.routes import OPERATIONS
from tests.support.key_pairs import PUBLIC_KEY, jwt
from tests.support.server import Answer, Client, LocalServer, local_server

ADMIN, ADA, BEN = ("admin", "admin secret"), ("ada", "ada:secret"), ("ben", "bén secret")


def basic(name: str, password: str) -> str:
    """The header of a name and password."""
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


@dataclass
class Caller:
    """Calls with one header."""

    client: Client
    header: str | None = None

    def call(self, method: str, path: str, document: object = None) -> Answer:
        """A call."""
        body = None if document is None else json.dumps(document).encode()
        authorization = {} if self.header is None else {"Authorization": self.header}
        return self.client.call(method, path, body, **authorization)

    def get(self, path: str) -> Answer:
        """GET."""
        return self.call("GET", path)

    def post(self, path: str, document: object = None) -> Answer:
        """POST."""
        return self.call("POST", path, {} if document is None else document)

    def log_in(self, name: str, password: str, **asked: Any) -> dict[str, Any]:
        """Log in; the answer."""
        answer = self.post("/api/v1/login", {"user": name, "password": password, **asked})
        assert answer.status == 200, answer.body
        return answer.document


_USERS = f"""CREATE USER admin PASSWORD = '{ADMIN[1]}' DEFAULT_ROLE = ACCOUNTADMIN;
GRANT ROLE ACCOUNTADMIN TO USER admin;
CREATE USER ada PASSWORD = '{ADA[1]}' DEFAULT_ROLE = SYSADMIN RSA_PUBLIC_KEY = '{PUBLIC_KEY}';
GRANT ROLE SYSADMIN TO USER ada;
CREATE USER ben PASSWORD = '{BEN[1]}';
CREATE USER locked PASSWORD = 'locked' DISABLED = TRUE;
CREATE DATABASE PLANS; USE ROLE SYSADMIN; CREATE DATABASE REPORTS; CREATE STAGE REPORTS.PUBLIC.FILES"""


def administer(server: LocalServer, sql: str) -> None:
    """Run statements in the process of the server, in nobody's name."""
    with server.use_cases.execute(StatementRequest(sql=sql)) as execution:
        for result in execution:
            result.fetch_all()


@pytest.fixture(scope="module")
def guarded() -> Iterator[LocalServer]:
    """A server that asks who calls, with an administrator, the users ADA and BEN, and one who may not log in."""
    with local_server({"auth": {"mode": "password"}}) as server:
        administer(server, _USERS)
        yield server


@pytest.fixture
def client(guarded: LocalServer) -> Iterator[Client]:
    """A connection."""
    with guarded.client() as found:
        yield found


@pytest.fixture
def admin(client: Client) -> Caller:
    """The administrator."""
    return Caller(client, basic(*ADMIN))


@pytest.fixture
def ada(client: Client) -> Caller:
    """A user with a role of her own."""
    return Caller(client, basic(*ADA))


@pytest.fixture
def ben(client: Client) -> Caller:
    """A user with no role but PUBLIC."""
    return Caller(client, basic(*BEN))


# -- who calls ----------------------------------------------------------------------------------------------------


def test_a_call_that_says_nothing_is_asked_to_log_in(guarded: LocalServer) -> None:
    with closing(http.client.HTTPConnection(guarded.url.removeprefix("http://"))) as connection:
        connection.request("GET", "/api/v1/databases")
        response = connection.getresponse()
        assert (response.status, json.loads(response.read())["error"]["code"]) == (401, "390100")
        assert (response.getheader("WWW-Authenticate") or "").startswith('Basic realm="Mockhaus"')


@pytest.mark.parametrize("path", ["/api/v1/health", "/api/v1/health/live", "/api/v1/openapi.json"])
def test_health_and_the_document_ask_nobody(client: Client, path: str) -> None:
    assert client.get(path).status == 200


def test_every_other_operation_asks_who_calls(client: Client) -> None:
    for operation in OPERATIONS:
        if operation.access is not Access.ANYBODY:
            path = operation.path.replace("{", "x").replace("}", "")
            assert client.call(operation.method, path, b"{}").status == 401, operation.name


def test_a_user_calls_with_a_password_however_often(ada: Caller) -> None:
    assert [ada.get("/api/v1/databases").status for _ in range(3)] == [200, 200, 200]


@pytest.mark.parametrize(
    "header",
    [
        basic("ada", "wrong"),
        basic("nobody", "ada:secret"),
        basic("ada", ""),
        "Basic",
        "Basic %%%",
        "Basic " + base64.b64encode(b"ada").decode(),
        "Basic " + base64.b64encode(b"\xff:\xff").decode(),
    ],
)
def test_a_wrong_password_is_refused(client: Client, header: str) -> None:
    refused = Caller(client, header).get("/api/v1/databases")
    assert (refused.status, refused.error["code"]) == (401, "390100")


def test_a_user_who_may_not_log_in_may_not_call(client: Client) -> None:
    refused = Caller(client, basic("locked", "locked")).get("/api/v1/databases")
    assert (refused.status, refused.error["code"]) == (401, "390101")


def test_a_password_is_not_believed_any_longer_once_it_is_another_one(guarded: LocalServer, client: Client) -> None:
    administer(guarded, "CREATE USER fickle PASSWORD = 'one'")
    assert Caller(client, basic("fickle", "one")).get("/api/v1/databases").status == 200
    administer(guarded, "ALTER USER fickle SET PASSWORD = 'two'")
    assert Caller(client, basic("fickle", "one")).get("/api/v1/databases").status == 401
    assert Caller(client, basic("fickle", "two")).get("/api/v1/databases").status == 200
    administer(guarded, "ALTER USER fickle SET DISABLED = TRUE")
    assert Caller(client, basic("fickle", "two")).get("/api/v1/databases").status == 401


def test_a_user_calls_with_a_token_that_her_key_signed(client: Client) -> None:
    assert Caller(client, f"Bearer {jwt('ADA')}").get("/api/v1/databases").status == 200


@pytest.mark.parametrize(
    ("token", "code"), [("whatever", "390104"), (jwt("BEN"), "390144"), (jwt("ADA", minutes=-5), "390144")]
)
def test_a_token_that_is_nobody_s_is_refused(client: Client, token: str, code: str) -> None:
    refused = Caller(client, f"Bearer {token}").get("/api/v1/databases")
    assert (refused.status, refused.error["code"]) == (401, code)


# -- sessions by login --------------------------------------------------------------------------------------------


def test_a_login_gives_a_token_that_stands_for_its_session(client: Client) -> None:
    login = Caller(client).log_in(*ADA, database="REPORTS")
    assert (login["user"], login["role"], login["database"], login["validity_seconds"]) == (
        "ADA",
        "SYSADMIN",
        "REPORTS",
        3600,
    )
    holder = Caller(client, f"Bearer {login['token']}")
    assert holder.get(f"/api/v1/sessions/{login['session_id']}").status == 200
    assert holder.post("/api/v1/login/renew").document["session_id"] == login["session_id"]
    assert holder.post("/api/v1/logout").document["session_id"] == login["session_id"]
    refused = holder.get("/api/v1/databases")
    assert (refused.status, refused.error["code"]) == (401, "390104")


def test_a_token_is_void_once_its_user_may_not_log_in_or_is_gone(guarded: LocalServer, client: Client) -> None:
    for change, code in (("ALTER USER leaver SET DISABLED = TRUE", "390101"), ("DROP USER leaver", "390104")):
        administer(guarded, "CREATE OR REPLACE USER leaver PASSWORD = 'leaver'")
        holder = Caller(client, f"Bearer {Caller(client).log_in('leaver', 'leaver')['token']}")
        assert holder.get("/api/v1/databases").status == 200
        administer(guarded, change)
        refused = holder.get("/api/v1/databases")
        assert (refused.status, refused.error["code"]) == (401, code)


def test_a_login_with_a_wrong_password_is_refused(client: Client) -> None:
    refused = Caller(client).post("/api/v1/login", {"user": "ada", "password": "wrong"})
    assert (refused.status, refused.error["code"]) == (401, "390100")


def test_a_login_cannot_take_a_role_that_is_not_the_user_s(client: Client) -> None:
    refused = Caller(client).post("/api/v1/login", {"user": "ben", "password": BEN[1], "role": "SYSADMIN"})
    assert (refused.status, refused.error["code"]) == (403, "003013")


# -- whose is what ------------------------------------------------------------------------------------------------


def test_a_session_is_its_user_s_alone_but_for_administrators(admin: Caller, ada: Caller, ben: Caller) -> None:
    session = ada.post("/api/v1/sessions").document["session_id"]
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/cancel")):
        refused = ben.call(method, f"/api/v1/sessions/{session}{path}")
        assert (refused.status, refused.error["code"]) == (404, "390111")

    def listed(caller: Caller) -> set[str]:
        return {item["session_id"] for item in caller.get("/api/v1/sessions").document["data"]}

    assert session in listed(ada)
    assert session in listed(admin)
    assert session not in listed(ben)
    assert admin.call("DELETE", f"/api/v1/sessions/{session}").status == 200


def test_a_session_cannot_be_opened_in_another_s_name(ada: Caller, ben: Caller) -> None:
    assert ada.post("/api/v1/sessions", {"user": "ada"}).document["user"] == "ADA"
    refused = ben.post("/api/v1/sessions", {"user": "ada"})
    assert (refused.status, refused.error["code"]) == (403, "003001")


def test_statements_run_in_the_name_of_the_caller(client: Client, ada: Caller, ben: Caller) -> None:
    def who(caller: Caller, **asked: Any) -> Answer:
        return caller.post("/api/v1/query", {"sql": "SELECT CURRENT_USER() AS u, CURRENT_ROLE() AS r", **asked})

    assert who(ada).document["data"] == [{"U": "ADA", "R": "SYSADMIN"}]
    assert who(ben).document["data"] == [{"U": "BEN", "R": "PUBLIC"}]
    assert who(ben, role="ACCOUNTADMIN").error["code"] == "003013"
    login = Caller(client).log_in(*ADA)
    holder = Caller(client, f"Bearer {login['token']}")
    holder.post("/api/v1/query", {"sql": "SET kept = 7"})
    assert holder.post("/api/v1/query", {"sql": "SELECT $kept AS k"}).document["data"] == [{"K": 7}]
    refused = who(ben, session_id=login["session_id"])
    assert (refused.status, refused.error["code"]) == (404, "390111")


def test_the_history_of_others_is_for_administrators(admin: Caller, ada: Caller, ben: Caller) -> None:
    query_id = ada.post("/api/v1/query", {"sql": "SELECT 'ada was here'"}).document["query_id"]

    def seen(caller: Caller) -> bool:
        found = caller.get("/api/v1/query/history?text=ada%20was%20here").document["data"]
        return query_id in {item["query_id"] for item in found}

    assert (seen(ada), seen(admin), seen(ben)) == (True, True, False)
    assert ben.get(f"/api/v1/query/{query_id}").status == 404


def test_administration_is_for_administrators(admin: Caller, ada: Caller) -> None:
    for path in ("config", "pool", "results", "sessions", "statements"):
        assert admin.get(f"/api/v1/admin/{path}").status == 200
        refused = ada.get(f"/api/v1/admin/{path}")
        assert (refused.status, refused.error["code"]) == (403, "003001")
    assert ada.post("/api/v1/admin/reset", {"confirm": "RESET"}).status == 403


def test_a_user_sees_what_their_roles_may_see(admin: Caller, ada: Caller, ben: Caller) -> None:
    def databases(caller: Caller, query: str = "") -> list[str]:
        return [item["name"] for item in caller.get(f"/api/v1/databases{query}").document["data"]]

    assert databases(admin) == ["PLANS", "REPORTS"]
    assert databases(ada) == ["REPORTS"]
    assert databases(ada, "?role=public") == ["REPORTS"]  # her secondary roles are all that she has
    assert databases(ben) == []
    assert ben.get("/api/v1/databases?role=ACCOUNTADMIN").error["code"] == "003013"
    assert ada.get("/api/v1/databases/PLANS").status == 404


def test_staged_files_are_reached_with_the_roles_of_the_caller(ada: Caller, ben: Caller) -> None:
    files = "/api/v1/stages/REPORTS/PUBLIC/FILES/files"
    assert ada.call("PUT", f"{files}/a.csv").status == 201
    assert ada.get(files).status == 200
    for method, path in (("GET", ""), ("GET", "/a.csv"), ("PUT", "/a.csv"), ("DELETE", "/a.csv")):
        assert ben.call(method, files + path).status == 404, method
