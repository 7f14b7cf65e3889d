"""The REST API of views and sequences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.resource_api import ResourceApi, resource_api
from tests.support.server import LocalServer

_VIEWS = "/databases/RESOURCE_VIEWS/schemas/PUBLIC/views"
_SEQUENCES = "/databases/RESOURCE_VIEWS/schemas/PUBLIC/sequences"


@pytest.fixture
def api(server: LocalServer) -> Iterator[ResourceApi]:
    with resource_api(server.url) as found:
        found.create("/databases?createMode=orReplace", name="RESOURCE_VIEWS")
        yield found
        found.drop("/databases/RESOURCE_VIEWS")


def test_a_view_is_told_as_it_was_created(api: ResourceApi) -> None:
    columns = [{"name": "a", "comment": "it's"}, {"name": '"b c"'}]
    api.create(_VIEWS, name="v", query="SELECT 1, 'x'", columns=columns, secure=True, comment="all")
    found = api.get(f"{_VIEWS}/v")
    assert (found["name"], found["query"], found["secure"], found["comment"]) == ("V", "SELECT 1, 'x'", True, "all")
    assert (found["database_name"], found["schema_name"], found["kind"]) == ("RESOURCE_VIEWS", "PUBLIC", "PERMANENT")
    assert found["columns"] == [
        {"name": "A", "datatype": "NUMBER(1,0)", "comment": "it's"},
        {"name": '"b c"', "datatype": "VARCHAR(1)", "comment": None},
    ]


def test_views_are_listed_and_dropped(api: ResourceApi) -> None:
    for name in ("one", "two"):
        api.create(_VIEWS, name=name, query="SELECT 1 AS a", columns=[])
    assert api.names(_VIEWS, like="t%") == ["TWO"]
    assert [item["columns"] for item in api.get(_VIEWS, startsWith="O")] == [[]]
    assert [len(item["columns"]) for item in api.get(_VIEWS, startsWith="O", deep="true")] == [1]
    api.drop(f"{_VIEWS}/one")
    assert api.names(_VIEWS) == ["TWO"]
    assert api.call("GET", f"{_VIEWS}/one").refusal == (404, "002003")


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ({"query": "SELECT 1 AS a; DROP DATABASE RESOURCE_VIEWS"}, (400, "001003")),
        ({"query": "DROP TABLE t"}, (400, "001003")),
        ({"query": "SELECT a FROM nobody"}, (404, "002003")),
        ({"query": "SELECT 1 AS a", "kind": "TEMPORARY"}, (400, "000002")),
        ({"query": "SELECT 1 AS a", "recursive": True}, (400, "000002")),
        ({}, (400, "391900")),
    ],
)
def test_a_view_is_one_query(api: ResourceApi, body: dict[str, Any], refusal: tuple[int, str]) -> None:
    assert api.call("POST", _VIEWS, {"name": "v", **body}).refusal == refusal
    assert api.names(_VIEWS) == []


def test_a_view_is_not_altered_to_a_definition(api: ResourceApi) -> None:
    assert api.call("PUT", f"{_VIEWS}/v", {"name": "v", "query": "SELECT 1 AS a"}).refusal == (400, "000002")


def test_a_sequence_is_told_as_it_was_created(api: ResourceApi) -> None:
    api.create(_SEQUENCES, name="s", start=10, increment=5, ordered=True, comment="x")
    found = api.get(f"{_SEQUENCES}/s")
    assert (found["name"], found["increment"], found["ordered"], found["comment"]) == ("S", 5, True, "x")
    assert (found["database_name"], found["schema_name"], found["start"]) == ("RESOURCE_VIEWS", "PUBLIC", None)


def test_sequences_are_renamed_listed_and_dropped(api: ResourceApi) -> None:
    api.create(_SEQUENCES, name="one")
    api.act(f"{_SEQUENCES}/one:rename?targetName=two")
    assert api.names(_SEQUENCES, like="t%") == ["TWO"]
    api.drop(f"{_SEQUENCES}/two")
    assert api.call("GET", f"{_SEQUENCES}/two").refusal == (404, "002003")


def test_what_sequences_have_not_is_refused(api: ResourceApi) -> None:
    assert api.call("POST", _SEQUENCES, {"name": "s", "increment": 0}).status == 400
    assert api.call("POST", f"{_SEQUENCES}/s:clone", {"name": "t"}).refusal == (400, "000002")
    assert api.call("POST", f"{_SEQUENCES}/s:rename").refusal == (400, "391900")
