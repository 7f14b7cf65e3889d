"""The function rules, one module for each group of functions: `NODES` by node class, `NAMED` by upper-case name.

Function modules do not import this package's root: it gathers them.
"""

from __future__ import annotations

from mockhaus.translation.functions import (
    (,
    aggregates,
    bitwise,
    conditional,
    context,
    generation,
    hashing,
    numeric,
    regular_expressions,
    strings,
    windows,
)
from mockhaus.translation.rules import FunctionRules, NodeRules

# A new module of functions is one import above and its `NODES` and `NAMED` in these tuples.
_NODE_TABLES: tuple[NodeRules, ...] = (
    (.NODES,
    aggregates.NODES,
    bitwise.NODES,
    conditional.NODES,
    context.NODES,
    generation.NODES,
    hashing.NODES,
    numeric.NODES,
    regular_expressions.NODES,
    strings.NODES,
    windows.NODES,
)
_NAMED_TABLES: tuple[FunctionRules, ...] = (
    (.NAMED,
    aggregates.NAMED,
    bitwise.NAMED,
    conditional.NAMED,
    context.NAMED,
    generation.NAMED,
    hashing.NAMED,
    numeric.NAMED,
    regular_expressions.NAMED,
    strings.NAMED,
    windows.NAMED,
)

NODES: NodeRules = {node: rule for table in _NODE_TABLES for node, rule in table.items()}
NAMED: FunctionRules = {name: rule for table in _NAMED_TABLES for name, rule in table.items()}
