"""What is wrong with a configuration."""

from __future__ import annotations

from collections.abc import Sequence


class ConfigurationError(Exception):
    """Settings that cannot be used: unknown names, wrong values. The text is for the person who wrote them."""

    def __init__(self, problems: str | Sequence[str]) -> None:
        self.problems = (problems,) if isinstance(problems, str) else tuple(problems)
        super().__init__("; ".join(self.problems))


class NotRunningError(ConfigurationError):
    """There is no server to control."""
