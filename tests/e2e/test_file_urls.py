"""URLs of staged files: https://docs.snowflake.com/en/user-guide/unstructured-intro."""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing

import pytest

from mockhaus.application.execute_statement import StatementRequest
from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.domain.file_urls import FileGrant, Purpose
from mockhaus.domain.file_urls import presigned_url as signed_by
from tests.support.server import Client, LocalServer, local_server

CONTENT = b"0123456789"


@pytest.fixture(scope="module")
def depot() -> Iterator[LocalServer]:
    """A server with the stage DEPOT.PUBLIC.IMAGES."""
    with local_server() as server:
        with server.client() as client:
            client.run("CREATE DATABASE DEPOT; CREATE STAGE DEPOT.PUBLIC.IMAGES DIRECTORY = (ENABLE = TRUE)")
            for path in ("us/half%20dome.jpg", "%C3%BC.txt"):
                assert client.call("PUT", f"/api/v1/stages/DEPOT/PUBLIC/IMAGES/files/{path}", CONTENT).status == 201
            client.run("ALTER STAGE DEPOT.PUBLIC.IMAGES REFRESH")
        yield server


@pytest.fixture
def client(depot: LocalServer) -> Iterator[Client]:
    with closing(Client(depot.url)) as found:
        yield found


def fetched(url: str, **headers: str) -> tuple[int, bytes]:
    """The status and body of a GET that knows nothing but the URL."""
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - the server of the test
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - as above
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def presigned(client: Client, path: str = "us/half dome.jpg", seconds: int = 60) -> str:
    return str(client.value(f"SELECT GET_PRESIGNED_URL(@DEPOT.PUBLIC.IMAGES, '{path}', {seconds})"))


def test_a_presigned_url_needs_nothing_else(client: Client) -> None:
    assert fetched(presigned(client)) == (200, CONTENT)
    assert fetched(presigned(client), Range="bytes=2-4") == (206, b"234")


def test_it_is_made_for_each_row_of_a_directory_table(client: Client) -> None:
    stage = "@DEPOT.PUBLIC.IMAGES"
    rows = client.rows(f"SELECT relative_path, GET_PRESIGNED_URL({stage}, relative_path) FROM DIRECTORY({stage})")
    assert [path for path, _ in rows] == ["us/half dome.jpg", "ü.txt"]
    assert [fetched(url) for _, url in rows] == [(200, CONTENT), (200, CONTENT)]


def test_a_file_that_is_not_there_has_a_url_that_finds_nothing(client: Client) -> None:
    status, body = fetched(presigned(client, "nowhere.jpg"))
    assert (status, b"<Code>NoSuchKey</Code>" in body) == (404, True)


def test_a_url_ends(client: Client) -> None:
    url = presigned(client, seconds=1)
    client.run("SELECT SYSTEM$WAIT(3)")
    status, body = fetched(url)
    assert (status, b"<Code>AccessDenied</Code>" in body) == (403, True)


def test_a_url_holds_for_a_week_at_most(client: Client) -> None:
    assert fetched(presigned(client, seconds=604_800))[0] == 200
    for seconds in (0, -1, 604_801):
        error = client.fail(f"SELECT GET_PRESIGNED_URL(@DEPOT.PUBLIC.IMAGES, 'a', {seconds})")
        assert error["code"] == "001008"


def test_a_url_that_was_changed_is_none(client: Client, depot: LocalServer) -> None:
    url = presigned(client)
    place, _, name = url.rpartition("/")
    payload, _, signature = place.rpartition("/")[2].partition(".")
    fields = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    fields[3] = "ü.txt"
    other = base64.urlsafe_b64encode(json.dumps(fields).encode()).decode().rstrip("=")
    base = f"{depot.url}/presigned-files"
    for token in (f"{other}.{signature}", payload, f"{payload}.", f"{payload}.{signature}x", "é.é"):
        status, body = fetched(f"{base}/{urllib.parse.quote(token)}/{name}")
        assert (status, b"SignatureDoesNotMatch" in body) == (403, True)


def test_a_key_of_ones_own_signs_nothing(depot: LocalServer) -> None:
    grant = FileGrant(Purpose.PRESIGNED, ("DEPOT", "PUBLIC", "IMAGES"), "x", "ü.txt", "", 2**40)
    assert fetched(signed_by(depot.url, grant, b"guessed"))[0] == 403


@pytest.mark.parametrize(
    "path", ["../../metadata/mockhaus.db", "/etc/passwd", "a/../../b", "us", "C:/x", "us/", "a\\\\b"]
)
def test_a_url_never_leads_out_of_its_stage(client: Client, path: str) -> None:
    status, body = fetched(presigned(client, path))
    assert (status, b"NoSuchKey" in body) == (404, True)


def test_a_stage_of_the_same_name_is_another(client: Client) -> None:
    client.run("CREATE STAGE DEPOT.PUBLIC.PASSING")
    file = "/api/v1/stages/DEPOT/PUBLIC/PASSING/files/a.txt"
    client.call("PUT", file, CONTENT)
    url = str(client.value("SELECT GET_PRESIGNED_URL(@DEPOT.PUBLIC.PASSING, 'a.txt')"))
    assert fetched(url)[0] == 200
    client.run("CREATE OR REPLACE STAGE DEPOT.PUBLIC.PASSING")
    client.call("PUT", file, CONTENT)
    assert fetched(url)[0] == 404


def test_a_file_url_answers(client: Client) -> None:
    stage = "@DEPOT.PUBLIC.IMAGES"
    rows = client.rows(f"SELECT BUILD_STAGE_FILE_URL({stage}, relative_path), file_url FROM DIRECTORY({stage})")
    assert all(built == listed for built, listed in rows)
    assert [fetched(url) for url, _ in rows] == [(200, CONTENT), (200, CONTENT)]
    url = str(rows[0][0])
    for other in (
        url + "x",
        url.replace("IMAGES", "NONE"),
        url.replace("us/", "us/../"),
        f"{url.rpartition('/us/')[0]}/",
    ):
        assert fetched(other)[0] in {400, 404}


def test_a_scoped_url_answers(client: Client) -> None:
    answer = client.query("SELECT BUILD_SCOPED_FILE_URL(@DEPOT.PUBLIC.IMAGES, 'us/half dome.jpg') AS URL").document
    url = answer["data"][0]["URL"]
    assert f"/api/files/{answer['query_id']}/" in url
    assert fetched(url) == (200, CONTENT)
    token = url.rpartition("/")[2]
    assert fetched(f"{url.partition('/api/')[0]}/presigned-files/{token}/half")[0] == 403


def test_a_temporary_stage_has_no_signed_urls(client: Client) -> None:
    session = client.session()
    client.run("CREATE TEMPORARY STAGE DEPOT.PUBLIC.BRIEF", session_id=session)
    error = client.fail("SELECT GET_PRESIGNED_URL(@DEPOT.PUBLIC.BRIEF, 'a')", session_id=session)
    assert error["code"] == "000002"


# Where users must prove who they are


@pytest.fixture(scope="module")
def guarded() -> Iterator[LocalServer]:
    """A server that asks who calls, with a stage of SYSADMIN's, the user ADA with that role, and BEN without."""
    users = """CREATE USER ada PASSWORD = 'ada-1' DEFAULT_ROLE = SYSADMIN; GRANT ROLE SYSADMIN TO USER ada;
        CREATE USER ben PASSWORD = 'ben-1';
        USE ROLE SYSADMIN; CREATE DATABASE DEPOT; CREATE STAGE DEPOT.PUBLIC.IMAGES"""
    with local_server({"auth": {"mode": "password"}}) as server:
        with server.use_cases.execute(StatementRequest(sql=users)) as execution:
            for result in execution:
                result.fetch_all()
        context = SessionRequest(role="SYSADMIN")
        server.use_cases.stages.put("@DEPOT.PUBLIC.IMAGES/a.txt", [CONTENT], context=context)
        yield server


def basic(name: str) -> dict[str, str]:
    """The header by which a user of these tests proves who they are."""
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{name}-1".encode()).decode()}


def url_of(server: LocalServer, function: str) -> str:
    """What a function of the stage answers to ADA."""
    body = json.dumps({"sql": f"SELECT {function}(@DEPOT.PUBLIC.IMAGES, 'a.txt') AS URL"}).encode()
    with server.client() as client:
        answer = client.call("POST", "/api/v1/query", body, **{"Content-Type": "application/json"}, **basic("ada"))
    return str(answer.document["data"][0]["URL"])


def test_a_file_url_is_for_those_who_may_use_the_stage(guarded: LocalServer) -> None:
    url = url_of(guarded, "BUILD_STAGE_FILE_URL")
    assert fetched(url)[0] == 401
    assert fetched(url, **basic("ada")) == (200, CONTENT)
    assert fetched(url, **basic("ben"))[0] in {400, 403, 404}


def test_a_scoped_url_is_for_the_user_whose_query_made_it(guarded: LocalServer) -> None:
    url = url_of(guarded, "BUILD_SCOPED_FILE_URL")
    assert fetched(url)[0] == 401
    assert fetched(url, **basic("ada")) == (200, CONTENT)
    assert fetched(url, **basic("ben"))[0] == 403


def test_a_presigned_url_is_for_everybody(guarded: LocalServer) -> None:
    assert fetched(url_of(guarded, "GET_PRESIGNED_URL")) == (200, CONTENT)


# Where the server is reached


def test_urls_begin_where_clients_reach_the_server() -> None:
    with local_server({"server": {"public_url": "https://snow.example/behind/"}}) as server, server.client() as client:
        client.run("CREATE DATABASE D; CREATE STAGE D.PUBLIC.S")
        url = client.value("SELECT GET_PRESIGNED_URL(@D.PUBLIC.S, 'a/b.txt')")
        assert url.startswith("https://snow.example/behind/presigned-files/")
        assert url.endswith("/b.txt")
        file = client.value("SELECT BUILD_STAGE_FILE_URL(@D.PUBLIC.S, 'a/b.txt')")
        assert file == "https://snow.example/behind/api/files/D/PUBLIC/S/a/b.txt"
