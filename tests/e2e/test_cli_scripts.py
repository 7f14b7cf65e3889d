"""The command line in scripts: variables, pipes, exit codes, a server by its URL.

Where nothing depends on a process of its own, commands run in this one.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tarfile
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mockhaus_adapters.cli_click.group import build_group
from mockhaus_deployments.registry import Launchers
from tests.support.server import LocalServer, environment, mockhaus

MEMORY = ("--data-dir", ":memory:")
ENDLESS = "SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 10000000)) a, TABLE(GENERATOR(ROWCOUNT => 10000000)) b"


def run(*arguments: str, stdin: str = "") -> Result:
    """A command in this process."""
    return CliRunner().invoke(build_group(Launchers), arguments, input=stdin, prog_name="mockhaus")


def test_variables_are_put_into_a_query() -> None:
    done = run(
        "query",
        *MEMORY,
        "--format",
        "csv",
        "-D",
        "name=ANSWER",
        "-D",
        "value=42",
        "SELECT &value AS &{name}, 'a&&b' AS T",
    )
    assert done.stdout == "ANSWER,T\n42,a&b\n"


def test_without_definitions_an_ampersand_is_an_ampersand() -> None:
    assert run("query", *MEMORY, "--format", "csv", "SELECT 'a&b&&c' AS T").stdout == "T\na&b&&c\n"


def test_a_variable_that_is_not_defined_is_wrong_usage() -> None:
    done = run("query", *MEMORY, "-D", "a=1", "SELECT &b")
    assert (done.exit_code, done.stderr) == (2, "mockhaus: Variable b is not defined\n")


def test_a_script_of_the_shell_comes_through_a_pipe() -> None:
    script = """-- variables and commands, as in SnowSQL
!set variable_substitution=true;
!set output_format=csv
!define n=5
SELECT &n
  AS N;
!print done
"""
    done = mockhaus("shell", *MEMORY, stdin=script)
    assert (done.returncode, done.stdout, done.stderr) == (0, "N\n5\ndone\n", "")


def test_statements_of_a_script_are_kept_as_they_were_written(tmp_path: Path) -> None:
    where = ("--data-dir", str(tmp_path))
    script = "\n-- first\nSELECT 1\n  AS N;\n\nSELECT 2;\n"
    assert run("shell", *where, stdin=script).exit_code == 0
    records = json.loads(run("history", *where, "--format", "json").stdout)
    assert [record["QUERY_TEXT"] for record in records] == ["SELECT 2;", "-- first\nSELECT 1\n  AS N;"]


def test_the_first_error_ends_a_script() -> None:
    done = run("shell", *MEMORY, "--format", "csv", stdin="SELECT nothing;\nSELECT 2 AS B;\n")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("000904 (42000)")


def test_a_script_may_go_on_after_errors_and_says_so_at_its_end(tmp_path: Path) -> None:
    inner = tmp_path / "inner.sql"
    inner.write_text("SELECT nothing;\n!nonsense\nSELECT 2 AS B;\n")
    outer = tmp_path / "outer.sql"
    outer.write_text(f"!set exit_on_error=off\n!source {inner}\n!source /nonexistent\nSELECT 3 AS C")
    done = run("shell", *MEMORY, "--format", "csv", "-f", str(outer))
    assert (done.exit_code, done.stdout) == (1, "B\n2\nC\n3\n")
    assert [line.split(";")[0] for line in done.stderr.splitlines()][-2:] == [
        "there is no command !nonsense",
        "/nonexistent: No such file or directory",
    ]


def test_ctrl_c_cancels_a_query_and_is_told_by_the_exit_code() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "mockhaus_deployments", "query", *MEMORY, f"SELECT 'begun'; {ENDLESS}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(PYTHONUNBUFFERED="1"),
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        while "begun   |" not in process.stdout.readline():
            pass
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=30)
    assert process.returncode == 130
    assert told.endswith("interrupted\n")
    assert "Traceback" not in told


def test_a_closed_pipe_is_no_fault() -> None:
    sql = "SELECT SEQ4() AS N FROM TABLE(GENERATOR(ROWCOUNT => 200000))"
    with subprocess.Popen(
        [sys.executable, "-m", "mockhaus_deployments", "query", *MEMORY, "--format", "csv", sql],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == "N\n"
        process.stdout.close()
        assert process.stderr.read() == ""


def test_a_data_folder_is_exported_and_imported(tmp_path: Path) -> None:
    folder, copy, archive = (str(tmp_path / name) for name in ("data", "copy", "a.tar.gz"))
    assert run("query", "--data-dir", folder, "CREATE DATABASE D; CREATE TABLE T AS SELECT 1 AS A").exit_code == 0
    done = run("export", "--data-dir", folder, archive)
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.startswith(f"exported {folder} to {archive}: 3 files, ")
    assert tarfile.is_tarfile(archive)
    assert run("export", "--data-dir", folder, archive).exit_code == 4
    assert run("import", "--data-dir", folder, archive).exit_code == 4
    assert run("import", "--data-dir", copy, archive).exit_code == 0
    done = run("query", "--data-dir", copy, "--format", "csv", "SELECT A FROM D.PUBLIC.T")
    assert done.stdout == "A\n1\n"


def in_server(server: LocalServer, *arguments: str) -> list[dict[str, object]]:
    """The rows that a command gets from a server."""
    done = run(*arguments, "--url", server.url, "--format", "json")
    assert done.exit_code == 0, done.stderr
    rows: list[dict[str, object]] = json.loads(done.stdout)
    return rows


def test_statements_run_in_a_server(server: LocalServer, shop: str) -> None:
    done = run(
        "query", "--url", server.url, "-d", shop, "--format", "csv", "SELECT ID FROM ITEMS ORDER BY 1; SELECT nothing"
    )
    assert (done.exit_code, done.stdout) == (1, "ID\n1\n2\n3\n")
    assert done.stderr.startswith("000904 (42000): SQL compilation error")


def test_what_is_in_a_server_is_listed(server: LocalServer, shop: str) -> None:
    assert shop in [row["name"] for row in in_server(server, "databases")]
    assert [row["name"] for row in in_server(server, "schemas", "-d", shop, "--like", "arch%")] == ["ARCHIVE"]
    assert [(row["name"], row["kind"]) for row in in_server(server, "tables", "-d", shop, "-s", "public")] == [
        ("CHEAP", "VIEW"),
        ("ITEMS", "TABLE"),
    ]
    assert [row["type"] for row in in_server(server, "describe", f"{shop}.PUBLIC.ITEMS")] == [
        "NUMBER(10,0)",
        "VARCHAR(20)",
        "NUMBER(10,2)",
    ]


def test_sessions_of_a_server_are_listed_and_killed(server: LocalServer) -> None:
    with server.client() as client:
        session = client.session()
        assert session in [row["SESSION_ID"] for row in in_server(server, "sessions", "list")]
        assert run("sessions", "kill", session, "--url", server.url).exit_code == 0
        assert client.get(f"/api/v1/sessions/{session}").status == 404
        done = run("sessions", "kill", session, "--url", server.url)
    assert (done.exit_code, done.stderr[:14]) == (1, "390111 (08003)")


def test_sample_data_are_installed_in_a_server(server: LocalServer) -> None:
    rows = in_server(server, "sample-data", "install", "--scale", "0.001")
    assert ("SNOWFLAKE_SAMPLE_DATA.TPCH_SF0_001.REGION", 5) in [(row["TABLE"], row["ROWS"]) for row in rows]
    assert in_server(server, "history", "--limit", "1", "--kind", "DROP")[0]["STATUS"] == "SUCCESS"


def test_a_server_that_is_not_there_has_an_exit_code_of_its_own() -> None:
    done = run("query", "--url", "http://127.0.0.1:1", "SELECT 1")
    assert (done.exit_code, done.stderr) == (3, "mockhaus: no answer from http://127.0.0.1:1: Connection refused\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ("query", "--url", "ftp://x", "SELECT 1"),
        ("query", "--url", "http://127.0.0.1:1", *MEMORY, "SELECT 1"),
        ("tables", "-s", "PUBLIC"),
        ("sessions", "kill"),
    ],
    ids=str,
)
def test_wrong_usage_is_told(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_of_completion_is_printed(shell: str) -> None:
    done = run("completion", shell)
    assert done.exit_code == 0
    assert "_MOCKHAUS_COMPLETE" in done.stdout


def test_commands_are_completed_for_the_users_shell() -> None:
    done = mockhaus(_MOCKHAUS_COMPLETE="bash_complete", COMP_WORDS="mockhaus sess", COMP_CWORD="1")
    assert done.stdout == "plain,sessions\n"
