"""FILE values over HTTP: https://docs.snowflake.com/en/sql-reference/functions/to_file."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.support.server import Client, LocalServer, local_server

STAGE = "@DEPOT.PUBLIC.IMAGES"


@pytest.fixture(scope="module")
def depot() -> Iterator[LocalServer]:
    """A server with a file on the stage DEPOT.PUBLIC.IMAGES."""
    with local_server() as server:
        with server.client() as client:
            client.run("CREATE DATABASE DEPOT; CREATE STAGE DEPOT.PUBLIC.IMAGES DIRECTORY = (ENABLE = TRUE)")
            assert (
                client.call("PUT", "/api/v1/stages/DEPOT/PUBLIC/IMAGES/files/us/dome.jpg", b"0123456789").status == 201
            )
            client.run("ALTER STAGE DEPOT.PUBLIC.IMAGES REFRESH")
        yield server


@pytest.fixture
def client(depot: LocalServer) -> Iterator[Client]:
    with depot.client() as found:
        yield found


def file_of(client: Client, expression: str) -> dict[str, object]:
    found = client.value(f"SELECT {expression}")
    document: dict[str, object] = json.loads(found) if isinstance(found, str) else found
    return document


def test_a_file_of_a_stage_and_a_path_tells_what_it_is(client: Client) -> None:
    found = file_of(client, f"TO_FILE('{STAGE}', 'us/dome.jpg')")
    assert (found["CONTENT_TYPE"], found["SIZE"], found["STAGE"]) == ("image/jpeg", 10, STAGE)
    assert set(found) == {"CONTENT_TYPE", "ETAG", "LAST_MODIFIED", "RELATIVE_PATH", "SIZE", "STAGE"}


def test_a_file_of_a_url_tells_the_url_besides(client: Client) -> None:
    found = file_of(client, f"TO_FILE(BUILD_STAGE_FILE_URL({STAGE}, 'us/dome.jpg'))")
    assert str(found["STAGE_FILE_URL"]).endswith("/api/files/DEPOT/PUBLIC/IMAGES/us/dome.jpg")
    assert client.value(f"SELECT FL_GET_STAGE_FILE_URL(TO_FILE(file_url)) = file_url FROM DIRECTORY({STAGE})") is True


def test_a_file_of_a_scoped_url_does_not_tell_where_it_is(client: Client) -> None:
    found = file_of(client, f"TO_FILE(BUILD_SCOPED_FILE_URL({STAGE}, 'us/dome.jpg'))")
    assert set(found) == {"CONTENT_TYPE", "ETAG", "LAST_MODIFIED", "SCOPED_FILE_URL", "SIZE"}
    assert found["SIZE"] == 10


def test_a_scoped_url_of_a_file_that_is_not_there_finds_none(client: Client) -> None:
    assert client.value(f"SELECT TRY_TO_FILE(BUILD_SCOPED_FILE_URL({STAGE}, 'nowhere.jpg'))") is None


def test_files_are_stored_and_come_back(client: Client) -> None:
    client.run("CREATE OR REPLACE TABLE DEPOT.PUBLIC.PICTURES (f FILE)")
    client.run(f"INSERT INTO DEPOT.PUBLIC.PICTURES SELECT TO_FILE(file_url) FROM DIRECTORY({STAGE})")
    assert client.rows("SELECT FL_GET_RELATIVE_PATH(f), FL_IS_IMAGE(f) FROM DEPOT.PUBLIC.PICTURES") == [
        ["us/dome.jpg", True]
    ]
