"""Staged files in FROM: `@stage/path (FILE_FORMAT => name, PATTERN => 'regex')`, and the directories of stages.

Follows https://docs.snowflake.com/en/user-guide/querying-stage.
"""

from __future__ import annotations

import re

from sqlglot import exp

from mockhaus.domain.catalog import physical
from mockhaus.domain.catalog.objects import ObjectKind
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.translation import staged
from mockhaus.translation.columns import stored
from mockhaus.translation.cursor import named
from mockhaus.translation.parsers.stages import written_location
from mockhaus.translation.plan import Access
from mockhaus.translation.scope import OutputColumn, ScopeColumn, Source
from mockhaus.translation.sources.building import engine_alias, source_of
from mockhaus.translation.walk import Walker

SourceNode = tuple[exp.Expr, Source]

_FIELD = re.compile(r"\$(\d{1,4})(?!\d)")


def is_staged(node: exp.Table) -> bool:
    """Whether a source is a stage, quoted or not."""
    this = node.this
    return isinstance(this, exp.Var | exp.Literal) and this.name.startswith("@")


def staged_files(walk: Walker, node: exp.Table) -> SourceNode:
    """The records of the files that a location names."""
    stages = walk.context.stages
    if stages is None:
        raise walk.unsupported("staged files in this statement", node)
    given = written_location(node.this.name, walk.position(node))
    named_format = _format(walk, node.args.get("format"))
    place = stages.place(given, named_format, walk.database, walk.schema)
    if place.location.name is not None:
        walk.reads(ObjectKind.STAGE, place.location.name, place.owner, Access.USAGE)
    width = max((1, *map(int, _FIELD.findall(walk.headings.text))))
    asked = staged.StagedRows(place.location, place.file_format, _pattern(walk, node), width)
    walk.findings.provided[asked.provided] = None
    walk.mark_volatile()
    source = source_of(walk, node, ())
    source.columns = [
        ScopeColumn(column.name, column.engine_name, source.relation, column.type, hidden=True)
        for column in staged.columns(place.kind, width)
    ]
    reference = physical.relation(physical.TEMPORARY_ATTACHMENT, asked.relation)
    return exp.Table(this=exp.Var(this=reference), alias=engine_alias(source.relation)), source


def is_directory(node: exp.Table) -> bool:
    """Whether a source is the directory table of a stage."""
    return isinstance(node.this, exp.DirectoryStage)


def directory(walk: Walker, node: exp.Table) -> SourceNode:
    """`DIRECTORY(@stage)`: https://docs.snowflake.com/en/user-guide/data-load-dirtables-query."""
    stages = walk.context.stages
    if stages is None:
        raise walk.unsupported("DIRECTORY in this statement", node)
    place = stages.place(written_location(node.this.this.name, None), None, walk.database, walk.schema)
    name = place.location.name
    if name is None or place.location.path:
        raise walk.unsupported("DIRECTORY of anything but a named stage", node)
    walk.reads(ObjectKind.STAGE, name, place.owner, Access.USAGE)
    walk.findings.provided[staged.directory_provided(name)] = None
    walk.mark_volatile()
    source = source_of(walk, node, [OutputColumn(column, column, data_type) for column, data_type in staged.DIRECTORY])
    reference = physical.relation(physical.TEMPORARY_ATTACHMENT, staged.directory_relation(name))
    return exp.Table(this=exp.Var(this=reference), alias=engine_alias(source.relation)), source


def _format(walk: Walker, given: exp.Expr | None) -> QualifiedName | None:
    if given is None:
        return None
    if isinstance(given, exp.Literal) and given.is_string:
        return named(given.name)
    keys = ("db", "table", "this") if isinstance(given, exp.Column) else ("catalog", "db", "this")
    parts = [given.args.get(key) for key in keys]
    if not all(part is None or isinstance(part, exp.Identifier) for part in parts) or parts[-1] is None:
        raise walk.unsupported("FILE_FORMAT that is no name", given)
    return QualifiedName(tuple(stored(part) for part in parts if part is not None))


def _pattern(walk: Walker, node: exp.Table) -> str | None:
    given = node.args.get("pattern")
    if given is None:
        return None
    if not isinstance(given, exp.Literal) or not given.is_string:
        raise walk.unsupported("PATTERN that is no text", given)
    return str(given.name)
