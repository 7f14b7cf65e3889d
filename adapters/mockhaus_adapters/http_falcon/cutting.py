"""Answers that cannot be finished: the connection is cut, so that nobody takes a part for the whole."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import falcon.asgi

_log = logging.getLogger(__name__)


class CutError(Exception):
    """Raised by what gives the parts of an answer: no more will come, and the answer is not whole."""


class CuttingApplication(falcon.asgi.App[falcon.asgi.Request, falcon.asgi.Response]):
    """Falcon's application; it leaves an answer open that was cut, upon which the server cuts the connection."""

    async def __call__(  # type: ignore[override]  # as Falcon overrides its own
        self, scope: dict[str, Any], receive: Callable[..., Any], send: Callable[..., Any]
    ) -> None:
        """See Falcon."""
        try:
            await super().__call__(scope, receive, send)
        except CutError as cut:
            _log.info("the answer to %s was cut: %s", scope.get("path"), cut)
