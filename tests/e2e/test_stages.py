"""Files on stages over HTTP, and what keeps a path inside its stage."""

from __future__ import annotations

import gzip
import hashlib
import urllib.parse
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.server import Client, local_server

FILES = "/api/v1/stages/DEPOT/PUBLIC/LANDING/files"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the server of these tests, in an otherwise empty folder."""
    return tmp_path_factory.mktemp("outside") / "data"


@pytest.fixture(scope="module")
def depot(folder: Path) -> Iterator[str]:
    """The URL of a server with a stage DEPOT.PUBLIC.LANDING."""
    with local_server({"data_dir": folder}) as server:
        with server.client() as client:
            client.run("CREATE DATABASE DEPOT; CREATE STAGE DEPOT.PUBLIC.LANDING")
        yield server.url


@pytest.fixture
def client(depot: str) -> Iterator[Client]:
    """A connection with an empty stage."""
    with closing(Client(depot)) as found:
        yield found
        for path in listed(found):
            found.call("DELETE", f"{FILES}/{urllib.parse.quote(path)}")


def listed(client: Client, **parameters: object) -> list[str]:
    """The paths on the stage."""
    return [file["path"] for file in client.get(FILES, **parameters).document["data"]]


def test_an_uploaded_file_can_be_downloaded(client: Client) -> None:
    content = bytes(range(256)) * 40_000
    stored = client.call("PUT", f"{FILES}/in/some%20folder/data.bin", content)
    assert stored.status == 201
    assert stored.document["file"]["path"] == "in/some folder/data.bin"
    assert stored.document["file"]["size"] == len(content)
    assert stored.document["file"]["md5"] == hashlib.md5(content).hexdigest()  # noqa: S324 - what a stage shows
    found = client.get(f"{FILES}/in/some%20folder/data.bin")
    assert (found.status, found.media_type) == (200, "application/octet-stream")
    assert found.body == content


@pytest.mark.parametrize("path", ["%FF", "%F0%9F", "in/%C3%28.csv"])
def test_a_path_that_is_no_text_is_refused(client: Client, path: str) -> None:
    answer = client.call("PUT", f"{FILES}/{path}", b"1")
    assert (answer.status, answer.error["message"]) == (400, "the path is not UTF-8")
    assert client.call("PUT", f"{FILES}/%EF%BF%BD", b"1").status == 201


def test_files_are_listed_by_path_and_prefix(client: Client) -> None:
    for path in ("b.csv", "a/2.csv", "a/1.csv"):
        client.call("PUT", f"{FILES}/{path}", b"1")
    assert listed(client) == ["a/1.csv", "a/2.csv", "b.csv"]
    assert listed(client, prefix="a/") == ["a/1.csv", "a/2.csv"]
    assert listed(client, prefix="c") == []


def test_a_file_is_replaced_unless_that_is_forbidden(client: Client) -> None:
    client.call("PUT", f"{FILES}/f", b"first")
    kept = client.call("PUT", f"{FILES}/f?overwrite=false", b"second")
    assert (kept.status, kept.document["skipped"], kept.document["file"]) == (200, True, None)
    assert client.get(f"{FILES}/f").body == b"first"
    client.call("PUT", f"{FILES}/f", b"third")
    assert client.get(f"{FILES}/f").body == b"third"


def test_a_file_is_compressed_on_request(client: Client) -> None:
    stored = client.call("PUT", f"{FILES}/rows.csv?compress=true", b"1,2\n")
    assert stored.document["file"]["path"] == "rows.csv.gz"
    assert gzip.decompress(client.get(f"{FILES}/rows.csv.gz").body) == b"1,2\n"


def test_a_removed_file_is_gone(client: Client) -> None:
    client.call("PUT", f"{FILES}/f", b"1")
    assert client.call("DELETE", f"{FILES}/f").status == 200
    assert client.get(f"{FILES}/f").status == 404
    again = client.call("DELETE", f"{FILES}/f")
    assert (again.status, again.error["code"]) == (404, "100016")


def test_an_uploaded_file_is_loaded_by_copy(client: Client) -> None:
    client.call("PUT", f"{FILES}/people.csv", b"id,name\n1,Ada\n2,Lin\n")
    client.run("CREATE OR REPLACE TABLE DEPOT.PUBLIC.PEOPLE (ID INT, NAME VARCHAR(10))")
    loaded = client.run(
        "COPY INTO PEOPLE FROM @LANDING/people.csv FILE_FORMAT = (TYPE = CSV SKIP_HEADER = 1)", database="DEPOT"
    )
    assert loaded["data"][0]["status"] == "LOADED"
    assert client.rows("SELECT * FROM DEPOT.PUBLIC.PEOPLE ORDER BY 1") == [[1, "Ada"], [2, "Lin"]]


@pytest.mark.parametrize("place", ["NOWHERE/PUBLIC/LANDING", "DEPOT/NOWHERE/LANDING", "DEPOT/PUBLIC/NOWHERE"])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_stage_that_is_not_there_is_an_error(client: Client, place: str, method: str) -> None:
    answer = client.call(method, f"/api/v1/stages/{place}/files/f", b"1" if method == "PUT" else None)
    assert answer.status == 404
    assert answer.error["code"] == "002003"


@pytest.mark.parametrize(
    "path",
    [
        "../escape",
        "..",
        "%2e%2e/escape",
        "a/../../escape",
        "a/%2e%2e/%2e%2e/escape",
        "..%2fescape",
        "..%2f..%2f..%2f..%2fescape",
        "a%2f..%2f..%2fescape",
        "%2fetc%2fpasswd",
        "/etc/passwd",
        "..%5cescape",
        "f%00.csv",
        "a/./../../escape",
    ],
)
def test_no_path_leaves_the_stage(client: Client, folder: Path, path: str) -> None:
    outside = {item for item in folder.parent.rglob("*") if "stages" not in item.parts}
    stored = client.call("PUT", f"{FILES}/{path}", b"escaped")
    assert stored.status < 500
    assert client.get(f"{FILES}/{path}").body != Path("/etc/passwd").read_bytes()
    client.call("DELETE", f"{FILES}/{path}")
    assert not list(folder.parent.rglob("escape*"))
    assert {item for item in folder.parent.rglob("*") if "stages" not in item.parts} >= outside


def test_an_upload_beyond_the_limit_is_refused_and_leaves_nothing() -> None:
    with local_server({"server": {"max_upload_bytes": 1024}}) as server, server.client() as client:
        client.run("CREATE DATABASE DEPOT; CREATE STAGE DEPOT.PUBLIC.LANDING")
        refused = client.call("PUT", f"{FILES}/large", b"x" * 1025)
        assert (refused.status, refused.error["code"]) == (413, "391900")
        assert client.call("PUT", f"{FILES}/fits", b"x" * 1024).status == 201
        assert listed(client) == ["fits"]
