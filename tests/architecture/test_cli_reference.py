"""The page of the command line says what the commands say of themselves."""

from __future__ import annotations

from tests.support import cli_reference


def test_the_reference_of_the_command_line_is_made_from_its_commands() -> None:
    assert cli_reference.PAGE.read_text(encoding="utf-8") == cli_reference.page(), (
        "run: python -m tests.support.cli_reference"
    )
