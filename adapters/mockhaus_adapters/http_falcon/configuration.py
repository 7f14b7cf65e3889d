"""The settings of the server as whoever runs it tells them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol


class ShownSetting(Protocol):
    """A setting as people may see it."""

    @property
    def name(self) -> str:
        """Its name, such as `server.port`."""

    @property
    def value(self) -> Any:  # noqa: ANN401 - what JSON knows
        """Its value, without secrets."""

    @property
    def origin(self) -> str:
        """What gave the value."""


ReadConfiguration = Callable[[], Iterable[ShownSetting]]
"""Tells the settings in force."""


def nothing() -> Iterable[ShownSetting]:
    """No settings: nobody tells them."""
    return ()
