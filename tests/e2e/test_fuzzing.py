"""Whatever a client sends, the answer is the envelope, never a 5xx status, and no word of the engine's."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.server import Answer, Client

_ENGINE_WORDS = re.compile(
    r"duckdb|\b(binder|catalog|parser|conversion|invalid input|out of range|constraint|transaction) error\b"
    r"|\bmh_|\b[dD][bB]_\d|\bt_\d+\b|_row_id|sqlglot|traceback|candidate bindings|LINE \d+:|<class |0x[0-9a-f]{6,}",
    re.IGNORECASE,
)
_SETTINGS = settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

_WORDS = st.sampled_from(
    """SELECT FROM WHERE GROUP BY ORDER HAVING QUALIFY LIMIT JOIN LEFT ON USING UNION ALL EXCEPT WITH RECURSIVE AS CASE WHEN
    THEN ELSE END IN EXISTS NOT NULL AND OR LIKE ILIKE BETWEEN IS DISTINCT OVER PARTITION ROWS UNBOUNDED PRECEDING INSERT INTO
    VALUES UPDATE SET DELETE MERGE MATCHED CREATE REPLACE TEMPORARY TABLE VIEW SCHEMA DATABASE SEQUENCE STAGE FILE FORMAT DROP
    UNDROP ALTER ADD COLUMN RENAME TO TRUNCATE COPY SHOW TABLES DESCRIBE USE BEGIN COMMIT ROLLBACK CALL GRANT REVOKE ROLE
    EXPLAIN LATERAL FLATTEN INPUT => PIVOT UNPIVOT FOR TOP SAMPLE MATCH_RECOGNIZE AT BEFORE TIMESTAMP OFFSET CLONE LIST PUT GET
    REMOVE SHOP PUBLIC ITEMS SHOP.PUBLIC.ITEMS CHEAP id name price x y t a.b $1 $v :1 ? * ** , ; ( ) [ ] { } . : :: = < > <=
    >= <> != + - / % || -> ->> 0 1 -1 2.5 1e400 1e10 99999999999999999999999999999999999999 'x' '' '1' 'abc' 'y%' '2024-02-29'
    '{"a":[1,null]}' "q" "a b" INT NUMBER(38,37) VARCHAR(3) VARIANT ARRAY OBJECT DATE TIMESTAMP_TZ TIME BINARY FLOAT BOOLEAN
    PARSE_JSON OBJECT_CONSTRUCT ARRAY_AGG SUM COUNT AVG MIN MAX ROW_NUMBER LAG IFF COALESCE NVL DATEADD DATEDIFF TO_DATE TO_CHAR
    TO_NUMBER TRY_CAST CAST SPLIT_PART REGEXP_REPLACE SUBSTR TABLE GENERATOR(ROWCOUNT=>3) SEQ4() UNIFORM RANDOM() LISTAGG WITHIN
    CURRENT_DATE SYSTEM$TYPEOF IDENTIFIER RESULT_SCAN LAST_QUERY_ID() INFORMATION_SCHEMA.TABLES MEDIAN PERCENTILE_CONT
    -- /* */ // $$ \\ ' " ` @ @~ # ~ ^ & | 日本 \u0000 🦆""".split()
)
_SQL = st.lists(_WORDS, max_size=25).map(" ".join)

_ARGUMENT = st.sampled_from(
    "NULL 0 1 -1 2.50 1e300::FLOAT 'NaN'::FLOAT 99999999999999999999999999999999999999 0.00000000000000000000001 '' 'abc' '12' "
    "'(' '2024-02-29'::DATE '9999-12-31'::DATE '12:00'::TIME '2024-02-29'::TIMESTAMP_NTZ TRUE TO_BINARY('AB') PARSE_JSON('[1]') "
    "PARSE_JSON('{\"a\":1}') ARRAY_CONSTRUCT(1,NULL,'x') OBJECT_CONSTRUCT('k',1) id name price id+price * 'day' 'year'".split()
)
_FUNCTION = st.sampled_from(
    """ABS ACOS ADD_MONTHS ARRAY_AGG ARRAY_APPEND ARRAY_CAT ARRAY_COMPACT ARRAY_CONTAINS ARRAY_DISTINCT ARRAY_FLATTEN ARRAY_INSERT
    ARRAY_POSITION ARRAY_SIZE ARRAY_SLICE ARRAY_SORT ARRAY_TO_STRING ARRAYS_OVERLAP AS_INTEGER ASCII ATAN2 AVG BASE64_ENCODE
    BASE64_DECODE_STRING BITAND BITSHIFTLEFT CBRT CEIL CHARINDEX CHR COALESCE COLLATE CONCAT CONCAT_WS CONTAINS CORR COUNT COUNT_IF
    DATE_FROM_PARTS DATE_PART DATE_TRUNC DATEADD DATEDIFF DAYNAME DECODE DIV0 EDITDISTANCE ENDSWITH EQUAL_NULL EXP EXTRACT FACTORIAL
    FIRST_VALUE FLOOR GET GET_PATH GREATEST HASH HEX_ENCODE HEX_DECODE_STRING IFF ILIKE INITCAP INSERT IS_ARRAY JAROWINKLER_SIMILARITY
    LAG LAST_DAY LAST_VALUE LEAST LEFT LENGTH LISTAGG LN LOG LPAD LTRIM MD5 MEDIAN MOD MODE MONTHS_BETWEEN NEXT_DAY NTH_VALUE NTILE
    NULLIF NVL2 OBJECT_AGG OBJECT_CONSTRUCT OBJECT_DELETE OBJECT_INSERT OBJECT_KEYS OBJECT_PICK PARSE_JSON PARSE_URL PERCENTILE_CONT
    POSITION POWER QUARTER RANK RATIO_TO_REPORT REGEXP_COUNT REGEXP_INSTR REGEXP_LIKE REGEXP_REPLACE REGEXP_SUBSTR REPEAT REPLACE REVERSE
    RIGHT ROUND RPAD RTRIM SHA2 SIGN SOUNDEX SPLIT SPLIT_PART SQRT SQUARE STDDEV STRIP_NULL_VALUE STRTOK STRTOK_TO_ARRAY SUBSTR SUM
    TIME_FROM_PARTS TIME_SLICE TIMESTAMP_FROM_PARTS TO_ARRAY TO_BINARY TO_BOOLEAN TO_CHAR TO_DATE TO_DOUBLE TO_JSON TO_NUMBER
    TO_OBJECT TO_TIME TO_TIMESTAMP TO_TIMESTAMP_TZ TO_VARIANT TRANSLATE TRIM TRUNC TRY_PARSE_JSON TRY_TO_DATE TRY_TO_NUMBER TYPEOF
    UNICODE UPPER UUID_STRING VARIANCE WEEK WIDTH_BUCKET XMLGET YEAR ZEROIFNULL""".split()
)
_CALL = st.builds(
    lambda function, arguments: f"{function}({', '.join(arguments)})",
    _FUNCTION,
    st.lists(_ARGUMENT, max_size=4),
)
_PATTERNS = st.sampled_from(
    (
        "SELECT {0} FROM SHOP.PUBLIC.ITEMS",
        "SELECT {0}, {1} FROM SHOP.PUBLIC.ITEMS ORDER BY {1}",
        "SELECT COUNT(*) FROM SHOP.PUBLIC.ITEMS WHERE {0} = {1}",
        "SELECT {0} AS a FROM SHOP.PUBLIC.ITEMS GROUP BY {1} HAVING {0} > 0",
        "SELECT {0} OVER (PARTITION BY {1} ORDER BY id) FROM SHOP.PUBLIC.ITEMS",
        "SELECT CASE WHEN {0} THEN {1} END FROM SHOP.PUBLIC.ITEMS",
        "SELECT {0}::VARCHAR || {1}::NUMBER(5,2) FROM SHOP.PUBLIC.ITEMS",
        "SELECT * FROM SHOP.PUBLIC.ITEMS QUALIFY {0} = {1}",
        "SELECT * FROM TABLE(FLATTEN({0})) f, LATERAL FLATTEN(INPUT => {1}) g",
        "CREATE OR REPLACE TEMPORARY TABLE SHOP.PUBLIC.FUZZ AS SELECT {0} AS a, {1} AS b FROM SHOP.PUBLIC.ITEMS",
    )
)
_STATEMENT = st.builds(lambda pattern, one, two: pattern.format(one, two), _PATTERNS, _CALL, _CALL)

_SCALAR = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
_JSON = st.recursive(
    _SCALAR,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_KEYS = st.sampled_from(
    (
        "sql",
        "database",
        "schema",
        "role",
        "warehouse",
        "params",
        "session_id",
        "timeout",
        "statement_count",
        "row_format",
        "schema_",
        "extra",
    )
)


def check(answer: Answer) -> None:
    """The answer is an envelope without a 5xx status; an error has a code and speaks of Mockhaus's own things only."""
    assert answer.status < 500, answer.body
    assert answer.media_type == "application/json"
    document = answer.document
    if answer.status < 400:
        assert document["success"] is True
        return
    error = document["error"]
    assert re.fullmatch(r"\d{6}", error["code"])
    assert re.fullmatch(r"[0-9A-Z]{5}", error["sqlstate"])
    assert error["code"] != "300002", error
    assert not _ENGINE_WORDS.search(error["message"]), error["message"]


@_SETTINGS
@given(body=st.binary(max_size=200) | _JSON.map(lambda value: json.dumps(value).encode()))
def test_any_body_is_answered(client: Client, body: bytes) -> None:
    check(client.call("POST", "/api/v1/query", body))
    check(client.call("POST", "/api/v1/sessions", body))


@_SETTINGS
@given(
    document=st.dictionaries(_KEYS, _JSON, max_size=5), sql=st.sampled_from(("SELECT ?", "SELECT :a", "SELECT 1", None))
)
def test_any_query_document_is_answered(client: Client, document: dict[str, Any], sql: str | None) -> None:
    check(client.post("/api/v1/query", document if sql is None else {**document, "sql": sql}))


@_SETTINGS
@given(params=st.lists(_JSON, max_size=3) | st.dictionaries(st.text(max_size=3), _JSON, max_size=3))
def test_any_bound_values_are_answered(client: Client, params: object) -> None:
    check(client.query("SELECT ?, :a, ? || 'x'", params=params))


@_SETTINGS
@given(sql=st.text(max_size=60))
def test_any_text_is_answered(client: Client, shop: str, sql: str) -> None:
    check(client.query(sql, database="SHOP", timeout=10))


@_SETTINGS
@given(sql=_SQL)
def test_any_words_of_sql_are_answered(client: Client, shop: str, sql: str) -> None:
    check(client.query(sql, schema="PUBLIC", database="SHOP", timeout=10))


@_SETTINGS
@given(sql=_STATEMENT)
def test_any_function_on_any_arguments_is_answered(client: Client, shop: str, sql: str) -> None:
    check(client.query(sql, database="SHOP", timeout=10))


@_SETTINGS
@given(
    method=st.sampled_from(("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS")),
    parts=st.lists(
        st.sampled_from(("api", "v1", "query", "sessions", "databases", "tables", "history", "x", "%00", "..")),
        max_size=6,
    ),
)
def test_any_path_is_answered(client: Client, method: str, parts: list[str]) -> None:
    answer = client.call(method, "/" + "/".join(parts), b"")
    assert answer.status < 500


@pytest.mark.parametrize("depth", [100, 1_000, 20_000])
def test_any_depth_is_answered(client: Client, depth: int) -> None:
    for text in (
        f"SELECT {'(' * depth}1{')' * depth}",
        f"SELECT {'-' * 1}{'ABS(' * depth}1{')' * depth}",
        f"SELECT 1 {'+ 1 ' * depth}",
        f"SELECT 'x' {'OR TRUE ' * depth}",
        f"SELECT 1 {'UNION ALL SELECT 1 ' * min(depth, 2_000)}",
        f"SELECT * FROM {'(SELECT * FROM ' * depth}(SELECT 1){')' * depth}",
        f"SELECT LENGTH(TO_JSON(PARSE_JSON('{'[' * depth}{']' * depth}')))",
        f"SELECT CASE {'WHEN 1=0 THEN 1 ' * depth} END",
        f"SELECT 1 IN ({', '.join('1' * min(depth, 5_000))})",
    ):
        check(client.query(text, timeout=20))
