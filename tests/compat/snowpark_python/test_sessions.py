"""Sessions: where they are, what they run, and what they remember of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from snowflake.connector.errors import DatabaseError
from snowflake.snowpark import Session
from snowflake.snowpark.exceptions import SnowparkSQLException

OpenSession = Callable[..., Session]


def test_a_session_tells_where_it_is(open_session: OpenSession, database: str) -> None:
    with open_session(database=database, schema="PUBLIC", role="SYSADMIN", warehouse="COMPUTE_WH") as session:
        assert session.get_current_database() == f'"{database}"'
        assert session.get_current_schema() == '"PUBLIC"'
        assert session.get_fully_qualified_current_schema() == f'"{database}"."PUBLIC"'
        assert session.get_current_role() == '"SYSADMIN"'
        assert session.get_current_warehouse() == '"COMPUTE_WH"'
        assert session.get_current_user().upper() == '"TESTER"'
        assert session.get_current_account() is not None
        assert session.session_id > 0
        assert session.version


def test_use_changes_where_a_session_is(open_session: OpenSession, database: str) -> None:
    with open_session() as session:
        session.use_database(database)
        session.sql('CREATE OR REPLACE SCHEMA "a schema"').collect()
        session.use_schema("PUBLIC")
        assert session.get_current_schema() == '"PUBLIC"'
        session.use_schema('"a schema"')
        assert session.get_current_schema() == '"a schema"'
        session.use_role("PUBLIC")
        assert session.get_current_role() == '"PUBLIC"'
        session.use_role("ACCOUNTADMIN")
        session.use_secondary_roles("all")
        session.sql("CREATE WAREHOUSE IF NOT EXISTS snowpark_wh").collect()
        session.use_warehouse("snowpark_wh")
        assert session.get_current_warehouse() == '"SNOWPARK_WH"'


def test_sql_is_run_with_values(session: Session) -> None:
    rows = session.sql("SELECT ? AS a, ? AS b, ? AS c", params=[1, "it's", None]).collect()
    assert [tuple(row) for row in rows] == [(1, "it's", None)]


def test_rows_have_names(session: Session) -> None:
    (row,) = session.sql("SELECT 1 AS a, 'x' AS \"b\"").collect()
    assert (row.A, row["b"], row.as_dict()) == (1, "x", {"A": 1, "b": "x"})
    (row,) = session.sql("SELECT 1 AS a").collect(case_sensitive=False)
    assert row["a"] == 1


def test_a_statement_answers_as_rows(session: Session) -> None:
    assert session.sql("CREATE OR REPLACE TABLE statements (n INT)").collect()[0][0] == (
        "Table STATEMENTS successfully created."
    )
    assert session.sql("INSERT INTO statements VALUES (1), (2)").collect()[0]["number of rows inserted"] == 2
    assert [row["name"] for row in session.sql("SHOW TABLES LIKE 'STATEMENTS'").collect()] == ["STATEMENTS"]
    assert session.sql("SHOW TABLES LIKE 'STATEMENTS'").select('"name"', '"kind"').collect()[0][1] == "TABLE"


def test_an_error_tells_its_code(session: Session) -> None:
    with pytest.raises(SnowparkSQLException) as raised:
        session.sql("SELECT * FROM nowhere").collect()
    assert raised.value.sql_error_code == 2003
    assert raised.value.query is not None
    with pytest.raises(SnowparkSQLException):
        session.table("nowhere").schema  # noqa: B018 - asks the server


def test_queries_are_remembered(session: Session) -> None:
    with session.query_history() as history:
        session.sql("SELECT 'remembered'").collect()
    assert any("remembered" in query.sql_text for query in history.queries)


def test_a_tag_is_kept(session: Session) -> None:
    session.query_tag = "of the suite"
    assert session.sql("SHOW PARAMETERS LIKE 'QUERY_TAG'").collect()[0]["value"] == "of the suite"
    session.query_tag = None


def test_a_tag_may_be_an_object(session: Session) -> None:
    session.query_tag = '{"a": 1}'
    session.update_query_tag({"b": 2})
    assert '"b": 2' in session.sql("SHOW PARAMETERS LIKE 'QUERY_TAG'").collect()[0]["value"]
    session.query_tag = None


def test_parameters_are_set(open_session: OpenSession) -> None:
    with open_session(session_parameters={"TIMEZONE": "Asia/Tokyo"}) as session:
        assert session.sql("SHOW PARAMETERS LIKE 'TIMEZONE'").collect()[0]["value"] == "Asia/Tokyo"


def test_statements_run_while_others_do(session: Session) -> None:
    job = session.sql("SELECT 7 AS n").collect_nowait()
    assert job.result()[0]["N"] == 7
    assert job.is_done()
    again = session.create_async_job(job.query_id)
    assert [tuple(row) for row in again.to_df().collect()] == [(7,)]
    frame = session.sql("SELECT 8 AS n").to_pandas(block=False).result()
    assert frame["N"].tolist() == [8]
    assert session.range(3).count(block=False).result() == 3


def test_a_statement_is_cancelled(session: Session) -> None:
    job = session.sql("CALL SYSTEM$WAIT(20)").collect_nowait()
    job.cancel()
    with pytest.raises(DatabaseError) as raised:
        job.result()
    assert raised.value.errno == 604


def test_changes_are_taken_back(session: Session) -> None:
    session.sql("CREATE OR REPLACE TABLE changing (n INT)").collect()
    session.sql("BEGIN").collect()
    session.sql("INSERT INTO changing VALUES (1)").collect()
    session.sql("ROLLBACK").collect()
    assert session.table("changing").count() == 0


def test_a_session_is_closed(open_session: OpenSession) -> None:
    session = open_session()
    session.close()
    with pytest.raises(Exception, match=r"(?i)close"):
        session.sql("SELECT 1").collect()


def test_variables_of_a_session_are_read(session: Session) -> None:
    session.sql("SET place = 'here'").collect()
    assert session.sql("SELECT $place").collect()[0][0] == "here"


def test_functions_of_the_system_are_called(session: Session) -> None:
    assert session.call("SYSTEM$TYPEOF", 1).startswith("NUMBER")


def test_functions_of_users_are_refused_by_name(session: Session) -> None:
    from snowflake.snowpark.types import IntegerType

    with pytest.raises(SnowparkSQLException) as raised:
        session.udf.register(
            lambda n: n + 1, return_type=IntegerType(), input_types=[IntegerType()], name="next_number", packages=[]
        )
    assert raised.value.sql_error_code == 2


def test_procedures_of_users_are_refused_by_name(session: Session) -> None:
    with pytest.raises(SnowparkSQLException) as raised:
        session.sql(
            "CREATE PROCEDURE p() RETURNS INT LANGUAGE PYTHON RUNTIME_VERSION = '3.11' "
            "PACKAGES = ('snowflake-snowpark-python') HANDLER = 'f' AS 'def f(s): return 1'"
        ).collect()
    assert raised.value.sql_error_code == 2
