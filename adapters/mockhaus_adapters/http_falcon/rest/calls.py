"""What a handler is given besides the parts of its request: what it works with, and who calls."""

from __future__ import annotations

from dataclasses import dataclass

import falcon.asgi

from mockhaus.application.use_cases import UseCases
from mockhaus_adapters.http_falcon.limits import Limits
from mockhaus_adapters.http_falcon.request_counts import RequestCounts
from mockhaus_adapters.http_falcon.workers import Workers


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """What the operations work with."""

    use_cases: UseCases
    workers: Workers
    limits: Limits
    requests: RequestCounts
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who calls: the stored name of the user; None where nobody was asked and nobody said."""

    user: str | None = None
    administrator: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of an operation."""

    rest: Rest
    request: falcon.asgi.Request
    response: falcon.asgi.Response
    caller: Caller
