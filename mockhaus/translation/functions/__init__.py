"""The function rules, one module for each group of functions: `NODES` by node class, `NAMED` by upper-case name.

Function modules do not import this package's root: it gathers them.
"""

from __future__ import annotations

from mockhaus.translation.functions import bitwise, conditional, numeric, strings
from mockhaus.translation.rules import FunctionRules, NodeRules

# A new module of functions is one import above and its `NODES` and `NAMED` in these tuples.
_NODE_TABLES: tuple[NodeRules, ...] = (bitwise.NODES, conditional.NODES, numeric.NODES, strings.NODES)
_NAMED_TABLES: tuple[FunctionRules, ...] = (bitwise.NAMED, conditional.NAMED, numeric.NAMED, strings.NAMED)

NODES: NodeRules = {node: rule for table in _NODE_TABLES for node, rule in table.items()}
NAMED: FunctionRules = {name: rule for table in _NAMED_TABLES for name, rule in table.items()}
