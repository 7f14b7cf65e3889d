"""`snow connection` and `snow sql`: statements, variables, formats."""

from __future__ import annotations

import json
import os
from pathlib import Path

from conftest import DATABASE, Snow


def test_a_connection_is_tested(snow: Snow) -> None:
    assert snow("connection", "test", "--format", "json").json == {
        "Connection name": "local",
        "Status": "OK",
        "Host": os.environ["MOCKHAUS_HOST"],
        "Account": "mockhaus",
        "User": "tester",
        "Role": "ACCOUNTADMIN",
        "Database": DATABASE,
        "Warehouse": "COMPUTE_WH",
    }


def test_connections_are_listed(snow: Snow) -> None:
    (found,) = snow.rows("connection", "list")
    assert (found["connection_name"], found["is_default"]) == ("local", True)
    assert (found["parameters"]["protocol"], found["parameters"]["password"]) == ("http", "****")


def test_a_server_that_is_not_there_is_an_error(snow: Snow) -> None:
    done = snow("connection", "test", "--port", "1", "--format", "json", status=1)
    assert "Invalid connection configuration" in done.out or "Could not connect" in done.out or "250001" in done.out


def test_options_go_over_the_connection(snow: Snow) -> None:
    options = ("--schema", "OTHER", "--role", "SYSADMIN", "--format", "json")
    (row,) = snow("sql", "-q", "SELECT CURRENT_ROLE() AS r, CURRENT_SCHEMA() AS s", *options).json
    assert row == {"R": "SYSADMIN", "S": "OTHER"}


def test_a_connection_needs_no_configuration(snow: Snow) -> None:
    host, port = os.environ["MOCKHAUS_HOST"], os.environ["MOCKHAUS_PORT"]
    temporary = ("--temporary-connection", "--account", "mockhaus", "--user", "other", "--password", "x")
    place = ("--host", host, "--port", port, "--protocol", "http")
    done = snow("sql", "-q", "SELECT CURRENT_USER() AS who", *temporary, *place, "--format", "json")
    assert json.loads(done.out[done.out.index("[") :]) == [{"WHO": "OTHER"}]


def test_each_statement_has_its_result(snow: Snow) -> None:
    done = snow(
        "sql",
        "-q",
        "SELECT 1 AS a, 'x' AS b; SELECT 2.5 AS c, NULL AS d, TRUE AS e; SELECT 3 AS f WHERE FALSE",
        "--format",
        "json",
    )
    assert done.json == [[{"A": 1, "B": "x"}], [{"C": "2.5", "D": None, "E": True}], []]


def test_values_of_all_types_are_printed(snow: Snow) -> None:
    sql = """SELECT 12345678901234567890 AS n, 1.5::FLOAT AS f, '2024-02-29'::DATE AS d, '12:34:56'::TIME AS t,
        '2024-02-29 12:34:56'::TIMESTAMP_NTZ AS s, '2024-02-29 12:34:56 +0100'::TIMESTAMP_TZ AS z,
        X'AB' AS b, PARSE_JSON('{"k": [1]}') AS v"""
    (row,) = snow.query(sql)
    assert json.loads(row.pop("V")) == {"k": [1]}
    assert row == {
        "N": 12345678901234567890,
        "F": 1.5,
        "D": "2024-02-29",
        "T": "12:34:56",
        "S": "2024-02-29T12:34:56",
        "Z": "2024-02-29T12:34:56+01:00",
        "B": "ab",
    }


def test_rows_are_printed_as_csv(snow: Snow) -> None:
    done = snow(
        "sql", "-q", """SELECT 1 AS one, 'a,"b"' AS two UNION ALL SELECT 2, NULL ORDER BY 1""", "--format", "csv"
    )
    assert done.csv == [["ONE", "TWO"], ["1", 'a,"b"'], ["2", ""]]


def test_rows_are_printed_as_a_table(snow: Snow) -> None:
    lines = snow("sql", "-q", "SELECT 1 AS one, 'x' AS two").out.splitlines()
    assert "| ONE | TWO |" in lines
    assert "| 1   | x   |" in lines


def test_a_file_of_statements_is_run(snow: Snow, tmp_path: Path) -> None:
    place = tmp_path / "script.sql"
    place.write_text(
        """
        CREATE OR REPLACE TABLE scripted (i INT, s STRING);
        -- a comment; with a semicolon
        INSERT INTO scripted VALUES (1, 'a;b'), (2, $$it's$$);
        SELECT * FROM scripted ORDER BY i;
        """
    )
    *_, rows = snow("sql", "-f", str(place), "--format", "json").json
    assert rows == [{"I": 1, "S": "a;b"}, {"I": 2, "S": "it's"}]


def test_several_files_are_run(snow: Snow, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.sql").write_text(f"SELECT '{name}' AS name;")
    done = snow("sql", "-f", str(tmp_path / "a.sql"), "-f", str(tmp_path / "b.sql"), "--format", "json")
    assert done.json == [[{"NAME": "a"}], [{"NAME": "b"}]]


def test_a_file_may_hold_others(snow: Snow, tmp_path: Path) -> None:
    (tmp_path / "inner.sql").write_text("SELECT 2 AS two;")
    (tmp_path / "outer.sql").write_text(f"SELECT 1 AS one;\n!source {tmp_path / 'inner.sql'};\n")
    assert snow("sql", "-f", str(tmp_path / "outer.sql"), "--format", "json").json == [[{"ONE": 1}], [{"TWO": 2}]]


def test_statements_come_from_standard_input(snow: Snow) -> None:
    assert snow("sql", "-i", "--format", "json", given="SELECT 1 AS one;").json == [{"ONE": 1}]


def test_variables_are_filled_in(snow: Snow) -> None:
    done = snow(
        "sql",
        "-q",
        "SELECT '<% word %>' AS w, <% number %> AS n",
        "-D",
        "word=x y",
        "-D",
        "number=5",
        "--format",
        "json",
    )
    assert done.json == [{"W": "x y", "N": 5}]


def test_a_session_lasts_for_all_statements(snow: Snow) -> None:
    done = snow(
        "sql",
        "-q",
        "SET x = 5; CREATE TEMPORARY TABLE passing AS SELECT $x AS i; SELECT i FROM passing",
        "--format",
        "json",
    )
    assert done.json[-1] == [{"I": 5}]


def test_statements_are_one_transaction_if_asked(snow: Snow) -> None:
    snow("sql", "-q", "CREATE OR REPLACE TABLE at_once (i INT)")
    snow("sql", "-q", "INSERT INTO at_once VALUES (1); SELECT 1 / 0", "--single-transaction", status=1)
    assert snow.query("SELECT COUNT(*) AS n FROM at_once") == [{"N": 0}]

    snow("sql", "-q", "INSERT INTO at_once VALUES (1); INSERT INTO at_once VALUES (2)", "--single-transaction")
    assert snow.query("SELECT COUNT(*) AS n FROM at_once") == [{"N": 2}]


def test_a_statement_may_go_on_by_itself(snow: Snow) -> None:
    done = snow("sql", "-q", "SELECT SYSTEM$WAIT(0);>", "--format", "json")
    assert "scheduled" in done.out.lower() or "query id" in done.out.lower()


def test_an_error_ends_with_its_code(snow: Snow) -> None:
    done = snow("sql", "-q", "SELECT * FROM no_such_table", status=1)
    assert "002003 (42S02)" in done.out
    assert "NO_SUCH_TABLE" in done.out


def test_nothing_runs_after_an_error(snow: Snow) -> None:
    snow("sql", "-q", "DROP TABLE IF EXISTS never; SELECT nothing; CREATE TABLE never (i INT)", status=1)
    assert snow.query("SHOW TABLES LIKE 'never'") == []


def test_many_rows_are_printed(snow: Snow) -> None:
    rows = snow.query("SELECT SEQ4() AS i FROM TABLE(GENERATOR(ROWCOUNT => 5000))")
    assert len({row["I"] for row in rows}) == 5_000
