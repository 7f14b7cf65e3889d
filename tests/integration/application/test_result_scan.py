"""RESULT_SCAN: earlier results read as tables, https://docs.snowflake.com/en/sql-reference/functions/result_scan."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

import pytest

from mockhaus.application.execute_statement import StatementRequest
from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.application.submissions import StatementAnswer
from mockhaus.application.use_cases import UseCases
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.results import Row, Value
from mockhaus.domain.types import ResultColumn, number
from mockhaus_deployments.embedded import embedded
from mockhaus_deployments.settings import load

LAST = "TABLE(RESULT_SCAN(LAST_QUERY_ID()))"


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

    def rows(self, sql: str, parameters: Sequence[Value] | Mapping[str, Value] | None = None) -> list[Row]:
        result = self.submit(sql, parameters).result
        return [row for part in range(len(result.parts)) for row in result.rows(part)]

    def error(self, sql: str) -> SnowflakeError:
        with pytest.raises(SnowflakeError) as caught:
            self.submit(sql)
        return caught.value


@pytest.fixture
def client(use_cases: UseCases) -> Iterator[Client]:
    client = Client(use_cases)
    client.submit("CREATE OR REPLACE DATABASE scanned")
    yield client
    use_cases.sessions.close(client.session_id)


@pytest.fixture
def other(use_cases: UseCases) -> Iterator[Client]:
    """Another session of the same user."""
    client = Client(use_cases)
    yield client
    use_cases.sessions.close(client.session_id)


def test_the_last_result_is_read_again(client: Client) -> None:
    client.submit("SELECT 1 AS a, 'x' AS b UNION ALL SELECT 2, 'y'")

    assert client.rows(f"SELECT a + 10, b FROM {LAST} WHERE b = 'y'") == [(12, "y")]


def test_each_scan_is_a_result_of_its_own(client: Client) -> None:
    client.submit("SELECT 1 AS a")
    client.submit(f"SELECT a + 1 AS a FROM {LAST}")

    assert client.rows(f"SELECT a + 1 AS a FROM {LAST}") == [(3,)]
    assert client.rows(f"SELECT a + 1 AS a FROM {LAST}") == [(4,)]


@pytest.mark.parametrize("argument", ["", "-1", "LAST_QUERY_ID()", "LAST_QUERY_ID(-1)"])
def test_the_last_result_is_named_in_several_ways(client: Client, argument: str) -> None:
    client.submit("SELECT 7 AS a")

    assert client.rows(f"SELECT * FROM TABLE(RESULT_SCAN({argument}))") == [(7,)]


def test_a_place_counts_from_the_first_query_or_from_the_last(client: Client, other: Client) -> None:
    other.submit("SELECT 'first' AS a")
    other.submit("SELECT 'second' AS a")

    assert other.rows("SELECT * FROM TABLE(RESULT_SCAN(1))") == [("first",)]
    assert other.rows("SELECT * FROM TABLE(RESULT_SCAN(-2))") == [("second",)]
    assert other.rows("SELECT * FROM TABLE(RESULT_SCAN(LAST_QUERY_ID(2)))") == [("second",)]


def test_a_result_is_named_by_literal_bind_and_variable(client: Client, other: Client) -> None:
    query_id = client.submit("SELECT 7 AS a").query_id

    assert other.rows(f"SELECT * FROM TABLE(RESULT_SCAN('{query_id}'))") == [(7,)]
    assert other.rows("SELECT * FROM TABLE(RESULT_SCAN(?))", [query_id]) == [(7,)]
    assert other.rows("SELECT * FROM TABLE(RESULT_SCAN(:id))", {"id": query_id}) == [(7,)]
    other.submit(f"SET kept = '{query_id}'")
    assert other.rows("SELECT * FROM TABLE(RESULT_SCAN($kept))") == [(7,)]


def test_a_statement_with_another_bind_reads_another_result(client: Client) -> None:
    first = client.submit("SELECT 7 AS a").query_id
    second = client.submit("SELECT 'x' AS b, 'y' AS c").query_id

    assert client.rows("SELECT * FROM TABLE(RESULT_SCAN(?))", [first]) == [(7,)]
    assert client.rows("SELECT * FROM TABLE(RESULT_SCAN(?))", [second]) == [("x", "y")]


def test_columns_keep_their_names_and_types(client: Client) -> None:
    made = client.submit(
        "SELECT 1.50::NUMBER(10,2) AS n, 2::FLOAT AS f, TRUE AS b, 'é'::VARCHAR(5) AS v, TO_BINARY('FF') AS x, "
        "'2024-02-29'::DATE AS d, '01:02:03'::TIME AS t, '2024-02-29 01:02:03'::TIMESTAMP_NTZ AS ntz, "
        "'2024-02-29 01:02:03'::TIMESTAMP_LTZ AS ltz, '2024-02-29 01:02:03 +0130'::TIMESTAMP_TZ AS tz, "
        "PARSE_JSON('[1]') AS va, OBJECT_CONSTRUCT('k', 1) AS o, ARRAY_CONSTRUCT('z') AS ar, NULL AS nothing"
    )

    again = client.submit(f"SELECT * FROM {LAST}")

    assert [(column.name, column.type.kind) for column in again.result.columns] == [
        (column.name, column.type.kind) for column in made.result.columns
    ]
    assert [str(column.type) for column in again.result.columns] == [str(column.type) for column in made.result.columns]
    assert again.result.rows(0) == made.result.rows(0)
    assert again.result.rows(0)[0][0] == Decimal("1.50")


def test_semi_structured_columns_can_be_looked_into(client: Client) -> None:
    client.submit(
        "SELECT PARSE_JSON('{\"k\": [1, \"z\"]}') AS v, OBJECT_CONSTRUCT('n', 2) AS o, ARRAY_CONSTRUCT(3) AS r"
    )

    found = client.rows(f"SELECT v:k[1]::VARCHAR, o:n + 1, ARRAY_SIZE(r), TYPEOF(v) FROM {LAST}")

    assert found == [("z", 3, 1, "OBJECT")]


def test_an_offset_is_kept(client: Client) -> None:
    client.submit("SELECT '2024-02-29 01:02:03 +0130'::TIMESTAMP_TZ AS t")

    ((value,),) = client.rows(f"SELECT t FROM {LAST}")

    assert isinstance(value, dt.datetime)
    assert value.utcoffset() == dt.timedelta(minutes=90)


def test_what_show_answers_is_a_table(client: Client) -> None:
    client.submit("CREATE TABLE scanned.public.kept (a INT)")
    client.submit("SHOW TABLES IN DATABASE scanned")

    assert client.rows(f'SELECT "name", "schema_name" FROM {LAST} WHERE "name" ILIKE \'ke%\'') == [("KEPT", "PUBLIC")]


def test_names_of_show_are_lower_case(client: Client) -> None:
    client.submit("SHOW TABLES IN DATABASE scanned")

    assert client.error(f"SELECT name FROM {LAST}").error is ErrorCode.INVALID_IDENTIFIER


def test_what_describe_answers_is_a_table(client: Client) -> None:
    client.submit("CREATE TABLE scanned.public.kept (a INT, b VARCHAR)")
    client.submit("DESCRIBE TABLE scanned.public.kept")

    assert client.rows(f'SELECT "name" FROM {LAST} WHERE "type" LIKE \'VARCHAR%\'') == [("B",)]


def test_what_dml_answers_is_a_table(client: Client) -> None:
    client.submit("CREATE TABLE scanned.public.kept (a INT)")
    client.submit("INSERT INTO scanned.public.kept VALUES (1), (2)")

    assert client.rows(f'SELECT "number of rows inserted" FROM {LAST}') == [(2,)]


def test_a_result_without_rows_has_its_columns(client: Client) -> None:
    client.submit("SELECT 1 AS a, 'x' AS b WHERE FALSE")

    again = client.submit(f"SELECT * FROM {LAST}")

    assert [column.name for column in again.result.columns] == ["A", "B"]
    assert again.result.row_count == 0


def test_a_large_result_is_read_again(client: Client) -> None:
    client.submit("SELECT SEQ4() AS a, 'text' || SEQ4() AS b FROM TABLE(GENERATOR(ROWCOUNT => 300000))")

    found = client.rows(f"SELECT COUNT(*), MIN(a), MAX(a), COUNT(DISTINCT b) FROM {LAST}")

    assert found == [(300_000, 0, 299_999, 300_000)]


def test_two_results_are_joined(client: Client) -> None:
    client.submit("SELECT 1 AS a, 'x' AS b")
    client.submit("SELECT 1 AS a, 'y' AS c")

    query = "SELECT l.b, r.c FROM TABLE(RESULT_SCAN(-2)) l JOIN TABLE(RESULT_SCAN(-1)) r ON l.a = r.a"

    assert client.rows(query) == [("x", "y")]


def test_an_alias_renames_the_columns(client: Client) -> None:
    client.submit("SELECT 1, COUNT(*)")

    assert client.rows(f"SELECT t.x + t.y FROM {LAST} AS t (x, y)") == [(2,)]


def test_columns_of_one_name_are_numbered(client: Client) -> None:
    query_id = client.submit("SELECT 1 AS a, 2 AS a").query_id

    assert client.rows(f"SELECT * FROM TABLE(RESULT_SCAN('{query_id}'))") == [(1, 2)]
    assert client.rows(f"SELECT a_1, a FROM TABLE(RESULT_SCAN('{query_id}'))") == [(2, 1)]


def test_a_result_fills_a_table(client: Client) -> None:
    client.submit("SELECT 1 AS a, 'x' AS b")
    client.submit(f"CREATE TABLE scanned.public.filled AS SELECT * FROM {LAST}")
    for value in (2, 3):
        client.submit(f"SELECT {value} AS a, 'y' AS b")
        client.submit(f"INSERT INTO scanned.public.filled SELECT * FROM {LAST}")

    assert client.rows("SELECT * FROM scanned.public.filled ORDER BY a") == [(1, "x"), (2, "y"), (3, "y")]


def test_a_transaction_reads_results_from_before_it(client: Client) -> None:
    client.submit("CREATE TABLE scanned.public.filled (a INT)")
    query_id = client.submit("SELECT 5 AS a").query_id
    client.submit("BEGIN")
    client.submit(f"INSERT INTO scanned.public.filled SELECT a FROM TABLE(RESULT_SCAN('{query_id}'))")
    client.submit("ROLLBACK")

    assert client.rows("SELECT COUNT(*) FROM scanned.public.filled") == [(0,)]
    assert client.rows(f"SELECT a FROM TABLE(RESULT_SCAN('{query_id}'))") == [(5,)]


def test_only_the_user_who_ran_a_query_reads_its_result(use_cases: UseCases, client: Client) -> None:
    query_id = client.submit("SELECT 1 AS a").query_id
    stranger = Client(use_cases, "SOMEBODY_ELSE")

    error = stranger.error(f"SELECT * FROM TABLE(RESULT_SCAN('{query_id}'))")

    assert error.error is ErrorCode.QUERY_NOT_FOUND


def test_a_statement_that_runs_has_no_result_yet(use_cases: UseCases, client: Client, other: Client) -> None:
    with use_cases.execute(StatementRequest(sql="SELECT 1", session_id=other.session_id)) as execution:
        running = next(iter(execution)).query_id
        error = client.error(f"SELECT * FROM TABLE(RESULT_SCAN('{running}'))")

    assert "is running" in error.message


def test_an_expired_result_says_so(client: Client) -> None:
    gone = uuid.UUID(int=7)

    error = client.error(f"SELECT * FROM TABLE(RESULT_SCAN('{gone}'))")

    assert error.error is ErrorCode.RESULT_NOT_FOUND
    assert str(gone) in error.message


@pytest.mark.parametrize("argument", ["'nonsense'", "-99", "LAST_QUERY_ID(99)"])
def test_what_is_no_query_is_not_found(client: Client, argument: str) -> None:
    assert client.error(f"SELECT * FROM TABLE(RESULT_SCAN({argument}))").error is ErrorCode.QUERY_NOT_FOUND


@pytest.mark.parametrize(
    "sql",
    [
        f"CREATE VIEW scanned.public.v AS SELECT * FROM {LAST}",
        "SELECT * FROM TABLE(RESULT_SCAN('a', 'b'))",
        "SELECT * FROM TABLE(RESULT_SCAN(UPPER('a')))",
    ],
)
def test_other_forms_are_refused(client: Client, sql: str) -> None:
    assert client.error(sql).error is ErrorCode.STATEMENT_UNSUPPORTED


@pytest.mark.parametrize(
    "sql", ["SELECT * FROM TABLE(RESULT_SCAN(-1))", "INSERT INTO scanned.public.t SELECT * FROM TABLE(RESULT_SCAN(-1))"]
)
def test_the_engine_lets_go_of_a_result_when_the_statement_ends(use_cases: UseCases, client: Client, sql: str) -> None:
    client.submit("CREATE TABLE scanned.public.t (a INT)")
    client.submit("SELECT 1 AS a")
    client.submit(sql)

    with use_cases.sessions.use(client.session_id, SessionRequest()) as session:
        held = "SELECT COUNT(*) FROM duckdb_tables() WHERE table_name LIKE 'mh_result_%'"
        stream = session.engine.query(held, (ResultColumn("N", number(38)),))
        assert stream.fetch(2) == [(0,)]
        stream.close()
