"""Functions of files on stages: https://docs.snowflake.com/en/sql-reference/functions-file.

The stage is found when the statement is planned, so an answer is made of literals and the path that a row gives.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlglot import exp

from mockhaus.domain.catalog.objects import ObjectKind
from mockhaus.domain.types import VARCHAR, DataType
from mockhaus.translation import staged
from mockhaus.translation.context import StagePlace
from mockhaus.translation.functions.building import call, literal_text, text
from mockhaus.translation.functions.signatures import as_text, coerce_argument, function_name
from mockhaus.translation.parsers.stages import written_location
from mockhaus.translation.plan import Access
from mockhaus.translation.rules import FunctionRule, FunctionRules, Walk

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


def _address(place: StagePlace, walk: Walk) -> str:
    assert place.location.name is not None  # noqa: S101 - only named stages come here
    return staged.file_url(walk.context.session.account, place.location.name, "")


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


NAMED: FunctionRules = {
    "BUILD_STAGE_FILE_URL": _of_path("mh_file_url", _address),
    "GET_ABSOLUTE_PATH": _of_path("mh_absolute_path", _url),
    "GET_RELATIVE_PATH": _of_path("mh_relative_path", _url),
    "GET_STAGE_LOCATION": FunctionRule(_type, _location, 1),
}
