"""Functions beside their nearest relatives in DuckDB, over the same rows, in turn: how many times as long each takes.

A function stands with the engine's own expression for the same work, or for the work that is nearest to it. What takes
more than five times as long is named in `architecture/quality.md`.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import geometric_mean
from typing import Any

import duckdb

from mockhaus.application.execute_statement import StatementRequest
from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.application.use_cases import UseCases
from mockhaus_deployments.embedded import embedded
from mockhaus_deployments.settings import load as load_settings
from tests.performance.measuring import side_by_side

SLOWEST = 10
_DOCUMENT = '{"a": %s, "b": {"c": "x"}, "d": [1, 2, 3]}'
_OURS = _DOCUMENT % "' || SEQ4() || '"
_CREATED = f"""CREATE DATABASE BENCH; CREATE TABLE T AS SELECT SEQ4() N, (SEQ4() / 100)::NUMBER(18,2) D,
SEQ4() * 1.7::FLOAT F, 'name ' || SEQ4() || ' of many' S, DATEADD(second, SEQ4(), '2024-01-01'::TIMESTAMP) T,
TO_CHAR(DATEADD(second, SEQ4(), '2024-01-01'::TIMESTAMP)) W, '{_OURS}' J, PARSE_JSON('{_OURS}') V
FROM TABLE(GENERATOR(ROWCOUNT => %d))"""
_THEIRS = _DOCUMENT % "' || range || '"
_CREATED_NATIVELY = f"""CREATE TABLE T AS SELECT range N, (range / 100)::DECIMAL(18,2) D, range * 1.7::DOUBLE F,
'name ' || range || ' of many' S, TIMESTAMP '2024-01-01' + to_seconds(range) T,
(TIMESTAMP '2024-01-01' + to_seconds(range))::VARCHAR W, '{_THEIRS}' J, ('{_THEIRS}')::JSON V FROM range(%d)"""

SCALARS: dict[str, tuple[str, str]] = {
    "ABS": ("ABS(N)", "abs(N)"),
    "+": ("N + D", "N + D"),
    "*": ("D * D", "D * D"),
    "/": ("D / 3", "D / 3"),
    "DIV0": ("DIV0(N, 7)", "CASE WHEN 7 = 0 THEN 0 ELSE N / 7 END"),
    "MOD": ("MOD(N, 7)", "N % 7"),
    "ROUND": ("ROUND(D, 1)", "round(D, 1)"),
    "CEIL": ("CEIL(F)", "ceil(F)"),
    "TRUNC": ("TRUNC(D, 1)", "trunc(D, 1)"),
    "POWER": ("POWER(F, 0.5)", "pow(F, 0.5)"),
    "SQRT": ("SQRT(F)", "sqrt(F)"),
    "LN": ("LN(F + 1)", "ln(F + 1)"),
    "EXP": ("EXP(F / 1000000)", "exp(F / 1000000)"),
    "FACTORIAL": ("FACTORIAL(N % 20)", "factorial((N % 20)::INTEGER)"),
    "WIDTH_BUCKET": ("WIDTH_BUCKET(N, 0, 1000000, 10)", "floor(N / 100000) + 1"),
    "BITAND": ("BITAND(N, 255)", "N & 255"),
    "BITSHIFTLEFT": ("BITSHIFTLEFT(N, 2)", "N << 2"),
    "GREATEST": ("GREATEST(N, D)", "greatest(N, D)"),
    "IFF": ("IFF(N > 5, N, 0)", "if(N > 5, N, 0)"),
    "DECODE": ("DECODE(N % 3, 0, 'a', 1, 'b', 'c')", "CASE N % 3 WHEN 0 THEN 'a' WHEN 1 THEN 'b' ELSE 'c' END"),
    "NVL": ("NVL(N, 0)", "coalesce(N, 0)"),
    "NULLIF": ("NULLIF(N, 5)", "nullif(N, 5)"),
    "ZEROIFNULL": ("ZEROIFNULL(N)", "coalesce(N, 0)"),
    "TO_CHAR of NUMBER": ("TO_CHAR(N)", "N::VARCHAR"),
    "TO_CHAR of FLOAT": ("TO_CHAR(F)", "F::VARCHAR"),
    "TO_CHAR of NUMBER by a model": ("TO_CHAR(D, '999,990.00')", "format('{:,.2f}', D::DOUBLE)"),
    "TO_NUMBER": ("TO_NUMBER(N::VARCHAR, 18, 2)", "(N::VARCHAR)::DECIMAL(18,2)"),
    "TO_NUMBER by a model": ("TO_NUMBER(N::VARCHAR, '99999999')", "(N::VARCHAR)::BIGINT"),
    "TRY_TO_NUMBER": ("TRY_TO_NUMBER(S)", "TRY_CAST(S AS BIGINT)"),
    "TO_DOUBLE": ("TO_DOUBLE(N::VARCHAR)", "(N::VARCHAR)::DOUBLE"),
    "TO_BOOLEAN": ("TO_BOOLEAN(IFF(N % 2 = 0, 'true', 'no'))", "(if(N % 2 = 0, 'true', 'no'))::BOOLEAN"),
    "UPPER": ("UPPER(S)", "upper(S)"),
    "LENGTH": ("LENGTH(S)", "length(S)"),
    "SUBSTR": ("SUBSTR(S, 3, 4)", "substr(S, 3, 4)"),
    "LEFT": ("LEFT(S, 3)", "left(S, 3)"),
    "LPAD": ("LPAD(S, 30, '*')", "lpad(S, 30, '*')"),
    "TRIM": ("TRIM(S, 'n')", "trim(S, 'n')"),
    "REPLACE": ("REPLACE(S, 'name', 'x')", "replace(S, 'name', 'x')"),
    "SPLIT_PART": ("SPLIT_PART(S, ' ', 2)", "split_part(S, ' ', 2)"),
    "STRTOK": ("STRTOK(S, ' ', 2)", "split_part(S, ' ', 2)"),
    "||": ("S || N", "S || N"),
    "CONCAT_WS": ("CONCAT_WS('-', S, S)", "concat_ws('-', S, S)"),
    "POSITION": ("POSITION('of', S)", "position('of' IN S)"),
    "CONTAINS": ("CONTAINS(S, '99')", "contains(S, '99')"),
    "STARTSWITH": ("STARTSWITH(S, 'name 9')", "starts_with(S, 'name 9')"),
    "LIKE": ("S LIKE '%9%many'", "S LIKE '%9%many'"),
    "ILIKE": ("S ILIKE '%9%MANY'", "S ILIKE '%9%MANY'"),
    "LIKE ANY": ("S LIKE ANY ('%99%', '%88%')", "S LIKE '%99%' OR S LIKE '%88%'"),
    "REGEXP_LIKE": ("REGEXP_LIKE(S, 'name [0-9]+ .*')", "regexp_full_match(S, 'name [0-9]+ .*')"),
    "REGEXP_REPLACE": ("REGEXP_REPLACE(S, '[0-9]+', '#')", "regexp_replace(S, '[0-9]+', '#', 'g')"),
    "REGEXP_SUBSTR": ("REGEXP_SUBSTR(S, '[0-9]+')", "regexp_extract(S, '[0-9]+')"),
    "REGEXP_COUNT": ("REGEXP_COUNT(S, '[0-9]')", "len(regexp_extract_all(S, '[0-9]'))"),
    "REGEXP_INSTR": ("REGEXP_INSTR(S, '[0-9]')", "instr(S, regexp_extract(S, '[0-9]'))"),
    "INITCAP": ("INITCAP(S)", "upper(left(S, 1)) || lower(substr(S, 2))"),
    "TRANSLATE": ("TRANSLATE(S, 'abc', 'xyz')", "translate(S, 'abc', 'xyz')"),
    "REVERSE": ("REVERSE(S)", "reverse(S)"),
    "REPEAT": ("REPEAT(S, 3)", "repeat(S, 3)"),
    "INSERT": ("INSERT(S, 1, 4, 'x')", "'x' || substr(S, 5)"),
    "ASCII": ("ASCII(S)", "ascii(S)"),
    "MD5": ("MD5(S)", "md5(S)"),
    "SHA1": ("SHA1(S)", "sha1(S)"),
    "SHA2": ("SHA2(S)", "sha256(S)"),
    "BASE64_ENCODE": ("BASE64_ENCODE(S)", "to_base64(S::BLOB)"),
    "HEX_ENCODE": ("HEX_ENCODE(S)", "hex(S)"),
    "EDITDISTANCE": ("EDITDISTANCE(S, 'name 55 of many')", "levenshtein(S, 'name 55 of many')"),
    "JAROWINKLER_SIMILARITY": ("JAROWINKLER_SIMILARITY(S, 'name')", "jaro_winkler_similarity(S, 'name')"),
    "SOUNDEX": ("SOUNDEX(S)", "upper(left(S, 4))"),
    "PARSE_URL": (
        "PARSE_URL('https://a.b/c?d=' || N):host::VARCHAR",
        "regexp_extract('https://a.b/c?d=' || N, '//([^/]+)', 1)",
    ),
    "HASH": ("HASH(S)", "hash(S)"),
    "UUID_STRING": ("UUID_STRING()", "uuid()::VARCHAR"),
    "YEAR": ("YEAR(T)", "year(T)"),
    "DAYOFWEEK": ("DAYOFWEEK(T)", "dayofweek(T)"),
    "WEEK": ("WEEK(T)", "week(T)"),
    "DATEADD": ("DATEADD(month, 1, T)", "T + INTERVAL 1 MONTH"),
    "DATEDIFF": ("DATEDIFF(day, '2020-01-01'::TIMESTAMP, T)", "date_diff('day', TIMESTAMP '2020-01-01', T)"),
    "DATE_TRUNC": ("DATE_TRUNC('month', T)", "date_trunc('month', T)"),
    "LAST_DAY": ("LAST_DAY(T)", "last_day(T)"),
    "ADD_MONTHS": ("ADD_MONTHS(T, 1)", "T + INTERVAL 1 MONTH"),
    "MONTHS_BETWEEN": ("MONTHS_BETWEEN(T, '2020-01-31'::TIMESTAMP)", "date_diff('month', TIMESTAMP '2020-01-31', T)"),
    "NEXT_DAY": ("NEXT_DAY(T, 'mo')", "date_trunc('week', T) + INTERVAL 7 DAY"),
    "TIME_SLICE": ("TIME_SLICE(T, 15, 'MINUTE')", "time_bucket(INTERVAL 15 MINUTE, T)"),
    "CONVERT_TIMEZONE": (
        "CONVERT_TIMEZONE('UTC', 'Europe/Berlin', T)",
        "timezone('Europe/Berlin', timezone('UTC', T))",
    ),
    "MONTHNAME": ("MONTHNAME(T)", "strftime(T, '%b')"),
    "DATE_FROM_PARTS": ("DATE_FROM_PARTS(2024, N % 12 + 1, 5)", "make_date(2024, (N % 12 + 1)::INTEGER, 5)"),
    "TO_CHAR of TIMESTAMP": ("TO_CHAR(T)", "strftime(T, '%Y-%m-%d %H:%M:%S.%g')"),
    "TO_CHAR of TIMESTAMP by a model": ("TO_CHAR(T, 'DD.MM.YYYY HH24:MI')", "strftime(T, '%d.%m.%Y %H:%M')"),
    "TO_TIMESTAMP": ("TO_TIMESTAMP(W)", "W::TIMESTAMP"),
    "TO_TIMESTAMP by a model": (
        "TO_TIMESTAMP(LEFT(W, 16), 'YYYY-MM-DD HH24:MI')",
        "strptime(left(W, 16), '%Y-%m-%d %H:%M')",
    ),
    "TO_DATE": ("TO_DATE(LEFT(W, 10))", "left(W, 10)::DATE"),
    "TO_DATE by a model": ("TO_DATE(LEFT(W, 10), 'YYYY-MM-DD')", "strptime(left(W, 10), '%Y-%m-%d')::DATE"),
    "TRY_TO_DATE": ("TRY_TO_DATE(S)", "TRY_CAST(S AS DATE)"),
    "PARSE_JSON": ("TYPEOF(PARSE_JSON(J))", "json_type(J::JSON)"),
    "TRY_PARSE_JSON": ("TYPEOF(TRY_PARSE_JSON(J))", "json_type(TRY_CAST(J AS JSON))"),
    ":": ("V:a::NUMBER", "(V->>'a')::BIGINT"),
    ": nested": ("V:b.c::VARCHAR", "V->>'$.b.c'"),
    "[]": ("V:d[1]::NUMBER", "(V->>'$.d[1]')::BIGINT"),
    "ARRAY_SIZE": ("ARRAY_SIZE(V:d)", "json_array_length(V, '$.d')"),
    "ARRAY_CONTAINS": ("ARRAY_CONTAINS(2::VARIANT, V:d::ARRAY)", "json_contains(V->'d', '2')"),
    "ARRAY_CONSTRUCT": ("ARRAY_SIZE(ARRAY_CONSTRUCT(N, S))", "json_array_length(json_array(N, S))"),
    "OBJECT_CONSTRUCT": ("TO_JSON(OBJECT_CONSTRUCT('a', N, 'b', S))", "json_object('a', N, 'b', S)::VARCHAR"),
    "OBJECT_KEYS": ("ARRAY_SIZE(OBJECT_KEYS(V))", "len(json_keys(V))"),
    "OBJECT_INSERT": ("TO_JSON(OBJECT_INSERT(V::OBJECT, 'z', 1))", "json_merge_patch(V, json_object('z', 1))::VARCHAR"),
    "TO_JSON": ("TO_JSON(V)", "V::VARCHAR"),
    "TYPEOF": ("TYPEOF(V:a)", "json_type(V, '$.a')"),
}
"""Name: the expression of Snowflake, and of the engine. Both stand within MAX."""

QUERIES: dict[str, tuple[str, str]] = {
    "SUM": ("SELECT SUM(D) FROM T", "SELECT sum(D) FROM T"),
    "AVG": ("SELECT AVG(D) FROM T", "SELECT avg(D) FROM T"),
    "MEDIAN": ("SELECT MEDIAN(D) FROM T", "SELECT median(D) FROM T"),
    "MODE": ("SELECT MODE(N % 100) FROM T", "SELECT mode(N % 100) FROM T"),
    "STDDEV": ("SELECT STDDEV(F) FROM T", "SELECT stddev(F) FROM T"),
    "PERCENTILE_CONT": (
        "SELECT PERCENTILE_CONT(0.3) WITHIN GROUP (ORDER BY F) FROM T",
        "SELECT quantile_cont(F, 0.3) FROM T",
    ),
    "COUNT DISTINCT": ("SELECT COUNT(DISTINCT S) FROM T", "SELECT count(DISTINCT S) FROM T"),
    "APPROX_COUNT_DISTINCT": ("SELECT APPROX_COUNT_DISTINCT(S) FROM T", "SELECT approx_count_distinct(S) FROM T"),
    "LISTAGG": (
        "SELECT N % 100, LISTAGG(S, ',') FROM T GROUP BY 1",
        "SELECT N % 100, string_agg(S, ',') FROM T GROUP BY 1",
    ),
    "ARRAY_AGG": (
        "SELECT N % 100, ARRAY_SIZE(ARRAY_AGG(N)) FROM T GROUP BY 1",
        "SELECT N % 100, len(list(N)) FROM T GROUP BY 1",
    ),
    "OBJECT_AGG": (
        "SELECT N % 9999, ARRAY_SIZE(OBJECT_KEYS(OBJECT_AGG(S, N::VARIANT))) FROM T GROUP BY 1",
        "SELECT N % 9999, len(json_keys(json_group_object(S, N))) FROM T GROUP BY 1",
    ),
    "BITOR_AGG": ("SELECT BITOR_AGG(N) FROM T", "SELECT bit_or(N) FROM T"),
    "HASH_AGG": ("SELECT HASH_AGG(S) FROM T", "SELECT sum(hash(S)) FROM T"),
    "ROW_NUMBER": (
        "SELECT MAX(R) FROM (SELECT ROW_NUMBER() OVER (PARTITION BY N % 10 ORDER BY F) R FROM T)",
        "SELECT max(R) FROM (SELECT row_number() OVER (PARTITION BY N % 10 ORDER BY F) R FROM T)",
    ),
    "LAG": (
        "SELECT MAX(R) FROM (SELECT LAG(F) OVER (ORDER BY N) R FROM T)",
        "SELECT max(R) FROM (SELECT lag(F) OVER (ORDER BY N) R FROM T)",
    ),
    "SUM OVER": (
        "SELECT MAX(R) FROM (SELECT SUM(D) OVER (PARTITION BY N % 10 ORDER BY N) R FROM T)",
        "SELECT max(R) FROM (SELECT sum(D) OVER (PARTITION BY N % 10 ORDER BY N) R FROM T)",
    ),
    "RATIO_TO_REPORT": (
        "SELECT MAX(R) FROM (SELECT RATIO_TO_REPORT(F) OVER (PARTITION BY N % 10) R FROM T)",
        "SELECT max(R) FROM (SELECT F / sum(F) OVER (PARTITION BY N % 10) R FROM T)",
    ),
    "CONDITIONAL_CHANGE_EVENT": (
        "SELECT MAX(R) FROM (SELECT CONDITIONAL_CHANGE_EVENT(N % 10) OVER (ORDER BY N) R FROM T)",
        "SELECT sum((R <> N % 10)::INTEGER) FROM (SELECT N, lag(N % 10) OVER (ORDER BY N) R FROM T)",
    ),
    "FLATTEN": (
        "SELECT SUM(F.VALUE::NUMBER) FROM T, LATERAL FLATTEN(INPUT => V:d) F",
        "SELECT sum(E::BIGINT) FROM (SELECT unnest(from_json(V->'d', '[\"BIGINT\"]')) E FROM T)",
    ),
    "SPLIT_TO_TABLE": (
        "SELECT COUNT(F.VALUE) FROM T, LATERAL SPLIT_TO_TABLE(S, ' ') F",
        "SELECT count(E) FROM (SELECT unnest(string_split(S, ' ')) E FROM T)",
    ),
}
"""Name: the query of Snowflake, and of the engine."""


def measure(rows: int, rounds: int) -> dict[str, Any]:
    """The ratio of each function, their geometric mean, and the slowest in falling order."""
    with _both(rows) as (ours, native):
        figures = {name: _measured(name, ours, native, rounds) for name in _queries()}
    ratios = {name: found["ratio"] for name, found in figures.items()}
    return {
        "rows": rows,
        "functions": figures,
        "geometric_mean": round(geometric_mean(ratios.values()), 3),
        "slowest": dict(sorted(ratios.items(), key=lambda item: -item[1])[:SLOWEST]),
    }


def _measured(name: str, ours: Any, native: Any, rounds: int) -> dict[str, float]:
    one, other = _queries()[name]
    found = side_by_side(partial(ours, one), partial(native, other), rounds)
    sys.stderr.write(f"{name}: {found}\n")
    return found


def _queries() -> dict[str, tuple[str, str]]:
    scalars = {
        name: (f"SELECT MAX({one}) FROM T", f"SELECT max({other}) FROM T") for name, (one, other) in SCALARS.items()
    }
    return {**scalars, **QUERIES}


@contextmanager
def _both(rows: int) -> Iterator[tuple[Any, Any]]:
    """What runs a query here, and what runs one in DuckDB alone, each over a table of its own."""
    with (
        tempfile.TemporaryDirectory() as folder,
        embedded(load_settings(flags={"data_dir": Path(folder) / "mockhaus"})) as use_cases,
        duckdb.connect(str(Path(folder) / "native.db")) as native,
    ):
        native.execute(_CREATED_NATIVELY % rows)
        session_id = use_cases.sessions.create(SessionRequest()).session_id
        run = partial(_run, use_cases, session_id)
        run("ALTER SESSION SET USE_CACHED_RESULT = FALSE")
        run(_CREATED % rows)
        yield run, lambda sql: native.execute(sql).fetchall()


def _run(use_cases: UseCases, session_id: str, sql: str) -> None:
    with use_cases.execute(StatementRequest(sql=sql, session_id=session_id)) as execution:
        for result in execution:
            result.fetch_all()
