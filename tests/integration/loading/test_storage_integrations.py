"""Storage integrations: https://docs.snowflake.com/en/sql-reference/sql/create-storage-integration."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path

import pytest

from mockhaus.application.services import Services
from mockhaus.ports.engine import Engine
from mockhaus_adapters.stage_filesystem import FilesystemStageStore
from mockhaus_adapters.stage_object_store import ExternalStageStore
from mockhaus_adapters.stage_object_store.addresses import ExternalOptions
from tests.support.loading_session import LoadingSession
from tests.support.object_storage import Outside, new_bucket

ROLE = "STORAGE_AWS_ROLE_ARN = 'arn:aws:iam::001234567890:role/myrole'"
_numbers = count(1)


@pytest.fixture
def session(external_account: tuple[Engine, Services]) -> Iterator[LoadingSession]:
    """A session of ACCOUNTADMIN in a schema of its own, with a number for names of the account."""
    engine, services = external_account
    number = f"i{next(_numbers)}"
    found = LoadingSession(engine, services, session_id=number, role="ACCOUNTADMIN")
    found.script(f"CREATE SCHEMA db.s_{number}", f"USE SCHEMA db.s_{number}", "CREATE TABLE t (a INT)")
    yield found
    found.run(f"DROP INTEGRATION IF EXISTS {number}")
    found.close()


def create(session: LoadingSession, allowed: str, more: str = "", *, provider: str = f"'S3' {ROLE}") -> str:
    """The name of a new integration."""
    session.run(
        f"CREATE STORAGE INTEGRATION {session.session.id} TYPE = EXTERNAL_STAGE STORAGE_PROVIDER = {provider} "
        f"ENABLED = TRUE STORAGE_ALLOWED_LOCATIONS = ({allowed}) {more}"
    )
    return session.session.id


def described(session: LoadingSession, name: str) -> dict[object, tuple[object, ...]]:
    return {row[0]: row[1:] for row in session.run(f"DESC INTEGRATION {name}")}


def test_it_is_described(session: LoadingSession) -> None:
    name = create(session, "'s3://a/x/', 's3://b/'", "STORAGE_BLOCKED_LOCATIONS = ('s3://a/x/y/') COMMENT = 'c'")
    found = described(session, name)
    assert found["ENABLED"] == ("Boolean", "true", "false")
    assert found["STORAGE_ALLOWED_LOCATIONS"] == ("List", "s3://a/x/,s3://b/", "[]")
    assert found["STORAGE_BLOCKED_LOCATIONS"] == ("List", "s3://a/x/y/", "[]")
    assert found["STORAGE_AWS_ROLE_ARN"] == ("String", "arn:aws:iam::001234567890:role/myrole", "")
    assert str(found["STORAGE_AWS_EXTERNAL_ID"][1])
    assert found["COMMENT"][1] == "c"


def test_it_is_shown(session: LoadingSession) -> None:
    name = create(session, "'*'", "COMMENT = 'c'")
    for kind in ("INTEGRATIONS", "STORAGE INTEGRATIONS"):
        (row,) = session.run(f"SHOW {kind} LIKE '{name}'")
        assert row[:5] == (name.upper(), "EXTERNAL_STAGE", "STORAGE", "true", "c")


def test_it_is_altered_and_dropped(session: LoadingSession) -> None:
    name = create(session, "'s3://a/'", "STORAGE_BLOCKED_LOCATIONS = ('s3://a/b/')")
    session.run(f"ALTER STORAGE INTEGRATION {name} SET ENABLED = FALSE STORAGE_ALLOWED_LOCATIONS = ('s3://c/')")
    found = described(session, name)
    assert (found["ENABLED"][1], found["STORAGE_ALLOWED_LOCATIONS"][1]) == ("false", "s3://c/")
    session.run(f"ALTER INTEGRATION {name} UNSET ENABLED, STORAGE_BLOCKED_LOCATIONS")
    found = described(session, name)
    assert (found["ENABLED"][1], found["STORAGE_BLOCKED_LOCATIONS"][1]) == ("true", "")
    session.run(f"DROP STORAGE INTEGRATION {name}")
    assert session.failure(f"DESC INTEGRATION {name}").error.code == "002003"
    session.run(f"DROP INTEGRATION IF EXISTS {name}")


@pytest.mark.parametrize(
    "text",
    [
        "TYPE = EXTERNAL_STAGE ENABLED = TRUE STORAGE_ALLOWED_LOCATIONS = ('*')",
        "TYPE = EXTERNAL_STAGE STORAGE_PROVIDER = 'S3' ENABLED = TRUE STORAGE_ALLOWED_LOCATIONS = ('*')",
        f"TYPE = EXTERNAL_STAGE STORAGE_PROVIDER = 'S3' {ROLE} ENABLED = TRUE",
        "TYPE = EXTERNAL_STAGE STORAGE_PROVIDER = 'AZURE' ENABLED = TRUE STORAGE_ALLOWED_LOCATIONS = ('*')",
    ],
)
def test_what_is_required_must_be_there(session: LoadingSession, text: str) -> None:
    assert session.failure(f"CREATE STORAGE INTEGRATION {session.session.id} {text}").error.code == "002079"


def test_only_accountadmin_creates_one(external_account: tuple[Engine, Services]) -> None:
    other = LoadingSession(*external_account, session_id="other", role="SYSADMIN")
    text = f"CREATE STORAGE INTEGRATION o TYPE = EXTERNAL_STAGE STORAGE_PROVIDER = 'S3' {ROLE} ENABLED = TRUE"
    assert other.failure(f"{text} STORAGE_ALLOWED_LOCATIONS = ('*')").error.code == "003001"
    other.close()


def test_a_stage_is_loaded_and_unloaded_by_it(session: LoadingSession, outside: Outside) -> None:
    bucket = new_bucket(outside.server)
    name = create(session, f"'s3://{bucket}/in/'")
    session.run(f"CREATE STAGE files URL = 's3://{bucket}/in/deep/' STORAGE_INTEGRATION = {name}")
    session.script(
        "INSERT INTO t VALUES (1), (2)", "COPY INTO @files FROM t", "TRUNCATE TABLE t", "COPY INTO t FROM @files"
    )
    assert session.run("SELECT COUNT(*) FROM t") == [(2,)]
    (shown,) = session.named(f"SHOW STAGES LIKE 'files' IN SCHEMA db.s_{name}")
    assert shown["storage_integration"] == name.upper()
    assert "STORAGE_INTEGRATION = " in str(session.run("SELECT GET_DDL('STAGE', 'files')"))


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("s3://bucket/in/open/", True),
        ("s3://bucket/in/deeper", True),
        ("s3://bucket/input/", False),
        ("s3://bucket/", False),
        ("s3://bucket/in/secret/x/", False),
        ("gcs://bucket/in/", False),
    ],
)
def test_only_allowed_locations_may_be_named(session: LoadingSession, url: str, allowed: bool) -> None:  # noqa: FBT001
    name = create(session, "'s3://bucket/in/'", "STORAGE_BLOCKED_LOCATIONS = ('s3://bucket/in/secret/')")
    text = f"CREATE STAGE files URL = '{url}' STORAGE_INTEGRATION = {name}"
    if allowed:
        session.run(text)
    else:
        assert "is not allowed by integration" in session.failure(text).message


def test_one_that_is_disabled_or_gone_lets_nobody_through(session: LoadingSession, outside: Outside) -> None:
    bucket = new_bucket(outside.server)
    name = create(session, "'*'")
    session.script(f"CREATE STAGE files URL = 's3://{bucket}/' STORAGE_INTEGRATION = {name}", "LIST @files")
    session.run(f"ALTER STORAGE INTEGRATION {name} SET ENABLED = FALSE")
    assert "is not enabled" in session.failure("LIST @files").message
    assert "is not enabled" in session.failure(f"CREATE STAGE f URL = 's3://b/' STORAGE_INTEGRATION = {name}").message
    session.run(f"DROP INTEGRATION {name}")
    assert session.failure("LIST @files").error.code == "002003"


def test_internal_stages_have_none(session: LoadingSession) -> None:
    name = create(session, "'*'")
    assert session.failure(f"CREATE STAGE f STORAGE_INTEGRATION = {name}").error.code == "001006"


def test_what_the_operator_has_not_allowed_stays_out_of_reach(session: LoadingSession) -> None:
    name = create(session, "'*'", provider="'GCS'")
    assert session.failure(f"CREATE STAGE f URL = 'gcs://b/' STORAGE_INTEGRATION = {name}").error.code == "000002"


# The keys


@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """A server that knows no bucket, and the Authorization headers that it was sent."""
    sent: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            sent.append(self.headers.get("Authorization", ""))
            self.send_response(404)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", sent
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_operators_keys_go_with_integrations_alone(
    external_account: tuple[Engine, Services], session: LoadingSession, tmp_path: Path
) -> None:
    name = create(session, "'*'")
    with listening() as (url, sent):
        options = ExternalOptions(("s3://",), (), url, (("AWS_KEY_ID", "THE-KEY"), ("AWS_SECRET_KEY", "secret")))
        stages = ExternalStageStore(FilesystemStageStore(tmp_path), options)
        session.services = replace(external_account[1], stages=stages, external=stages)
        session.script(
            f"CREATE STAGE by_integration URL = 's3://bucket/' STORAGE_INTEGRATION = {name}",
            "CREATE STAGE public URL = 's3://bucket/'",
        )
        for stage in ("by_integration", "public"):
            session.failure(f"LIST @{stage}")
    assert ["Credential=THE-KEY/" in header for header in sent] == [True, False]


@pytest.mark.parametrize("encryption", ["TYPE = 'AWS_SSE_S3'", "TYPE = 'AWS_SSE_KMS' KMS_KEY_ID = 'the-key'"])
def test_encryption_by_the_store_is_kept_and_asked_for(
    session: LoadingSession, outside: Outside, encryption: str
) -> None:
    bucket = new_bucket(outside.server)
    keys = "CREDENTIALS = (AWS_KEY_ID = 'k' AWS_SECRET_KEY = 's')"
    session.run(f"CREATE STAGE files URL = 's3://{bucket}/' {keys} ENCRYPTION = ({encryption})")
    session.script("INSERT INTO t VALUES (1)", "COPY INTO @files/a FROM t", "COPY INTO t FROM @files FORCE = TRUE")
    assert session.run("SELECT COUNT(*) FROM t") == [(2,)]
    told = {row[1]: row[3] for row in session.run("DESC STAGE files") if row[0] == "STAGE_ENCRYPTION"}
    assert str(told["TYPE"]) in encryption
    assert told.get("KMS_KEY_ID", "the-key") == "the-key"


@pytest.mark.parametrize("url", ["s3://bucket//secret/x/", "s3://bucket/", "s3://bucket"])
def test_no_stage_reaches_round_a_blocked_location(session: LoadingSession, url: str) -> None:
    name = create(session, "'s3://bucket/'", "STORAGE_BLOCKED_LOCATIONS = ('s3://bucket/secret/')")
    assert session.failure(f"CREATE STAGE round_it URL = '{url}' STORAGE_INTEGRATION = {name}").message
    session.run(f"CREATE STAGE beside_it URL = 's3://bucket/open/' STORAGE_INTEGRATION = {name}")
