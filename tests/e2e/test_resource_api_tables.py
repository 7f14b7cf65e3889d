"""The REST API of tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.resource_api import ResourceApi, resource_api
from tests.support.server import LocalServer

_TABLES = "/databases/RESOURCE_TABLES/schemas/PUBLIC/tables"


@pytest.fixture
def api(server: LocalServer) -> Iterator[ResourceApi]:
    with resource_api(server.url) as found:
        found.create("/databases?createMode=orReplace", name="RESOURCE_TABLES")
        yield found
        found.drop("/databases/RESOURCE_TABLES")


def _columns(api: ResourceApi, name: str) -> list[dict[str, Any]]:
    found = api.get(f"{_TABLES}/{name}")["columns"]
    return [{key: value for key, value in column.items() if value is not None} for column in found]


def test_a_table_has_the_columns_of_its_definition(api: ResourceApi) -> None:
    columns: list[dict[str, Any]] = [
        {"name": "a", "datatype": "integer", "nullable": False, "comment": "it's"},
        {"name": '"b c"', "datatype": "varchar(20)", "default": "'x' || 1", "collate": "utf8"},
        {"name": "n", "datatype": "number(10,0)", "autoincrement": True, "autoincrement_start": 5},
        {"name": "t", "datatype": "timestamp_tz(3)", "default": "CURRENT_TIMESTAMP()"},
    ]
    assert api.create(_TABLES, name="t", columns=columns) == "Table T successfully created."
    assert _columns(api, "t") == [
        {"name": "A", "datatype": "NUMBER(38,0)", "nullable": False, "comment": "it's"},
        {"name": '"b c"', "datatype": "VARCHAR(20)", "nullable": True, "default": "'x' || 1", "collate": "utf8"},
        {
            "name": "N",
            "datatype": "NUMBER(10,0)",
            "nullable": True,
            "autoincrement": True,
            "autoincrement_start": 5,
            "autoincrement_increment": 1,
        },
        {"name": "T", "datatype": "TIMESTAMP_TZ(3)", "nullable": True, "default": "CURRENT_TIMESTAMP()"},
    ]


def test_a_table_has_the_constraints_of_its_definition(api: ResourceApi) -> None:
    column = {"name": "a", "datatype": "int", "constraints": [{"constraint_type": "PRIMARY KEY", "name": "pk"}]}
    api.create(_TABLES, name="parent", columns=[column])
    foreign = {
        "constraint_type": "FOREIGN KEY",
        "name": "fk",
        "column_names": ["b"],
        "referenced_table_name": "parent",
        "referenced_column_names": ["a"],
    }
    unique = {"constraint_type": "UNIQUE", "name": "uq", "column_names": ["b", "c"]}
    columns = [{"name": "b", "datatype": "int"}, {"name": "c", "datatype": "int"}]
    api.create(_TABLES, name="child", columns=columns, constraints=[foreign, unique])
    assert api.get(f"{_TABLES}/parent")["constraints"] == [
        {"name": "PK", "constraint_type": "PRIMARY KEY", "column_names": ["A"]}
    ]
    assert api.get(f"{_TABLES}/child")["constraints"] == [
        {"name": "UQ", "constraint_type": "UNIQUE", "column_names": ["B", "C"]},
        {
            "name": "FK",
            "constraint_type": "FOREIGN KEY",
            "column_names": ["B"],
            "referenced_table_name": "RESOURCE_TABLES.PUBLIC.PARENT",
            "referenced_column_names": ["A"],
        },
    ]


def test_a_table_has_the_properties_of_its_definition(api: ResourceApi) -> None:
    api.create(
        _TABLES,
        name="t",
        kind="transient",
        columns=[{"name": "a", "datatype": "int"}, {"name": "b", "datatype": "varchar"}],
        cluster_by=["a", "SUBSTR(b, 1, 2)"],
        change_tracking=True,
        data_retention_time_in_days=0,
        comment="x",
    )
    found = api.get(f"{_TABLES}/t")
    assert (found["kind"], found["comment"], found["rows"]) == ("TRANSIENT", "x", 0)
    assert (found["database_name"], found["schema_name"]) == ("RESOURCE_TABLES", "PUBLIC")
    assert (found["cluster_by"], found["automatic_clustering"]) == (["a", "SUBSTR(b, 1, 2)"], True)
    assert (found["change_tracking"], found["data_retention_time_in_days"]) == (True, 0)


def test_a_table_is_altered_to_a_definition(api: ResourceApi) -> None:
    api.create(_TABLES, name="demo_tbl", columns=[{"name": "c1", "datatype": "integer"}], comment="old")
    found = api.get(f"{_TABLES}/demo_tbl")
    found["columns"].append({"name": "c2", "datatype": "string"})
    api.define(f"{_TABLES}/demo_tbl", **{**found, "comment": "new"})
    assert [column["name"] for column in _columns(api, "demo_tbl")] == ["C1", "C2"]
    assert api.get(f"{_TABLES}/demo_tbl")["comment"] == "new"


def test_a_table_is_made_from_a_query(api: ResourceApi) -> None:
    api.create(f"{_TABLES}:as-select?query=SELECT%201%20AS%20a,%20'x'%20AS%20b", name="t")
    assert [column["datatype"] for column in _columns(api, "t")] == ["NUMBER(1,0)", "VARCHAR(1)"]
    assert api.get(f"{_TABLES}/t")["rows"] == 1


def test_a_table_is_copied(api: ResourceApi) -> None:
    api.create(f"{_TABLES}:as-select?query=SELECT%201%20AS%20a", name="t")
    api.act(f"{_TABLES}/t:clone", name="copy")
    api.act(f"{_TABLES}/t:create-like?newTableName=empty", name="empty")
    api.act(f"{_TABLES}/t:create_like", name="older")
    rows = {item["name"]: item["rows"] for item in api.get(_TABLES)}
    assert rows == {"COPY": 1, "EMPTY": 0, "OLDER": 0, "T": 1}


def test_tables_are_swapped(api: ResourceApi) -> None:
    api.create(f"{_TABLES}:as-select?query=SELECT%201%20AS%20a", name="one")
    api.create(_TABLES, name="two", columns=[{"name": "b", "datatype": "int"}])
    api.act(f"{_TABLES}/one:swap-with?targetName=two")
    assert api.get(f"{_TABLES}/two")["rows"] == 1


def test_a_dropped_table_comes_back(api: ResourceApi) -> None:
    api.create(f"{_TABLES}:as-select?query=SELECT%201%20AS%20a", name="t")
    api.drop(f"{_TABLES}/t")
    assert api.call("GET", f"{_TABLES}/t").refusal == (404, "002003")
    assert [item["dropped_on"] is None for item in api.get(_TABLES, history="true")] == [False]
    api.act(f"{_TABLES}/t:undrop")
    assert api.names(_TABLES) == ["T"]
    assert api.drop(f"{_TABLES}/nobody", ifExists="true").startswith("Drop statement executed successfully")


def test_a_deep_listing_has_columns(api: ResourceApi) -> None:
    api.create(_TABLES, name="t", columns=[{"name": "a", "datatype": "int"}])
    (plain,), (deep,) = api.get(_TABLES), api.get(_TABLES, deep="true")
    assert "columns" not in plain
    assert [column["name"] for column in deep["columns"]] == ["A"]


@pytest.mark.parametrize(
    ("column", "refusal"),
    [
        ({"name": "a", "datatype": "int, b int"}, (400, "001003")),
        ({"name": "a", "datatype": "int) COMMENT = 'x' --"}, (400, "001003")),
        ({"name": "a", "datatype": "int", "default": "1, b INT"}, (400, "001003")),
        ({"name": "a", "datatype": "int", "default": "1) AS SELECT 1 --"}, (400, "001003")),
        ({"name": "a b", "datatype": "int"}, (400, "391900")),
        ({"name": "a"}, (400, "391900")),
        ({"name": "a", "datatype": "int", "colour": "red"}, (400, "391900")),
        ({"name": "a", "datatype": "array(geography)"}, (400, "000002")),
        (
            {
                "name": "a",
                "datatype": "int",
                "constraints": [{"constraint_type": "CHECK", "check_expression": "a > 1"}],
            },
            (400, "000002"),
        ),
    ],
)
def test_a_column_is_one_column(api: ResourceApi, column: dict[str, Any], refusal: tuple[int, str]) -> None:
    assert api.call("POST", _TABLES, {"name": "t", "columns": [column]}).refusal == refusal
    assert api.names(_TABLES) == []


@pytest.mark.parametrize(
    "request_",
    [
        ("POST", _TABLES, {"name": "t", "kind": "TEMPORARY", "columns": [{"name": "a", "datatype": "int"}]}),
        ("POST", _TABLES, {"name": "t", "error_logging": True, "columns": [{"name": "a", "datatype": "int"}]}),
        ("POST", f"{_TABLES}/t:suspend-recluster", None),
        ("POST", f"{_TABLES}/t:set-tags", None),
    ],
    ids=lambda item: f"{item[0]} {item[1]}",
)
def test_what_tables_have_not_is_refused_by_name(api: ResourceApi, request_: tuple[str, str, Any]) -> None:
    assert api.call(*request_).refusal == (400, "000002")
