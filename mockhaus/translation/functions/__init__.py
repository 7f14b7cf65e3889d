"""The function rules, one module for each group of functions: `NODES` by node class, `NAMED` by upper-case name.

Function modules do not import this package's root: it gathers them.
"""

from __future__ import annotations

from mockhaus.translation.functions import (
    aggregates,
    arrays,
    bitmaps,
    bitwise,
    collations,
    conditional,
    context,
    conversion_functions,
    date_construction,
    date_parts,
    datetimes,
    encryption,
    files,
    generation,
    hashing,
    metadata,
    numeric,
    objects,
    regular_expressions,
    search,
    semistructured,
    sketches,
    statement_context,
    strings,
    templates,
    vectors,
    windows,
    xml,
)
from mockhaus.translation.rules import FunctionRules, NodeRules

# A new module of functions is one import above and its `NODES` and `NAMED` in these tuples.
_NODE_TABLES: tuple[NodeRules, ...] = (
    aggregates.NODES,
    arrays.NODES,
    bitmaps.NODES,
    bitwise.NODES,
    collations.NODES,
    conditional.NODES,
    context.NODES,
    conversion_functions.NODES,
    date_construction.NODES,
    date_parts.NODES,
    datetimes.NODES,
    encryption.NODES,
    generation.NODES,
    hashing.NODES,
    numeric.NODES,
    objects.NODES,
    regular_expressions.NODES,
    search.NODES,
    semistructured.NODES,
    sketches.NODES,
    statement_context.NODES,
    strings.NODES,
    templates.NODES,
    vectors.NODES,
    windows.NODES,
    xml.NODES,
)
_NAMED_TABLES: tuple[FunctionRules, ...] = (
    aggregates.NAMED,
    arrays.NAMED,
    bitmaps.NAMED,
    bitwise.NAMED,
    collations.NAMED,
    conditional.NAMED,
    context.NAMED,
    conversion_functions.NAMED,
    encryption.NAMED,
    files.NAMED,
    generation.NAMED,
    hashing.NAMED,
    metadata.NAMED,
    numeric.NAMED,
    objects.NAMED,
    regular_expressions.NAMED,
    search.NAMED,
    semistructured.NAMED,
    sketches.NAMED,
    statement_context.NAMED,
    strings.NAMED,
    templates.NAMED,
    vectors.NAMED,
    windows.NAMED,
    xml.NAMED,
)

NODES: NodeRules = {node: rule for table in _NODE_TABLES for node, rule in table.items()}
NAMED: FunctionRules = {name: rule for table in _NAMED_TABLES for name, rule in table.items()}
