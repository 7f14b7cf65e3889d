"""The 22 queries of TPC-H translate, with every column typed and no needless cast."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockhaus.domain.types import Kind
from mockhaus.translation.plan import QueryPlan
from tests.fakes.names import StaticNames
from tests.unit.translation.translating import plan

QUERIES = Path(__file__).parents[2] / "performance" / "tpch"

_COLUMNS = {
    "region": "r_regionkey int, r_name varchar(25), r_comment varchar(152)",
    "nation": "n_nationkey int, n_name varchar(25), n_regionkey int, n_comment varchar(152)",
    "supplier": "s_suppkey int, s_name varchar(25), s_address varchar(40), s_nationkey int, s_phone varchar(15), "
    "s_acctbal number(12:2), s_comment varchar(101)",
    "customer": "c_custkey int, c_name varchar(25), c_address varchar(40), c_nationkey int, c_phone varchar(15), "
    "c_acctbal number(12:2), c_mktsegment varchar(10), c_comment varchar(117)",
    "part": "p_partkey int, p_name varchar(55), p_mfgr varchar(25), p_brand varchar(10), p_type varchar(25), "
    "p_size int, p_container varchar(10), p_retailprice number(12:2), p_comment varchar(23)",
    "partsupp": "ps_partkey int, ps_suppkey int, ps_availqty int, ps_supplycost number(12:2), ps_comment varchar(199)",
    "orders": "o_orderkey int, o_custkey int, o_orderstatus varchar(1), o_totalprice number(12:2), o_orderdate date, "
    "o_orderpriority varchar(15), o_clerk varchar(15), o_shippriority int, o_comment varchar(79)",
    "lineitem": "l_orderkey int, l_partkey int, l_suppkey int, l_linenumber int, l_quantity number(12:2), "
    "l_extendedprice number(12:2), l_discount number(12:2), l_tax number(12:2), l_returnflag varchar(1), "
    "l_linestatus varchar(1), l_shipdate date, l_commitdate date, l_receiptdate date, l_shipinstruct varchar(25), "
    "l_shipmode varchar(10), l_comment varchar(44)",
}
NAMES = StaticNames(
    {
        table: {name: kind.replace(":", ",") for name, kind in (item.strip().split(" ") for item in columns.split(","))}
        for table, columns in _COLUMNS.items()
    }
)


def translated(number: int) -> QueryPlan:
    return plan((QUERIES / f"q{number:02d}.sql").read_text(encoding="utf-8"), names=NAMES)


@pytest.mark.parametrize("number", range(1, 23))
def test_every_column_is_typed(number: int) -> None:
    assert all(column.type.kind is not Kind.NULL for column in translated(number).columns)


def test_sums_of_products_are_written_as_one_would_by_hand() -> None:
    assert 'sum("LINEITEM"."L_EXTENDEDPRICE" * (1 - "LINEITEM"."L_DISCOUNT"))' in translated(3).sql


def test_sums_keep_scale_and_gain_twelve_digits() -> None:
    assert [str(column.type) for column in translated(1).columns[2:6]] == [
        "NUMBER(24,2)",
        "NUMBER(24,2)",
        "NUMBER(37,4)",
        "NUMBER(38,6)",
    ]
