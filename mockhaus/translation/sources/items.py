"""One item of a FROM clause: which kind of source it is."""

from __future__ import annotations

from sqlglot import exp

from mockhaus.translation.precision import Fraction
from mockhaus.translation.scope import Source
from mockhaus.translation.sources.building import with_nine_digits
from mockhaus.translation.sources.pivots import pivoted
from mockhaus.translation.sources.sampling import sampled
from mockhaus.translation.sources.staged_files import is_directory, is_staged
from mockhaus.translation.sources.table_functions import lateral, table_function
from mockhaus.translation.sources.tables import derived_table, table
from mockhaus.translation.sources.values import values
from mockhaus.translation.walk import Walker

SourceNode = tuple[exp.Expr, Source]


def from_item(walk: Walker, node: exp.Expr) -> SourceNode:
    """An item of FROM in engine SQL and what it adds to the scope."""
    pivots, sample = node.args.get("pivots") or [], node.args.get("sample")
    node.set("pivots", None)
    node.set("sample", None)
    new, source = _plain(walk, node)
    if walk.context.fraction is Fraction.NANOSECONDS and _is_foreign(node):
        source.columns = [with_nine_digits(column) for column in source.columns]
    if sample is not None:
        new = sampled(walk, new, sample)
    for pivot in pivots:
        new, source = pivoted(walk, new, source, pivot)
    return new, source


def _is_foreign(node: exp.Expr) -> bool:
    """Whether an item is made by the core or the engine: its times and timestamps have microseconds."""
    if isinstance(node, exp.Table):
        return is_staged(node) or is_directory(node)
    return isinstance(node, exp.Lateral | exp.TableFromRows)


def _plain(walk: Walker, node: exp.Expr) -> SourceNode:
    if isinstance(node, exp.Table):
        return table(walk, node)
    if isinstance(node, exp.Subquery):
        return derived_table(walk, node)
    if isinstance(node, exp.Values):
        return values(walk, node)
    if isinstance(node, exp.Lateral):
        return lateral(walk, node)
    if isinstance(node, exp.TableFromRows):
        return table_function(walk, node)
    raise walk.unsupported(f"{type(node).__name__.upper()} in FROM", node)
