"""Kept results that answer a query again, https://docs.snowflake.com/en/user-guide/querying-persisted-results."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator, Mapping, Sequence

import pytest

from mockhaus.application.execute_statement import StatementRequest
from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.application.submissions import StatementAnswer
from mockhaus.application.use_cases import UseCases
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.results import Row, Value
from mockhaus_deployments.embedded import embedded
from mockhaus_deployments.settings import load

COUNT = "SELECT COUNT(*) FROM t"


@pytest.fixture(scope="module")
def use_cases() -> Iterator[UseCases]:
    with embedded(load(flags={"data_dir": ":memory:"})) as found:
        yield found


class Client:
    """A user's session that submits statements, as a driver does."""

    def __init__(self, use_cases: UseCases, user: str = "U") -> None:
        self._use_cases = use_cases
        self._user = user
        self.session_id = use_cases.sessions.create(SessionRequest(user=user)).session_id

    def submit(self, sql: str, parameters: Sequence[Value] | Mapping[str, Value] | None = None) -> StatementAnswer:
        request = StatementRequest(sql=sql, session_id=self.session_id, parameters=parameters)
        submission = self._use_cases.submissions.submit(request, user=self._user)
        submission.claim()
        self._use_cases.submissions.carry_out(submission)
        return submission.answer()

    def script(self, *statements: str) -> None:
        for statement in statements:
            self.submit(statement)

    def rows(self, sql: str, parameters: Sequence[Value] | Mapping[str, Value] | None = None) -> list[Row]:
        return list(self.submit(sql, parameters).result.rows(0))

    def value(self, sql: str, parameters: Sequence[Value] | Mapping[str, Value] | None = None) -> Value:
        ((found,),) = self.rows(sql, parameters)
        return found

    def is_reused(self, sql: str, parameters: Sequence[Value] | Mapping[str, Value] | None = None) -> bool:
        """Whether a kept result answers the statement."""
        before = self._use_cases.figures().reuse.hits
        self.submit(sql, parameters)
        return self._use_cases.figures().reuse.hits > before

    def is_repeated(self, sql: str, parameters: Sequence[Value] | Mapping[str, Value] | None = None) -> bool:
        """Whether a kept result answers the statement when it comes a second time."""
        self.submit(sql, parameters)
        return self.is_reused(sql, parameters)


@pytest.fixture
def client(use_cases: UseCases) -> Iterator[Client]:
    client = Client(use_cases)
    client.script(
        "USE ROLE SYSADMIN",
        "CREATE OR REPLACE DATABASE d",
        "CREATE TABLE t (a INT, b VARCHAR)",
        "INSERT INTO t VALUES (1, 'x'), (2, 'y')",
    )
    yield client
    use_cases.sessions.close(client.session_id)


@pytest.fixture
def other(use_cases: UseCases, client: Client) -> Iterator[Client]:
    other = Client(use_cases)
    other.script("USE ROLE SYSADMIN", "USE SCHEMA d.public")
    yield other
    use_cases.sessions.close(other.session_id)


# -- what is reused --------------------------------------------------------------------------------------------------


def test_the_same_query_is_answered_by_its_kept_result(client: Client) -> None:
    first, second = client.submit(COUNT), client.submit(COUNT)
    assert client.is_reused(COUNT)
    assert list(second.result.rows(0)) == list(first.result.rows(0)) == [(2,)]
    assert second.result.columns == first.result.columns


def test_each_query_has_its_own_id_and_its_own_result(client: Client) -> None:
    first, second = client.submit(COUNT), client.submit(COUNT)
    assert first.query_id != second.query_id
    assert client.rows(f"SELECT * FROM TABLE(RESULT_SCAN('{second.query_id}'))") == [(2,)]


def test_another_session_with_the_same_context_reuses_it(client: Client, other: Client) -> None:
    client.script("USE SCHEMA d.public")
    client.submit(COUNT)
    assert other.is_reused(COUNT)


def test_a_query_with_the_same_bound_values_is_answered_again(client: Client) -> None:
    sql = "SELECT b FROM t WHERE a = ?"
    assert client.is_repeated(sql, [1])
    assert client.value(sql, [2]) == "y"
    assert client.value(sql, [1]) == "x"


def test_a_write_of_another_table_leaves_it(client: Client) -> None:
    client.script("CREATE TABLE u (a INT)", COUNT, "INSERT INTO u VALUES (1)")
    assert client.is_reused(COUNT)


def test_a_rolled_back_change_leaves_it(client: Client) -> None:
    client.script(COUNT, "BEGIN", "DELETE FROM t", "ROLLBACK")
    assert client.value(COUNT) == 2


def test_a_view_is_answered_again(client: Client) -> None:
    client.submit("CREATE VIEW v AS SELECT a FROM t")
    assert client.is_repeated("SELECT SUM(a) FROM v")


# -- what is not -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "SELECT a, RANDOM() FROM t",
        "SELECT UUID_STRING()",
        "SELECT CURRENT_TIMESTAMP()",
        "SELECT CURRENT_DATE",
        "SELECT LOCALTIME",
        "SELECT CURRENT_SESSION()",
        "SELECT LAST_QUERY_ID()",
        "SELECT SYSDATE()",
        "SELECT CURRENT_STATEMENT()",
        "SELECT IS_ROLE_IN_SESSION('PUBLIC')",
        "SELECT s.NEXTVAL",
        "SELECT a FROM t SAMPLE (50)",
        "SELECT RANDSTR(5, RANDOM())",
        "SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES",
        "SELECT * FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()))",
        "SELECT COUNT(*) FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY())",
        "SELECT * FROM v",
        "SELECT (SELECT MAX(CURRENT_TIMESTAMP()) FROM t)",
    ],
)
def test_what_may_differ_when_run_again_is_run_again(client: Client, query: str) -> None:
    client.script("CREATE SEQUENCE s", "CREATE VIEW v AS SELECT a, CURRENT_TIME() AS c FROM t", "SELECT 1 AS one")
    assert not client.is_repeated(query)


def test_a_sequence_goes_on(client: Client) -> None:
    client.submit("CREATE SEQUENCE s")
    assert [client.value("SELECT s.NEXTVAL") for _ in range(3)] == [1, 2, 3]


def test_another_text_is_another_query(client: Client) -> None:
    client.submit(COUNT)
    assert not client.is_reused("SELECT count(*) FROM t")


def test_bound_values_that_only_compare_equal_are_run_again(client: Client) -> None:
    sql = "SELECT ?::VARCHAR"
    assert not client.is_repeated(sql, [0.0])
    assert not client.is_reused(sql, [-0.0])
    assert [client.value(sql, [value]) for value in (1, True, "1", 1)] == ["1", "true", "1", "1"]


def test_equal_instants_in_other_time_zones_are_run_again(client: Client) -> None:
    noon = dt.datetime(2024, 5, 1, 12, tzinfo=dt.UTC)
    shifted = noon.astimezone(dt.timezone(dt.timedelta(hours=2)))
    assert not client.is_repeated("SELECT ?::VARCHAR", [noon])
    assert not client.is_reused("SELECT ?::VARCHAR", [shifted])


def test_without_use_cached_result_each_query_runs(client: Client) -> None:
    client.submit(COUNT)
    client.submit("ALTER SESSION SET USE_CACHED_RESULT = FALSE")
    assert not client.is_repeated(COUNT)


def test_a_large_result_is_run_again(client: Client) -> None:
    assert not client.is_repeated("SELECT SEQ4() FROM TABLE(GENERATOR(ROWCOUNT => 1000))")


def test_columns_that_depend_on_values_are_planned_again(client: Client) -> None:
    sql = "SELECT * FROM t PIVOT (COUNT(a) FOR b IN (ANY ORDER BY b))"
    assert not client.is_repeated(sql)
    client.submit("INSERT INTO t VALUES (3, 'z')")
    assert len(client.submit(sql).result.columns) == 3


# -- changes between -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("INSERT INTO t VALUES (3, 'z')", 3),
        ("DELETE FROM t WHERE a = 1", 1),
        ("DELETE FROM t", 0),
        ("TRUNCATE TABLE t", 0),
        ("INSERT OVERWRITE INTO t SELECT 5, 'v'", 1),
        ("MERGE INTO t USING (SELECT 9 AS a) s ON t.a = s.a WHEN NOT MATCHED THEN INSERT (a) VALUES (s.a)", 3),
        ("INSERT ALL INTO t (a) VALUES (k) INTO t (a) VALUES (k) SELECT 7 AS k", 4),
        ("CREATE OR REPLACE TABLE t (a INT, b VARCHAR)", 0),
        ("CREATE OR REPLACE TABLE t AS SELECT 1 AS a, 'x' AS b", 1),
        ("ALTER TABLE t SWAP WITH empty", 0),
        ("CREATE OR REPLACE TABLE t CLONE empty", 0),
    ],
)
def test_a_change_is_seen(client: Client, change: str, expected: int) -> None:
    client.script("CREATE TABLE empty (a INT, b VARCHAR)", COUNT, COUNT, change)
    assert client.value(COUNT) == expected


def test_an_update_is_seen_also_through_a_view_of_a_view(client: Client) -> None:
    client.script("CREATE VIEW v AS SELECT a FROM t", "CREATE VIEW w AS SELECT SUM(a) AS s FROM v")
    assert [client.value("SELECT s FROM w") for _ in range(2)] == [3, 3]
    client.submit("UPDATE t SET a = a + 10")
    assert client.value("SELECT s FROM w") == 23


@pytest.mark.parametrize(
    "query",
    [
        "WITH c AS (SELECT a FROM t) SELECT COUNT(*) FROM c",
        "SELECT (SELECT COUNT(*) FROM t)",
        "SELECT COUNT(*) FROM (SELECT 1 AS a) x JOIN t ON x.a <= t.a",
        "SELECT COUNT_IF(x.a IN (SELECT a FROM t)) FROM (VALUES (1), (2), (3)) x (a)",
        "SELECT COUNT(*) FROM (SELECT a FROM t UNION ALL SELECT a FROM t WHERE FALSE)",
        "SELECT COUNT(*) FROM t, LATERAL (SELECT t.a AS c)",
    ],
)
def test_a_change_is_seen_wherever_the_table_stands(client: Client, query: str) -> None:
    assert [client.value(query) for _ in range(2)] == [2, 2]
    client.submit("INSERT INTO t VALUES (3, 'z')")
    assert client.value(query) == 3


def test_a_loaded_file_is_seen(client: Client) -> None:
    client.script("CREATE STAGE st", "COPY INTO @st FROM t", COUNT, COUNT, "COPY INTO t FROM @st")
    assert client.value(COUNT) == 4


def test_a_view_that_was_made_anew_is_seen(client: Client) -> None:
    client.script("CREATE VIEW v AS SELECT 1 AS a", "SELECT a FROM v", "CREATE OR REPLACE VIEW v AS SELECT 2 AS a")
    assert client.value("SELECT a FROM v") == 2


def test_a_dropped_table_is_gone_and_an_undropped_one_back(client: Client) -> None:
    client.script(COUNT, COUNT, "DROP TABLE t")
    with pytest.raises(SnowflakeError):
        client.submit(COUNT)
    client.submit("UNDROP TABLE t")
    assert client.value(COUNT) == 2


def test_another_table_under_the_same_name_is_seen(client: Client) -> None:
    client.script("CREATE SCHEMA s2", "CREATE TABLE t (a INT)", "USE SCHEMA d.public", COUNT, COUNT, "USE SCHEMA s2")
    assert client.value(COUNT) == 0
    client.submit("USE SCHEMA public")
    assert client.value(COUNT) == 2


def test_a_temporary_table_over_it_is_seen_with_its_changes(client: Client) -> None:
    client.script(COUNT, COUNT, "CREATE TEMPORARY TABLE t (a INT)")
    assert client.value(COUNT) == 0
    client.submit("INSERT INTO t VALUES (1)")
    assert client.value(COUNT) == 1
    client.submit("DROP TABLE t")
    assert client.value(COUNT) == 2


# -- other sessions and transactions ---------------------------------------------------------------------------------


def test_the_commit_of_another_session_is_seen(client: Client, other: Client) -> None:
    other.script(COUNT, COUNT)
    client.script("BEGIN", "INSERT INTO t VALUES (3, 'z')")
    assert other.value(COUNT) == 2
    client.submit("COMMIT")
    assert other.value(COUNT) == 3


def test_a_session_sees_its_own_open_changes_and_no_other_does(client: Client, other: Client) -> None:
    client.script("USE SCHEMA d.public", COUNT, COUNT, "BEGIN", "DELETE FROM t")
    assert client.value(COUNT) == 0
    assert other.value(COUNT) == 2
    client.submit("ROLLBACK")
    assert (client.value(COUNT), other.value(COUNT)) == (2, 2)


def test_without_autocommit_open_changes_are_seen(client: Client) -> None:
    client.script(COUNT, COUNT, "ALTER SESSION SET AUTOCOMMIT = FALSE", COUNT, COUNT, "DELETE FROM t")
    assert client.value(COUNT) == 0
    client.script("ROLLBACK", "ALTER SESSION SET AUTOCOMMIT = TRUE")
    assert client.value(COUNT) == 2


def test_what_was_read_in_a_transaction_does_not_answer_later_queries(client: Client, other: Client) -> None:
    client.script("BEGIN", COUNT)
    other.submit("INSERT INTO t VALUES (3, 'z')")
    client.script(COUNT, "COMMIT")
    assert client.value(COUNT) == 3


# -- rights and session ----------------------------------------------------------------------------------------------


def test_a_role_that_may_not_read_gets_no_kept_result(client: Client) -> None:
    client.script(COUNT, COUNT, "USE ROLE PUBLIC")
    with pytest.raises(SnowflakeError) as refused:
        client.submit("SELECT COUNT(*) FROM d.public.t")
    assert refused.value.error is ErrorCode.OBJECT_NOT_FOUND


def test_a_role_that_lost_its_rights_gets_no_kept_result(use_cases: UseCases, client: Client) -> None:
    sql = "SELECT COUNT(*) FROM d.public.t"
    client.script(
        "USE ROLE ACCOUNTADMIN",
        "CREATE ROLE reading",
        "GRANT ROLE SYSADMIN TO ROLE reading",
        "CREATE USER reader",
        "GRANT ROLE reading TO USER reader",
    )
    reader = Client(use_cases, "READER")
    reader.submit("USE ROLE reading")
    assert reader.is_repeated(sql)
    client.submit("REVOKE ROLE SYSADMIN FROM ROLE reading")
    with pytest.raises(SnowflakeError):
        reader.submit(sql)
    client.submit("GRANT ROLE SYSADMIN TO ROLE reading")
    assert reader.is_reused(sql)
    use_cases.sessions.close(reader.session_id)


def test_another_user_is_not_given_the_result(use_cases: UseCases, client: Client) -> None:
    client.script("USE SCHEMA d.public", "SELECT CURRENT_USER()", "SELECT CURRENT_USER()")
    stranger = Client(use_cases, "V")
    stranger.script("USE ROLE SYSADMIN", "USE SCHEMA d.public")
    assert stranger.value("SELECT CURRENT_USER()") == "V"
    use_cases.sessions.close(stranger.session_id)


@pytest.mark.parametrize(
    ("query", "setting", "expected"),
    [
        (
            "SELECT '2024-05-01 12:00:00'::TIMESTAMP_NTZ::TIMESTAMP_LTZ::VARCHAR",
            "TIMEZONE = 'Asia/Tokyo'",
            "2024-05-01 12:00:00.000 +0900",
        ),
        ("SELECT '2024-05-01'::DATE::VARCHAR", "DATE_OUTPUT_FORMAT = 'DD.MM.YYYY'", "01.05.2024"),
        ("SELECT DAYOFWEEK('2024-05-05'::DATE)::VARCHAR", "WEEK_START = 1", "7"),
    ],
)
def test_a_parameter_that_decides_the_result_is_heeded(client: Client, query: str, setting: str, expected: str) -> None:
    client.script(query, query, f"ALTER SESSION SET {setting}")
    assert client.value(query) == expected


def test_a_session_variable_is_heeded(client: Client) -> None:
    client.script("SET k = 1", "SELECT $k", "SELECT $k", "SET k = 2")
    assert client.value("SELECT $k") == 2


def test_the_most_rows_of_a_result_are_heeded(client: Client) -> None:
    client.script("SELECT a FROM t", "SELECT a FROM t", "ALTER SESSION SET ROWS_PER_RESULTSET = 1")
    assert len(client.rows("SELECT a FROM t")) == 1


# -- how long --------------------------------------------------------------------------------------------------------


def test_a_result_that_is_not_kept_any_more_answers_nothing(client: Client) -> None:
    answer = client.submit(COUNT)
    client._use_cases.submissions._results.remove(answer.query_id)
    assert not client.is_reused(COUNT)
    assert client.is_reused(COUNT)


def test_readers_beside_a_writer_never_see_less_than_was_committed(
    use_cases: UseCases, client: Client, other: Client
) -> None:
    client.submit("USE SCHEMA d.public")
    third = Client(use_cases)
    third.script("USE ROLE SYSADMIN", "USE SCHEMA d.public")
    committed, wrong = [2], []

    def read(reader: Client) -> None:
        while committed[0] < 40:
            least = committed[0]
            if int(str(reader.value(COUNT))) < least:
                wrong.append(least)

    readers = [threading.Thread(target=read, args=(reader,)) for reader in (other, third)]
    for thread in readers:
        thread.start()
    for number in range(3, 41):
        client.submit("INSERT INTO t VALUES (0, 'w')")
        committed[0] = number
    for thread in readers:
        thread.join()
    assert wrong == []
    use_cases.sessions.close(third.session_id)
