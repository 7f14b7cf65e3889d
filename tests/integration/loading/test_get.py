"""GET, carried out by the command line; and what a driver is told to do for PUT and GET."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockhaus.application.handlers import FAMILIES
from mockhaus.application.outcome import Direction, FileTransfer, Outcome
from mockhaus.application.services import StatementRun
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.results import Row
from mockhaus.ports.client_files import ClientFiles
from mockhaus.translation.parsing import parse
from mockhaus_adapters.client_files_local.files import LocalClientFiles
from tests.support.loading_session import LoadingSession


def outcome(
    session: LoadingSession, text: str, *, files: ClientFiles | None = None, transfers_files: bool = False
) -> Outcome:
    run = StatementRun(
        session=session.session,
        services=session.services,
        query_id="the-query",
        text=text,
        client_files=files,
        transfers_files=transfers_files,
    )
    statement = parse(text, {":1": "@files/in"})
    return FAMILIES[type(statement)].handler(statement, run)


def fetched(session: LoadingSession, text: str) -> list[Row]:
    return outcome(session, text, files=LocalClientFiles()).rows.fetch(100)


def transfer(session: LoadingSession, text: str) -> FileTransfer:
    found = outcome(session, text, transfers_files=True).transfer
    assert found is not None
    return found


@pytest.fixture
def filled(session: LoadingSession) -> LoadingSession:
    session.put("in/a.csv", b"1\n")
    session.put("in/deep/b.csv", b"22\n")
    session.put("out/c.txt", b"")
    return session


def test_get_writes_the_files_of_a_path_under_their_own_names(filled: LoadingSession, tmp_path: Path) -> None:
    rows = fetched(filled, f"GET @files/in 'file://{tmp_path}/'")

    assert rows == [("a.csv", 2, "DOWNLOADED", ""), ("b.csv", 3, "DOWNLOADED", "")]
    assert {place.name: place.read_bytes() for place in tmp_path.iterdir()} == {"a.csv": b"1\n", "b.csv": b"22\n"}


def test_a_pattern_chooses_among_the_files(filled: LoadingSession, tmp_path: Path) -> None:
    rows = fetched(filled, f"GET @files file://{tmp_path} PATTERN = '.*[.]txt' PARALLEL = 4")

    assert rows == [("c.txt", 0, "DOWNLOADED", "")]


def test_where_nothing_is_staged_nothing_is_fetched(filled: LoadingSession, tmp_path: Path) -> None:
    assert fetched(filled, f"GET @files/none file://{tmp_path}") == []


def test_files_of_one_name_are_not_fetched_over_each_other(filled: LoadingSession, tmp_path: Path) -> None:
    filled.put("other/a.csv", b"other")

    with pytest.raises(SnowflakeError) as raised:
        fetched(filled, f"GET @files file://{tmp_path}")

    assert raised.value.error is ErrorCode.LOCAL_STORAGE
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("GET @files 'file:///no/such/folder'", ErrorCode.LOCAL_FOLDER_MISSING),
        ("GET @nowhere 'file:///tmp'", ErrorCode.OBJECT_NOT_FOUND),
        ("GET @%nowhere 'file:///tmp'", ErrorCode.OBJECT_NOT_FOUND),
        ("GET @files 'file:///tmp' PARALLEL = 0", ErrorCode.INVALID_VALUE),
        ("GET @files 'file:///tmp' PATTERN = '('", ErrorCode.INVALID_VALUE),
    ],
)
def test_a_get_that_cannot_be_is_told(filled: LoadingSession, text: str, code: ErrorCode) -> None:
    with pytest.raises(SnowflakeError) as raised:
        fetched(filled, text)

    assert raised.value.error is code


def test_without_a_client_that_carries_it_out_get_is_refused(filled: LoadingSession) -> None:
    with pytest.raises(SnowflakeError) as raised:
        filled.run("GET @files 'file:///tmp'")

    assert raised.value.error is ErrorCode.STATEMENT_UNSUPPORTED


def test_a_driver_is_told_which_files_to_fetch(filled: LoadingSession) -> None:
    found = transfer(filled, "GET @files/in 'file:///tmp/x y/' PARALLEL = 7")

    assert (found.direction, found.local, found.parallel) == (Direction.DOWNLOAD, "file:///tmp/x y/", 7)
    assert found.files == (("in/a.csv", 2), ("in/deep/b.csv", 3))


def test_a_driver_is_told_where_to_put_its_files(filled: LoadingSession) -> None:
    found = transfer(
        filled, "PUT file:///tmp/x.csv @files/in/ auto_compress=false overwrite=true source_compression=gzip parallel=9"
    )

    assert found == FileTransfer(
        direction=Direction.UPLOAD,
        local="file:///tmp/x.csv",
        location=found.location,
        path="in",
        target="x.csv",
        auto_compress=False,
        overwrite=True,
        source_compression="GZIP",
        parallel=9,
    )


@pytest.mark.parametrize(
    ("text", "target", "compresses"),
    [
        ("PUT file:///tmp/x.csv @files", "x.csv", True),
        ("PUT 'file://C:\\\\temp\\\\x y.csv' @files", "x y.csv", True),
        ("PUT file:///tmp/x.csv @files auto_compress=false", "x.csv", False),
        ("PUT file:///tmp/x.csv @files source_compression=zstd", "x.csv", False),
        ("PUT file://x.csv.gz ?", "x.csv.gz", False),
        ("PUT file:///tmp/x.parquet @files", "x.parquet", False),
        ("PUT file:///tmp/x.csv.gz @files source_compression=none", "x.csv.gz", True),
        ("PUT file:///tmp/*.csv @files", "", True),
        ("PUT file:///tmp/x?.csv @files", "", True),
        ("PUT file://undefined @files auto_compress=false", "undefined", False),
        ("PUT file://undefined'@SYSTEM$BIND/1' auto_compress=false", "the-query", False),
    ],
)
def test_a_driver_is_told_the_name_on_the_stage(
    filled: LoadingSession, text: str, target: str, *, compresses: bool
) -> None:
    filled.run("CREATE OR REPLACE TEMPORARY STAGE SYSTEM$BIND")

    found = transfer(filled, text)

    assert (found.target, found.compresses) == (target, compresses)


def test_a_driver_is_told_at_once_what_it_may_not_do(filled: LoadingSession) -> None:
    with pytest.raises(SnowflakeError) as raised:
        transfer(filled, "PUT file:///tmp/x @nowhere")

    assert raised.value.error is ErrorCode.OBJECT_NOT_FOUND
