"""The program `mockhaus`: the command line over the deployments."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # start-up stays light
    from mockhaus_adapters.cli_click.launching import Launcher

_YOUNG_OBJECTS = 50_000
"""How many new objects make the collector look for cycles: it costs a tenth of a start where it looks at each 700."""


def main() -> None:
    """Run the command line."""
    gc.set_threshold(_YOUNG_OBJECTS)
    from mockhaus_adapters.cli_click.group import build_group  # noqa: PLC0415 - start-up stays light

    build_group(_launchers)(prog_name="mockhaus")


def _launchers() -> Launcher:
    from mockhaus_deployments.registry import Launchers  # noqa: PLC0415 - start-up stays light

    return Launchers()
