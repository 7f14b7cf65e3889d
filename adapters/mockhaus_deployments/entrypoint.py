"""The program `mockhaus`: the command line over the deployments."""

from __future__ import annotations


def main() -> None:
    """Run the command line."""
    from mockhaus_adapters.cli_click.group import build_group  # noqa: PLC0415 - start-up stays light
    from mockhaus_deployments.registry import Launchers  # noqa: PLC0415

    build_group(Launchers())(prog_name="mockhaus")
