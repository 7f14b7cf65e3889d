"""Functions of staged files: https://docs.snowflake.com/en/sql-reference/functions-file."""

from __future__ import annotations

from tests.support.loading_session import LoadingSession


def value(session: LoadingSession, expression: str) -> object:
    ((found,),) = session.run(f"SELECT {expression}")
    return found


def test_a_file_url_is_the_one_of_the_directory_table(session: LoadingSession) -> None:
    session.put("a b/ü.csv", "1\n")
    session.script("ALTER STAGE files SET DIRECTORY = (ENABLE = TRUE)", "ALTER STAGE files REFRESH")

    query = "SELECT file_url = BUILD_STAGE_FILE_URL(@files, relative_path) FROM DIRECTORY(@files)"
    assert session.run(query) == [(True,)]


def test_a_stage_is_named_as_elsewhere(session: LoadingSession) -> None:
    session.run('CREATE STAGE "my stage"')
    place = ".".join(name or "" for name in (session.session.context.database, session.session.context.schema))

    urls = {str(value(session, f"GET_STAGE_LOCATION({name})")) for name in ("@files", "'@files'", f"@{place}.files")}
    assert len(urls) == 1
    assert value(session, """GET_STAGE_LOCATION('@"my stage"')""") not in urls
    assert session.run("SELECT GET_STAGE_LOCATION(@files) x WHERE GET_ABSOLUTE_PATH(@files, '/a') = x || 'a'")


def test_a_path_is_taken_from_each_row(session: LoadingSession) -> None:
    absolute = "GET_ABSOLUTE_PATH(@files, column1)"

    rows = session.run(f"SELECT GET_RELATIVE_PATH(@files, {absolute}) FROM VALUES ('d/a.csv'), (NULL)")
    assert rows == [("d/a.csv",), (None,)]
    assert session.failure("SELECT GET_RELATIVE_PATH(@files, 's3://elsewhere/a')").error.code == "100132"


def test_a_stage_is_looked_for_where_a_view_is(session: LoadingSession) -> None:
    schema = session.session.context.schema
    session.script("CREATE VIEW v AS SELECT GET_STAGE_LOCATION(@files) AS u", "CREATE SCHEMA other")

    ((location,),) = session.run(f"SELECT u FROM {schema}.v")
    assert location == value(session, f"GET_STAGE_LOCATION(@{schema}.files)")


def test_only_named_stages_that_are_there_have_locations(session: LoadingSession) -> None:
    codes = {
        "@nowhere": "002003",
        "@~": "000002",
        "@files/path": "000002",
        "'files'": "001757",
        "UPPER('@files')": "000002",
    }
    for argument, code in codes.items():
        assert session.failure(f"SELECT GET_STAGE_LOCATION({argument})").error.code == code


def test_a_sign_elsewhere_is_no_stage(session: LoadingSession) -> None:
    assert session.failure("SELECT UPPER(@files)").error.code == "002211"
    assert value(session, "UPPER('@files')") == "@FILES"


def test_urls_that_are_signed_need_a_server(session: LoadingSession) -> None:
    for function in ("GET_PRESIGNED_URL", "BUILD_SCOPED_FILE_URL"):
        error = session.failure(f"SELECT {function}(@files, 'a')")
        assert (error.error.code, "where no server runs" in error.message) == ("000002", True)
