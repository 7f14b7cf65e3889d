"""What a query needs of the records of an external table, and which of its conditions rule out files."""

from __future__ import annotations

import pytest
from sqlglot import exp

from mockhaus.domain.catalog.objects import Column
from mockhaus.domain.identifiers import qualified
from mockhaus.domain.statements import Query
from mockhaus.domain.types import VARCHAR, VARIANT
from mockhaus.translation.parsing import parse
from mockhaus.translation.sources.external_fields import document_of, needed_fields
from mockhaus.translation.sources.partition_conditions import partition_conditions

COLUMNS = (
    Column(name="VALUE", type=VARIANT, engine_name="c1"),
    Column(name="A", type=VARCHAR, engine_name="A", expression="(value:x.y::TEXT)"),
    Column(name="B", type=VARCHAR, engine_name="B", expression="(TO_JSON(value))"),
)


def _table(text: str) -> exp.Table:
    statement = parse(text)
    assert isinstance(statement, Query)
    tree: exp.Expr = statement.fragment.tree
    return next(item for item in tree.find_all(exp.Table) if item.name.upper() == "E")


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("select a from e", ()),
        ("select count(*) from e", ()),
        ("select value:k:l, e.value:m::int from e", ("k", "m")),
        ("select $1:k from e where a > 'x'", ("k",)),
        ("select x from (select a as x from e) where x = 1", ()),
        ("select value from e", None),
        ("select * from e", None),
        ("select e.* from e", None),
        ("select count(e.*) from e", None),
        ("select b from e", None),
        ("select upper(value) from e", None),
        ("select value['k'] from e", None),
        ("select $2 from e", None),
        ("select u.c from u natural join e", None),
        ("select identifier('a') from e", None),
        ("select object_construct(*) from e", None),
        ("with c as (select a from e) select * from c", None),
    ],
)
def test_the_fields_that_value_must_have(text: str, fields: tuple[str, ...] | None) -> None:
    assert needed_fields(_table(text), COLUMNS) == fields


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("(value:x::TEXT)", ("x",)),
        ('$1:"b"."c"::INT + value:a::INT', ("a", "b")),
        ("metadata$filename", ()),
        ("GET_IGNORE_CASE($1, 'x')", None),
        ("value", None),
    ],
)
def test_the_fields_from_which_a_column_is_computed(text: str, fields: tuple[str, ...] | None) -> None:
    found = document_of(text)
    assert (found[1] if found else None) == fields


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("select 1 from e where p = 'x'", ["p = 'x'"]),
        (
            "select 1 from e where p = 'x' and a = 1 and (p > 'a' or not p in ('b', 'c'))",
            ["p = 'x'", "(p > 'a' or not p in ('b', 'c'))"],
        ),
        ("select 1 from e as f where f.p between 'a' and 'b' and e.p = 1", ["f.p between 'a' and 'b'"]),
        ("select 1 from db.s.e where s.e.p is null", ["s.e.p is null"]),
        ("select 1 from e join u on u.x = e.a where p = :1", ["p = :1"]),
        ("select 1 from e where p = (select 1)", []),
        ("select 1 from e where p = random()", []),
        ("select 1 from e where p = 'x' or a = 1", []),
        ("select 1 from u left join e on u.x = e.p where p is null", []),
        ("select 1 from u natural join e where p = 1", []),
        ("select 1 from e sample (10) where p = 'x'", []),
        ("select 1 from e start with p = 1 connect by prior p = a", []),
        ("select 1 from e having p = 'x'", []),
        ("select 1 from (select p from e) where p = 'x'", []),
    ],
)
def test_the_conditions_that_are_about_partitions_alone(text: str, conditions: list[str]) -> None:
    node = _table(text)
    found = partition_conditions(node, ["P"], node.alias.upper() or None, qualified("DB", "S", "E"))

    assert [item.sql("snowflake").lower() for item in found] == conditions
