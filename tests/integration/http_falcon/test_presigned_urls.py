"""Staged files by presigned URLs: whoever has one may put or get one file, and nothing else."""

from __future__ import annotations

import base64
import gzip
import hashlib
import itertools
from collections.abc import Iterator
from contextlib import closing

import falcon.asgi
import pytest
from falcon import testing
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockhaus.application.use_cases import UseCases
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus_adapters.http_falcon.errors import on_snowflake_error, on_unexpected_error, serialize_http_error
from mockhaus_adapters.http_falcon.limits import Limits
from mockhaus_adapters.http_falcon.resources.transfers import TransferResource
from mockhaus_adapters.http_falcon.transfers import PREFIX, Grant, Purpose, Signer
from mockhaus_adapters.http_falcon.uploads import WatchedRequest
from mockhaus_adapters.http_falcon.workers import Workers
from mockhaus_deployments.embedded import embedded
from mockhaus_deployments.settings import load

CONTENT = b"0123456789"
_LIMIT = 1_000
_places = itertools.count(1)


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


class Files:
    """A client of presigned URLs, and a location of the store that is its own."""

    def __init__(self, client: testing.TestClient, signer: Signer, clock: Clock, use_cases: UseCases) -> None:
        self._client = client
        self._use_cases = use_cases
        self.signer = signer
        self.clock = clock
        self.location = f"place-{next(_places)}"

    def upload(self, path: str = "in/a.csv") -> str:
        return self.signer.url("", Grant(Purpose.UPLOAD, self.location, path))

    def download(self, path: str = "in/a.csv") -> str:
        return self.signer.url("", Grant(Purpose.DOWNLOAD, self.location, path))

    def call(self, method: str, url: str, body: bytes = b"", **headers: str) -> testing.Result:
        path, _, query = url.partition("?")
        return self._client.simulate_request(
            method,
            path,
            query_string=query,
            body=body,
            headers={name.replace("_", "-"): headers[name] for name in headers},
        )

    def stored(self, path: str = "in/a.csv") -> bytes | None:
        try:
            _, content = self._use_cases.stages.open_at(self.location, path)
        except SnowflakeError as error:
            if error.error is not ErrorCode.FILE_NOT_FOUND:
                raise
            return None
        with content:
            return content.read()


@pytest.fixture(scope="module")
def use_cases() -> Iterator[UseCases]:
    with embedded(load()) as found:
        yield found


@pytest.fixture
def files(use_cases: UseCases) -> Iterator[Files]:
    clock = Clock()
    signer = Signer("secret", now=clock)
    app: falcon.asgi.App[falcon.asgi.Request, falcon.asgi.Response] = falcon.asgi.App(request_type=WatchedRequest)
    app.add_error_handler(Exception, on_unexpected_error)
    app.add_error_handler(SnowflakeError, on_snowflake_error)
    app.set_error_serializer(serialize_http_error)
    with closing(Workers(2)) as workers:
        resource = TransferResource(use_cases, workers, Limits(upload_bytes=_LIMIT), signer)
        app.add_route(f"{PREFIX}/{{token}}/{{name:path}}", resource)
        yield Files(testing.TestClient(app), signer, clock, use_cases)


@pytest.fixture
def filled(files: Files) -> Files:
    assert files.call("PUT", files.upload(), CONTENT).status_code == 200
    return files


@pytest.mark.parametrize("path", ["a.csv", "in/deep/a b.csv", "in/ä%2F#?&.csv", "x" * 240, "中文/文件.csv"])
def test_what_is_put_is_what_is_got(files: Files, path: str) -> None:
    put = files.call("PUT", files.upload(path), CONTENT, Content_Encoding="")
    got = files.call("GET", files.download(path))

    assert (put.status_code, got.status_code, got.content) == (200, 200, CONTENT)
    assert files.stored(path) == CONTENT


def test_the_size_and_digest_of_a_file_are_told(filled: Files) -> None:
    digest = base64.b64encode(hashlib.sha256(CONTENT).digest()).decode()

    for answer in (filled.call("HEAD", filled.upload()), filled.call("GET", filled.download())):
        assert answer.headers["content-length"] == "10"
        assert answer.headers["x-goog-meta-sfc-digest"] == digest
        assert "content-encoding" not in answer.headers


def test_the_digest_follows_the_content(filled: Files) -> None:
    before = filled.call("HEAD", filled.download()).headers["x-goog-meta-sfc-digest"]
    filled.call("PUT", filled.upload(), b"9876543210")

    after = filled.call("HEAD", filled.download()).headers["x-goog-meta-sfc-digest"]

    assert after == base64.b64encode(hashlib.sha256(b"9876543210").digest()).decode() != before


def test_a_file_that_the_client_compressed_gets_the_name_of_one(files: Files) -> None:
    url = files.signer.url("", Grant(Purpose.COMPRESSING_UPLOAD, files.location, "in/a.csv"))
    packed = gzip.compress(CONTENT)

    assert files.call("HEAD", url).status_code == 404
    assert files.call("PUT", url, packed).status_code == 200
    assert (files.stored("in/a.csv.gz"), files.stored("in/a.csv")) == (packed, None)


@pytest.mark.parametrize("content", [b"", b"\x1f", b"PAR1", CONTENT])
def test_a_file_that_the_client_did_not_compress_keeps_its_name(files: Files, content: bytes) -> None:
    url = files.signer.url("", Grant(Purpose.COMPRESSING_UPLOAD, files.location, "in/a.csv"))

    assert files.call("PUT", url, content).status_code == 200
    assert (files.stored("in/a.csv.gz"), files.stored("in/a.csv")) == (None, content)


def test_a_url_is_good_for_one_upload(filled: Files) -> None:
    url = filled.upload("in/b.csv")
    assert [filled.call("HEAD", url).status_code for _ in range(2)] == [404, 404]
    assert filled.call("PUT", url, b"first").status_code == 200

    assert [filled.call(method, url, b"second").status_code for method in ("HEAD", "PUT", "PUT")] == [400, 400, 400]
    assert filled.stored("in/b.csv") == b"first"


def test_a_url_of_a_file_that_is_there_is_asked_about_once_and_may_then_replace_it(filled: Files) -> None:
    asked_once, asked_twice = filled.upload(), filled.upload()
    assert [filled.call(method, asked_once, b"new").status_code for method in ("HEAD", "PUT")] == [200, 200]

    assert [filled.call(method, asked_twice, b"no").status_code for method in ("HEAD", "HEAD", "PUT")] == [
        200,
        400,
        400,
    ]
    assert filled.stored() == b"new"


def test_a_url_that_was_not_to_replace_its_file_is_used_up(filled: Files) -> None:
    url = filled.upload()

    assert filled.call("PUT", url, b"second", X_Goog_If_Generation_Match="0").status_code == 412
    assert filled.call("HEAD", url).status_code == 400


def test_the_url_of_a_pattern_makes_drivers_ask_again(files: Files) -> None:
    url = files.signer.url("", Grant(Purpose.PATTERN, files.location, "pattern"))

    assert [files.call(method, url, b"x").status_code for method in ("PUT", "HEAD", "GET")] == [400, 400, 400]


def test_a_file_that_is_not_there_is_told(files: Files) -> None:
    asked = [("HEAD", files.upload()), ("HEAD", files.download()), ("GET", files.download())]

    assert [files.call(method, url).status_code for method, url in asked] == [404, 404, 404]


def test_a_file_is_replaced_unless_only_a_new_one_was_wanted(filled: Files) -> None:
    kept = filled.call("PUT", filled.upload(), b"second", X_Goog_If_Generation_Match="0")
    assert (kept.status_code, filled.stored()) == (412, CONTENT)

    replaced = filled.call("PUT", filled.upload(), b"third")
    assert (replaced.status_code, filled.stored()) == (200, b"third")


def test_a_url_is_good_for_its_purpose_only(filled: Files) -> None:
    assert filled.call("GET", filled.upload()).status_code == 403
    assert filled.call("PUT", filled.download(), b"x").status_code == 403
    assert [filled.call(method, filled.upload(), b"x").status_code for method in ("POST", "DELETE")] == [405, 405]
    assert filled.stored() == CONTENT


def test_a_url_ends_with_its_time(filled: Files) -> None:
    upload, download = filled.upload(), filled.download()
    filled.clock.now += 11 * 3600
    assert filled.call("GET", download).status_code == 200

    filled.clock.now += 2 * 3600

    assert [filled.call("PUT", upload, b"x").status_code, filled.call("GET", download).status_code] == [400, 400]
    assert filled.stored() == CONTENT


def test_a_url_of_another_server_is_refused(filled: Files) -> None:
    foreign = Signer("another secret", now=filled.clock)
    url = foreign.url("", Grant(Purpose.UPLOAD, filled.location, "in/a.csv"))

    assert filled.call("PUT", url, b"x").status_code == 403


@pytest.mark.parametrize(
    "name", ["b.csv", "../a.csv", "in%2Fa.csv", "a.csv%2F..", "..%2F..%2Fetc%2Fpasswd", "a.csv%00", ""]
)
def test_another_name_behind_the_token_is_refused(filled: Files, name: str) -> None:
    token = filled.upload().split("/")[2]

    assert filled.call("PUT", f"{PREFIX}/{token}/{name}", b"x").status_code in (403, 404)
    assert filled.stored() == CONTENT


@pytest.mark.parametrize(
    "path", ["../a", "a/../../b", "/a", "a//b", "a\\b", "a\0b", ".", "", "C:x", "x" * 241, "a\u0085b"]
)
def test_a_path_that_could_leave_its_folder_is_refused_even_if_signed(files: Files, path: str) -> None:
    answer = files.call("PUT", files.upload(path), CONTENT)

    assert 400 <= answer.status_code < 500
    assert list(files._use_cases.stages._services.stages.list(files.location)) == []


@pytest.mark.parametrize(
    ("header", "status", "content", "told"),
    [
        ("bytes=0-3", 206, b"0123", "bytes 0-3/10"),
        ("bytes=4-", 206, b"456789", "bytes 4-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=8-100", 206, b"89", "bytes 8-9/10"),
        ("bytes=-100", 206, CONTENT, "bytes 0-9/10"),
        ("bytes=9-9", 206, b"9", "bytes 9-9/10"),
        ("bytes=0-1,4-5", 200, CONTENT, None),
        ("bytes=5-2", 200, CONTENT, None),
        ("lines=1-2", 200, CONTENT, None),
        ("bytes=-", 200, CONTENT, None),
    ],
)
def test_parts_of_a_file(filled: Files, header: str, status: int, content: bytes, told: str | None) -> None:
    answer = filled.call("GET", filled.download(), Range=header)

    assert (answer.status_code, answer.content, answer.headers.get("content-range")) == (status, content, told)
    assert answer.headers["content-length"] == str(len(content))


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=99-100", "bytes=-0"])
def test_a_part_that_is_not_there_is_told(filled: Files, header: str) -> None:
    answer = filled.call("GET", filled.download(), Range=header)

    assert (answer.status_code, answer.headers["content-range"]) == (416, "bytes */10")


def test_an_empty_file_is_a_file(files: Files) -> None:
    files.call("PUT", files.upload(), b"")

    answer = files.call("GET", files.download())
    assert (answer.status_code, answer.content, answer.headers["content-length"]) == (200, b"", "0")


def test_a_file_that_is_too_large_is_refused_and_not_stored(files: Files) -> None:
    assert files.call("PUT", files.upload(), b"x" * _LIMIT).status_code == 200
    assert files.call("PUT", files.upload("large"), b"x" * (_LIMIT + 1)).status_code == 413
    assert files.stored("large") is None


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    method=st.sampled_from(["GET", "HEAD", "PUT", "POST", "DELETE", "PATCH", "OPTIONS"]),
    place=st.integers(0, 400),
    text=st.text(alphabet=st.sampled_from("aZ09-_.=%/\\+~ä \0"), max_size=12),
    body=st.binary(max_size=20),
)
def test_a_url_that_was_changed_does_nothing(filled: Files, method: str, place: int, text: str, body: bytes) -> None:
    path = filled.upload().partition("?")[0].removeprefix(f"{PREFIX}/")
    place %= len(path)
    changed = path[:place] + text + path[place + len(text) :]
    if changed == path or "\0" in changed:
        return

    answer = filled.call(method, f"{PREFIX}/{changed}", body)

    assert answer.status_code < 500
    assert answer.status_code >= 400 or method == "OPTIONS"
    assert filled.stored() == CONTENT
