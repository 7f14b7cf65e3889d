"""Plans of statements as text."""

from __future__ import annotations

from mockhaus.domain.plan_text import plan_text
from mockhaus_adapters.engine_duckdb.functions.scalar import ScalarFunction


def text_of_plan(document: str | None) -> str | None:
    """The text of a plan that is told as JSON; None for what is no plan."""
    try:
        return None if document is None else plan_text(document)
    except ValueError:
        return None


FUNCTIONS: tuple[ScalarFunction, ...] = (ScalarFunction("mh_plan_text", text_of_plan, ("VARCHAR",), "VARCHAR"),)
