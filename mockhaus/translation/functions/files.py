"""Functions of files on stages: https://docs.snowflake.com/en/sql-reference/functions-file.

The stage is found when the statement is planned, so an answer is made of literals and the path that a row gives.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from sqlglot import exp

from mockhaus.domain.catalog.objects import ObjectKind
from mockhaus.domain.file_urls import file_url
from mockhaus.domain.types import VARCHAR, DataType
from mockhaus.translation.context import StagePlace
from mockhaus.translation.functions.building import call, cast, integer, literal_text, text
from mockhaus.translation.functions.signatures import as_integer, as_text, coerce_argument, function_name
from mockhaus.translation.parsers.stages import written_location
from mockhaus.translation.plan import Access
from mockhaus.translation.rules import FunctionRule, FunctionRules, Walk
from mockhaus.translation.statement_values import FILE_URLS

_WITHOUT_OPTION = 2
_DEFAULT_SECONDS = 3_600
_Beginning = Callable[[StagePlace, Walk], str]
"""What the answers of a function for files of one stage begin with."""


def _place(node: exp.Expr, walk: Walk) -> StagePlace:
    """The named stage that is the first argument."""
    name, stages = function_name(node, walk), walk.context.stages
    given = literal_text(node.expressions[0])
    if given is None:
        raise walk.unsupported(f"{name} of a stage that is no literal", node)
    if stages is None:
        raise walk.unsupported(f"{name} in this statement", node)
    place = stages.place(written_location(given, walk.position(node)), None, walk.database, walk.schema)
    if place.location.name is None or place.location.path:
        raise walk.unsupported(f"{name} of anything but a named stage", node)
    walk.reads(ObjectKind.STAGE, place.location.name, place.owner, Access.USAGE)
    return place


def _url(place: StagePlace, _: Walk) -> str:
    return place.url


def _address(place: StagePlace, _: Walk) -> str:
    assert place.location.name is not None  # noqa: S101 - only named stages come here
    return file_url(place.server, place.location.name.parts, "")


def _type(_: exp.Expr, operands: Sequence[DataType], __: Walk) -> DataType:
    return VARCHAR.with_nullable(any(operand.nullable for operand in operands))


def _location(node: exp.Expr, walk: Walk) -> exp.Expr:
    return text(_place(node, walk).url)


def _of_path(macro: str, beginning: _Beginning) -> FunctionRule:
    """A function of a stage and a path, by a macro of what its answers begin with and the path."""

    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        path = coerce_argument(node, node.expressions[1], as_text, walk)
        return call(macro, text(beginning(_place(node, walk), walk)), path)

    return FunctionRule(_type, rewrite, 2)


def _signed(macro: str, *options: Callable[[exp.Expr, Walk], exp.Expr]) -> FunctionRule:
    """A URL that is signed for one run of the statement, by a function of the stage, the path and further options."""

    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        place = _place(node, walk)
        if not place.folder:
            raise walk.unsupported(f"{function_name(node, walk)} of a temporary stage", node)
        walk.needs_statement_value(FILE_URLS)
        walk.mark_volatile()
        path = coerce_argument(node, node.expressions[1], as_text, walk)
        signing = cast(exp.Var(this=f"${FILE_URLS}"), "VARCHAR")
        return call(macro, signing, text(_identity(place)), path, *(option(node, walk) for option in options))

    return FunctionRule(_type, rewrite, 2, 3)


def _identity(place: StagePlace) -> str:
    """The full name and the folder of a stage, as a JSON array."""
    assert place.location.name is not None  # noqa: S101 - only named stages come here
    return json.dumps([*place.location.name.parts, place.folder])


def _seconds(node: exp.Expr, walk: Walk) -> exp.Expr:
    if len(node.expressions) == _WITHOUT_OPTION:
        return integer(_DEFAULT_SECONDS)
    return coerce_argument(node, node.expressions[2], as_integer, walk)


NAMED: FunctionRules = {
    "BUILD_SCOPED_FILE_URL": _signed("mh_scoped_url"),
    "GET_PRESIGNED_URL": _signed("mh_presigned_url", _seconds),
    "BUILD_STAGE_FILE_URL": _of_path("mh_file_url", _address),
    "GET_ABSOLUTE_PATH": _of_path("mh_absolute_path", _url),
    "GET_RELATIVE_PATH": _of_path("mh_relative_path", _url),
    "GET_STAGE_LOCATION": FunctionRule(_type, _location, 1),
}
