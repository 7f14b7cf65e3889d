"""Aggregates that tell texts apart by a collation: lists of different values, and the most frequent one."""

from __future__ import annotations

from sqlglot import exp

from mockhaus.translation.functions.aggregation import Argument, Over, aggregate, collected
from mockhaus.translation.functions.building import call, is_null
from mockhaus.translation.functions.collating import folds, own_key
from mockhaus.translation.rules import Walk


def values(argument: Argument, walk: Walk, over: Over) -> exp.Expr:
    """A list of an argument's values that are not NULL; of those that are to be different, the first of each."""
    if argument.distinct and folds(walk.type_of(argument.value)):
        return call("mh_collated_distinct", over(_pairs(argument, walk)))
    return over(collected(argument))


def mode(argument: Argument, walk: Walk, over: Over) -> exp.Expr:
    """One of the most frequent values; NULL where there is none."""
    if folds(walk.type_of(argument.value)):
        return call("mh_collated_mode", over(_pairs(argument, walk)))
    return over(aggregate("mode", argument))


def _pairs(argument: Argument, walk: Walk) -> exp.Expr:
    """A list of the values that are not NULL, each behind its key."""
    value = argument.value
    pair = Argument(call("row", own_key(value, walk), value.copy()), order=argument.order)
    present = exp.Not(this=is_null(value.copy()))
    return exp.Filter(this=aggregate("list", pair), expression=exp.Where(this=present))
