"""Tables, views, provided relations, common table expressions and derived tables in FROM."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlglot import exp

from mockhaus.domain.catalog.objects import Table
from mockhaus.domain.errors import Category, ErrorCode, Position, SnowflakeError, needs_nanoseconds, unsupported
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.types import VARIANT, Kind
from mockhaus.translation.columns import dynamic_name, stored
from mockhaus.translation.context import Relation, RelationColumn
from mockhaus.translation.cursor import Cursor, tokenize
from mockhaus.translation.engine_types import MOMENTS
from mockhaus.translation.fragments import query as parse_query
from mockhaus.translation.functions.conversion import cast_node
from mockhaus.translation.functions.nanoseconds import taken_in, taken_in_exactly
from mockhaus.translation.plan import Moment
from mockhaus.translation.precision import Fraction
from mockhaus.translation.scope import OutputColumn, Scope, ScopeColumn, Source, identifier
from mockhaus.translation.set_operations import given
from mockhaus.translation.sources.building import alias_name, engine_alias, source_of, with_nine_digits
from mockhaus.translation.sources.external_tables import external_table
from mockhaus.translation.sources.past import changes_of, moment_of, relation_at
from mockhaus.translation.sources.staged_files import directory, is_directory, is_staged, staged_files
from mockhaus.translation.walk import Walker

_MOST_VIEWS = 32
_SHARED = "SNOWFLAKE"
"""The database that Snowflake shares with every account: usage of the account, sample data."""
_PUBLIC = "PUBLIC"
_DUAL = "DUAL"
_REFUSED = {
    "version": "AT or BEFORE",
    "hints": "table hints",
    "partition": "PARTITION",
    "only": "ONLY",
    "ordinality": "WITH ORDINALITY",
    "rows_from": "ROWS FROM",
    "pattern": "PATTERN",
    "format": "FILE_FORMAT",
    "indexed": "INDEXED BY",
    "laterals": "LATERAL VIEW",
}

SourceNode = tuple[exp.Expr, Source]


def table(walk: Walker, node: exp.Table) -> SourceNode:
    """A name in FROM, or a stage."""
    if is_staged(node):
        _refuse_past(walk, node, "staged files")
        return staged_files(walk, node)
    if is_directory(node):
        _refuse_past(walk, node, "a directory table")
        return directory(walk, node)
    for key, feature in _REFUSED.items():
        if node.args.get(key):
            raise walk.unsupported(feature, node)
    if isinstance(node.this, exp.Parameter):
        _refuse_past(walk, node, f"${node.this.name}")
        return _piped(walk, node)
    name = _name(walk, node)
    if len(name.parts) == 1 and (common := walk.scope.common_table(name.name)):
        _refuse_past(walk, node, "a common table expression")
        source = source_of(walk, node, common.columns, name.name)
        reference = exp.Table(this=exp.Identifier(this=common.engine_name, quoted=True))
        reference.set("alias", engine_alias(source.relation))
        return reference, source
    relation = _found(walk, name)
    if relation is None and name.parts == (_DUAL,):
        _refuse_past(walk, node, _DUAL)
        return _dual(walk, node)
    if relation is None:
        raise _not_found(walk, node, name)
    return _as_it_was(walk, node, relation)


def _as_it_was(walk: Walker, node: exp.Table, relation: Relation) -> SourceNode:
    """A relation as it is, or at the moment that its own clause or the view around it names."""
    if node.args.get("changes"):
        return _relation(walk, node, changes_of(walk, relation, node))
    moment = moment_of(walk, node) or walk.past
    if relation.view is not None:
        walk.reads(relation.kind, relation.name, relation.view.owner)
        return _view(walk, node, relation, moment)
    if moment is None:
        return _relation(walk, node, relation)
    if relation.table is None:
        raise walk.unsupported(f"AT or BEFORE of {relation.kind.value} {relation.name}", node)
    return _relation(walk, node, relation_at(relation, relation.table, moment))


def _refuse_past(walk: Walker, node: exp.Table, what: str) -> None:
    if node.args.get("when") or node.args.get("changes"):
        raise walk.unsupported(f"AT, BEFORE or CHANGES of {what}", node)


def _piped(walk: Walker, node: exp.Table) -> SourceNode:
    """`$1`, `$2`, … behind FROM: the results of the statements before this one in a chain, counted back.

    https://docs.snowflake.com/en/sql-reference/operators-flow
    """
    results, number = walk.context.results, node.this.name
    if results is None or walk.views or not walk.context.searches_public:
        raise walk.unsupported(f"${number} in FROM of this statement", node)
    if not number.isdecimal() or not 0 < int(number) <= len(walk.context.piped):
        raise SnowflakeError(ErrorCode.OBJECT_NOT_FOUND, position=walk.position(node), kind="Object", name=f"${number}")
    return result(walk, node, results.relation(walk.context.piped[int(number) - 1]))


def result(walk: Walker, node: exp.Expr, relation: Relation) -> SourceNode:
    """An earlier result as an item of FROM."""
    assert relation.source and relation.provided  # noqa: S101, PT018 - the core provides results
    walk.findings.provided[relation.provided] = None
    columns = [OutputColumn(column.name, column.engine_name, column.type) for column in relation.columns]
    source = source_of(walk, node, columns)
    reference = _kept_rows(walk, relation, source)
    source.columns = [_read_back(walk, column) if column.type.is_structured else column for column in source.columns]
    return reference, source


def _read_back(walk: Walker, column: ScopeColumn) -> ScopeColumn:
    """A structured column of an earlier result, whose values come back as the JSON that the result shows."""
    return replace(column, expression=cast_node(column.reference(), VARIANT, column.type, walk))


def _not_found(walk: Walker, node: exp.Table, name: QualifiedName) -> SnowflakeError:
    """The error for a name that means nothing: of a qualified one, the first part that is not there is named."""
    place = walk.position(node)
    full = walk.context.names.complete(name, walk.database, walk.schema) if len(name.parts) > 1 else name
    missing = walk.context.names.missing_place(full) if len(name.parts) > 1 else None
    if missing == ("Database", _SHARED):
        return walk.unsupported(f"{full}", node)
    if missing is not None:
        return SnowflakeError(ErrorCode.SCHEMA_NOT_FOUND, position=place, kind=missing[0], name=missing[1])
    return SnowflakeError(ErrorCode.OBJECT_NOT_FOUND, position=place, kind="Object", name=str(full))


def _found(walk: Walker, name: QualifiedName) -> Relation | None:
    """What a name means: one without a schema is looked for in the current schema and then in PUBLIC.

    That is Snowflake's default search path, https://docs.snowflake.com/en/sql-reference/name-resolution; the text of a
    view knows the view's own schema only.
    """
    if name.parts == (_DUAL,) and (walk.database is None or walk.schema is None):
        return None
    names = walk.context.names
    found = names.relation(name, walk.database, walk.schema)
    if found is not None or len(name.parts) > 1 or walk.views or not walk.context.searches_public:
        return found
    return names.relation(name, walk.database, _PUBLIC)


def _dual(walk: Walker, node: exp.Table) -> SourceNode:
    """DUAL: one row without columns, where no table has that name."""
    source = source_of(walk, node, (), _DUAL)
    row = exp.Select(expressions=[exp.Literal.number(1)])
    return exp.Subquery(this=row, alias=engine_alias(source.relation)), source


def _name(walk: Walker, node: exp.Table) -> QualifiedName:
    this = node.this
    if isinstance(this, exp.DynamicIdentifier):
        return dynamic_name(walk.expression(this.this), this, walk)
    if not isinstance(this, exp.Identifier):
        raise _misplaced(walk, this)
    given = [part for key in ("catalog", "db") if (part := node.args.get(key)) is not None]
    names = [stored(part) if isinstance(part, exp.Identifier) and part.name else _PUBLIC for part in given]
    return QualifiedName((*names, stored(this)))


def _misplaced(walk: Walker, this: exp.Expr) -> SnowflakeError:
    """The error for a call without TABLE(…) and for a text in FROM."""
    written = walk.source_text(this)
    place = walk.position(this)
    if place is None:
        return walk.unsupported(f"{written} in FROM", this)
    if isinstance(this, exp.Func):
        place, written = Position(place.line, place.column + this.meta["end"] + 1 - this.meta["start"]), "("
    return SnowflakeError(ErrorCode.SYNTAX, position=place, token=written)


def _relation(walk: Walker, node: exp.Table, relation: Relation) -> SourceNode:
    name = alias_name(node)
    visible = [column for column in relation.columns if not column.hidden]
    columns = [OutputColumn(column.name, column.engine_name, column.type) for column in visible]
    if relation.external is not None:
        return external_table(walk, node, relation)
    if relation.source is None:
        raise unsupported(f"reading {relation.kind.value} {relation.name}", walk.position(node))
    if relation.table is not None:
        walk.reads(relation.kind, relation.name, relation.table.owner)
        assert relation.database is not None  # noqa: S101 - every table is in one
        walk.findings.tables[relation.database.id, relation.table.id] = None
    if relation.provided is not None:
        walk.findings.provided[relation.provided] = None
        walk.mark_volatile()
    source = source_of(walk, node, columns, relation.name.name)
    source.columns = _stored_columns(source, relation)
    source.stored = relation.table is not None
    if name is None:
        source.qualifiers = relation.name.qualifiers
    if relation.table is not None:
        return _reference(walk, relation, relation.table, source), source
    if walk.context.fraction is Fraction.NANOSECONDS:
        source.columns = [with_nine_digits(column) for column in source.columns]
    return exp.Table(this=exp.Var(this=relation.source), alias=engine_alias(source.relation)), source


def _reference(walk: Walker, relation: Relation, stored_table: Table, source: Source) -> exp.Expr:
    """A table as an item of FROM; in a plan of nanoseconds its times and timestamps have them.

    A table that keeps nanoseconds can be read in such a plan only.
    """
    table = exp.Table(this=exp.Var(this=relation.source))
    fine = {column.engine_name for column in stored_table.columns if column.nanoseconds}
    moments = [column for column in relation.columns if column.type.kind in MOMENTS and column.engine_name not in fine]
    if walk.context.fraction is not Fraction.NANOSECONDS:
        if fine:
            raise needs_nanoseconds()
        moments = []
    return _with_replaced(table, source, moments, taken_in)


def _kept_rows(walk: Walker, relation: Relation, source: Source) -> exp.Expr:
    """An earlier result as an item of FROM: whether its times and timestamps have nanoseconds only the engine knows."""
    table = exp.Table(this=exp.Var(this=relation.source))
    moments = [column for column in relation.columns if column.type.kind in MOMENTS]
    fine = walk.context.fraction is Fraction.NANOSECONDS
    return _with_replaced(table, source, moments, taken_in if fine else taken_in_exactly)


def _with_replaced(
    table: exp.Expr, source: Source, columns: Sequence[RelationColumn], change: Callable[[exp.Expr, Kind], exp.Expr]
) -> exp.Expr:
    """A relation as an item of FROM, some columns of it changed."""
    if not columns:
        table.set("alias", engine_alias(source.relation))
        return table
    replaced: list[exp.Expr] = []
    for column in columns:
        name = identifier(column.engine_name)
        value = change(exp.Column(this=name), column.type.kind)
        replaced.append(exp.Alias(this=value, alias=name.copy()))
    rows = exp.Select(expressions=[exp.Star(replace=replaced)], from_=exp.From(this=table))
    return exp.Subquery(this=rows, alias=engine_alias(source.relation))


def _stored_columns(source: Source, relation: Relation) -> list[ScopeColumn]:
    """The table's columns under the alias's names, its hidden ones behind them."""
    names = iter(column.name for column in source.columns)
    kept = relation.table is not None
    return [
        ScopeColumn(
            column.name if column.hidden else next(names),
            column.engine_name,
            source.relation,
            column.type,
            hidden=column.hidden,
            stored=kept,
        )
        for column in relation.columns
    ]


def _view(walk: Walker, node: exp.Table, relation: Relation, moment: Moment | None) -> SourceNode:
    view = relation.view
    if view is None or relation.name in walk.views or len(walk.views) >= _MOST_VIEWS:
        detail = f"View '{relation.name}' refers to itself or is nested too deep"
        raise SnowflakeError(ErrorCode.SEMANTIC, detail=detail)
    fragment = parse_query(Cursor(view.query, tokenize(view.query)))
    with walk.inside_view(relation.name, view.query, view.database_name, view.schema_name, past=moment):
        try:
            translated = walk.query(fragment.tree)
        except SnowflakeError as error:
            if error.error.category is not Category.NAME:
                raise
            raise SnowflakeError(ErrorCode.VIEW_EXPANSION, name=relation.name.name, cause=error.message) from error
    if len(translated.columns) != len(relation.columns):
        declared, found = len(relation.columns), len(translated.columns)
        raise SnowflakeError(ErrorCode.VIEW_COLUMN_COUNT, name=relation.name, declared=declared, found=found)
    columns = [
        OutputColumn(
            declared.name, found.engine_name, found.type if found.type.kind is not Kind.NULL else declared.type
        )
        for declared, found in zip(relation.columns, translated.columns, strict=True)
    ]
    source = source_of(walk, node, columns, relation.name.name)
    if alias_name(node) is None:
        source.qualifiers = relation.name.qualifiers
    return exp.Subquery(this=translated.node, alias=engine_alias(source.relation)), source


def derived_table(walk: Walker, node: exp.Subquery) -> SourceNode:
    """A query in FROM. It does not see the items beside it."""
    if set(given(node)) - {"this", "alias", "joins", "with_", "order", "limit", "offset"}:
        raise walk.unsupported("a derived table of this form", node)
    with walk.inside(Scope(walk.scope, correlated=False)):
        translated = walk.query(_bare(node))
    source = source_of(walk, node, translated.columns)
    inner = translated.node.this if isinstance(translated.node, exp.Subquery) else translated.node
    return exp.Subquery(this=inner, alias=engine_alias(source.relation)), source


def _bare(node: exp.Subquery) -> exp.Expr:
    """The query inside the parentheses, with what belongs to the parentheses themselves."""
    if any(node.args.get(key) for key in ("with_", "order", "limit", "offset")):
        query = node.copy()
        query.set("alias", None)
        return query
    return node.this  # type: ignore[no-any-return]
