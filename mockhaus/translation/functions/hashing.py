"""HASH: one 64-bit number for any values, the same in every run.

Follows https://docs.snowflake.com/en/sql-reference/functions/hash: equal values have equal hashes whatever their
numeric type. The numbers themselves are Mockhaus's own; Snowflake's algorithm is not published.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from sqlglot import exp

from mockhaus.domain.types import TIMESTAMP_NTZ, DataType, Kind, number
from mockhaus.translation.functions.building import call, integer, text
from mockhaus.translation.functions.signatures import returns_value
from mockhaus.translation.functions.variants import encoded
from mockhaus.translation.rules import FunctionRule, FunctionRules, NodeRules, Walk


def hash_of(values: Sequence[exp.Expr], walk: Walk, node: exp.Expr) -> exp.Expr:
    """The signed 64-bit hash of some values."""
    if any(isinstance(value, exp.Star) for value in values):
        raise walk.unsupported("HASH(*)", node)
    keys: list[exp.Expr] = [call("mh_hashed", call("mh_key", _hashed(value, walk.type_of(value)))) for value in values]
    return call("mh_hash", reduce(_beside, keys))


def _beside(first: exp.Expr, second: exp.Expr) -> exp.Expr:
    """Two texts with the separator of a hash's values between them."""
    return exp.DPipe(this=exp.DPipe(this=first, expression=call("chr", integer(31))), expression=second)


def _hashed(value: exp.Expr, source: DataType) -> exp.Expr:
    """A value as VARIANT; moments that are the same in different time zones are equal."""
    if source.kind is Kind.TIMESTAMP_TZ:
        return encoded(call("struct_extract", value, text("utc")), TIMESTAMP_NTZ)
    return encoded(value, source)


def _hash(node: exp.Expr, walk: Walk) -> exp.Expr:
    return hash_of(node.expressions, walk, node)


NODES: NodeRules = {}

NAMED: FunctionRules = {"HASH": FunctionRule(returns_value(number(19, 0)), _hash, 1, -1)}
