"""Requests whose answers are kept: run once, waited for, asked again, cancelled, read by others."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from mockhaus.application.execute_statement import StatementRequest
from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.application.submissions import Repeat, StatementAnswer, Submission, SubmitStatements
from mockhaus.application.use_cases import UseCases
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.results import Row
from mockhaus.domain.statements import StatementKind
from mockhaus_deployments.embedded import embedded
from mockhaus_deployments.settings import load

_ENDLESS = "SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 100000)) a, TABLE(GENERATOR(ROWCOUNT => 10000000)) b"


@pytest.fixture(scope="module")
def use_cases() -> Iterator[UseCases]:
    with embedded(load(flags={"data_dir": ":memory:"})) as found:
        yield found


@pytest.fixture
def session(use_cases: UseCases) -> Iterator[str]:
    session_id = use_cases.sessions.create(SessionRequest(user="U")).session_id
    with use_cases.execute(StatementRequest(sql="CREATE OR REPLACE DATABASE kept", session_id=session_id)) as execution:
        list(execution)
    yield session_id
    use_cases.sessions.close(session_id)


def submit(
    use_cases: UseCases, session: str, sql: str, *, request_id: str | None = None, count: int | None = 1
) -> Submission:
    request = StatementRequest(sql=sql, session_id=session, statement_count=count)
    return use_cases.submissions.submit(request, user="U", request_id=request_id)


def answer(use_cases: UseCases, submission: Submission) -> StatementAnswer:
    if submission.claim():
        use_cases.submissions.carry_out(submission)
    return submission.answer()


def rows(found: StatementAnswer) -> list[Row]:
    return [row for part in range(len(found.result.parts)) for row in found.result.rows(part)]


def test_an_answer_can_be_asked_for_again_by_its_query_id(use_cases: UseCases, session: str) -> None:
    found = answer(use_cases, submit(use_cases, session, "SELECT 1 AS a, 'x' AS b"))
    again = use_cases.submissions.find(found.query_id, "U").answer()
    assert rows(again) == [(1, "x")]
    assert [column.name for column in again.result.columns] == ["A", "B"]
    assert again.kind is StatementKind.SELECT


def test_a_large_result_is_kept_whole_in_parts(use_cases: UseCases, session: str) -> None:
    found = answer(
        use_cases, submit(use_cases, session, "SELECT SEQ4() FROM TABLE(GENERATOR(ROWCOUNT => 300000)) ORDER BY 1")
    )
    assert len(found.result.parts) > 1
    assert found.result.row_count == 300_000
    assert [value for (value,) in rows(found)] == list(range(300_000))


def test_a_request_sent_again_under_its_id_runs_once(use_cases: UseCases, session: str) -> None:
    answer(use_cases, submit(use_cases, session, "CREATE TABLE once (n INT)"))
    first = submit(use_cases, session, "INSERT INTO once VALUES (1)", request_id="r1")
    answer(use_cases, first)
    again = submit(use_cases, session, "INSERT INTO once VALUES (1)", request_id="r1")
    assert answer(use_cases, again).query_id == first.query_id
    assert rows(answer(use_cases, submit(use_cases, session, "SELECT COUNT(*) FROM once"))) == [(1,)]


def test_an_id_used_for_another_text_is_another_request(use_cases: UseCases, session: str) -> None:
    assert rows(answer(use_cases, submit(use_cases, session, "SELECT 1", request_id="r2"))) == [(1,)]
    assert rows(answer(use_cases, submit(use_cases, session, "SELECT 2", request_id="r2"))) == [(2,)]


def test_a_failed_request_tells_its_error_every_time(use_cases: UseCases, session: str) -> None:
    submission = submit(use_cases, session, "SELECT * FROM nowhere")
    for _ in range(2):
        with pytest.raises(SnowflakeError) as raised:
            answer(use_cases, submission)
        assert raised.value.error is ErrorCode.OBJECT_NOT_FOUND
        assert raised.value.query_id == submission.query_id


def test_another_users_submission_is_not_found(use_cases: UseCases, session: str) -> None:
    found = answer(use_cases, submit(use_cases, session, "SELECT 1"))
    with pytest.raises(SnowflakeError) as raised:
        use_cases.submissions.find(found.query_id, "SOMEBODY_ELSE")
    assert raised.value.error is ErrorCode.QUERY_NOT_FOUND


def test_several_statements_answer_one_row_and_each_its_own(use_cases: UseCases, session: str) -> None:
    found = answer(use_cases, submit(use_cases, session, "SELECT 1; SELECT 'b' AS b", count=2))
    assert found.kind is StatementKind.MULTI_STATEMENT
    assert rows(found) == [("Multiple statements executed successfully.",)]
    assert [rows(child) for child in found.children] == [[(1,)], [("b",)]]
    second = use_cases.submissions.find(found.children[1].query_id, "U")
    assert rows(second.answer()) == [("b",)]


def test_a_wrong_number_of_statements_runs_none(use_cases: UseCases, session: str) -> None:
    submission = submit(use_cases, session, "CREATE TABLE never (n INT); SELECT 1", count=1)
    with pytest.raises(SnowflakeError) as raised:
        answer(use_cases, submission)
    assert raised.value.error is ErrorCode.STATEMENT_COUNT
    with pytest.raises(SnowflakeError):
        answer(use_cases, submit(use_cases, session, "SELECT * FROM never"))


def test_the_statement_of_several_that_fails_is_named_and_those_before_it_stay_done(
    use_cases: UseCases, session: str
) -> None:
    submission = submit(
        use_cases, session, "CREATE TABLE done_before (n INT); SELECT * FROM nowhere; SELECT 1", count=3
    )
    with pytest.raises(SnowflakeError) as raised:
        answer(use_cases, submission)
    assert raised.value.code == "100132"
    assert 'statement "SELECT * FROM nowhere" (at line 1, position 34)' in raised.value.message
    assert rows(answer(use_cases, submit(use_cases, session, "SELECT COUNT(*) FROM done_before"))) == [(0,)]


def test_a_long_statement_of_several_that_fails_is_shortened(use_cases: UseCases, session: str) -> None:
    sql = "SELECT 1;\nSELECT 'This is not a valid integer.'::INTEGER"
    with pytest.raises(SnowflakeError) as raised:
        answer(use_cases, submit(use_cases, session, sql, count=0))
    assert 'statement "SELECT \'This is not a valid in..." (at line 2, position 0)' in raised.value.message
    assert "Numeric value 'This is not a valid integer.' is not recognized" in raised.value.message


@pytest.mark.parametrize(
    ("repeat", "sql", "same"),
    [
        (Repeat.SAME, "SELECT 1", True),
        (Repeat.SAME, "SELECT 1/0", True),
        (Repeat.UNLESS_FAILED, "SELECT 1", True),
        (Repeat.UNLESS_FAILED, "SELECT 1/0", False),
        (Repeat.ALWAYS, "SELECT 1", False),
    ],
)
def test_a_repeated_request_runs_again_where_it_is_to(
    use_cases: UseCases, repeat: Repeat, sql: str, *, same: bool
) -> None:
    request = StatementRequest(sql=sql, statement_count=1)
    first, second = (
        use_cases.submissions.submit(request, user="U", request_id=f"{repeat}{sql}", repeat=repeat) for _ in range(2)
    )
    use_cases.submissions.carry_out(first)
    third = use_cases.submissions.submit(request, user="U", request_id=f"{repeat}{sql}", repeat=repeat)
    assert (third in (first, second)) is same


def test_the_id_of_a_request_without_a_session_is_its_users(use_cases: UseCases) -> None:
    request = StatementRequest(sql="SELECT 1", statement_count=1)
    first, second = (use_cases.submissions.submit(request, user=user, request_id="own") for user in ("U", "V"))
    assert first.query_id != second.query_id


@pytest.mark.parametrize(("sql", "count"), [(_ENDLESS, 1), (f"SELECT 1; {_ENDLESS}", 2)], ids=["one", "several"])
def test_whichever_statement_of_a_submission_runs_is_cancelled(
    use_cases: UseCases, session: str, sql: str, count: int
) -> None:
    submission = submit(use_cases, session, sql, count=count)
    assert submission.claim()
    thread = threading.Thread(target=use_cases.submissions.carry_out, args=(submission,))
    thread.start()
    assert not submission.wait(0.5)
    use_cases.submissions.cancel(submission)
    assert submission.wait(10)
    thread.join()
    with pytest.raises(SnowflakeError) as raised:
        submission.answer()
    assert raised.value.error is ErrorCode.CANCELLED


def test_a_request_that_keeps_the_transaction_does_not_commit_it_by_ddl(use_cases: UseCases, session: str) -> None:
    for sql in ("CREATE TABLE kept_open (n INT)", "BEGIN", "INSERT INTO kept_open VALUES (1)"):
        answer(use_cases, submit(use_cases, session, sql))
    request = StatementRequest(sql="CREATE TABLE another (n INT)", session_id=session, keeps_transaction=True)
    with pytest.raises(SnowflakeError) as raised:
        answer(use_cases, use_cases.submissions.submit(request, user="U"))
    assert raised.value.error is ErrorCode.STATEMENT_UNSUPPORTED
    answer(use_cases, submit(use_cases, session, "ROLLBACK"))
    assert rows(answer(use_cases, submit(use_cases, session, "SELECT COUNT(*) FROM kept_open"))) == [(0,)]
    answer(use_cases, use_cases.submissions.submit(request, user="U"))
    assert rows(answer(use_cases, submit(use_cases, session, "SELECT COUNT(*) FROM another"))) == [(0,)]


def test_a_submission_that_waits_for_its_session_ends_when_it_is_cancelled(use_cases: UseCases, session: str) -> None:
    running = submit(use_cases, session, _ENDLESS)
    waiting = submit(use_cases, session, "CREATE TABLE not_reached (n INT)")
    threads = []
    for submission in (running, waiting):
        assert submission.claim()
        threads.append(threading.Thread(target=use_cases.submissions.carry_out, args=(submission,)))
        threads[-1].start()
        assert not submission.wait(0.3)
    use_cases.submissions.cancel(waiting)
    assert waiting.wait(1)
    assert not running.done
    use_cases.submissions.cancel(running)
    for thread in threads:
        thread.join()
    with pytest.raises(SnowflakeError) as raised:
        waiting.answer()
    assert (raised.value.error, raised.value.query_id) == (ErrorCode.CANCELLED, waiting.query_id)
    with pytest.raises(SnowflakeError):
        answer(use_cases, submit(use_cases, session, "SELECT * FROM not_reached"))


def test_a_transaction_that_an_error_ended_keeps_nobody_waiting(use_cases: UseCases, session: str) -> None:
    answer(use_cases, submit(use_cases, session, "CREATE TABLE contested (n INT)"))
    for sql in ("BEGIN", "UPDATE contested SET n = 1", "INSERT INTO contested VALUES (2)"):
        answer(use_cases, submit(use_cases, session, sql))
    with pytest.raises(SnowflakeError):
        answer(use_cases, submit(use_cases, session, "SELECT 1 / (n - 2) FROM contested"))
    other = use_cases.sessions.create(SessionRequest(user="U", database="KEPT")).session_id
    answer(use_cases, submit(use_cases, other, "UPDATE contested SET n = 3"))
    use_cases.sessions.close(other)
    answer(use_cases, submit(use_cases, session, "ROLLBACK"))


def test_a_submission_cancelled_before_it_begins_never_runs(use_cases: UseCases, session: str) -> None:
    submission = submit(use_cases, session, "CREATE TABLE not_begun (n INT)")
    use_cases.submissions.cancel(submission)
    with pytest.raises(SnowflakeError) as raised:
        answer(use_cases, submission)
    assert raised.value.error is ErrorCode.CANCELLED
    with pytest.raises(SnowflakeError):
        answer(use_cases, submit(use_cases, session, "SELECT * FROM not_begun"))


def test_who_waits_is_told_of_the_end(use_cases: UseCases, session: str) -> None:
    submission = submit(use_cases, session, "SELECT 1")
    told = threading.Event()
    submission.when_done(told.set)
    assert not told.is_set()
    answer(use_cases, submission)
    assert told.is_set()


@pytest.mark.parametrize(
    ("sql", "names"),
    [
        ("SELECT 1 AS a, 'x' AS b", ["A", "B"]),
        ("INSERT INTO described VALUES (1)", ["number of rows inserted"]),
        ("DELETE FROM described", ["number of rows deleted"]),
        ("UPDATE described SET n = 1", ["number of rows updated", "number of multi-joined rows updated"]),
        ("DROP TABLE described", ["status"]),
    ],
)
def test_describing_a_statement_changes_nothing(use_cases: UseCases, session: str, sql: str, names: list[str]) -> None:
    answer(use_cases, submit(use_cases, session, "CREATE TABLE IF NOT EXISTS described (n INT)"))
    request = StatementRequest(sql=sql, session_id=session, describe_only=True)
    found = answer(use_cases, use_cases.submissions.submit(request, user="U"))
    assert [column.name for column in found.result.columns] == names
    assert found.result.row_count == 0
    assert rows(answer(use_cases, submit(use_cases, session, "SELECT COUNT(*) FROM described"))) == [(0,)]


def test_a_statement_beside_the_session_does_not_keep_the_others_waiting(use_cases: UseCases, session: str) -> None:
    long = StatementRequest(sql=_ENDLESS, session_id=session, beside=True)
    submission = use_cases.submissions.submit(long, user="U")
    assert submission.claim()
    thread = threading.Thread(target=use_cases.submissions.carry_out, args=(submission,))
    thread.start()
    assert rows(answer(use_cases, submit(use_cases, session, "SELECT CURRENT_DATABASE()"))) == [("KEPT",)]
    assert not submission.done
    use_cases.submissions.cancel(submission)
    thread.join()


def test_a_session_cancels_what_keeps_it_busy(use_cases: UseCases, session: str) -> None:
    answer(use_cases, submit(use_cases, session, "CREATE TEMPORARY TABLE kept_busy (n INT)"))
    waiting = submit(use_cases, session, "CALL SYSTEM$WAIT(60)")
    assert waiting.claim()
    thread = threading.Thread(target=use_cases.submissions.carry_out, args=(waiting,))
    thread.start()
    cancellation = f"SELECT SYSTEM$CANCEL_QUERY('{waiting.query_id}')"
    while "terminated" not in str(rows(answer(use_cases, submit(use_cases, session, cancellation)))):
        time.sleep(0.01)
    thread.join()
    with pytest.raises(SnowflakeError) as raised:
        waiting.answer()
    assert raised.value.error is ErrorCode.CANCELLED


def test_a_statement_beside_a_session_with_temporary_tables_sees_them(use_cases: UseCases, session: str) -> None:
    answer(use_cases, submit(use_cases, session, "CREATE TEMPORARY TABLE passing AS SELECT 7 AS n"))
    request = StatementRequest(sql="SELECT n FROM passing", session_id=session, beside=True)
    assert rows(answer(use_cases, use_cases.submissions.submit(request, user="U"))) == [(7,)]


def test_one_that_runs_long_does_not_keep_the_others_from_being_forgotten(use_cases: UseCases, session: str) -> None:
    submissions = SubmitStatements(execute=use_cases.execute, results=use_cases.execute.services.results, maximum=2)
    request = StatementRequest(sql="SELECT 1", session_id=session, statement_count=1)
    running, *done = (submissions.submit(request, user="U") for _ in range(4))
    for item in done:
        submissions.carry_out(item)

    submissions.submit(request, user="U")

    assert submissions.find(running.query_id, "U") is running
    with pytest.raises(SnowflakeError, match="not found"):
        submissions.find(done[0].query_id, "U")
