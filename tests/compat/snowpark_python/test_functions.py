"""The functions of Snowpark, each module of them broadly: one row, one value."""

from __future__ import annotations

import datetime as dt
import decimal
import json
from typing import Any

import pytest
from snowflake.snowpark import DataFrame, Session
from snowflake.snowpark import functions as F  # noqa: N812 - as its guide writes it
from snowflake.snowpark.functions import col, lit

D = decimal.Decimal
DAY = F.to_date(lit("2024-02-29"))
MOMENT = F.to_timestamp_ntz(lit("2024-02-29 13:14:15"))
OBJECT = F.parse_json(lit('{"a": {"b": [1, 2]}, "s": "x"}'))
ARRAY = F.array_construct(lit(1), lit(2), lit(3))


def value(session: Session, expression: Any) -> Any:
    return session.range(1).select(expression).collect()[0][0]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (F.upper(lit("a")), "A"),
        (F.lower(lit("A")), "a"),
        (F.initcap(lit("ab cd")), "Ab Cd"),
        (F.length(lit("abc")), 3),
        (F.trim(lit(" a ")), "a"),
        (F.ltrim(lit("xxa"), lit("x")), "a"),
        (F.rtrim(lit("a  ")), "a"),
        (F.lpad(lit("a"), 3, lit("-")), "--a"),
        (F.rpad(lit("a"), 3, lit("-")), "a--"),
        (F.substring(lit("abcdef"), 2, 3), "bcd"),
        (F.left(lit("abc"), 2), "ab"),
        (F.right(lit("abc"), 2), "bc"),
        (F.concat(lit("a"), lit("b"), lit("c")), "abc"),
        (F.concat_ws(lit("-"), lit("a"), lit("b")), "a-b"),
        (F.replace(lit("aXb"), lit("X"), lit("-")), "a-b"),
        (F.regexp_replace(lit("a1b22"), lit("[0-9]+"), lit("#")), "a#b#"),
        (F.regexp_count(lit("a1b2"), lit("[0-9]")), 2),
        (F.regexp_extract(lit("id=42"), "id=([0-9]+)", 1), "42"),
        (F.reverse(lit("abc")), "cba"),
        (F.repeat(lit("ab"), 2), "abab"),
        (F.charindex(lit("b"), lit("abc")), 2),
        (F.locate("b", lit("abc")), 2),
        (F.contains(lit("abc"), lit("b")), True),
        (F.startswith(lit("abc"), lit("a")), True),
        (F.endswith(lit("abc"), lit("c")), True),
        (F.split_part(lit("a.b.c"), lit("."), lit(2)), "b"),
        (F.translate(lit("abc"), lit("ab"), lit("xy")), "xyc"),
        (F.soundex(lit("Robert")), "R163"),
        (F.ascii(lit("a")), 97),
        (F.chr(lit(97)), "a"),
        (F.md5(lit("a")), "0cc175b9c0f1b6a831c399e269772661"),
        (F.sha1(lit("a")), "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"),
        (F.sha2(lit("a"), 256), "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"),
        (F.base64_encode(lit("abc")), "YWJj"),
        (F.base64_decode_string(lit("YWJj")), "abc"),
        (F.hex_encode(lit("a")), "61"),
        (F.editdistance(lit("abc"), lit("abd")), 1),
        (F.jarowinkler_similarity(lit("abc"), lit("abc")), 100),
        (F.insert(lit("abcd"), lit(2), lit(1), lit("X")), "aXcd"),
        (F.to_char(lit(12), "999"), "  12"),
        (F.substring_index(lit("a.b.c"), ".", 2), "a.b"),
        (F.format_number(lit(1234.55), 1), "1234.6"),
    ],
    ids=lambda found: str(found)[:40] if not isinstance(found, F.Column) else "",
)
def test_functions_of_texts(session: Session, expression: Any, expected: Any) -> None:
    assert value(session, expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (F.abs(lit(-3)), 3),
        (F.ceil(lit(1.2)), 2),
        (F.floor(lit(1.8)), 1),
        (F.round(lit(D("2.55")), 1), D("2.6")),
        (F.trunc(lit(D("2.59")), lit(1)), D("2.5")),
        (F.sqrt(lit(16)), 4.0),
        (F.pow(lit(2), lit(10)), 1024.0),
        (F.exp(lit(0)), 1.0),
        (F.ln(lit(1)), 0.0),
        (F.log(lit(10), lit(100)), 2.0),
        (F.sin(lit(0)), 0.0),
        (F.cos(lit(0)), 1.0),
        (F.atan2(lit(0), lit(1)), 0.0),
        (F.degrees(F.radians(lit(180))), pytest.approx(180.0)),
        (F.factorial(lit(5)), 120),
        (F.sign(lit(-2)), -1),
        (F.greatest(lit(1), lit(3), lit(2)), 3),
        (F.least(lit(1), lit(3), lit(2)), 1),
        (F.bitand(lit(6), lit(3)), 2),
        (F.bitor(lit(6), lit(3)), 7),
        (F.bitxor(lit(6), lit(3)), 5),
        (F.bitshiftleft(lit(1), lit(4)), 16),
        (F.div0(lit(1), lit(0)), 0),
        (F.width_bucket(lit(5), lit(0), lit(10), lit(5)), 3),
        (lit(7) % lit(3), 1),
        (lit(7) / lit(2), D("3.5")),
        (-lit(7) + 2 * lit(3), -1),
        (lit("x").try_cast("int"), None),
        (lit("42").cast("int"), 42),
        (F.to_decimal(lit("1.25"), 5, 2), D("1.25")),
        (F.to_double(lit("1.5")), 1.5),
        (F.cbrt(lit(27)), pytest.approx(3.0)),
    ],
    ids=lambda found: str(found)[:40] if not isinstance(found, F.Column) else "",
)
def test_functions_of_numbers(session: Session, expression: Any, expected: Any) -> None:
    assert value(session, expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (F.year(DAY), 2024),
        (F.month(DAY), 2),
        (F.dayofmonth(DAY), 29),
        (F.dayofweek(DAY), 4),
        (F.dayofyear(DAY), 60),
        (F.quarter(DAY), 1),
        (F.weekofyear(DAY), 9),
        (F.hour(MOMENT), 13),
        (F.minute(MOMENT), 14),
        (F.second(MOMENT), 15),
        (F.dateadd("day", lit(1), DAY), dt.date(2024, 3, 1)),
        (F.datediff("month", F.to_date(lit("2023-12-31")), DAY), 2),
        (F.date_trunc("month", DAY), dt.date(2024, 2, 1)),
        (F.trunc(DAY, "year"), dt.date(2024, 1, 1)),
        (F.add_months(DAY, 12), dt.date(2025, 2, 28)),
        (F.last_day(DAY), dt.date(2024, 2, 29)),
        (F.next_day(DAY, lit("mo")), dt.date(2024, 3, 4)),
        (F.previous_day(DAY, lit("mo")), dt.date(2024, 2, 26)),
        (F.months_between(F.to_date(lit("2024-03-29")), DAY), D("1.000000")),
        (F.monthname(DAY), "Feb"),
        (F.dayname(DAY), "Thu"),
        (F.date_from_parts(2024, 1, 2), dt.date(2024, 1, 2)),
        (F.time_from_parts(1, 2, 3), dt.time(1, 2, 3)),
        (F.timestamp_ntz_from_parts(2024, 1, 2, 3, 4, 5), dt.datetime.fromisoformat("2024-01-02T03:04:05")),
        (F.to_date(lit("29.02.2024"), lit("DD.MM.YYYY")), dt.date(2024, 2, 29)),
        (F.to_time(lit("01:02:03")), dt.time(1, 2, 3)),
        (F.to_timestamp(lit("2024-01-02 03:04:05")), dt.datetime.fromisoformat("2024-01-02T03:04:05")),
        (F.to_char(DAY, "YYYY/MM/DD"), "2024/02/29"),
        (F.date_part("epoch_second", MOMENT), 1709212455),
        (F.date_format(MOMENT, "YYYY-MM"), "2024-02"),
        (F.date_add(DAY, 1), dt.date(2024, 3, 1)),
        (F.date_sub(DAY, 1), dt.date(2024, 2, 28)),
        (F.convert_timezone(lit("Asia/Tokyo"), MOMENT, lit("UTC")), dt.datetime.fromisoformat("2024-02-29T22:14:15")),
        (DAY + F.make_interval(days=1), dt.date(2024, 3, 1)),
        (F.call_function("time_slice", DAY, lit(1), lit("MONTH")), dt.date(2024, 2, 1)),
    ],
    ids=lambda found: str(found)[:40] if not isinstance(found, F.Column) else "",
)
def test_functions_of_dates(session: Session, expression: Any, expected: Any) -> None:
    found = value(session, expression)
    assert (found.replace(tzinfo=None) if isinstance(found, dt.datetime) else found) == expected


def _is_json(expected: Any, found: Any) -> bool:
    return isinstance(expected, list | dict | int | str) and isinstance(found, str) and found != expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (OBJECT["a"]["b"][1], 2),
        (F.get(OBJECT, lit("s")), "x"),
        (F.get_path(OBJECT, lit("a.b[0]")), 1),
        (F.object_construct(lit("k"), lit(1)), {"k": 1}),
        (F.object_construct_keep_null(lit("k"), lit(None)), {"k": None}),
        (F.object_keys(OBJECT), ["a", "s"]),
        (F.object_insert(F.object_construct(), lit("a"), lit(1)), {"a": 1}),
        (F.object_delete(OBJECT, lit("a")), {"s": "x"}),
        (F.object_pick(OBJECT, lit("s")), {"s": "x"}),
        (ARRAY, [1, 2, 3]),
        (F.array_size(ARRAY), 3),
        (F.array_append(ARRAY, lit(4)), [1, 2, 3, 4]),
        (F.array_prepend(ARRAY, lit(0)), [0, 1, 2, 3]),
        (F.array_cat(ARRAY, F.array_construct(lit(4))), [1, 2, 3, 4]),
        (F.array_contains(F.to_variant(lit(2)), ARRAY), True),
        (F.array_position(F.to_variant(lit(2)), ARRAY), 1),
        (F.array_insert(ARRAY, lit(0), lit(9)), [9, 1, 2, 3]),
        (F.array_slice(ARRAY, lit(0), lit(2)), [1, 2]),
        (F.array_to_string(ARRAY, lit("-")), "1-2-3"),
        (F.array_distinct(F.array_construct(lit(1), lit(1))), [1]),
        (F.array_intersection(ARRAY, F.array_construct(lit(2))), [2]),
        (F.array_except(ARRAY, F.array_construct(lit(2))), [1, 3]),
        (F.arrays_overlap(ARRAY, F.array_construct(lit(2))), True),
        (F.array_compact(F.array_construct(lit(1), lit(None))), [1]),
        (F.array_max(ARRAY), 3),
        (F.array_min(ARRAY), 1),
        (F.array_sort(F.array_construct(lit(3), lit(1))), [1, 3]),
        (F.array_generate_range(lit(1), lit(4)), [1, 2, 3]),
        (F.array_flatten(F.parse_json(lit("[[1], [2]]"))), [1, 2]),
        (F.split(lit("a,b"), lit(",")), ["a", "b"]),
        (F.strtok_to_array(lit("a b"), lit(" ")), ["a", "b"]),
        (F.typeof(OBJECT), "OBJECT"),
        (F.is_object(OBJECT), True),
        (F.is_array(F.to_variant(ARRAY)), True),
        (F.is_integer(F.to_variant(lit(1))), True),
        (F.as_integer(F.to_variant(lit(5))), 5),
        (F.to_json(OBJECT), '{"a":{"b":[1,2]},"s":"x"}'),
        (F.check_json(lit("1")), None),
        (F.to_variant(lit("x")), "x"),
        (F.to_array(lit(1)), [1]),
        (F.strip_null_value(F.parse_json(lit("null"))), None),
        (F.json_extract_path_text(lit('{"a": "b"}'), lit("a")), "b"),
        (F.try_parse_json(lit("{")), None),
    ],
    ids=lambda found: str(found)[:40] if not isinstance(found, F.Column) else "",
)
def test_functions_of_semi_structured_values(session: Session, expression: Any, expected: Any) -> None:
    found = value(session, expression)
    assert (json.loads(found) if _is_json(expected, found) else found) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (F.when(lit(1) > 2, "a").when(lit(1) == 1, "b").otherwise("c"), "b"),
        (F.iff(lit(True), lit(1), lit(2)), 1),
        (F.coalesce(lit(None), lit(2)), 2),
        (F.nvl(lit(None), lit(2)), 2),
        (F.nullif(lit(1), lit(1)), None),
        (F.nvl2(lit(None), lit(1), lit(2)), 2),
        (F.zeroifnull(lit(None).cast("int")), 0),
        (F.equal_nan(lit(float("nan"))), True),
        (F.is_null(lit(None)), True),
        (lit(True) & ~lit(False), True),
        (lit(None).equal_null(lit(None)), True),
        (lit(True) | lit(False), True),
        (F.decode(lit(2), lit(1), lit("a"), lit(2), lit("b")), "b"),
        (F.hash(lit(1)) == F.hash(lit(1)), True),
        (F.function("least")(lit(3), lit(2)), 2),
        (F.call_function("upper", lit("a")), "A"),
        (F.builtin("lower")(lit("A")), "a"),
        (F.sql_expr("1 + 1"), 2),
        (F.expr("2 * 3"), 6),
        (lit("a").in_([lit("a"), lit("b")]), True),
        (F.in_([lit(1), lit("a")], [[1, "a"]]), True),
    ],
    ids=lambda found: str(found)[:40] if not isinstance(found, F.Column) else "",
)
def test_functions_of_conditions(session: Session, expression: Any, expected: Any) -> None:
    assert value(session, expression) == expected


@pytest.fixture(scope="module")
def numbers(session: Session) -> DataFrame:
    data = [["a", 1], ["a", 2], ["a", 2], ["b", 5], ["b", None]]
    return session.create_dataframe(data, schema=["k", "n"]).cache_result()


@pytest.mark.parametrize(
    ("aggregate", "expected"),
    [
        (F.count("n"), 4),
        (F.count_distinct("n"), 3),
        (F.sum("n"), 10),
        (F.sum_distinct("n"), 8),
        (F.avg("n"), D("2.5")),
        (F.mean("n"), D("2.5")),
        (F.median("n"), D("2")),
        (F.mode("n"), 2),
        (F.min("n"), 1),
        (F.max("n"), 5),
        (F.stddev("n"), pytest.approx(1.7320508)),
        (F.stddev_pop("n"), pytest.approx(1.5)),
        (F.variance("n"), pytest.approx(3.0)),
        (F.var_pop("n"), pytest.approx(2.25)),
        (F.skew("n"), pytest.approx(1.5396007)),
        (F.kurtosis("n"), decimal.Decimal("2.888888888889")),
        (F.approx_count_distinct("n"), 3),
        (F.approx_percentile("n", 0.5), pytest.approx(2.0)),
        (F.percentile_cont(0.5).within_group("n"), pytest.approx(2)),
        (F.listagg("k", ",").within_group("k"), "a,a,a,b,b"),
        (F.array_agg("n").within_group("n"), [1, 2, 2, 5]),
        (F.array_unique_agg("n"), [1, 2, 5]),
        (F.sum(F.iff(col("n") > 1, lit(1), lit(0))), 3),
        (F.any_value(lit(1)), 1),
        (F.call_function("booland_agg", col("n") > 0), True),
        (F.max_by("k", "n"), "b"),
        (F.min_by("k", "n"), "a"),
        (F.bitand_agg("n"), 0),
        (F.corr("n", "n"), pytest.approx(1.0)),
        (F.covar_samp("n", "n"), pytest.approx(3.0)),
    ],
    ids=lambda found: str(found)[:40] if not isinstance(found, F.Column) else "",
)
def test_functions_of_groups(numbers: DataFrame, aggregate: Any, expected: Any) -> None:
    found = numbers.agg(aggregate).collect()[0][0]
    assert (sorted(json.loads(found)) if isinstance(expected, list) else found) == expected


def test_functions_of_windows(numbers: DataFrame) -> None:
    from snowflake.snowpark import Window

    window = Window.order_by(col("n").asc_nulls_last())
    found = numbers.select(
        F.rank().over(window).alias("r"),
        F.dense_rank().over(window).alias("d"),
        F.ntile(lit(2)).over(window).alias("t"),
        F.first_value("n").over(window).alias("f"),
        F.cume_dist().over(window).alias("c"),
        F.percent_rank().over(window).alias("p"),
    ).sort("r", "t")
    assert [tuple(row) for row in found.collect()] == [
        (1, 1, 1, 1, 0.2, 0.0),
        (2, 2, 1, 1, 0.6, 0.25),
        (2, 2, 1, 1, 0.6, 0.25),
        (4, 3, 2, 1, 0.8, 0.75),
        (5, 4, 2, 1, 1.0, 1.0),
    ]


def test_xml_is_parsed(session: Session) -> None:
    assert value(session, F.parse_xml(lit("<a>1</a>"))) == "<a>1</a>"


def test_functions_of_the_session(session: Session) -> None:
    found = session.range(1).select(F.current_database(), F.current_role(), F.current_user(), F.current_date())
    assert tuple(found.collect()[0])[:3] == ("SNOWPARK", "ACCOUNTADMIN", "TESTER")
    assert len(value(session, F.uuid_string())) == 36
    assert value(session, F.current_timestamp()).tzinfo is not None
