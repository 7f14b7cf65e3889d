"""Whether the server lives, and whether it can answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from mockhaus.application.check_health import DATABASE
from mockhaus.application.probes import Check, HealthReport, Probe
from mockhaus_adapters.http_falcon.rest.calls import Call
from mockhaus_adapters.http_falcon.rest.operations import Access, Example, Operation, Success
from mockhaus_adapters.http_falcon.workers import Workers


@dataclass(frozen=True, kw_only=True)
class CheckDocument:
    """What a check found."""

    name: Annotated[str, Field(examples=["engine"])]
    state: Literal["healthy", "unhealthy"]
    healthy: bool
    duration_ms: float
    checked_at: dt.datetime
    detail: Annotated[str, Field(description="A word on it, for people.")]


@dataclass(frozen=True, kw_only=True)
class Healthy(Success):
    """Every check is healthy."""

    status: Literal["healthy"] = "healthy"
    version: Annotated[str, Field(description="Of Mockhaus.")]
    checks: list[CheckDocument]


@dataclass(frozen=True, kw_only=True)
class Unhealthy(Success):
    """A check is not healthy."""

    STATUS: ClassVar[int] = 503

    success: Literal[False] = False  # type: ignore[assignment]
    status: Literal["unhealthy"] = "unhealthy"
    version: Annotated[str, Field(description="Of Mockhaus.")]
    checks: list[CheckDocument]


async def get_health(call: Call) -> Healthy | Unhealthy:
    """Everything that statements need."""
    return await _answer(call, call.rest.use_cases.health.ready)


async def get_liveness(call: Call) -> Healthy | Unhealthy:
    """The process itself."""
    threads = Probe("threads", partial(_threads, call.rest.workers))
    return await _answer(call, partial(call.rest.use_cases.health.live, [threads]))


async def _answer(call: Call, check: Callable[[], HealthReport]) -> Healthy | Unhealthy:
    report = await call.rest.workers.run_at_once(check)
    answer = Healthy if report.healthy else Unhealthy
    checks = report.checks if call.rest.tells_everybody else _without_names(report.checks)
    return answer(version=call.rest.version, checks=[_document(item) for item in checks])


def _without_names(checks: Sequence[Check]) -> list[Check]:
    """One check for all databases, which is the worst of theirs, in place of those that name them."""
    others = [check for check in checks if not check.name.startswith(DATABASE)]
    databases = sorted((check for check in checks if check.name.startswith(DATABASE)), key=lambda check: check.healthy)
    return [*others, *(replace(check, name="databases", detail="") for check in databases[:1])]


def _threads(workers: Workers) -> str:
    """Whether requests can be answered: those of this face and of all others need such a thread."""
    workers.await_errand()
    return ""


def _document(check: Check) -> CheckDocument:
    return CheckDocument(
        name=check.name,
        state=check.state.value,
        healthy=check.healthy,
        duration_ms=round(check.duration_ms, 3),
        checked_at=check.checked_at,
        detail=check.detail,
    )


def _example(check: str) -> dict[str, Any]:
    found = {
        "name": check,
        "state": "healthy",
        "healthy": True,
        "duration_ms": 0.412,
        "checked_at": "2026-01-31T12:00:00.000000Z",
        "detail": "",
    }
    return {"success": True, "status": "healthy", "version": "1.0.0", "checks": [found]}


def _operation(path: str, name: str, summary: str, handler: Any, check: str) -> Operation:  # noqa: ANN401 - any handler
    return Operation(
        method="GET",
        path=path,
        name=name,
        tag="server",
        summary=summary,
        description=(
            "Anybody may ask; where `auth.mode` is `password`, databases are one check, unless `auth.open_monitoring` "
            "is set. An unhealthy server answers 503, the only status of its kind."
        ),
        handler=handler,
        access=Access.ANYBODY,
        examples=(Example(summary="The checks", answer=_example(check)),),
    )


OPERATIONS = (
    _operation("/api/v1/health", "getHealth", "Whether the server can carry out statements", get_health, "engine"),
    _operation("/api/v1/health/ready", "getReadiness", "The same, for what sends it requests", get_health, "engine"),
    _operation("/api/v1/health/live", "getLiveness", "Whether the process works", get_liveness, "journal"),
)
"""Operations on health."""
