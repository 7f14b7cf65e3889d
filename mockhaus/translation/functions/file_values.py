"""FILE values: TO_FILE, and what the FL_… functions tell of them.

Follows https://docs.snowflake.com/en/sql-reference/functions-file. The files of a stage are listed before the plan
runs, so a path or URL may differ from row to row.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlglot import exp

from mockhaus.domain.catalog import physical
from mockhaus.domain.catalog.objects import ObjectKind
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import BOOLEAN, FILE, INTEGER, TIMESTAMP_NTZ, VARCHAR, DataType, Kind
from mockhaus.translation.functions.building import call, cast, literal_text, null, operator, text
from mockhaus.translation.functions.conversion import cast_node
from mockhaus.translation.functions.signatures import argument_types, as_text, coerce_argument, function_name, returns
from mockhaus.translation.metadata_functions import LISTED_FILES
from mockhaus.translation.parsers.stages import split_location, written_location
from mockhaus.translation.plan import Access
from mockhaus.translation.rendering import engine_sql
from mockhaus.translation.rules import FunctionRule, FunctionRules, NodeRule, NodeRules, Walk
from mockhaus.translation.statement_values import FILE_URLS

_SIGN = "@"
_LISTED = "mh_listed"
_NO_STAGE = frozenset({ErrorCode.OBJECT_NOT_FOUND, ErrorCode.STAGE_PATH})


# TO_FILE


def _type(node: exp.Expr, operands: Sequence[DataType], _: Walk) -> DataType:
    return FILE.with_nullable(bool(node.args.get("safe")) or any(operand.nullable for operand in operands))


def _to_file(node: exp.Expr, walk: Walk) -> exp.Expr:
    lenient, path = bool(node.args.get("safe")), node.args.get("path")
    source, written = walk.type_of(node.this), literal_text(node.this)
    if path is None and source.kind in (Kind.OBJECT, Kind.VARIANT):
        return _of_metadata(node.this, source, walk, lenient=lenient)
    if source.kind not in (Kind.VARCHAR, Kind.NULL):
        raise argument_types(node, [node.this], walk)
    try:
        if path is not None:
            return _on_stage(node, written, coerce_argument(node, path, as_text, walk), walk, lenient=lenient)
        if written is not None and written.startswith(_SIGN):
            stage, inside = split_location(written)
            return _on_stage(node, stage, text(inside), walk, lenient=lenient)
    except SnowflakeError as error:
        if lenient and error.error in _NO_STAGE:
            return cast(null(), "VARCHAR")
        raise
    return _at_url(node.this, walk, lenient=lenient)


def _of_metadata(node: exp.Expr, source: DataType, walk: Walk, *, lenient: bool) -> exp.Expr:
    document = call("mh_objt", node) if source.kind is Kind.VARIANT else node
    place = [null() if name is None else text(name) for name in (walk.database, walk.schema)]
    made = call("mh_file_of_metadata", document, *(cast(name, "VARCHAR") for name in place))
    return call("TRY", made) if lenient else made


def _on_stage(node: exp.Expr, written: str | None, path: exp.Expr, walk: Walk, *, lenient: bool) -> exp.Expr:
    """The file of a path on a stage, which is a literal; behind a slash the path is one below that of the stage."""
    if written is None:
        raise walk.unsupported(f"{function_name(node, walk)} of a stage that is no literal", node)
    stage, folder = split_location(written)
    below = f"{folder}/" if "/" in written else ""
    whole = operator(exp.DPipe, text(below), path) if below else path
    literal = literal_text(path)
    arguments = {"STAGE": _stage(node, stage, walk), "PREFIX": text("" if literal is None else below + literal)}
    place = operator(exp.DPipe, text(f"{stage}/"), whole.copy())
    return _looked_up(arguments, whole, place, walk, lenient=lenient)


def _stage(node: exp.Expr, written: str, walk: Walk) -> exp.Expr:
    """The full name of a named stage, as the argument of the listing of its files."""
    name, stages = function_name(node, walk), walk.context.stages
    if stages is None:
        raise walk.unsupported(f"{name} in this statement", node)
    place = stages.place(written_location(written, walk.position(node)), None, walk.database, walk.schema)
    full = place.location.name
    if full is None:
        raise walk.unsupported(f"{name} of anything but a named stage", node)
    walk.reads(ObjectKind.STAGE, full, place.owner, Access.USAGE)
    return text(json.dumps(full.parts))


def _at_url(url: exp.Expr, walk: Walk, *, lenient: bool) -> exp.Expr:
    """The file of a URL, on whichever stage: of a file's own, or of a scoped one that the same expression makes."""
    signing = next((item for item in url.find_all(exp.Var) if item.name == f"${FILE_URLS}"), None)
    key = url if signing is None else call("mh_file_key", cast(signing.copy(), "VARCHAR"), url)
    found = _looked_up({"STAGE": null(), "PREFIX": text("")}, key, url.copy(), walk, lenient=lenient)
    return found if signing is None else call("mh_file_scoped", found, url.copy())


def _looked_up(
    arguments: dict[str, exp.Expr], key: exp.Expr, place: exp.Expr, walk: Walk, *, lenient: bool
) -> exp.Expr:
    """The file that is listed for a key, or, unless lenient, the error that names the place where it is not."""
    given = {name: engine_sql(cast(value, "VARCHAR")) for name, value in arguments.items()}
    relation = physical.relation(physical.TEMPORARY_ATTACHMENT, walk.needs_metadata(LISTED_FILES, given))
    listed = exp.Select(
        expressions=[call("any_value", _column("FILE"))],
        from_=exp.From(this=exp.Table(this=exp.Var(this=relation), alias=exp.TableAlias(this=_quoted(_LISTED)))),
        where=exp.Where(this=exp.EQ(this=_column("PLACE"), expression=exp.Paren(this=key))),
    )
    found = exp.Subquery(this=listed)
    return found if lenient else call("mh_file_found", found, place)


def _column(name: str) -> exp.Expr:
    return exp.Column(this=_quoted(name), table=_quoted(_LISTED))


def _quoted(name: str) -> exp.Identifier:
    return exp.Identifier(this=name, quoted=True)


# FL_GET_… and FL_IS_…


def _document(node: exp.Expr, walk: Walk) -> exp.Expr:
    """The argument of these functions: a FILE, or an OBJECT that describes one."""
    value: exp.Expr = node.expressions[0]
    kind = walk.type_of(value).kind
    if kind in (Kind.FILE, Kind.OBJECT, Kind.NULL):
        return value
    if kind is Kind.VARIANT:
        return call("mh_objt", value)
    raise argument_types(node, [value], walk)


def _field(document: exp.Expr, name: str) -> exp.Expr:
    return call("mh_text", call("mh_get", document, text(f"$.{name}")))


def _getter(name: str) -> FunctionRule:
    return FunctionRule(lambda *_: VARCHAR, lambda node, walk: _field(_document(node, walk), name), 1)


def _size(node: exp.Expr, walk: Walk) -> exp.Expr:
    return cast(_field(_document(node, walk), "SIZE"), "BIGINT")


def _modified(node: exp.Expr, walk: Walk) -> exp.Expr:
    written = call("mh_file_moment", _field(_document(node, walk), "LAST_MODIFIED"))
    return cast_node(written, VARCHAR, TIMESTAMP_NTZ, walk)


def _kind(node: exp.Expr, walk: Walk) -> exp.Expr:
    document = _document(node, walk)
    kinds = [_field(document.copy(), name) for name in ("CONTENT_TYPE", "FILE_TYPE")]
    return call("mh_file_type", call("coalesce", *kinds))


def _is(kind: str) -> FunctionRule:
    return FunctionRule(returns(BOOLEAN), lambda node, walk: operator(exp.EQ, _kind(node, walk), text(kind)), 1)


NODES: NodeRules = {exp.ToFile: NodeRule(_type, _to_file)}
NAMED: FunctionRules = {
    **{
        f"FL_GET_{name}": _getter(name)
        for name in ("CONTENT_TYPE", "ETAG", "RELATIVE_PATH", "SCOPED_FILE_URL", "STAGE", "STAGE_FILE_URL")
    },
    "FL_GET_FILE_TYPE": FunctionRule(lambda *_: VARCHAR, _kind, 1),
    "FL_GET_LAST_MODIFIED": FunctionRule(lambda *_: TIMESTAMP_NTZ, _modified, 1),
    "FL_GET_SIZE": FunctionRule(lambda *_: INTEGER, _size, 1),
    **{f"FL_IS_{kind.upper()}": _is(kind) for kind in ("audio", "compressed", "document", "image", "video")},
}
