"""Requests have ids: in their answers, and in what is logged for them, on whatever thread."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import falcon.asgi
import pytest
from falcon import testing

from mockhaus.application.log_fields import current_fields
from mockhaus_adapters.http_falcon.request_ids import HEADER, RequestIds
from mockhaus_adapters.http_falcon.workers import Workers


class Fields:
    """Answers with the fields that a line of the log would carry, here and on each kind of thread."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers

    async def on_get(self, _request: falcon.asgi.Request, response: falcon.asgi.Response) -> None:
        """GET /."""
        found = [
            current_fields(),
            await self._workers.run(current_fields),
            await self._workers.run_errand(current_fields),
        ]
        response.media = [dict(fields) for fields in found]


@pytest.fixture
def client() -> Iterator[testing.TestClient]:
    """A server of that one resource."""
    with closing(Workers(1)) as workers:
        app: falcon.asgi.App[falcon.asgi.Request, falcon.asgi.Response] = falcon.asgi.App(middleware=[RequestIds()])
        app.add_route("/", Fields(workers))
        yield testing.TestClient(app)


def test_a_clients_own_id_is_kept(client: testing.TestClient) -> None:
    answer = client.simulate_get("/", headers={HEADER: "trace-7"})
    assert answer.headers[HEADER] == "trace-7"
    assert answer.json == [{"request_id": "trace-7"}] * 3


def test_a_request_without_an_id_gets_one_of_its_own(client: testing.TestClient) -> None:
    first, second = client.simulate_get("/"), client.simulate_get("/")
    assert first.json == [{"request_id": first.headers[HEADER]}] * 3
    assert first.headers[HEADER] != second.headers[HEADER]


@pytest.mark.parametrize("given", ["", "with space", "x" * 129, 'quote"', "ümlaut"])
def test_an_id_that_could_spoil_a_log_is_replaced(client: testing.TestClient, given: str) -> None:
    answer = client.simulate_get("/", headers={HEADER: given})
    assert answer.headers[HEADER] != given
    assert answer.headers[HEADER].isalnum()
