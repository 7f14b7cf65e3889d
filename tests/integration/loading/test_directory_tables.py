"""Directory tables: https://docs.snowflake.com/en/user-guide/data-load-dirtables."""

from __future__ import annotations

import hashlib

import pytest

from tests.support.loading_session import LoadingSession


@pytest.fixture
def stage(session: LoadingSession) -> LoadingSession:
    session.script("ALTER STAGE files SET DIRECTORY = (ENABLE = TRUE)")
    session.put("a.csv", "1\n")
    session.put("d/b.csv", "22\n")
    return session


def test_files_are_there_once_they_were_refreshed(stage: LoadingSession) -> None:
    assert stage.run("SELECT * FROM DIRECTORY(@files)") == []
    assert stage.run("ALTER STAGE files REFRESH") == [
        ("a.csv", "REGISTERED_NEW", "File registered successfully."),
        ("d/b.csv", "REGISTERED_NEW", "File registered successfully."),
    ]

    rows = stage.named(
        "SELECT relative_path, size, md5, last_modified IS NOT NULL AS l, file_url FROM DIRECTORY(@files)"
    )
    assert [(row["RELATIVE_PATH"], row["SIZE"], row["L"]) for row in rows] == [("a.csv", 2, True), ("d/b.csv", 3, True)]
    assert rows[0]["MD5"] == hashlib.md5(b"1\n").hexdigest()  # noqa: S324 - what Snowflake shows
    assert str(rows[1]["FILE_URL"]).endswith("/FILES/d/b.csv")


def test_a_refresh_tells_what_changed_below_a_path(stage: LoadingSession) -> None:
    stage.run("ALTER STAGE files REFRESH")
    stage.put("a.csv", "changed\n")
    stage.run("REMOVE @files/d/")

    assert [row[:2] for row in stage.run("ALTER STAGE files REFRESH SUBPATH = 'd/'")] == [("d/b.csv", "UNREGISTERED")]
    assert stage.run("SELECT relative_path, size FROM DIRECTORY(@files)") == [("a.csv", 2)]
    assert [row[:2] for row in stage.run("ALTER STAGE files REFRESH")] == [("a.csv", "REGISTERED_UPDATE")]
    assert stage.run("ALTER STAGE files REFRESH") == []


def test_a_directory_is_a_table_like_others(stage: LoadingSession) -> None:
    stage.script("ALTER STAGE files REFRESH", "CREATE VIEW v AS SELECT d.relative_path AS p FROM DIRECTORY(@files) d")

    assert stage.run("SELECT COUNT(*) FROM v JOIN DIRECTORY(@files) f ON f.relative_path = v.p") == [(2,)]


def test_a_stage_without_a_directory_has_no_such_table(session: LoadingSession) -> None:
    assert session.failure("SELECT * FROM DIRECTORY(@files)").error.code == "002079"
    assert session.failure("ALTER STAGE files REFRESH").error.code == "002079"
    assert session.failure("SELECT * FROM DIRECTORY(@nowhere)").error.code == "002003"
    assert session.failure("SELECT * FROM DIRECTORY(@~)").error.code == "000002"
