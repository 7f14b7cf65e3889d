"""External stages: https://docs.snowflake.com/en/sql-reference/sql/create-stage."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from mockhaus.application.handlers import FAMILIES
from mockhaus.application.services import Services, StatementRun
from mockhaus.domain.errors import SnowflakeError
from mockhaus.ports.engine import Engine
from mockhaus.translation.parsing import parse
from tests.support.loading_session import LoadingSession
from tests.support.object_storage import Outside, new_bucket

KEYS = "CREDENTIALS = (AWS_KEY_ID = 'the-id' AWS_SECRET_KEY = 'the-secret')"
_numbers = count(1)


@pytest.fixture
def session(external_account: tuple[Engine, Services]) -> Iterator[LoadingSession]:
    number = next(_numbers)
    found = LoadingSession(*external_account, session_id=str(number))
    found.script(f"CREATE SCHEMA db.s_{number}", f"USE SCHEMA db.s_{number}", "CREATE TABLE t (a INT, b TEXT)")
    yield found
    found.close()


@pytest.fixture(params=["s3", "file"])
def url(request: pytest.FixtureRequest, session: LoadingSession, outside: Outside) -> str:
    """The URL of the external stage FILES, made for the test."""
    if request.param == "file":
        found, keys = f"file://{outside.root}/{session.session.id}/in", ""
    else:
        found, keys = f"s3://{new_bucket(outside.server)}/in", KEYS
    session.run(f"CREATE STAGE files URL = '{found}/' {keys} FILE_FORMAT = (TYPE = CSV) DIRECTORY = (ENABLE = TRUE)")
    session.run("LIST @files")
    return found


def test_functions_of_files_tell_the_url(session: LoadingSession, url: str) -> None:
    sql = "SELECT GET_STAGE_LOCATION(@files), GET_RELATIVE_PATH(@files, GET_ABSOLUTE_PATH(@files, 'd/a.csv'))"
    assert session.run(sql) == [(f"{url}/", "d/a.csv")]


def test_list_names_files_by_their_urls(session: LoadingSession, url: str) -> None:
    session.put("d/a.csv", "1,x\n")

    (listed,) = session.named("LIST @files/d")
    assert (listed["name"], listed["size"]) == (f"{url}/d/a.csv", 4)


def test_tables_are_loaded_from_it_once(session: LoadingSession, url: str) -> None:
    session.put("a.csv", "1,x\n2,y\n")

    assert session.named("COPY INTO t FROM @files")[0]["file"] == f"{url}/a.csv"
    session.run("COPY INTO t FROM @files")
    assert session.run("SELECT * FROM t ORDER BY a") == [(1, "x"), (2, "y")]


def test_a_loaded_file_is_known_by_another_stage_of_the_same_place(session: LoadingSession, url: str) -> None:
    session.put("a.csv", "1,x\n")
    session.run("COPY INTO t FROM @files")
    session.run(f"CREATE STAGE again URL = '{url}/' {KEYS if url.startswith('s3') else ''}")

    session.run("COPY INTO t FROM @again")
    assert session.run("SELECT COUNT(*) FROM t") == [(1,)]


def test_a_changed_file_is_read_as_it_is_now(session: LoadingSession, url: str) -> None:
    session.put("a.csv", "1,x\n")
    assert session.run("SELECT $2 FROM @files") == [("x",)]
    session.put("a.csv", "1,yy\n")
    assert session.run("SELECT $2 FROM @files") == [("yy",)]


def test_the_file_name_of_a_record_is_its_path_below_the_bucket(session: LoadingSession, url: str) -> None:
    session.put("a.csv", "1,x\n")

    ((name,),) = session.run("SELECT METADATA$FILENAME FROM @files")
    assert str(name).endswith("in/a.csv")
    assert "://" not in str(name)
    assert not str(name).startswith("bucket")


def test_tables_are_unloaded_to_it(session: LoadingSession, url: str) -> None:
    session.script("INSERT INTO t VALUES (1, 'x'), (2, 'y')", "COPY INTO @files/out/ FROM t")

    assert session.staged() == ["out/data_0_0_0.csv.gz"]
    assert session.run("SELECT COUNT(*) FROM @files/out/") == [(2,)]
    assert session.failure("COPY INTO @files/out/ FROM t").error.code == "100076"
    session.run("COPY INTO @files/out/ FROM t OVERWRITE = TRUE")


def test_parquet_goes_out_and_comes_in(session: LoadingSession, url: str) -> None:
    session.script(
        "INSERT INTO t VALUES (1, 'x')",
        "CREATE FILE FORMAT p TYPE = PARQUET",
        "COPY INTO @files/p/ FROM t FILE_FORMAT = (FORMAT_NAME = p) HEADER = TRUE",
        "TRUNCATE TABLE t",
        "COPY INTO t FROM @files/p/ FILE_FORMAT = (FORMAT_NAME = p) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE",
    )
    assert session.run("SELECT * FROM t") == [(1, "x")]
    found = session.run("SELECT column_name FROM TABLE(INFER_SCHEMA(LOCATION => '@files/p/', FILE_FORMAT => 'p'))")
    assert found == [("A",), ("B",)]


def test_purge_and_remove_delete_files(session: LoadingSession, url: str) -> None:
    session.put("a.csv", "1,x\n")
    session.put("b.csv", "2,y\n")
    session.run("COPY INTO t FROM @files FILES = ('a.csv') PURGE = TRUE")
    assert session.staged() == ["b.csv"]
    assert session.run("REMOVE @files") == [(f"{url}/b.csv", "removed")]
    assert session.staged() == []


def test_its_directory_table_is_refreshed(session: LoadingSession, url: str) -> None:
    session.put("a.csv", "1,x\n")
    assert [row[:2] for row in session.run("ALTER STAGE files REFRESH")] == [("a.csv", "REGISTERED_NEW")]
    assert session.run("SELECT relative_path, size FROM DIRECTORY(@files)") == [("a.csv", 4)]


def test_files_are_copied_from_it_and_to_it(session: LoadingSession, url: str) -> None:
    session.put("a.csv", "1,x\n")
    session.script(
        "CREATE STAGE inside", "COPY FILES INTO @inside FROM @files", "COPY FILES INTO @files/b/ FROM @inside"
    )
    assert [row[0] for row in session.run("LIST @inside")] == ["inside/a.csv"]
    assert session.staged() == ["a.csv", "b/a.csv"]


def test_the_information_schema_tells_its_url(session: LoadingSession, url: str) -> None:
    told = session.run(
        "SELECT stage_url, stage_type FROM db.information_schema.stages "
        "WHERE stage_schema = CURRENT_SCHEMA() AND stage_name = 'FILES'"
    )
    assert told == [(f"{url}/", "External Named")]


def test_dropping_it_leaves_the_files(session: LoadingSession, url: str) -> None:
    session.put("a.csv", "1,x\n")
    keys = KEYS if url.startswith("s3") else ""
    session.script("DROP STAGE files", f"CREATE STAGE files URL = '{url}/' {keys}")
    session.run("LIST @files")
    assert session.staged() == ["a.csv"]


def test_it_goes_to_another_place(session: LoadingSession, url: str) -> None:
    session.put("a.csv", "1,x\n")
    session.put("d/b.csv", "2,y\n")
    session.script("ALTER STAGE files REFRESH", f"ALTER STAGE files SET URL = '{url}/d/'")

    assert session.run("SELECT * FROM DIRECTORY(@files)") == []
    assert [row[0] for row in session.run("LIST @files")] == [f"{url}/d/b.csv"]


@pytest.mark.parametrize("text", ["PUT file:///tmp/a.csv @files", "GET @files file:///tmp/"])
def test_files_of_clients_neither_come_nor_go(session: LoadingSession, url: str, text: str) -> None:
    statement = parse(text)
    run = StatementRun(
        session=session.session, services=session.services, query_id="q", text=text, transfers_files=True
    )
    with pytest.raises(SnowflakeError, match="external stage"):
        FAMILIES[type(statement)].handler(statement, run)


def test_credentials_are_never_shown(session: LoadingSession, outside: Outside) -> None:
    url = f"s3://{new_bucket(outside.server)}/"
    session.run(f"CREATE STAGE files URL = '{url}' {KEYS}")

    (shown,) = session.named("SHOW STAGES IN SCHEMA")
    assert (shown["url"], shown["has_credentials"], shown["type"], shown["cloud"]) == (url, "Y", "EXTERNAL", "AWS")
    described = session.run("DESCRIBE STAGE files")
    assert ("STAGE_LOCATION", "URL", "String", f'["{url}"]', "") in described
    text = str([shown, described, session.run("SELECT GET_DDL('STAGE', 'files')")])
    assert url in text
    assert "the-secret" not in text
    assert "the-id" not in text


def test_a_bucket_that_is_not_there_is_told(session: LoadingSession) -> None:
    session.run(f"CREATE STAGE files URL = 's3://nowhere-at-all/' {KEYS}")
    assert session.failure("LIST @files").error.code in ("100016", "000605")


def test_what_the_operator_has_not_allowed_is_refused(session: LoadingSession, outside: Outside) -> None:
    for place in (
        "URL = 'gcs://bucket/'",
        "URL = 'file:///etc/'",
        f"URL = 'file://{outside.root}/../'",
        f"URL = 'file://{outside.root}x/'",
        "URL = 's3compat://bucket/' ENDPOINT = 'elsewhere.example'",
        "URL = 'https://example.com/'",
        "URL = 's3://bucket/' CREDENTIALS = (AWS_ROLE = 'arn')",
        "URL = 's3://bucket/' ENCRYPTION = (TYPE = 'AWS_CSE' MASTER_KEY = 'x')",
    ):
        refusal = session.failure(f"CREATE STAGE s {place}")
        assert refusal.error.code in ("000002", "001757", "001007"), (place, refusal)
    assert session.run("SHOW STAGES IN SCHEMA") == []
