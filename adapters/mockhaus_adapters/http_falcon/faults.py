"""Faults of Mockhaus outside of a statement: logged, and told without details."""

from __future__ import annotations

import logging

import falcon.asgi

from mockhaus.domain.errors import ErrorCode, SnowflakeError

_log = logging.getLogger(__name__)


def unexpected(request: falcon.asgi.Request, error: Exception) -> SnowflakeError:
    """What is told of an error that nobody expected; the log has all of it. Never a 5xx: clients try these again."""
    _log.error("%s %s failed unexpectedly", request.method, request.path, exc_info=error)
    return SnowflakeError(ErrorCode.INTERNAL, query_id="-")
