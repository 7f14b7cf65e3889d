"""PUT, carried out by the command line, and refused where no client carries it out."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from mockhaus.application.execute_statement import StatementRequest
from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.application.use_cases import UseCases
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.results import Row
from mockhaus.ports.client_files import ClientFiles
from mockhaus_adapters.client_files_local.files import LocalClientFiles
from mockhaus_deployments.embedded import embedded
from mockhaus_deployments.settings import load


@pytest.fixture(scope="module")
def use_cases() -> Iterator[UseCases]:
    with embedded(load(flags={})) as found:
        yield found


@pytest.fixture
def session(use_cases: UseCases) -> str:
    session = use_cases.sessions.create(SessionRequest()).session_id
    run(use_cases, session, "CREATE OR REPLACE DATABASE db")
    run(use_cases, session, "CREATE STAGE st")
    return session


def run(use_cases: UseCases, session: str, sql: str, files: ClientFiles | None = None) -> list[Row]:
    with use_cases.execute(StatementRequest(sql=sql, session_id=session, client_files=files)) as execution:
        return [row for result in execution for row in result.fetch_all()]


def test_a_put_file_is_compressed_and_can_be_loaded(use_cases: UseCases, session: str, tmp_path: Path) -> None:
    (tmp_path / "a b.csv").write_bytes(b"1\n2\n")

    rows = run(use_cases, session, f"PUT 'file://{tmp_path}/a b.csv' @st/in", LocalClientFiles())
    run(use_cases, session, "CREATE TABLE t (i INT)")
    run(use_cases, session, "COPY INTO t FROM @st/in")

    assert [(row[0], row[1], row[2], row[4], row[5], row[6]) for row in rows] == [
        ("a b.csv", "a b.csv.gz", 4, "NONE", "GZIP", "UPLOADED")
    ]
    assert run(use_cases, session, "SELECT SUM(i) FROM t") == [(3,)]


def test_a_file_that_is_there_is_skipped_unless_overwritten(use_cases: UseCases, session: str, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(b"1\n")
    put = f"PUT file://{tmp_path}/*.csv @st AUTO_COMPRESS = FALSE"

    statuses = [run(use_cases, session, sql, LocalClientFiles())[0][6] for sql in (put, put, f"{put} OVERWRITE = TRUE")]

    assert statuses == ["UPLOADED", "SKIPPED", "UPLOADED"]


def test_a_compressed_file_is_not_compressed_again(use_cases: UseCases, session: str, tmp_path: Path) -> None:
    (tmp_path / "x.csv.gz").write_bytes(gzip.compress(b"1\n"))

    row = run(use_cases, session, f"PUT file://{tmp_path}/x.csv.gz @st", LocalClientFiles())[0]

    assert (row[1], row[4], row[5]) == ("x.csv.gz", "GZIP", "GZIP")


def test_without_a_client_that_carries_it_out_put_is_refused(use_cases: UseCases, session: str) -> None:
    with pytest.raises(SnowflakeError) as raised:
        run(use_cases, session, "PUT file:///etc/passwd @st")

    assert raised.value.error is ErrorCode.STATEMENT_UNSUPPORTED


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("PUT file:///nowhere/at/all.csv @st", ErrorCode.LOCAL_FILE_MISSING),
        ("PUT file:///etc/hostname @st PARALLEL = 100", ErrorCode.INVALID_VALUE),
        ("PUT file:///etc/hostname @st SOURCE_COMPRESSION = RAR", ErrorCode.INVALID_VALUE),
        ("PUT file:///etc/hostname @st AUTO_COMPRESS = MAYBE", ErrorCode.INVALID_VALUE),
        ("PUT file:///etc/hostname @nowhere", ErrorCode.OBJECT_NOT_FOUND),
    ],
)
def test_a_put_that_cannot_be_is_told(use_cases: UseCases, session: str, sql: str, code: ErrorCode) -> None:
    with pytest.raises(SnowflakeError) as raised:
        run(use_cases, session, sql, LocalClientFiles())

    assert raised.value.error is code
