"""Logins that ask for what they name to be checked, as the Go and .NET drivers do unless told otherwise."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mockhaus.application.execute_statement import StatementRequest
from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.application.use_cases import UseCases
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus_deployments.embedded import embedded
from mockhaus_deployments.settings import load

_VALIDATED = {"CLIENT_VALIDATE_DEFAULT_PARAMETERS": True}


@pytest.fixture(scope="module")
def use_cases() -> Iterator[UseCases]:
    with embedded(load(flags={"data_dir": ":memory:"})) as found:
        with found.execute(StatementRequest(sql="CREATE DATABASE there", session_id=None)) as execution:
            list(execution)
        yield found


@pytest.mark.parametrize(
    ("kind", "place"),
    [
        ("database", {"database": "nowhere"}),
        ("schema", {"database": "there", "schema": "nowhere"}),
        ("warehouse", {"warehouse": "nowhere"}),
    ],
)
def test_a_validated_login_names_what_exists(use_cases: UseCases, kind: str, place: dict[str, str]) -> None:
    with pytest.raises(SnowflakeError, match=f"requested {kind} does not exist") as raised:
        use_cases.log_in("anna", "x", SessionRequest(**place, parameters=_VALIDATED, lenient=True))
    assert raised.value.error is ErrorCode.LOGIN_OBJECT_MISSING


def test_a_validated_login_goes_where_it_says(use_cases: UseCases) -> None:
    asked = SessionRequest(database="there", schema="public", parameters=_VALIDATED, lenient=True)
    session = use_cases.log_in("anna", "x", asked).session
    context = use_cases.sessions.context(session.session_id)
    assert (context.database, context.schema) == ("THERE", "PUBLIC")


@pytest.mark.parametrize("lenient", [False, True])
def test_a_session_may_begin_in_information_schema(use_cases: UseCases, *, lenient: bool) -> None:
    request = SessionRequest(database="there", schema="information_schema", lenient=lenient)
    session = use_cases.log_in("anna", "x", request).session
    assert (session.database, session.schema) == ("THERE", "INFORMATION_SCHEMA")
