"""`mockhaus shell` on a terminal: what its user sees."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.server import LocalServer
from tests.support.terminal import Terminal, terminal

HERE = "mockhaus D.PUBLIC>"
ENDLESS = "SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 10000000)) a, TABLE(GENERATOR(ROWCOUNT => 10000000)) b;"


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the shell keeps its input."""
    return tmp_path_factory.mktemp("state") / "deep" / "history"


@pytest.fixture(scope="module")
def started(history: Path) -> Iterator[Terminal]:
    """A shell on an account in memory, in database D with the table ITEMS."""
    with terminal("shell", "--data-dir", ":memory:", "--history-file", str(history)) as found:
        found.await_prompt("mockhaus>")
        found.enter("!pager off")
        found.await_text("the pager is off")
        found.enter("CREATE DATABASE D;")
        found.await_prompt(HERE)
        found.enter("CREATE TABLE ITEMS AS SELECT 1 AS ID, 'pen' AS LABEL;")
        found.await_text("Table ITEMS successfully created.")
        yield found


@pytest.fixture
def shell(started: Terminal) -> Terminal:
    """The shell at an empty prompt, on an empty screen."""
    started.type("\x03")
    started.await_prompt(HERE)
    started.type("\x0c")
    started.await_lines([HERE])
    return started


def test_a_statement_shows_its_result_and_its_time(shell: Terminal) -> None:
    shell.enter("SELECT ID, LABEL FROM ITEMS;")
    shell.await_text("1 row (")
    assert shell.lines[1:6] == [
        "+----+-------+",
        "| ID | LABEL |",
        "+----+-------+",
        "|  1 | pen   |",
        "+----+-------+",
    ]


def test_a_statement_goes_on_until_its_semicolon(shell: Terminal) -> None:
    shell.enter("SELECT 'a;")
    shell.await_prompt("              ...>")
    shell.enter("b' AS TEXT;")
    shell.await_text("| a;   |")
    shell.await_text("| b    |")


def test_an_error_is_told_and_the_shell_goes_on(shell: Terminal) -> None:
    shell.enter("SELECT NOTHING_HERE;")
    shell.await_text("000904 (42000): SQL compilation error")
    shell.await_prompt(HERE)


def test_names_are_completed(shell: Terminal) -> None:
    shell.type("SELECT * FROM IT\t")
    shell.await_prompt(f"{HERE} SELECT * FROM ITEMS")
    shell.type(" WHERE LAB\t")
    shell.await_prompt(f"{HERE} SELECT * FROM ITEMS WHERE LABEL")


def test_new_tables_are_completed_too(shell: Terminal) -> None:
    shell.enter("CREATE TABLE NEWCOMERS (FRESH INT);")
    shell.await_text("1 row")
    shell.type("SELECT * FROM NEWC\t")
    shell.await_prompt(f"{HERE} SELECT * FROM NEWCOMERS")
    shell.type(" WHERE NEWCOMERS.\t")
    shell.await_prompt(f"{HERE} SELECT * FROM NEWCOMERS WHERE NEWCOMERS.FRESH")


def test_functions_and_commands_are_completed(shell: Terminal) -> None:
    shell.type("select parse_j\t")
    shell.await_prompt(f"{HERE} select parse_json")
    shell.type("\x03")
    shell.await_prompt(HERE)
    shell.type("!descr\t")
    shell.await_prompt(f"{HERE} !describe")


def test_the_arrow_key_brings_the_last_statement_back(shell: Terminal) -> None:
    shell.enter("SELECT 'remembered';")
    shell.await_text("1 row (")
    shell.type("\x1b[A")
    shell.await_prompt(f"{HERE} SELECT 'remembered';")


def test_ctrl_c_cancels_the_statement_and_not_the_shell(shell: Terminal) -> None:
    shell.enter(f"SELECT 'begun'; {ENDLESS}")
    shell.await_text("| begun   |")
    shell.type("\x03")
    shell.await_text("000604 (57014): SQL execution canceled")
    shell.enter("SELECT 1 + 1 AS TWO;")
    shell.await_text("|   2 |")


def test_ctrl_c_forgets_what_was_typed(shell: Terminal) -> None:
    shell.type("SELECT half of a")
    shell.await_prompt(f"{HERE} SELECT half of a")
    shell.type("\x03")
    shell.await_prompt(HERE)


def test_formats_and_timing_can_be_changed(shell: Terminal) -> None:
    shell.enter("!format csv")
    shell.enter("!timing off")
    shell.await_text("timing is off")
    shell.enter("SELECT * FROM ITEMS;")
    shell.await_text("1,pen")
    shell.await_text("1 row")
    assert not any("ms)" in line for line in shell.lines)
    shell.enter("!format table")
    shell.enter("!timing on")
    shell.await_text("timing is on")


def test_what_exists_is_listed(shell: Terminal) -> None:
    shell.enter("!tables it%")
    shell.await_text("| ITEMS | D             | PUBLIC      | TABLE |")
    shell.enter("!describe items")
    shell.await_text("| LABEL | VARCHAR(3)")
    shell.enter("!schemas")
    shell.await_text("INFORMATION_SCHEMA")
    shell.enter("!databases")
    shell.await_text("STANDARD")


def test_large_results_go_through_the_pager(shell: Terminal, tmp_path: Path) -> None:
    pager = tmp_path / "pager"
    pager.write_text('#!/bin/sh\nwc -l | tr -d " \\n"; echo " lines were paged"\n')
    pager.chmod(0o755)
    shell.enter(f"!pager {pager}")
    shell.enter("SELECT SEQ4() AS N FROM TABLE(GENERATOR(ROWCOUNT => 100));")
    shell.await_text("104 lines were paged")
    shell.enter("SELECT 1 AS SMALL;")
    shell.await_text("| SMALL |")
    shell.enter("!pager off")
    shell.await_text("the pager is off")


def test_results_can_go_into_a_file(shell: Terminal, tmp_path: Path) -> None:
    shell.enter(f"!output {tmp_path}/out.txt")
    shell.enter("SELECT LABEL FROM ITEMS;")
    shell.await_text("out.txt")
    shell.enter("!output off")
    shell.await_text("results go to the terminal")
    assert "| pen   |" in (tmp_path / "out.txt").read_text()
    assert "| pen   |" not in shell.lines


def test_the_last_statement_can_be_edited(started: Terminal, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\nsed -i s/1/41/ $1\n")
    editor.chmod(0o755)
    with terminal("shell", "--data-dir", ":memory:", EDITOR=str(editor), XDG_STATE_HOME=str(tmp_path)) as shell:
        shell.await_prompt("mockhaus>")
        shell.enter("SELECT 1 + 1;")
        shell.await_text("1 row")
        shell.enter("!edit")
        shell.await_prompt("mockhaus> SELECT 41 + 1;")
        shell.enter("")
        shell.await_text("|     42 |")
        shell.enter("!quit")
        assert shell.end() == 0
    assert "SELECT 41 + 1" in (tmp_path / "mockhaus" / "history").read_text()


def test_the_history_file_keeps_no_secrets_and_is_private(shell: Terminal, history: Path) -> None:
    shell.enter("CREATE USER U PASSWORD = 'Geheim1';")
    shell.await_text(" (")
    assert "PASSWORD" in history.read_text()
    assert "Geheim1" not in history.read_text()
    assert stat.S_IMODE(history.stat().st_mode) == 0o600


def test_a_shell_works_in_a_server(server: LocalServer, shop: str, tmp_path: Path) -> None:
    with terminal("shell", "--url", server.url, "-d", shop, XDG_STATE_HOME=str(tmp_path)) as shell:
        shell.await_prompt("mockhaus SHOP.PUBLIC>")
        shell.type("SELECT NAME FROM ITE\t")
        shell.await_prompt("mockhaus SHOP.PUBLIC> SELECT NAME FROM ITEMS")
        shell.enter(" ORDER BY ID LIMIT 1;")
        shell.await_text("| pen  |")
        shell.enter(f"SELECT 'begun'; {ENDLESS}")
        shell.await_text("| begun   |")
        shell.type("\x03")
        shell.await_text("000604 (57014): SQL execution canceled")
        shell.await_prompt("mockhaus SHOP.PUBLIC>")
        shell.type("\x04")
        assert shell.end() == 0


def test_long_work_has_a_progress_bar_on_a_terminal() -> None:
    with terminal("sample-data", "install", "--scale", "0.01", "--data-dir", ":memory:") as installing:
        installing.await_text("Installing TPC-H")
        installing.await_text("8 rows (")
        assert installing.end() == 0
        assert not any("Installing" in line for line in installing.lines)
