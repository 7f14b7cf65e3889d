"""URLs in place of a stage: https://docs.snowflake.com/en/sql-reference/sql/copy-into-table (external locations)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from mockhaus.application.services import Services
from mockhaus.ports.engine import Engine
from tests.support.loading_session import LoadingSession
from tests.support.object_storage import Outside, new_bucket

KEYS = "CREDENTIALS = (AWS_KEY_ID = 'the-id' AWS_SECRET_KEY = 'the-secret')"
_numbers = count(1)


@pytest.fixture
def session(external_account: tuple[Engine, Services]) -> Iterator[LoadingSession]:
    """A session with the table T of two rows."""
    number = f"u{next(_numbers)}"
    found = LoadingSession(*external_account, session_id=number, role="ACCOUNTADMIN")
    found.script(f"CREATE SCHEMA db.s_{number}", f"USE SCHEMA db.s_{number}", "CREATE TABLE t (a INT)")
    found.run("INSERT INTO t VALUES (1), (2)")
    yield found
    found.close()


@pytest.fixture(params=["s3", "file"])
def place(request: pytest.FixtureRequest, session: LoadingSession, outside: Outside) -> tuple[str, str]:
    """The URL of an empty folder, and how it is reached."""
    if request.param == "file":
        return f"file://{outside.root}/{session.session.id}/d", ""
    return f"s3://{new_bucket(outside.server)}/d", KEYS


def test_tables_go_to_a_url_and_come_from_it(session: LoadingSession, place: tuple[str, str]) -> None:
    url, keys = place
    session.run(f"COPY INTO '{url}/out/' FROM t {keys} FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE)")
    session.run("CREATE TABLE u (a INT)")
    (loaded,) = session.named(f"COPY INTO u FROM '{url}/out/' {keys} FILE_FORMAT = (TYPE = CSV)")
    assert (loaded["file"], loaded["rows_loaded"]) == (f"{url}/out/data_0_0_0.csv", 2)
    assert session.run("SELECT a FROM u ORDER BY a") == [(1,), (2,)]


def test_what_was_loaded_from_a_url_is_known_by_a_stage(session: LoadingSession, place: tuple[str, str]) -> None:
    url, keys = place
    session.run(f"COPY INTO '{url}/out/' FROM t {keys}")
    session.run("CREATE TABLE u (a INT)")
    session.run(f"COPY INTO u FROM '{url}/' {keys}")
    session.script(f"CREATE STAGE again URL = '{url}/' {keys}", "COPY INTO u FROM @again")
    assert session.run("SELECT COUNT(*) FROM u") == [(2,)]


def test_the_last_part_of_a_url_is_what_files_begin_with(session: LoadingSession, place: tuple[str, str]) -> None:
    url, keys = place
    for name in ("ab", "ac", "b"):
        session.run(f"COPY INTO '{url}/{name}' FROM t {keys} SINGLE = TRUE FILE_FORMAT = (COMPRESSION = NONE)")
    session.run("CREATE TABLE u (a INT)")
    found = session.named(f"COPY INTO u FROM '{url}/a' {keys} FILE_FORMAT = (TYPE = CSV)")
    assert [row["file"] for row in found] == [f"{url}/ab", f"{url}/ac"]


def test_nothing_is_kept_of_a_url(session: LoadingSession, place: tuple[str, str]) -> None:
    url, keys = place
    before = set(session.services.stages.locations())
    session.run(f"COPY INTO '{url}/out/' FROM t {keys}")
    session.run(f"COPY INTO t FROM '{url}/out/' {keys}")
    assert set(session.services.stages.locations()) == before


def test_an_integration_lets_a_url_be_reached(session: LoadingSession, outside: Outside) -> None:
    bucket, name = new_bucket(outside.server), session.session.id
    session.run(
        f"CREATE STORAGE INTEGRATION {name} TYPE = EXTERNAL_STAGE STORAGE_PROVIDER = 'S3' "
        f"STORAGE_AWS_ROLE_ARN = 'arn' ENABLED = TRUE STORAGE_ALLOWED_LOCATIONS = ('s3://{bucket}/in/')"
    )
    session.run(f"COPY INTO 's3://{bucket}/in/' FROM t STORAGE_INTEGRATION = {name}")
    session.run(f"COPY INTO t FROM 's3://{bucket}/in/' STORAGE_INTEGRATION = {name}")
    assert session.run("SELECT COUNT(*) FROM t") == [(4,)]
    refusal = session.failure(f"COPY INTO t FROM 's3://{bucket}/' STORAGE_INTEGRATION = {name}")
    assert "is not allowed by integration" in refusal.message
    session.run(f"DROP INTEGRATION {name}")


@pytest.mark.parametrize("url", ["gcs://bucket/d/", "https://example.com/d/", "file:///etc/", "s3://b/../c/"])
def test_what_the_operator_has_not_allowed_is_refused(session: LoadingSession, url: str) -> None:
    assert session.failure(f"COPY INTO t FROM '{url}'").error.code in {"000002", "001757"}
    assert session.failure(f"COPY INTO '{url}' FROM t").error.code in {"000002", "001757"}


def test_a_stage_has_credentials_of_its_own(session: LoadingSession) -> None:
    session.run("CREATE STAGE files")
    assert session.failure(f"COPY INTO t FROM @files {KEYS}").error.code == "001006"
    assert session.failure(f"COPY INTO @files FROM t {KEYS}").error.code == "001006"
