"""COPY FILES: https://docs.snowflake.com/en/sql-reference/sql/copy-files."""

from __future__ import annotations

import pytest

from tests.support.loading_session import LoadingSession


@pytest.fixture
def source(session: LoadingSession) -> LoadingSession:
    session.script("CREATE STAGE target")
    for path in ("a.csv", "d/b.csv", "d/e/c.txt"):
        session.put(path, path)
    return session


def listed(session: LoadingSession) -> list[object]:
    return [row["name"] for row in session.named("LIST @target")]


def test_all_files_are_copied_with_their_folders(source: LoadingSession) -> None:
    assert source.named("COPY FILES INTO @target FROM @files") == [
        {"file": "a.csv"},
        {"file": "d/b.csv"},
        {"file": "d/e/c.txt"},
    ]
    assert listed(source) == ["target/a.csv", "target/d/b.csv", "target/d/e/c.txt"]


def test_a_folder_is_copied_into_a_folder(source: LoadingSession) -> None:
    assert source.named("COPY FILES INTO @target/x/ FROM @files/d/ DETAILED_OUTPUT = FALSE") == [
        {"numOfFilesCopied": 2}
    ]
    assert listed(source) == ["target/x/b.csv", "target/x/e/c.txt"]


def test_names_and_patterns_choose_files(source: LoadingSession) -> None:
    source.run("COPY FILES INTO @target/named FROM @files/d/ FILES = ('b.csv', 'missing.csv')")
    source.run("COPY FILES INTO @target FROM @files PATTERN = '.*[.]txt'")

    assert listed(source) == ["target/d/e/c.txt", "target/named/b.csv"]


def test_a_query_names_files_and_their_new_names(source: LoadingSession) -> None:
    source.run(
        "COPY FILES INTO @target FROM (SELECT '@files/a.csv', 'new.csv' UNION ALL SELECT '@files/d/b.csv', NULL)"
    )

    assert listed(source) == ["target/d/b.csv", "target/new.csv"]
    assert source.run("SELECT $1 FROM @target/new.csv") == [("a.csv",)]


def test_files_that_are_there_are_replaced(source: LoadingSession) -> None:
    source.run("COPY FILES INTO @target FROM @files")
    source.put("a.csv", "changed")
    source.run("COPY FILES INTO @target FROM @files")

    assert source.run("SELECT $1 FROM @target/a.csv") == [("changed",)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("COPY FILES INTO @~ FROM @files", "000002"),
        ("COPY FILES INTO @target FROM @%t", "000002"),
        ("COPY FILES INTO @target FROM (SELECT '@files/none.csv')", "100016"),
        ("COPY FILES INTO @target FROM (SELECT '@files/a.csv', '../x')", "001757"),
        ("COPY FILES INTO @target FROM (SELECT 1, 2, 3)", "002079"),
        ("COPY FILES INTO @target FROM @files OVERWRITE = TRUE", "001006"),
        ("COPY FILES INTO @nowhere FROM @files", "002003"),
    ],
)
def test_what_cannot_be_copied_is_told_and_leaves_nothing(source: LoadingSession, text: str, code: str) -> None:
    assert source.failure(text).error.code == code
    assert listed(source) == []
