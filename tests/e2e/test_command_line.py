"""The program `mockhaus`, as a process: what it prints, where, and with which exit code."""

from __future__ import annotations

import csv
import io
import json
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.support.server import mockhaus, server_process

MEMORY = ("--data-dir", ":memory:")


def test_a_statement_is_an_argument() -> None:
    done = mockhaus("query", *MEMORY, "SELECT 1 AS one, 'x' AS two")
    assert done.returncode == 0
    assert done.stdout.splitlines()[1:4] == ["| ONE | TWO |", "+-----+-----+", "|   1 | x   |"]
    assert done.stderr.startswith("1 row (")


def test_statements_come_from_a_file_and_keep_their_context(tmp_path: Path) -> None:
    script = tmp_path / "script.sql"
    script.write_text(
        "-- a comment; with a semicolon\nCREATE DATABASE d;\nCREATE TABLE t AS SELECT 'ä;' AS a;\nSELECT * FROM t"
    )
    done = mockhaus("query", *MEMORY, "--format", "csv", "-f", str(script))
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("A\nä;\n")


def test_statements_come_from_standard_input() -> None:
    for arguments in ((), ("-",)):
        done = mockhaus("query", *MEMORY, "--format", "json", *arguments, stdin="SELECT 1.50 AS n, NULL AS z;")
        assert json.loads(done.stdout) == [{"N": 1.5, "Z": None}]


def test_csv_goes_to_the_output_alone() -> None:
    done = mockhaus(
        "query", *MEMORY, "--format", "csv", "SELECT 'a,b' AS text, 7 AS n UNION ALL SELECT NULL, 8 ORDER BY n"
    )
    assert list(csv.reader(io.StringIO(done.stdout))) == [["TEXT", "N"], ["a,b", "7"], ["", "8"]]
    assert done.stderr == ""


def test_a_failing_statement_is_told_on_the_error_stream() -> None:
    done = mockhaus("query", *MEMORY, "--format", "csv", "SELECT 1 AS a; SELECT nothing; SELECT 3 AS c")
    assert done.returncode == 1
    assert done.stdout == "A\n1\n"
    assert done.stderr.startswith("000904 (42000): SQL compilation error")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("query", "--nonsense"),
        ("query", *MEMORY, "--format", "xml", "SELECT 1"),
        ("query", *MEMORY, "SELECT 1", "-f", __file__),
        ("query", *MEMORY, "-f", "/nonexistent/script.sql"),
        ("query", *MEMORY, "--timeout", "0", "SELECT 1"),
        ("unknown",),
        ("serve", "--port", "high"),
    ],
    ids=str,
)
def test_wrong_usage_has_an_exit_code_of_its_own(arguments: tuple[str, ...]) -> None:
    done = mockhaus(*arguments)
    assert done.returncode == 2
    assert "Usage: mockhaus" in done.stderr


def test_what_cannot_start_has_an_exit_code_of_its_own(tmp_path: Path) -> None:
    config = tmp_path / "settings.yaml"
    config.write_text("server: {prot: 1}\n")
    done = mockhaus("query", *MEMORY, "--config", str(config), "SELECT 1")
    assert done.returncode == 3
    assert "server.prot" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_context_is_given_by_options(tmp_path: Path) -> None:
    where = ("--data-dir", str(tmp_path))
    assert mockhaus("query", *where, "CREATE DATABASE d; CREATE SCHEMA s; CREATE WAREHOUSE wh").returncode == 0
    options = ("-d", "d", "-s", "s", "-r", "sysadmin", "-w", "wh")
    done = mockhaus(
        "query",
        *where,
        *options,
        "--format",
        "csv",
        "SELECT CURRENT_DATABASE() d, CURRENT_SCHEMA() s, CURRENT_ROLE() r, CURRENT_WAREHOUSE() w",
    )
    assert done.stdout == "D,S,R,W\nD,S,SYSADMIN,WH\n"
    assert mockhaus("query", *where, "-d", "nowhere", "SELECT 1").returncode == 1


def test_a_timeout_ends_a_statement() -> None:
    endless = "SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 1000000)) a, TABLE(GENERATOR(ROWCOUNT => 1000000)) b"
    done = mockhaus("query", *MEMORY, "--timeout", "0.3", endless)
    assert done.returncode == 1
    assert done.stderr.startswith("000630 (57014)")


def test_the_history_shows_what_ran(tmp_path: Path) -> None:
    where = ("--data-dir", str(tmp_path))
    mockhaus("query", *where, "SELECT 1 AS first_one; SELECT nothing_there")
    shown = mockhaus("history", *where, "--format", "json")
    records = json.loads(shown.stdout)
    assert [(record["QUERY_TEXT"], record["STATUS"]) for record in records] == [
        ("SELECT nothing_there", "FAIL"),
        ("SELECT 1 AS first_one", "SUCCESS"),
    ]
    failed = mockhaus("history", *where, "--format", "csv", "--status", "fail")
    assert "first_one" not in failed.stdout
    assert "invalid identifier 'NOTHING_THERE'" in failed.stdout
    assert mockhaus("history", *where, "--text", "first", "--limit", "1").returncode == 0


def test_help_is_there_for_every_command() -> None:
    shown = mockhaus("--help")
    assert shown.returncode == 0
    for command in ("query", "serve", "history", "demo"):
        assert command in shown.stdout
    assert "--data-dir" in mockhaus("query", "--help").stdout


def test_the_version_is_told() -> None:
    assert version("mockhaus") in mockhaus("--version").stdout


def test_the_server_takes_its_settings_from_everywhere(tmp_path: Path) -> None:
    config = tmp_path / "settings.yaml"
    config.write_text("account: FROM_FILE\nsessions: {maximum: 1, warehouse: OVERRULED}\n")
    variables = {"MOCKHAUS_SESSIONS__WAREHOUSE": "FROM_ENVIRONMENT"}
    with (
        server_process(tmp_path / "data", "--config", str(config), **variables) as server,
        server.client() as client,
    ):
        look = "SELECT CURRENT_ACCOUNT(), CURRENT_WAREHOUSE()"
        assert client.rows(look, session_id=client.session()) == [["FROM_FILE", "FROM_ENVIRONMENT"]]
        assert client.post("/api/v1/sessions", {}).status == 429


@pytest.fixture(scope="module")
def demonstrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that the demo was run on."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    done = mockhaus("demo", "--scale", "0.001", "--data-dir", str(folder))
    assert done.returncode == 0, done.stderr
    folder.with_name("output.txt").write_text(done.stdout)
    return folder


def test_the_demo_shows_tables_and_timings(demonstrated: Path) -> None:
    output = demonstrated.with_name("output.txt").read_text()
    for table in ("REGION", "NATION", "SUPPLIER", "CUSTOMER", "PART", "PARTSUPP", "ORDERS", "LINEITEM"):
        assert f"  {table} " in output
    for word in (
        "QUALIFY",
        "FLATTEN",
        "PIVOT",
        "MERGE",
        "COPY INTO",
        "ms in the server",
        "ms over HTTP",
        "Espresso machine",
    ):
        assert word in output


def test_the_demo_leaves_its_data_behind(demonstrated: Path) -> None:
    done = mockhaus(
        "query",
        "--data-dir",
        str(demonstrated),
        "--format",
        "csv",
        "SELECT COUNT(*) AS n FROM SNOWFLAKE_SAMPLE_DATA.TPCH_SF0_001.ORDERS;"
        "SELECT COUNT(*) AS n FROM DEMO.PUBLIC.PRODUCTS",
    )
    assert done.stdout == "N\n1500\nN\n4\n"


def test_the_demo_can_be_run_again(demonstrated: Path) -> None:
    done = mockhaus("demo", "--scale", "0.001", "--data-dir", str(demonstrated))
    assert done.returncode == 0, done.stderr
