"""CREATE TABLE … USING TEMPLATE: https://docs.snowflake.com/en/sql-reference/sql/create-table."""

from __future__ import annotations

import pytest

from tests.support.loading_session import LoadingSession

TEMPLATE = (
    "SELECT ARRAY_AGG(OBJECT_CONSTRUCT(*)) WITHIN GROUP (ORDER BY order_id) FROM TABLE(INFER_SCHEMA("
    "LOCATION => '@files', FILE_FORMAT => 'f'))"
)


@pytest.fixture
def staged(session: LoadingSession) -> LoadingSession:
    session.put("a.csv", "id,Name,born\n1,Ann,2000-01-31\n")
    session.script("CREATE FILE FORMAT f TYPE = CSV PARSE_HEADER = TRUE")
    return session


def test_a_table_takes_the_columns_of_files(staged: LoadingSession) -> None:
    staged.script(f"CREATE TABLE t USING TEMPLATE ({TEMPLATE}) COMMENT = 'made of files'")
    staged.script("COPY INTO t FROM @files FILE_FORMAT = (FORMAT_NAME = f) MATCH_BY_COLUMN_NAME = CASE_SENSITIVE")

    described = [(row["name"], row["type"], row["null?"]) for row in staged.named("DESCRIBE TABLE t")]
    assert described == [("id", "NUMBER(1,0)", "Y"), ("Name", "VARCHAR(16777216)", "Y"), ("born", "DATE", "Y")]
    assert staged.run('SELECT "id", "Name", "born"::TEXT FROM t') == [(1, "Ann", "2000-01-31")]


def test_a_template_may_say_what_takes_no_null(session: LoadingSession) -> None:
    session.script(
        "CREATE OR REPLACE TABLE t USING TEMPLATE "
        "(SELECT [{'COLUMN_NAME': 'A', 'TYPE': 'NUMBER(5, 2)', 'NULLABLE': false}])"
    )

    assert session.failure("INSERT INTO t VALUES (NULL)").error.code == "100072"


@pytest.mark.parametrize(
    "query", ["SELECT 1", "SELECT []", "SELECT [1]", "SELECT [{}] UNION ALL SELECT [{}]", "SELECT NULL"]
)
def test_a_query_that_describes_no_columns_is_refused(session: LoadingSession, query: str) -> None:
    assert session.failure(f"CREATE TABLE t USING TEMPLATE ({query})").error.code == "002079"
