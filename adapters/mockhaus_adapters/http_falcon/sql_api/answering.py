"""What the resources share: who calls, and errors as answers."""

from __future__ import annotations

import logging
from collections.abc import Awaitable
from dataclasses import dataclass, field

import falcon
import falcon.asgi
import orjson

from mockhaus.application.submissions import Submission
from mockhaus.application.use_cases import UseCases
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus_adapters.http_falcon.limits import Limits
from mockhaus_adapters.http_falcon.sql_api import envelope
from mockhaus_adapters.http_falcon.sql_api.headers import Card
from mockhaus_adapters.http_falcon.sql_api.requests import Sender
from mockhaus_adapters.http_falcon.workers import Workers

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


class SqlApiResource:
    """A resource of the SQL API."""

    def __init__(self, use_cases: UseCases, workers: Workers, limits: Limits) -> None:
        self._use_cases = use_cases
        self._workers = workers
        self._limits = limits

    def _sender(self, card: Card) -> Sender:
        """Who sends a request; the errors of a token that is nobody's."""
        user = self._use_cases.log_in.caller(card.token, card.kind)
        return Sender(user=user, client=card.client, address=card.address)

    def _find(self, handle: str, card: Card) -> Submission:
        """A statement of the sender's; QUERY_NOT_FOUND."""
        sender = self._sender(card)
        try:
            return self._use_cases.submissions.find(handle, sender.user)
        except SnowflakeError as error:
            error.query_id = handle
            raise

    async def _answer(self, response: falcon.asgi.Response, work: Awaitable[Answer]) -> None:
        """The answer that the work yields, or the error that it raises; Falcon's own are left to the application."""
        try:
            answer = await work
        except SnowflakeError as error:
            answer = failed(error)
        except falcon.HTTPError:
            raise
        except Exception as error:  # noqa: BLE001 - a 5xx would make clients try again
            _log.error("%s failed unexpectedly", type(self).__name__, exc_info=error)
            answer = failed(SnowflakeError(ErrorCode.INTERNAL, query_id="-"))
        response.status = answer.status
        response.data = answer.body
        response.content_type = falcon.MEDIA_JSON
        response.set_headers(answer.headers)


def failed(error: SnowflakeError) -> Answer:
    """An error as an answer."""
    return Answer(envelope.status_of(error), orjson.dumps(envelope.failure(error)))
