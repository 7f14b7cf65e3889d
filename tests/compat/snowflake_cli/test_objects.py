"""`snow object`: listing, describing, creating and dropping."""

from __future__ import annotations

import json

import pytest
from conftest import DATABASE, Snow


@pytest.fixture(scope="module", autouse=True)
def _things(snow: Snow) -> None:
    snow(
        "sql",
        "-q",
        "CREATE OR REPLACE TABLE thing (id INT NOT NULL, name VARCHAR(10)); CREATE OR REPLACE STAGE held; "
        "CREATE OR REPLACE VIEW seen AS SELECT 1 AS i; "
        "CREATE ROLE IF NOT EXISTS listed; CREATE USER IF NOT EXISTS known",
    )


@pytest.mark.parametrize(
    ("kind", "name"),
    [("database", DATABASE), ("view", "SEEN"), ("stage", "HELD"), ("warehouse", "COMPUTE_WH"), ("user", "KNOWN")],
)
def test_objects_are_listed_and_described(snow: Snow, kind: str, name: str) -> None:
    (found,) = snow.rows("object", "list", kind, "--like", name.lower())
    assert found["name"] == name
    assert snow.rows("object", "describe", kind, name)


def test_a_list_has_a_scope(snow: Snow) -> None:
    assert "THING" in [row["name"] for row in snow.rows("object", "list", "table", "--in", "database", DATABASE)]
    assert snow.rows("object", "list", "table", "--in", "schema", "OTHER") == []


def test_a_description_tells_the_columns(snow: Snow) -> None:
    rows = snow.rows("object", "describe", "table", "thing")
    assert [(row["name"], row["type"], row["null?"]) for row in rows] == [
        ("ID", "NUMBER(38,0)", "N"),
        ("NAME", "VARCHAR(10)", "Y"),
    ]


@pytest.mark.parametrize("kind", ["database", "schema", "warehouse", "role"])
def test_objects_are_created_and_dropped(snow: Snow, kind: str) -> None:
    name = f"MADE_{kind.upper()}"
    snow("sql", "-q", f"DROP {kind} IF EXISTS {name}")

    created = snow("object", "create", kind, f"name={name}", "comment=made by hand")
    assert f"{name} successfully created" in created.out
    (dropped,) = snow.rows("object", "drop", kind, name)
    assert dropped == {"status": f"{name} successfully dropped."}


def test_what_is_there_is_not_created_again(snow: Snow) -> None:
    assert "409 conflict" in snow("object", "create", "role", "name=listed", status=1).out
    assert "LISTED already exists" in snow("object", "create", "role", "name=listed", "--if-not-exists").out


def test_a_table_is_created_from_a_definition(snow: Snow) -> None:
    definition = {"name": "defined", "columns": [{"name": "id", "datatype": "number", "nullable": False}]}
    snow("object", "create", "table", "--json", json.dumps(definition), "--replace")
    (row,) = snow.rows("object", "describe", "table", "defined")
    assert (row["name"], row["type"], row["null?"]) == ("ID", "NUMBER(38,0)", "N")


def test_what_is_not_there_cannot_be_dropped(snow: Snow) -> None:
    assert "002003 (42S02)" in snow("object", "drop", "table", "no_such_table", status=1).out
    assert "successfully" in snow("object", "drop", "table", "no_such_table", "--if-exists").out


def test_other_kinds_are_not_created_by_the_rest_api(snow: Snow) -> None:
    assert "is not supported" in snow("object", "create", "compute-pool", "name=x", status=1).out


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("object list image-repository", "SHOW IMAGE REPOSITORIES"),
        ("spcs compute-pool list", "SHOW COMPUTE POOLS"),
        ("dbt list", "SHOW DBT PROJECTS"),
    ],
)
def test_what_is_not_emulated_is_refused_by_name(snow: Snow, command: str, name: str) -> None:
    out = snow(*command.split(), status=1).out
    assert f"000002 (0A000): Unsupported feature '{name}'" in out
