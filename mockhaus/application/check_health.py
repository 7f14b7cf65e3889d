"""Use case: is everything that a statement needs there."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from mockhaus.domain.errors import SnowflakeError
from mockhaus.ports.configuration import ConfigurationStore
from mockhaus.ports.engine import Engine
from mockhaus.ports.stages import StageStore


@dataclass(frozen=True, slots=True)
class Check:
    """One named check: whether it passed, how long it took in milliseconds, and what was wrong."""

    name: str
    healthy: bool
    duration_ms: float
    detail: str = ""


class CheckHealth:
    """Checks the engine, the metadata store and the stage store. Thread-safe."""

    def __init__(self, engine: Engine, configuration: ConfigurationStore, stages: StageStore) -> None:
        self._engine = engine
        self._configuration = configuration
        self._stages = stages

    def __call__(self) -> tuple[Check, ...]:
        """Every check, run now."""
        return (
            _check("engine", self._engine_answers),
            _check("metadata", lambda: self._configuration.get("health") or True),
            _check("stages", lambda: self._stages.list("health") is not None),
        )

    def _engine_answers(self) -> bool:
        session = self._engine.open_session()
        try:
            return session.healthy()
        finally:
            session.close()


def _check(name: str, answers: Callable[[], object]) -> Check:
    began = time.perf_counter()
    detail = ""
    try:
        healthy = bool(answers())
    except SnowflakeError as error:
        healthy, detail = False, error.message
    return Check(name, healthy, (time.perf_counter() - began) * 1_000, detail)
