"""Logins: a session with tokens that open it, for a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from mockhaus.application.account_service import AccountAuthenticator, AccountService
from mockhaus.application.log_in import LogIn, Validity
from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.application.use_cases import UseCases
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus_adapters.metadata_memory import MemoryAccountStore
from mockhaus_deployments.embedded import embedded
from mockhaus_deployments.settings import load
from tests.fakes.clock import FakeClock
from tests.fakes.identity import CountingIdentity


@pytest.fixture(scope="module")
def use_cases() -> Iterator[UseCases]:
    with embedded(load(flags={"data_dir": ":memory:"})) as found:
        yield found


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def log_in(use_cases: UseCases, clock: FakeClock) -> LogIn:
    authenticator = AccountAuthenticator(AccountService(MemoryAccountStore(), clock), clock)
    return LogIn(sessions=use_cases.sessions, authenticator=authenticator, clock=clock, identity=CountingIdentity())


def refusal(work: Callable[[], object]) -> ErrorCode:
    with pytest.raises(SnowflakeError) as raised:
        work()
    return raised.value.error


def test_a_token_opens_the_session_of_its_user(log_in: LogIn) -> None:
    login = log_in("anna", "secret", SessionRequest(client="Go 1.2"))
    bearer = log_in.bearer(login.token)
    assert (bearer.session_id, bearer.user, bearer.client) == (login.session.session_id, "ANNA", "Go 1.2")


def test_what_does_not_exist_is_left_out_of_a_login(use_cases: UseCases, log_in: LogIn) -> None:
    asked = SessionRequest(database="nowhere", schema="s", parameters={"MADE_UP": 1, "timezone": "UTC"}, lenient=True)
    context = use_cases.sessions.context(log_in("anna", None, asked).session.session_id)
    assert (context.database, context.schema) == (None, None)
    assert context.parameters.text("TIMEZONE") == "UTC"


def test_nobody_logs_in_without_a_name(log_in: LogIn) -> None:
    assert refusal(lambda: log_in("", "secret", SessionRequest())) is ErrorCode.LOGIN_FAILED


def test_an_unknown_token_opens_nothing(log_in: LogIn) -> None:
    assert refusal(lambda: log_in.bearer("made up")) is ErrorCode.TOKEN_INVALID
    assert refusal(lambda: log_in.renew("made up")) is ErrorCode.MASTER_TOKEN_INVALID


def test_a_token_expires_and_its_master_token_renews_it(log_in: LogIn, clock: FakeClock) -> None:
    login = log_in("anna", None, SessionRequest())
    clock.advance(Validity().token)
    assert refusal(lambda: log_in.bearer(login.token)) is ErrorCode.TOKEN_EXPIRED
    renewed = log_in.renew(login.master_token)
    assert log_in.bearer(renewed.token).session_id == login.session.session_id
    assert refusal(lambda: log_in.bearer(login.token)) is ErrorCode.TOKEN_EXPIRED


def test_two_threads_of_a_client_may_renew_the_same_tokens_at_once(log_in: LogIn) -> None:
    login = log_in("anna", None, SessionRequest())
    for renewed in [log_in.renew(login.master_token) for _ in range(2)]:
        assert log_in.bearer(renewed.token).session_id == login.session.session_id


def test_a_renewed_token_is_void_and_its_master_token_a_minute_later(log_in: LogIn, clock: FakeClock) -> None:
    login = log_in("anna", None, SessionRequest())
    log_in.renew(login.master_token)
    assert refusal(lambda: log_in.keep_alive(login.token)) is ErrorCode.TOKEN_EXPIRED
    clock.advance(60)
    assert refusal(lambda: log_in.renew(login.master_token)) is ErrorCode.MASTER_TOKEN_EXPIRED


def test_a_master_token_expires_too(log_in: LogIn, clock: FakeClock) -> None:
    login = log_in("anna", None, SessionRequest())
    clock.advance(Validity().master_token)
    assert refusal(lambda: log_in.renew(login.master_token)) is ErrorCode.MASTER_TOKEN_EXPIRED


def test_a_sign_of_life_makes_both_tokens_last(log_in: LogIn, clock: FakeClock) -> None:
    login = log_in("anna", None, SessionRequest())
    for _ in range(2 * Validity().master_token // Validity().token):
        clock.advance(Validity().token - 1)
        log_in.keep_alive(login.token)
    assert log_in.bearer(login.token).user == "ANNA"


def test_a_master_token_is_no_session_token(log_in: LogIn) -> None:
    login = log_in("anna", None, SessionRequest())
    assert refusal(lambda: log_in.bearer(login.master_token)) is ErrorCode.TOKEN_INVALID
    assert refusal(lambda: log_in.renew(login.token)) is ErrorCode.MASTER_TOKEN_INVALID


def test_logging_out_closes_the_session_and_voids_its_tokens(use_cases: UseCases, log_in: LogIn) -> None:
    login = log_in("anna", None, SessionRequest())
    log_in.log_out(login.token)
    assert not use_cases.sessions.is_open(login.session.session_id)
    assert refusal(lambda: log_in.bearer(login.token)) is ErrorCode.TOKEN_INVALID
    assert refusal(lambda: log_in.renew(login.master_token)) is ErrorCode.MASTER_TOKEN_INVALID


def test_the_token_of_a_session_closed_elsewhere_says_so(use_cases: UseCases, log_in: LogIn) -> None:
    login = log_in("anna", None, SessionRequest())
    use_cases.sessions.close(login.session.session_id)
    assert refusal(lambda: log_in.bearer(login.token)) is ErrorCode.SESSION_NOT_FOUND
