"""SAMPLE and TABLESAMPLE.

Follows https://docs.snowflake.com/en/sql-reference/constructs/sample: BERNOULLI (or ROW) chooses rows, SYSTEM (or
BLOCK) chooses blocks, a number of ROWS is exact, SEED or REPEATABLE makes the choice the same each time.
"""

from __future__ import annotations

from sqlglot import exp

from mockhaus.translation.walk import Walker

_METHODS = {"BERNOULLI": "BERNOULLI", "ROW": "BERNOULLI", "SYSTEM": "SYSTEM", "BLOCK": "SYSTEM"}


def sampled(walk: Walker, node: exp.Expr, sample: exp.Expr) -> exp.Expr:
    """The source with its sample."""
    method = sample.text("method").upper() or "BERNOULLI"
    if method not in _METHODS:
        raise walk.unsupported(f"SAMPLE {method}", sample)
    size, percent, seed = sample.args.get("size"), sample.args.get("percent"), sample.args.get("seed")
    if not isinstance(size or percent, (exp.Literal, exp.Parameter, exp.Placeholder)):
        raise walk.unsupported("SAMPLE without a size", sample)
    if seed is None:
        walk.mark_volatile()
    new = exp.TableSample(
        method=exp.Var(this="RESERVOIR" if size is not None else _METHODS[method]),
        size=walk.expression(size) if size is not None else None,
        percent=walk.expression(percent) if percent is not None else None,
        seed=walk.expression(seed) if seed is not None else None,
    )
    node.set("sample", new)
    return node
