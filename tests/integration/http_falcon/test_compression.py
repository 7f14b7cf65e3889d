"""Which answers are compressed, and that they are the same."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from falcon import testing

from mockhaus.application.use_cases import UseCases
from mockhaus_adapters.http_falcon.app import create_app
from mockhaus_adapters.http_falcon.compression import takes_gzip
from mockhaus_adapters.http_falcon.options import Options
from mockhaus_deployments.embedded import embedded
from mockhaus_deployments.settings import load

GZIP = {"Accept-Encoding": "gzip, deflate"}
MANY = "SELECT SEQ4() AS n, 'some text' AS t FROM TABLE(GENERATOR(ROWCOUNT => {rows}))"


@pytest.fixture(scope="module")
def use_cases() -> Iterator[UseCases]:
    with embedded(load()) as found:
        yield found


@dataclass
class Asking:
    """Asks for rows."""

    use_cases: UseCases

    def query(self, rows: int, *, gzip: bool = False, on: bool = True) -> testing.Result:
        app = create_app(self.use_cases, version="test", options=Options(compression=on))
        return testing.TestClient(app).simulate_post(
            "/api/v1/query", json={"sql": MANY.format(rows=rows)}, headers=GZIP if gzip else {}
        )


@pytest.fixture
def asking(use_cases: UseCases) -> Asking:
    return Asking(use_cases)


@pytest.mark.parametrize("rows", [100, 20_000])
def test_a_large_document_is_sent_as_gzip_to_whoever_takes_it(asking: Asking, rows: int) -> None:
    plain, zipped = asking.query(rows), asking.query(rows, gzip=True)
    assert "Content-Encoding" not in plain.headers
    assert (zipped.headers["Content-Encoding"], zipped.headers["Content-Type"]) == ("gzip", "application/json")
    assert int(zipped.headers["Content-Length"]) == len(zipped.content) < len(plain.content) / 2
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert gzip.decompress(zipped.content).count(b"some text") == rows


def test_a_small_document_is_sent_as_it_is(asking: Asking) -> None:
    found = asking.query(1, gzip=True)
    assert len(found.content) < 1024
    assert "Content-Encoding" not in found.headers


def test_a_server_may_be_told_not_to_compress(asking: Asking) -> None:
    assert "Content-Encoding" not in asking.query(1_000, on=False, gzip=True).headers


def test_other_faces_are_left_alone(use_cases: UseCases) -> None:
    client = testing.TestClient(create_app(use_cases, version="test"))
    found = client.simulate_post("/queries/v1/query-request", body="{}", headers=GZIP)
    assert "Vary" not in found.headers


@pytest.mark.parametrize(
    "header", ["gzip", "GZIP", "deflate, gzip;q=0.5", "*", "x-gzip", "gzip; q=1.0, identity; q=0.5", "br;q=1, *;q=0.1"]
)
def test_headers_that_take_gzip(header: str) -> None:
    assert takes_gzip(header)


@pytest.mark.parametrize("header", ["", "identity", "br, deflate", "gzip;q=0", "*, gzip;q=0", "gzip;q=none"])
def test_headers_that_do_not(header: str) -> None:
    assert not takes_gzip(header)
