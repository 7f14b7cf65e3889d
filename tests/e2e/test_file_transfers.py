"""PUT and GET by the drivers' protocol: the answers that tell a driver what to copy, and the copying over sockets."""

from __future__ import annotations

import gzip
import http.client
import json
import socket
import time
import urllib.parse
from collections.abc import Iterable
from typing import Any

import pytest

from tests.support.server import Answer, Client, LocalServer

STAGE = "TRANSFERS.PUBLIC.ST"


class Driver:
    """What a driver does for PUT and GET, request by request."""

    def __init__(self, client: Client, server: LocalServer) -> None:
        self._client = client
        self._place = urllib.parse.urlsplit(server.url)
        document = {"data": {"LOGIN_NAME": "u", "PASSWORD": "p", "ACCOUNT_NAME": "a"}}
        self._token = client.post("/session/v1/login-request", document).document["data"]["token"]
        self._requests = 0

    def run(self, sql: str, **headers: str) -> dict[str, Any]:
        self._requests += 1
        path = f"/queries/v1/query-request?requestId=transfer-{id(self)}-{self._requests}"
        body = json.dumps({"sqlText": sql}).encode()
        found = self._client.call("POST", path, body, Authorization=f'Snowflake Token="{self._token}"', **headers)
        return found.document

    def data(self, sql: str, **headers: str) -> dict[str, Any]:
        found = self.run(sql, **headers)
        assert found["success"] is True, found
        data: dict[str, Any] = found["data"]
        return data

    def upload_url(self, name: str = "a.csv") -> str:
        url: str = self.data(f"PUT file:///tmp/{name} @{STAGE} AUTO_COMPRESS=FALSE")["stageInfo"]["presignedUrl"]
        return url

    def call(self, method: str, url: str, body: bytes | Iterable[bytes] | None = None) -> Answer:
        parts = urllib.parse.urlsplit(url)
        assert parts.netloc == self._place.netloc
        connection = http.client.HTTPConnection(parts.netloc, timeout=30)
        try:
            connection.request(method, f"{parts.path}?{parts.query}", body)
            answer = connection.getresponse()
            return Answer(answer.status, answer.getheader("Content-Type", ""), answer.read())
        finally:
            connection.close()

    def broken_put(self, url: str, beginning: str) -> None:
        """Send the beginning of a request, and leave."""
        parts = urllib.parse.urlsplit(url)
        with socket.create_connection((str(parts.hostname), int(parts.port or 0)), timeout=30) as connection:
            line = f"PUT {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
            connection.sendall((line + beginning).encode())

    def listed(self) -> list[str]:
        return [row[0] for row in self.data(f"LIST @{STAGE}")["rowset"]]


@pytest.fixture
def driver(client: Client, server: LocalServer) -> Driver:
    client.run(f"CREATE DATABASE IF NOT EXISTS TRANSFERS; CREATE OR REPLACE STAGE {STAGE}")
    return Driver(client, server)


def test_the_answer_to_put_has_what_drivers_need(driver: Driver, server: LocalServer) -> None:
    data = driver.data(f"PUT 'file:///data/x y/a.csv' @{STAGE}/in PARALLEL=3 OVERWRITE=TRUE SOURCE_COMPRESSION=GZIP")

    assert data["command"] == "UPLOAD"
    assert data["src_locations"] == ["/data/x y/a.csv"]
    assert (data["parallel"], data["overwrite"], data["autoCompress"]) == (3, True, True)
    assert data["sourceCompression"] == "gzip"
    assert data["encryptionMaterial"] is None
    assert data["stageInfo"] == data["uploadInfo"]
    assert data["stageInfo"]["locationType"] == "GCS"
    assert data["stageInfo"]["creds"] == {}
    assert data["stageInfo"]["isClientSideEncrypted"] is False
    assert data["stageInfo"]["endPoint"] == server.url.removeprefix("http://")


def test_the_answer_to_get_has_what_drivers_need(driver: Driver) -> None:
    assert driver.call("PUT", driver.upload_url(), b"1\n").status == 200

    data = driver.data(f"GET @{STAGE} file:///data/out/")

    assert data["command"] == "DOWNLOAD"
    assert data["src_locations"] == ["a.csv"]
    assert data["localLocation"] == "/data/out/"
    assert data["encryptionMaterial"] == []
    (url,) = data["presignedUrls"]
    assert driver.call("GET", url).body == b"1\n"


def test_the_files_of_a_pattern_are_asked_for_one_by_one(driver: Driver) -> None:
    pattern = driver.data(f"PUT file:///data/*.csv @{STAGE}/in PARALLEL=8")
    url = pattern["stageInfo"]["presignedUrl"]

    assert pattern["parallel"] == 1
    assert [driver.call(method, url, b"1").status for method in ("HEAD", "PUT")] == [400, 400]

    for name in ("a b.csv.gz", "it's.csv.gz"):
        own = driver.data(f"PUT file://{name} @{STAGE}/in PARALLEL=8")["stageInfo"]["presignedUrl"]
        assert [driver.call("PUT", own, name.encode()).status for _ in range(2)] == [200, 400]
    assert driver.listed() == ["st/in/a b.csv.gz", "st/in/it's.csv.gz"]


def test_a_file_that_the_driver_compresses_without_asking_again_is_named_so(driver: Driver) -> None:
    url = driver.data(f"PUT file:///data/a.csv @{STAGE}")["stageInfo"]["presignedUrl"]

    assert driver.call("PUT", url, gzip.compress(b"1\n")).status == 200
    assert driver.listed() == ["st/a.csv.gz"]


def test_a_get_of_nothing_names_no_files(driver: Driver) -> None:
    data = driver.data(f"GET @{STAGE}/none file:///data/out/")

    assert (data["src_locations"], data["presignedUrls"]) == ([], [])


def test_urls_lead_to_where_the_client_reached_the_server(driver: Driver, server: LocalServer) -> None:
    port = urllib.parse.urlsplit(server.url).port
    sql = f"PUT file:///tmp/a @{STAGE}"

    assert driver.upload_url().startswith(f"{server.url}/")
    named = driver.data(sql, Host=f"localhost:{port}")["stageInfo"]["presignedUrl"]
    assert named.startswith(f"http://localhost:{port}/")


def test_a_stage_that_is_not_there_is_told_as_sql(driver: Driver) -> None:
    found = driver.run("PUT file:///tmp/a @TRANSFERS.PUBLIC.NOWHERE")

    assert (found["success"], found["code"], found["data"]["sqlState"]) == (False, "002003", "42S02")


def test_a_body_in_chunks_is_taken(driver: Driver) -> None:
    assert driver.call("PUT", driver.upload_url(), iter([b"1\n", b"2\n"])).status == 200
    (url,) = driver.data(f"GET @{STAGE} file:///tmp")["presignedUrls"]

    assert driver.call("GET", url).body == b"1\n2\n"


@pytest.mark.parametrize(
    "beginning",
    [
        "Content-Length: 100\r\n\r\n12345",
        "Transfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n",
        "Transfer-Encoding: chunked\r\n\r\n5\r\n123",
        "Transfer-Encoding: chunked\r\n\r\nnonsense\r\n",
        "Content-Length: 100\r\n\r\n",
    ],
)
def test_a_file_that_did_not_arrive_whole_is_not_stored(driver: Driver, beginning: str) -> None:
    url = driver.upload_url()

    driver.broken_put(url, beginning)
    time.sleep(0.3)

    assert driver.listed() == []
    assert driver.call("PUT", url, b"whole").status == 200
    assert driver.listed() == ["st/a.csv"]


def test_no_session_is_needed_but_a_url_is(driver: Driver) -> None:
    url = driver.upload_url()

    assert driver.call("PUT", url.replace("/a.csv", "/b.csv"), b"1").status == 403
    assert driver.call("PUT", url[: url.index(".", url.index("/stage-files/"))] + ".x/a.csv", b"1").status == 403
    assert driver.listed() == []


def test_a_drivers_put_in_rest_is_refused_by_name(client: Client, driver: Driver) -> None:
    for sql in (f"PUT file:///etc/hostname @{STAGE}", f"GET @{STAGE} file:///tmp"):
        error = client.fail(sql)
        assert (error["code"], sql[:3] in error["message"]) == ("000002", True)
