"""Streamed results for clients that take gzip."""

from __future__ import annotations

import gzip
import http.client
import json
import zlib
from contextlib import closing

import pytest

from tests.support.server import LocalServer

_SQL = "SELECT SEQ4() AS n, 'some text' AS t FROM TABLE(GENERATOR(ROWCOUNT => 20000))"


def _query(server: LocalServer, accept: str, **headers: str) -> tuple[str | None, bytes]:
    """How the answer is encoded, and what came."""
    with closing(http.client.HTTPConnection(server.url.removeprefix("http://"))) as connection:
        connection.request("POST", "/api/v1/query", json.dumps({"sql": _SQL}), {"Accept": accept, **headers})
        response = connection.getresponse()
        assert response.status == 200
        return response.getheader("Content-Encoding"), response.read()


@pytest.mark.parametrize("accept", ["text/csv", "application/x-ndjson"])
def test_rows_of_text_are_compressed_as_they_come(server: LocalServer, accept: str) -> None:
    (none, plain), (encoding, zipped) = _query(server, accept), _query(server, accept, **{"Accept-Encoding": "gzip"})
    assert (none, encoding) == (None, "gzip")
    assert len(zipped) < len(plain) / 2
    assert gzip.decompress(zipped) == plain
    begin = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS).decompress(zipped[: len(zipped) // 2])
    assert begin
    assert plain.startswith(begin)


@pytest.mark.parametrize("accept", ["application/vnd.apache.arrow.stream", "application/vnd.apache.parquet"])
def test_what_is_no_text_is_sent_as_it_is(server: LocalServer, accept: str) -> None:
    encoding, _ = _query(server, accept, **{"Accept-Encoding": "gzip"})
    assert encoding is None
