"""Input of the shell, cut into statements and commands."""

from __future__ import annotations

import pytest

from mockhaus_adapters.cli_click.shell.pieces import is_ready, pieces


def cut(text: str) -> list[tuple[str, bool]]:
    """The pieces of a text."""
    return [(piece.text.strip(), piece.is_command) for piece in pieces(text.splitlines(keepends=True))]


def test_a_statement_ends_with_its_semicolon() -> None:
    assert cut("SELECT 1,\n  2;\nSELECT 3;\n") == [("SELECT 1,\n  2;", False), ("SELECT 3;", False)]


def test_what_is_left_at_the_end_is_a_statement() -> None:
    assert cut("SELECT 1") == [("SELECT 1", False)]


def test_a_semicolon_in_a_text_or_comment_ends_nothing() -> None:
    text = "SELECT 'a;\n' -- b;\n, $$ ; $$;\n"
    assert cut(text) == [(text.strip(), False)]


def test_a_block_is_one_piece() -> None:
    text = "BEGIN\n  SELECT 1;\n  SELECT 2;\nEND;\n"
    assert cut(text) == [(text.strip(), False)]


def test_commands_stand_between_statements() -> None:
    assert cut("-- a comment\n!set timing=off;\nSELECT 1;\n  !tables\nquit\n") == [
        ("set timing=off", True),
        ("SELECT 1;", False),
        ("tables", True),
        ("quit", True),
    ]


def test_an_exclamation_mark_inside_a_statement_is_no_command() -> None:
    assert cut("SELECT 'a\n!b';\n") == [("SELECT 'a\n!b';", False)]


def test_comments_and_empty_lines_are_nothing() -> None:
    assert cut("\n-- nothing\n/* here */\n;\n") in ([], [("-- nothing\n/* here */\n;", False)])


@pytest.mark.parametrize("text", ["", "  ", "!help", "exit", "quit;", "SELECT 1;", "SELECT 1; SELECT 2;\n"])
def test_enter_carries_out_what_is_whole(text: str) -> None:
    assert is_ready(text)


@pytest.mark.parametrize("text", ["SELECT 1", "SELECT 'a;", "SELECT 1; SELECT 2", "BEGIN SELECT 1;", "SELECT $$;"])
def test_enter_begins_another_line_of_what_is_not(text: str) -> None:
    assert not is_ready(text)
