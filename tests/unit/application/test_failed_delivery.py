"""A result that cannot be handed on leaves a failed record, and its error names the statement."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mockhaus.application.execute_statement import StatementRequest
from mockhaus.application.use_cases import UseCases
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.history.record import QueryStatus
from mockhaus_deployments.embedded import embedded
from mockhaus_deployments.settings import load


@pytest.fixture(scope="module")
def use_cases() -> Iterator[UseCases]:
    with embedded(load()) as found:
        yield found


def hand_on_and_meet(use_cases: UseCases, error: Exception) -> None:
    with use_cases.execute(StatementRequest(sql="SELECT 1")) as execution:
        next(iter(execution))
        raise error


def deliver(use_cases: UseCases, error: Exception) -> SnowflakeError:
    with pytest.raises(SnowflakeError) as raised:
        hand_on_and_meet(use_cases, error)
    return raised.value


def test_a_fault_of_ours_is_told_as_internal_with_the_query_id(use_cases: UseCases) -> None:
    error = deliver(use_cases, OverflowError("date value out of range"))

    assert error.error is ErrorCode.INTERNAL
    assert error.query_id is not None
    record = use_cases.history.get(error.query_id)
    assert (record.status, record.error_code) == (QueryStatus.INCIDENT, "300002")


def test_an_error_with_a_code_keeps_it(use_cases: UseCases) -> None:
    error = deliver(use_cases, SnowflakeError(ErrorCode.RESULT_TOO_LARGE, limit=1))

    assert error.error is ErrorCode.RESULT_TOO_LARGE
    assert error.query_id is not None
    assert use_cases.history.get(error.query_id).status is QueryStatus.FAIL
