"""PIVOT and UNPIVOT, spelled out with plain aggregates and lists."""

from __future__ import annotations

from sqlglot import exp

from mockhaus.translation.scope import Source
from mockhaus.translation.walk import Walker


def pivoted(walk: Walker, node: exp.Expr, source: Source, pivot: exp.Expr) -> tuple[exp.Expr, Source]:
    """The source behind one PIVOT or UNPIVOT."""
    raise walk.unsupported("UNPIVOT" if pivot.args.get("unpivot") else "PIVOT", pivot)
