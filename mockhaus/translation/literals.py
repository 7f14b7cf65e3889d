"""Literals: their types, and values as literal nodes.

Follows https://docs.snowflake.com/en/sql-reference/data-types-numeric: a number is as long as its value needs,
without zeros at the end (`10.00` is NUMBER(2,0), `1e10` NUMBER(11,0)); a text is as long as it is, at least 1.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from functools import lru_cache

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.results import Value
from mockhaus.domain.types import (
    BOOLEAN,
    FLOAT,
    MAX_PRECISION,
    NULL,
    DataType,
    Kind,
    binary,
    number,
    varchar,
)
from mockhaus.translation.engine_types import expression_type
from mockhaus.translation.functions.building import call, type_node
from mockhaus.translation.functions.building import text as text_literal
from mockhaus.translation.rules import NodeRule, NodeRules, Walk

_FLOAT = FLOAT.with_nullable(False)
_BOOLEAN = BOOLEAN.with_nullable(False)


@lru_cache(maxsize=4096)
def number_literal(text: str) -> tuple[DataType, str]:
    """The type of a number as written, and its engine spelling."""
    mantissa, _, exponent = text.lower().partition("e")
    whole, _, fraction = mantissa.partition(".")
    shift = int(exponent or 0)
    digits = whole + fraction
    point = len(whole) + shift
    if abs(point) > 2 * MAX_PRECISION:
        return _FLOAT, f"CAST('{text}' AS DOUBLE)"
    digits = digits.rjust(len(digits) - min(point, 0), "0")
    point = max(point, 0)
    whole = digits[:point].ljust(point, "0").lstrip("0")
    fraction = digits[point:].rstrip("0")
    precision = max(len(whole) + len(fraction) + (0 if whole or not fraction else 1), 1)
    if precision > MAX_PRECISION:
        return _FLOAT, f"CAST('{text}' AS DOUBLE)"
    spelling = f"{whole or '0'}.{fraction}" if fraction else whole or "0"
    return number(precision, len(fraction), nullable=False), spelling


_NUMBER = re.compile(r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?\Z")


@lru_cache(maxsize=256)
def _text_type(length: int) -> DataType:
    return varchar(max(length, 1), nullable=False)


def _literal_type(node: exp.Expr, _: Sequence[DataType], walk: Walk) -> DataType:
    text = node.this
    if node.args.get("is_string"):
        return _text_type(len(text))
    if not _NUMBER.match(text):  # the tokenizer takes `1e5.5` and `.1.5` for one number each
        raise SnowflakeError(ErrorCode.SYNTAX, position=walk.position(node), token=text)
    return number_literal(text)[0]


def _literal(node: exp.Expr, _: Walk) -> exp.Expr | None:
    if node.args.get("is_string"):
        return None
    spelling = number_literal(node.this)[1]
    return None if spelling == node.this else exp.Literal(this=spelling, is_string=False)


def _hex_type(node: exp.Expr, _: Sequence[DataType], __: Walk) -> DataType:
    return binary(max(len(node.this) // 2, 1), nullable=False)


def _hex(node: exp.Expr, _: Walk) -> exp.Expr:
    return call("unhex", text_literal(node.this))


def typed_literal(value: Value, data_type: DataType) -> exp.Expr:
    """A value of a session variable as engine SQL."""
    if value is None:
        return exp.Null()
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, bytes):
        return call("unhex", text_literal(value.hex().upper()))
    if data_type.kind is Kind.NUMBER:
        text = f"{value:f}" if not isinstance(value, int) else str(value)
        literal = exp.Literal.number(number_literal(text.lstrip("-"))[1])
        return exp.Paren(this=exp.Neg(this=literal)) if text.startswith("-") else literal
    if data_type.kind is Kind.TIMESTAMP_TZ and isinstance(value, dt.datetime):
        return _offset_timestamp(value)
    text = value.isoformat(" ") if isinstance(value, dt.datetime) else str(value)
    literal = exp.Literal.string(text)
    if data_type.kind is Kind.VARCHAR:
        return literal
    if data_type.kind is Kind.DECFLOAT:
        return call("mh_decfloat", literal)
    return exp.Cast(this=literal, to=type_node(expression_type(data_type)))


def _offset_timestamp(value: dt.datetime) -> exp.Expr:
    offset = value.utcoffset() or dt.timedelta()
    moment = (value.replace(tzinfo=None) - offset).isoformat(" ")
    text = f"{{'utc': '{moment}', 'tz': {int(offset.total_seconds()) // 60}}}"
    return exp.Cast(this=exp.Var(this=text), to=type_node("STRUCT(utc TIMESTAMP, tz SMALLINT)"))


def _raw(node: exp.Expr, _: Walk) -> exp.Expr:
    return exp.Literal.string(node.this)


def _null_type(*_: object) -> DataType:
    return NULL


NODES: NodeRules = {
    exp.Literal: NodeRule(_literal_type, _literal),
    exp.RawString: NodeRule(lambda node, _, __: _text_type(len(node.this)), _raw),
    exp.National: NodeRule(lambda node, _, __: _text_type(len(node.this)), _raw),
    exp.HexString: NodeRule(_hex_type, _hex),
    exp.Boolean: NodeRule(lambda *_: _BOOLEAN),
    exp.Null: NodeRule(_null_type),
}
