"""Aggregate and window functions answer as Snowflake's documentation and recorded answers say."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from mockhaus.domain.errors import SnowflakeError
from mockhaus.domain.results import Row, Value
from tests.support.snowflake_session import SnowflakeQueries

_ITEMS = """(SELECT column1 AS k, column2 AS v, column3 AS s
             FROM VALUES (1, 10, 'b'), (2, 10, 'a'), (2, 20, 'c'), (2, 25, 'a'), (2, 30, NULL), (3, NULL, NULL)) AS t"""
_EMPTY = f"{_ITEMS} WHERE k > 5"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("COUNT(*)", 6),
        ("COUNT(v)", 5),
        ("COUNT(v, s)", 4),
        ("COUNT(DISTINCT v)", 4),
        ("COUNT(DISTINCT v, s)", 4),
        ("COUNT_IF(v > 10)", 3),
        ("SUM(v)", 95),
        ("SUM(DISTINCT v)", 85),
        ("AVG(v)", Decimal("19.000000")),
        ("SUM(v / 100)", Decimal("0.950000")),
        ("MIN(s)", "a"),
        ("MAX(v)", 30),
        ("MEDIAN(v)", Decimal("20.000")),
        ("MODE(v)", 10),
        ("VAR_POP(v)", Decimal("64.000000")),
        ("VARIANCE(v)", Decimal("80.000000")),
        ("STDDEV_POP(v)", 8.0),
        ("MAX_BY(k, v)", 2),
        ("MIN_BY(s, v)", "b"),
        ("BOOLAND_AGG(v)", True),
        ("BOOLOR_AGG(v > 25)", True),
        ("BOOLXOR_AGG(v > 25)", True),
        ("BOOLXOR_AGG(v > 20)", False),
        ("BITOR_AGG(v)", 31),
        ("BITAND_AGG(v)", 0),
        ("PERCENTILE_CONT(0.25) WITHIN GROUP (ORDER BY v)", Decimal("10.000")),
        ("PERCENTILE_CONT(0.1) WITHIN GROUP (ORDER BY v DESC)", Decimal("28.000")),
        ("PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY v)", 20),
        ("REGR_COUNT(v, k)", 5),
        ("LISTAGG(s, ',') WITHIN GROUP (ORDER BY v, s)", "a,b,c,a"),
        ("LISTAGG(DISTINCT s, '|') WITHIN GROUP (ORDER BY s)", "a|b|c"),
        ("LISTAGG(DISTINCT v, ',') WITHIN GROUP (ORDER BY v DESC)", "30,25,20,10"),
    ],
)
def test_aggregates_leave_nulls_out(functions: SnowflakeQueries, expression: str, expected: Value) -> None:
    assert functions.rows(f"SELECT {expression} FROM {_ITEMS}") == [(expected,)]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("COUNT(v)", 0),
        ("SUM(v)", None),
        ("AVG(v)", None),
        ("MEDIAN(v)", None),
        ("MAX_BY(k, v)", None),
        ("BOOLAND_AGG(v)", None),
        ("BOOLXOR_AGG(v)", None),
        ("LISTAGG(s, ',')", ""),
        ("ARRAY_AGG(v)", "[]"),
        ("OBJECT_AGG(s, v)", "{}"),
        ("HASH_AGG(v)", 0),
    ],
)
def test_aggregates_of_nothing(functions: SnowflakeQueries, expression: str, expected: Value) -> None:
    assert functions.rows(f"SELECT {expression} FROM {_EMPTY}") == [(expected,)]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("ARRAY_AGG(v) WITHIN GROUP (ORDER BY v DESC)", [30, 25, 20, 10, 10]),
        ("ARRAY_AGG(DISTINCT v) WITHIN GROUP (ORDER BY v)", [10, 20, 25, 30]),
        ("ARRAY_AGG(s) WITHIN GROUP (ORDER BY v, s)", ["a", "b", "c", "a"]),
        ("OBJECT_AGG(k::VARCHAR || v::VARCHAR, v)", {"110": 10, "210": 10, "220": 20, "225": 25, "230": 30}),
        ("MAX_BY(v, v, 2)", [30, 25]),
        ("MIN_BY(k, v, 3)", [1, 2, 2]),
    ],
)
def test_aggregates_into_arrays_and_objects(functions: SnowflakeQueries, expression: str, expected: object) -> None:
    ((found,),) = functions.rows(f"SELECT {expression} FROM {_ITEMS}")
    assert json.loads(str(found)) == expected


def test_a_key_twice_is_an_error_of_object_agg(functions: SnowflakeQueries) -> None:
    with pytest.raises(SnowflakeError, match="Duplicate field key 'a'"):
        functions.rows(f"SELECT OBJECT_AGG(s, v) FROM {_ITEMS}")


def test_a_json_null_is_not_counted(functions: SnowflakeQueries) -> None:
    query = "SELECT COUNT(PARSE_JSON(column1)) FROM VALUES ('null'), ('1'), (NULL)"
    assert functions.rows(query) == [(1,)]


def test_the_mean_of_numbers_is_exact(functions: SnowflakeQueries) -> None:
    query = "SELECT AVG(column1) FROM VALUES (1.10), (2.20), (2.05)"
    assert functions.rows(query) == [(Decimal("1.78333333"),)]


def test_max_takes_one_argument(functions: SnowflakeQueries) -> None:
    with pytest.raises(SnowflakeError, match="too many arguments") as caught:
        functions.rows(f"SELECT MAX(v, k) FROM {_ITEMS}")
    assert caught.value.code == "000939"


_SERIES = "(SELECT column1 AS i, column2 AS d FROM VALUES (1, 1.10), (2, 2.20), (4, 2.20)) AS t"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("SUM(i) OVER (ORDER BY i)", [1, 3, 7]),
        ("SUM(i) OVER (PARTITION BY d)", [1, 6, 6]),
        ("AVG(i) OVER (ORDER BY i)", [Decimal("1.000"), Decimal("1.500"), Decimal("2.333")]),
        ("MAX(i) OVER (ORDER BY i ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)", [1, 2, 4]),
        ("COUNT(*) OVER ()", [3, 3, 3]),
        ("COUNT(DISTINCT d) OVER ()", [2, 2, 2]),
        ("ROW_NUMBER() OVER (ORDER BY i DESC)", [3, 2, 1]),
        ("RANK() OVER (ORDER BY d)", [1, 2, 2]),
        ("DENSE_RANK() OVER (ORDER BY d DESC)", [2, 1, 1]),
        ("PERCENT_RANK() OVER (ORDER BY i)", [0.0, 0.5, 1.0]),
        ("NTILE(2) OVER (ORDER BY i)", [1, 1, 2]),
        ("LAG(i) OVER (ORDER BY i)", [None, 1, 2]),
        ("LEAD(d, 1, 0.5) OVER (ORDER BY i)", [Decimal("2.2"), Decimal("2.2"), Decimal("0.5")]),
        ("LAG(NULLIF(i, 2), 1) IGNORE NULLS OVER (ORDER BY i)", [None, 1, 1]),
        ("FIRST_VALUE(i) OVER (ORDER BY i DESC)", [4, 4, 4]),
        ("LAST_VALUE(i) OVER (ORDER BY i)", [4, 4, 4]),
        ("NTH_VALUE(i, 2) OVER (ORDER BY i)", [2, 2, 2]),
        ("RATIO_TO_REPORT(i) OVER ()", [Decimal("0.142857"), Decimal("0.285714"), Decimal("0.571429")]),
        ("CONDITIONAL_TRUE_EVENT(i > 1) OVER (ORDER BY i)", [0, 1, 2]),
        ("CONDITIONAL_CHANGE_EVENT(d) OVER (ORDER BY i)", [0, 1, 1]),
        ("LISTAGG(i, ',') WITHIN GROUP (ORDER BY i DESC) OVER (PARTITION BY d)", ["1", "4,2", "4,2"]),
        ("MEDIAN(i) OVER (PARTITION BY d)", [Decimal("1.000"), Decimal("3.000"), Decimal("3.000")]),
        (
            "PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY i) OVER (PARTITION BY d)",
            [Decimal("1.000"), Decimal("3.000"), Decimal("3.000")],
        ),
    ],
)
def test_window_functions(functions: SnowflakeQueries, expression: str, expected: list[Value]) -> None:
    found: list[Row] = functions.rows(f"SELECT {expression}, i FROM {_SERIES} ORDER BY i")
    assert [value for value, _ in found] == expected


def test_a_window_function_without_over_is_refused(functions: SnowflakeQueries) -> None:
    with pytest.raises(SnowflakeError, match="RATIO_TO_REPORT"):
        functions.rows(f"SELECT RATIO_TO_REPORT(i) FROM {_SERIES}")


def test_equal_numbers_have_equal_hashes_whatever_their_type(functions: SnowflakeQueries) -> None:
    assert len(set(functions.values("HASH(10), HASH(10::NUMBER(38,0)), HASH(10::NUMBER(5,3)), HASH(10::FLOAT)"))) == 1


def test_a_text_has_another_hash_than_the_number_it_shows(functions: SnowflakeQueries) -> None:
    number, text = functions.values("HASH(10), HASH('10')")
    assert number != text


def test_the_hash_of_null_is_a_number_that_depends_on_how_many(functions: SnowflakeQueries) -> None:
    one, two = functions.values("HASH(NULL), HASH(NULL, NULL)")
    assert None not in (one, two)
    assert one != two


def test_hash_agg_does_not_depend_on_the_order(functions: SnowflakeQueries) -> None:
    query = "SELECT HASH_AGG(column1) FROM VALUES ({}), ({}), ({})"
    assert functions.rows(query.format(1, 2, 2)) == functions.rows(query.format(2, 1, 2))
    assert functions.rows(query.format(1, 2, 2)) != functions.rows(query.format(1, 1, 2))


def test_a_seed_gives_the_same_random_numbers_again(functions: SnowflakeQueries) -> None:
    query = "SELECT RANDOM(4711), RANDOM(4711) FROM VALUES (1), (2), (3)"
    found = functions.rows(query)
    assert found == functions.rows(query)
    assert len({first for first, _ in found}) == len(found)
    assert all(first == second for first, second in found)


def test_a_generator_decides_what_is_generated(functions: SnowflakeQueries) -> None:
    once = functions.values("UNIFORM(1, 10, 5), NORMAL(0, 1, 1234), ZIPF(1, 10, 5), RANDSTR(5, 7)")
    assert once == functions.values("UNIFORM(1, 10, 5), NORMAL(0, 1, 1234), ZIPF(1, 10, 5), RANDSTR(5, 7)")


def test_uniform_integers_lie_between_the_bounds(functions: SnowflakeQueries) -> None:
    query = "SELECT UNIFORM(1, 3, RANDOM(1)) FROM VALUES " + ", ".join(["(0)"] * 100)
    assert {value for (value,) in functions.rows(query)} == {1, 2, 3}


@pytest.mark.parametrize(
    ("expression", "volatile"), [("RANDOM()", True), ("UUID_STRING()", True), ("RANDOM(1)", False), ("ABS(1)", False)]
)
def test_a_plan_knows_whether_a_second_run_may_differ(
    functions: SnowflakeQueries, expression: str, *, volatile: bool
) -> None:
    assert functions.plan(f"SELECT {expression}").volatile is volatile


@pytest.mark.parametrize("call", ["ROW_NUMBER()", "LAG(i)", "FIRST_VALUE(i)"])
def test_a_function_of_windows_needs_over(functions: SnowflakeQueries, call: str) -> None:
    with pytest.raises(SnowflakeError, match="Missing window specification"):
        functions.rows(f"SELECT {call} FROM {_SERIES}")


def test_the_delimiter_of_listagg_is_a_constant(functions: SnowflakeQueries) -> None:
    with pytest.raises(SnowflakeError, match="argument 2 to function LISTAGG needs to be constant") as caught:
        functions.rows(f"SELECT LISTAGG(s, s) FROM {_ITEMS}")
    assert caught.value.code == "001015"


def test_a_percentile_lies_between_0_and_1(functions: SnowflakeQueries) -> None:
    with pytest.raises(SnowflakeError, match=r"invalid value \[1.5\]"):
        functions.rows(f"SELECT PERCENTILE_CONT(1.5) WITHIN GROUP (ORDER BY v) FROM {_ITEMS}")
