"""A tracer that keeps what it is told."""

from __future__ import annotations

from mockhaus.ports.tracing import TracedStatement, Tracer


class KeepingTracer(Tracer):
    """Keeps every statement, in the order of their ends."""

    def __init__(self) -> None:
        self.statements: list[TracedStatement] = []

    @property
    def on(self) -> bool:
        return True

    def ended(self, statement: TracedStatement) -> None:
        self.statements.append(statement)

    def close(self) -> None:
        """There is nothing to hand on."""
