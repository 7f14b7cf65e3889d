"""Staged files that are larger than they look: each ends with an error of its own, and the process goes on."""

from __future__ import annotations

import gzip
import tracemalloc
from dataclasses import replace

import pytest

from mockhaus.application.file_limits import FileLimits
from mockhaus.application.services import Services
from mockhaus.ports.engine import Engine
from tests.support.loading_session import LoadingSession

MEBIBYTE = 1 << 20


@pytest.fixture
def strict(account: tuple[Engine, Services], session: LoadingSession) -> LoadingSession:
    """The session, with room for little."""
    limits = FileLimits(read_bytes=4 * MEBIBYTE, unpacked_bytes=8 * MEBIBYTE)
    session.services = replace(account[1], file_limits=limits)
    session.run("CREATE TABLE t (a VARCHAR)")
    session.run("INSERT INTO t VALUES ('before')")
    return session


def count(session: LoadingSession) -> object:
    return session.run("SELECT COUNT(*) FROM t")[0][0]


@pytest.mark.parametrize("kind", ["CSV", "JSON STRIP_OUTER_ARRAY = TRUE", "CSV SKIP_BLANK_LINES = TRUE", "XML"])
def test_a_zip_bomb_ends_the_statement(strict: LoadingSession, kind: str) -> None:
    strict.run("CREATE OR REPLACE TABLE t (a VARIANT)")
    strict.put("bomb.gz", gzip.compress(b"1\n" * (16 * MEBIBYTE)))
    error = strict.failure(f"COPY INTO t FROM @files FILE_FORMAT = (TYPE = {kind})")
    assert error.error.code in {"100132", "100078"}
    assert count(strict) == 0


def test_a_zip_bomb_is_skipped_where_errors_are(strict: LoadingSession) -> None:
    strict.put("a.csv", "good\n")
    strict.put("bomb.csv.gz", gzip.compress(b"1\n" * (16 * MEBIBYTE)))
    found = strict.run("COPY INTO t FROM @files FILE_FORMAT = (TYPE = CSV) ON_ERROR = CONTINUE")
    assert [row[:2] for row in found] == [("files/a.csv", "LOADED"), ("files/bomb.csv.gz", "LOAD_FAILED")]
    assert count(strict) == 2


def test_a_truncated_archive_loads_nothing(strict: LoadingSession) -> None:
    packed = gzip.compress(b"".join(b"row %d\n" % number for number in range(100_000)))
    strict.put("a.csv.gz", packed[: len(packed) // 2])
    assert strict.failure("COPY INTO t FROM @files FILE_FORMAT = (TYPE = CSV)").error.code == "100132"
    assert count(strict) == 1
    found = strict.run("COPY INTO t FROM @files FILE_FORMAT = (TYPE = CSV) ON_ERROR = CONTINUE")
    assert [row[1] for row in found] == ["LOAD_FAILED"]
    assert count(strict) == 1


def test_text_that_only_python_can_read_is_read_up_to_a_size(strict: LoadingSession) -> None:
    strict.put("a.csv", "a\\\\b\n" * MEBIBYTE)
    error = strict.failure("COPY INTO t FROM @files FILE_FORMAT = (TYPE = CSV)")
    assert "more than 4194304 bytes" in error.message
    assert count(strict) == 1


def test_a_line_longer_than_any_value_is_an_error_before_it_is_read(session: LoadingSession) -> None:
    session.run("CREATE TABLE t (a VARCHAR)")
    session.put("a.csv.gz", gzip.compress(b"x" * (300 * MEBIBYTE), 1))
    tracemalloc.start()
    error = session.failure("COPY INTO t FROM @files FILE_FORMAT = (TYPE = CSV)")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "a line of more than" in error.message
    assert most < 200 * MEBIBYTE
    assert session.run("SELECT COUNT(*) FROM t") == [(0,)]
