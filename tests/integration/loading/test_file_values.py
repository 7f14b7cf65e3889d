"""FILE values: https://docs.snowflake.com/en/sql-reference/data-types-unstructured."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mockhaus.application.services import Services
from mockhaus.ports.engine import Engine
from tests.support.loading_session import LoadingSession
from tests.support.statement_session import StatementSession


@pytest.fixture
def admin(account: tuple[Engine, Services], session: LoadingSession) -> Iterator[StatementSession]:
    """A session of a role that may use what that of `session` may not, with a stage of its own."""
    found = StatementSession(*account, session_id="admin", role="ACCOUNTADMIN")
    found.run(f"USE SCHEMA db.{session.session.context.schema}")
    yield found
    found.close()


def url_of(session: StatementSession, path: str) -> str:
    ((found,),) = session.run(f"SELECT BUILD_STAGE_FILE_URL(@private, '{path}')")
    return str(found)


def test_the_files_of_a_stage_are_found_as_they_are_when_the_statement_runs(session: LoadingSession) -> None:
    query = "SELECT FL_GET_SIZE(TRY_TO_FILE('@files', 'a.txt'))"
    assert session.run(query) == [(None,)]
    session.put("a.txt", "12345")
    assert session.run(query) == [(5,)]


def test_a_file_keeps_what_it_was_when_it_was_made(session: LoadingSession) -> None:
    session.put("a.txt", "12345")
    session.script("CREATE TABLE t (f FILE)", "INSERT INTO t SELECT TO_FILE('@files/a.txt')")
    session.put("a.txt", "1")
    assert session.run("SELECT FL_GET_SIZE(f), FL_GET_SIZE(TO_FILE('@files/a.txt')) FROM t") == [(5, 1)]


def test_paths_may_have_any_characters(session: LoadingSession) -> None:
    for path in ("a b/ü'.txt", "100%.csv"):
        session.put(path, "1")
    found = session.run(
        "SELECT FL_GET_RELATIVE_PATH(TO_FILE('@files', column1)) FROM VALUES ('a b/ü''.txt'), ('100%.csv')"
    )
    assert found == [("a b/ü'.txt",), ("100%.csv",)]


def test_a_path_that_is_null_is_no_file(session: LoadingSession) -> None:
    assert session.run("SELECT TO_FILE('@files', NULL), TO_FILE(NULL)") == [(None, None)]


def test_a_role_finds_no_files_of_a_stage_that_it_may_not_use(session: LoadingSession, admin: StatementSession) -> None:
    admin.run("CREATE STAGE private")
    url = url_of(admin, "a.txt")
    assert session.failure("SELECT TO_FILE('@private', 'a.txt')").code == "002003"
    assert session.failure(f"SELECT TO_FILE('{url}')").code == "100016"
    assert session.run(f"SELECT TRY_TO_FILE('{url}')") == [(None,)]


@pytest.mark.parametrize(
    ("argument", "code"),
    [
        ("'@~', 'a.txt'", "000002"),
        ("'@%t', 'a.txt'", "000002"),
        ("column1, 'a.txt'", "000002"),
        ("'@nowhere', 'a.txt'", "002003"),
        ("'@files', 'nowhere.txt'", "100016"),
        ("'@files/nowhere.txt'", "100016"),
        ("'https://x.snowflakecomputing.com/api/files/A/B/C/d.txt'", "100016"),
        ("'https://x.snowflakecomputing.com/api/files/01ba/Y6JS'", "000002"),
        ("'elsewhere'", "100132"),
        ("1", "001044"),
        ("OBJECT_CONSTRUCT()", "100132"),
    ],
)
def test_what_is_no_file_is_an_error(session: LoadingSession, argument: str, code: str) -> None:
    assert session.failure(f"SELECT TO_FILE({argument}) FROM VALUES ('@files')").code == code


def test_files_of_an_object_keep_its_own_fields(session: LoadingSession) -> None:
    given = "OBJECT_CONSTRUCT('STAGE_FILE_URL', 'u', 'ETAG', 'e', 'LAST_MODIFIED', 'm', 'SIZE', 1, 'CONTENT_TYPE', 'c')"
    assert session.run(f"SELECT TO_FILE({given})::VARIANT = {given}::VARIANT") == [(True,)]
    assert session.run(f"SELECT FL_GET_STAGE(TO_FILE({given})), FL_GET_FILE_TYPE({given})") == [(None, "unknown")]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT COUNT(*) FROM t GROUP BY f",
        "SELECT f FROM t GROUP BY ALL",
        "SELECT f FROM t ORDER BY 1",
        "SELECT ROW_NUMBER() OVER (ORDER BY f) FROM t",
        "SELECT f = f FROM t",
        "SELECT f IN (f) FROM t",
    ],
)
def test_files_are_neither_compared_nor_ordered(session: LoadingSession, query: str) -> None:
    session.run("CREATE TABLE t (f FILE)")
    assert session.failure(query).code in ("000002", "002079")
