"""Functions of Snowflake that are not emulated: they are refused as features, where all others are unknown.

Names from https://docs.snowflake.com/en/sql-reference/functions-all, as far as the parser reads them as functions of
its own, and from the list of table functions.
"""

from __future__ import annotations

_SCALAR_AND_AGGREGATE = (
    "AI_AGG AI_CLASSIFY AI_EMBED AI_SIMILARITY AI_SUMMARIZE_AGG APPROX_PERCENTILE ARRAYS_OVERLAP ARRAYS_ZIP "
    "ARRAY_REVERSE CHECK_XML COLLATE COLLATION CONVERT_TIMEZONE CURRENT_ORGANIZATION_USER FILTER HASH_AGG HLL "
    "JAROWINKLER_SIMILARITY MODE NORMAL "
    "OBJECT_TRANSFORM PARSE_IP PARSE_URL RANDSTR SOUNDEX_P123 SYSTIMESTAMP "
    "TRANSFORM VECTOR_COSINE_SIMILARITY "
    "VECTOR_INNER_PRODUCT VECTOR_L1_DISTANCE VECTOR_L2_DISTANCE XMLGET ZIPF"
)
_TABLE = "FLATTEN GENERATOR INFER_SCHEMA RESULT_SCAN SPLIT_TO_TABLE STRTOK_SPLIT_TO_TABLE VALIDATE"

FUNCTIONS = frozenset(_SCALAR_AND_AGGREGATE.split())
"""Scalar and aggregate functions by upper-case name."""

TABLE_FUNCTIONS = frozenset(_TABLE.split())
"""Table functions by upper-case name; the emulated ones are here too, for forms that are not."""
