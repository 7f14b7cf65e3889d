"""Who calls the SQL API: anybody where the server is open, else users who signed their token with their key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from mockhaus.application.execute_statement import StatementRequest
from tests.support.key_pairs import FINGERPRINT, PUBLIC_KEY, encoded, jwt
from tests.support.server import LocalServer, local_server
from tests.support.sql_api import SqlApiAnswer, sql_api

_TYPE = "X-Snowflake-Authorization-Token-Type"
_JWT_INVALID = {"code": "390144", "message": "JWT token is invalid."}


def _administer(server: LocalServer, sql: str) -> None:
    with server.use_cases.execute(StatementRequest(sql=sql)) as execution:
        for result in execution:
            result.fetch_all()


@pytest.fixture(scope="module")
def strict() -> Iterator[LocalServer]:
    """A server that asks who somebody is, with the users JOHN, who has a key, and JANE, who has none."""
    with local_server({"auth": {"mode": "password"}}) as found:
        _administer(
            found,
            f"""CREATE USER john PASSWORD = 'secret' LOGIN_NAME = 'john.doe' RSA_PUBLIC_KEY = '{PUBLIC_KEY}';
            CREATE USER jane PASSWORD = 'secret'; CREATE USER jack RSA_PUBLIC_KEY = '{PUBLIC_KEY}' DISABLED = TRUE;
            CREATE USER second RSA_PUBLIC_KEY_2 = '{PUBLIC_KEY}'; GRANT ROLE SYSADMIN TO USER john""",
        )
        yield found


def run(server: LocalServer, token: str, sql: str = "SELECT CURRENT_USER()", kind: str | None = None) -> SqlApiAnswer:
    with sql_api(server.url, token) as api:
        body = f'{{"statement": "{sql}"}}'.encode()
        return api.call("POST", "/api/v2/statements", body, {_TYPE: kind})


# -- open ---------------------------------------------------------------------------------------------------------


def test_any_token_is_the_first_user_s_where_the_server_is_open(server: LocalServer) -> None:
    assert run(server, "whatever").data == [["MOCKHAUS"]]


def test_a_token_that_names_a_user_is_that_user_s_where_the_server_is_open(server: LocalServer) -> None:
    assert run(server, jwt("ANNA")).data == [["ANNA"]]
    expired = jwt("ANNA", issued=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    assert run(server, expired, kind="KEYPAIR_JWT").data == [["ANNA"]]


def test_a_user_who_may_not_log_in_may_not_call(server: LocalServer) -> None:
    _administer(server, "CREATE OR REPLACE USER locked_out DISABLED = TRUE")
    assert run(server, jwt("LOCKED_OUT")).refusal == (401, "390101")


# -- by key -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [None, "KEYPAIR_JWT", "keypair_jwt"])
def test_a_user_calls_with_a_token_that_the_user_s_key_signed(strict: LocalServer, kind: str | None) -> None:
    assert run(strict, jwt("JOHN.DOE"), kind=kind).data == [["JOHN"]]


def test_the_second_key_of_a_user_is_as_good_as_the_first(strict: LocalServer) -> None:
    assert run(strict, jwt("SECOND")).data == [["SECOND"]]


def test_a_caller_has_the_user_s_roles_alone(strict: LocalServer) -> None:
    with sql_api(strict.url, jwt("JOHN.DOE")) as api:
        assert api.value("SELECT CURRENT_ROLE()", role="SYSADMIN") == "SYSADMIN"
        refused = api.submit("SELECT 1", role="ACCOUNTADMIN")
    assert refused.refusal == (400, "390186")
    assert refused.document["message"].startswith("Role 'ACCOUNTADMIN' specified in the connect string is not granted")


@pytest.mark.parametrize(
    "token",
    [
        jwt("JANE"),
        jwt("NOBODY"),
        jwt("JOHN"),
        jwt("JOHN.DOE", issued=dt.datetime.now(dt.UTC) - dt.timedelta(hours=2), minutes=600),
        jwt("JOHN.DOE", issued=dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)),
        jwt("JOHN.DOE", minutes=-1),
        jwt("JOHN.DOE").rpartition(".")[0] + "." + encoded(b"x" * 256),
        jwt("JOHN.DOE", sub="MYORG-MYACCOUNT.JANE", iss=f"MYORG-MYACCOUNT.JANE.{FINGERPRINT}"),
    ],
    ids=["no key", "no user", "another login name", "expired", "not yet", "ended early", "another key", "another user"],
)
def test_a_token_that_no_key_of_the_user_makes_good_is_refused(strict: LocalServer, token: str) -> None:
    answer = run(strict, token)
    assert (answer.status, answer.document) == (401, _JWT_INVALID)


def test_a_token_that_is_good_does_not_let_in_who_is_locked_out(strict: LocalServer) -> None:
    assert run(strict, jwt("JACK")).refusal == (401, "390101")


@pytest.mark.parametrize(
    ("kind", "code"),
    [(None, "390303"), ("OAUTH", "390303"), ("PROGRAMMATIC_ACCESS_TOKEN", "394400"), ("KEYPAIR_JWT", "390144")],
)
def test_tokens_that_are_not_issued_here_are_refused(strict: LocalServer, kind: str | None, code: str) -> None:
    assert run(strict, "whatever", kind=kind).refusal == (401, code)


def test_a_key_pair_token_is_none_of_another_kind(strict: LocalServer) -> None:
    assert run(strict, jwt("JOHN.DOE"), kind="OAUTH").refusal == (401, "390303")


def test_nothing_runs_for_who_is_refused(strict: LocalServer) -> None:
    run(strict, jwt("JANE"), "CREATE DATABASE by_nobody")
    with sql_api(strict.url, jwt("JOHN.DOE")) as api:
        assert api.data("SHOW DATABASES LIKE 'BY_NOBODY'") == []


def test_a_call_is_a_login_of_its_user(strict: LocalServer) -> None:
    run(strict, jwt("JOHN.DOE"))
    with strict.use_cases.execute(StatementRequest(sql="SHOW USERS LIKE 'JOHN'")) as execution:
        result = next(iter(execution))
        names = [column.name for column in result.columns]
        (row,) = result.fetch_all()
    assert row[names.index("last_success_login")] is not None


def test_every_request_asks_who_calls(strict: LocalServer) -> None:
    with sql_api(strict.url, jwt("JOHN.DOE")) as api:
        handle = api.submit("SELECT 1").handle
    with sql_api(strict.url) as nobody:
        assert nobody.look(handle).status == 401
        assert nobody.cancel(handle).status == 401
