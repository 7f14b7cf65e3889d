"""Planned steps made ready for the engine."""

from __future__ import annotations

from collections.abc import Iterable

from mockhaus.application.services import StatementRun
from mockhaus.ports.engine import EngineStep
from mockhaus.translation.plan import PlannedStep


def engine_steps(run: StatementRun, steps: Iterable[PlannedStep]) -> tuple[EngineStep, ...]:
    """The steps with the statement's bound values and its row version."""
    planned = tuple(steps)
    if not planned:
        return ()
    parameters = run.parameters({"mh_version": run.version or run.new_version()})
    return tuple(EngineStep(step.sql, parameters, refuse=step.refuse) for step in planned)
