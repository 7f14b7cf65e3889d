"""The result types of functions: precision, scale, length and whether NULL is possible."""

from __future__ import annotations

import pytest

from mockhaus.domain.errors import SnowflakeError
from tests.fakes.names import StaticNames
from tests.unit.translation.translating import plan

_NAMES = StaticNames(
    {
        "T": {
            "I": "INT",
            "N": "NUMBER(10,2)",
            "M": "NUMBER(20,10)",
            "NN": "NUMBER(10,2) NOT NULL",
            "F": "FLOAT",
            "S": "VARCHAR(10)",
            "B": "BOOLEAN",
            "V": "VARIANT",
            "X": "BINARY",
        }
    }
)


def _type(expression: str) -> str:
    found = plan(f"SELECT {expression} FROM t", names=_NAMES).columns[0].type
    return str(found) if found.nullable else f"{found} NOT NULL"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("ROUND(n)", "NUMBER(11,0)"),
        ("ROUND(n, 1)", "NUMBER(11,1)"),
        ("ROUND(n, 2)", "NUMBER(10,2)"),
        ("ROUND(n, -1)", "NUMBER(11,0)"),
        ("ROUND(n, i)", "NUMBER(11,2)"),
        ("FLOOR(n)", "NUMBER(11,0)"),
        ("CEIL(i)", "NUMBER(38,0)"),
        ("TRUNC(n, 1)", "NUMBER(11,1)"),
        ("ROUND(f, 1)", "FLOAT"),
        ("ABS(nn)", "NUMBER(10,2) NOT NULL"),
        ("SQRT(i)", "FLOAT"),
        ("BITAND(i, 3)", "NUMBER(38,0)"),
        ("BITAND(x, x)", "BINARY(8388608)"),
    ],
)
def test_numeric_results(expression: str, expected: str) -> None:
    assert _type(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("IFF(b, n, m)", "NUMBER(20,10)"),
        ("COALESCE(n, 100000)", "NUMBER(10,2) NOT NULL"),
        ("COALESCE(s, 'abcdefghijkl')", "VARCHAR(12) NOT NULL"),
        ("NVL(n, f)", "FLOAT"),
        ("NULLIF(nn, 1)", "NUMBER(10,2)"),
        ("EQUAL_NULL(i, n)", "BOOLEAN NOT NULL"),
        ("GREATEST(1, 2.5)", "NUMBER(2,1) NOT NULL"),
        ("DECODE(i, 1, 'one', 'other')", "VARCHAR(5) NOT NULL"),
        ("DECODE(i, 1, 'one')", "VARCHAR(134217728)"),
        ("NVL2(i, 1, 22)", "NUMBER(2,0) NOT NULL"),
    ],
)
def test_choices_take_the_common_type(expression: str, expected: str) -> None:
    assert _type(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("LENGTH(s)", "NUMBER(18,0)"),
        ("UPPER(s)", "VARCHAR(30)"),
        ("CONCAT('every', 'body')", "VARCHAR(9) NOT NULL"),
        ("REPLACE(s, 'a', 'b')", "VARCHAR(134217728)"),
        ("LPAD(s, 20)", "VARCHAR(134217728)"),
        ("SPLIT_PART(s, ',', 1)", "VARCHAR(10)"),
        ("SUBSTR(s, 2)", "VARCHAR(10)"),
        ("SUBSTR(x, 2)", "BINARY(8388608)"),
        ("MD5(s)", "VARCHAR(32)"),
        ("SHA1(s)", "VARCHAR(40)"),
        ("UUID_STRING()", "VARCHAR(36) NOT NULL"),
        ("REGEXP_SUBSTR('abc', 'b')", "VARCHAR(3)"),
        ("REGEXP_COUNT(s, 'b')", "NUMBER(18,0)"),
        ("SPLIT(s, ',')", "ARRAY"),
        ("PARSE_URL(s)", "OBJECT"),
    ],
)
def test_text_results(expression: str, expected: str) -> None:
    assert _type(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("COUNT(*)", "NUMBER(18,0) NOT NULL"),
        ("SUM(n)", "NUMBER(22,2)"),
        ("SUM(i)", "NUMBER(38,0)"),
        ("SUM(f)", "FLOAT"),
        ("SUM(s)", "FLOAT"),
        ("AVG(n)", "NUMBER(28,8)"),
        ("AVG(i)", "NUMBER(38,6)"),
        ("AVG(m)", "NUMBER(34,12)"),
        ("SUM(n) / COUNT(*)", "NUMBER(28,8)"),
        ("MEDIAN(n)", "NUMBER(13,5)"),
        ("PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY n)", "NUMBER(13,5)"),
        ("PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY n)", "NUMBER(10,2)"),
        ("VARIANCE(i)", "NUMBER(38,6)"),
        ("STDDEV(n)", "FLOAT"),
        ("MAX(nn)", "NUMBER(10,2)"),
        ("MAX_BY(s, i)", "VARCHAR(10)"),
        ("MAX_BY(s, i, 2)", "ARRAY"),
        ("LISTAGG(s, ',')", "VARCHAR(134217728) NOT NULL"),
        ("ARRAY_AGG(i)", "ARRAY NOT NULL"),
        ("BOOLAND_AGG(b)", "BOOLEAN"),
        ("HASH_AGG(i)", "NUMBER(19,0) NOT NULL"),
    ],
)
def test_aggregate_results(expression: str, expected: str) -> None:
    assert _type(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("ROW_NUMBER() OVER (ORDER BY i)", "NUMBER(18,0) NOT NULL"),
        ("AVG(n) OVER (PARTITION BY i)", "NUMBER(25,5)"),
        ("LAG(nn) OVER (ORDER BY i)", "NUMBER(10,2)"),
        ("LAG(n, 1, m) OVER (ORDER BY i)", "NUMBER(20,10)"),
        ("PERCENT_RANK() OVER (ORDER BY i)", "FLOAT NOT NULL"),
        ("RATIO_TO_REPORT(n) OVER ()", "NUMBER(18,8)"),
    ],
)
def test_window_results(expression: str, expected: str) -> None:
    assert _type(expression) == expected


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("INITCAP(COLLATE(s, 'en'))", "000002"),
        ("COLLATE(s, 'ci')", "000002"),
        ("AI_CLASSIFY(s, s)", "000002"),
        ("LAST_QUERY_ID(LENGTH(s))", "000002"),
        ("SYSTEM$WAIT(1)", "000002"),
        ("NO_SUCH_FUNCTION(s)", "002140"),
        ("SPLIT_PART(s, ',')", "000938"),
        ("HAVERSINE(1, 2, 3)", "000938"),
        ("HAVERSINE(1, 2, 3, 4, 5)", "000939"),
        ("LOG(10)", "000938"),
        ("SQRT(b)", "001044"),
        ("CONCAT(s, x)", "001044"),
    ],
)
def test_what_is_not_emulated_or_not_allowed_is_refused(expression: str, code: str) -> None:
    with pytest.raises(SnowflakeError) as caught:
        _type(expression)
    assert caught.value.code == code
