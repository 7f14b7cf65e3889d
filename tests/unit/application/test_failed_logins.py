"""Wrong passwords slow down whoever tries them."""

from __future__ import annotations

import pytest

from mockhaus.application.failed_logins import FailedLogins
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from tests.fakes.clock import FakeClock

HERE, THERE = "10.0.0.1", "10.0.0.2"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def failed(clock: FakeClock) -> FailedLogins:
    return FailedLogins(clock)


def fail(failed: FailedLogins, times: int, name: str = "ada", address: str = HERE) -> None:
    for _ in range(times):
        failed.failed(name, address)


def waits(failed: FailedLogins, name: str = "ada", address: str = HERE) -> int:
    """The seconds that a try must wait."""
    try:
        failed.check(name, address)
    except SnowflakeError as error:
        return int(str(error.details["seconds"]))
    return 0


def test_who_must_wait_is_told_so_by_snowflakes_code(failed: FailedLogins) -> None:
    fail(failed, 5)
    with pytest.raises(SnowflakeError) as refused:
        failed.check("ada", HERE)
    assert refused.value.error is ErrorCode.LOGIN_LOCKED


def test_a_few_wrong_passwords_cost_nothing(failed: FailedLogins) -> None:
    fail(failed, 4)
    assert waits(failed) == 0


def test_each_further_one_doubles_the_wait_up_to_a_minute(failed: FailedLogins, clock: FakeClock) -> None:
    fail(failed, 5)
    found = []
    for _ in range(8):
        found.append(waits(failed))
        clock.advance(found[-1])
        assert waits(failed) == 0
        fail(failed, 1)
    assert found == [1, 2, 4, 8, 16, 32, 60, 60]


def test_the_right_password_clears_the_count(failed: FailedLogins) -> None:
    fail(failed, 9)
    failed.succeeded("ADA", HERE)
    fail(failed, 4)
    assert waits(failed) == 0


def test_others_and_other_addresses_need_not_wait(failed: FailedLogins) -> None:
    fail(failed, 9)
    assert waits(failed) > 0
    assert waits(failed, address=THERE) == 0
    assert waits(failed, name="ben") == 0


def test_many_addresses_do_not_help_for_long(failed: FailedLogins) -> None:
    for number in range(50):
        failed.failed("ada", f"10.0.1.{number}")
    assert waits(failed, address=THERE) == 1


def test_what_was_long_ago_is_forgotten(failed: FailedLogins, clock: FakeClock) -> None:
    fail(failed, 30)
    clock.advance(900)
    fail(failed, 1)
    assert waits(failed) == 0


def test_names_that_nobody_has_do_not_fill_the_memory(failed: FailedLogins) -> None:
    for number in range(30_000):
        failed.failed(f"user {number}", HERE)
    assert len(failed._found) <= 10_000


def test_an_unknown_address_is_an_address_like_others(failed: FailedLogins) -> None:
    fail(failed, 4, address="")
    assert waits(failed, address="") == 0
    fail(failed, 1, address="")
    assert waits(failed, address="") == 1
    assert waits(failed, address=HERE) == 0
