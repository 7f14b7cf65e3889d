"""SAMPLE and TABLESAMPLE.

Follows https://docs.snowflake.com/en/sql-reference/constructs/sample: BERNOULLI (or ROW) chooses rows, SYSTEM (or
BLOCK) chooses blocks, a number of ROWS is exact, SEED or REPEATABLE makes the choice the same each time.
"""

from __future__ import annotations

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.translation.walk import Walker

_METHODS = {"BERNOULLI": "BERNOULLI", "ROW": "BERNOULLI", "SYSTEM": "SYSTEM", "BLOCK": "SYSTEM"}
_MOST_PERCENT, _MOST_ROWS, _LARGEST_SEED = 100, 1_000_000, 2_147_483_647


def sampled(walk: Walker, node: exp.Expr, sample: exp.Expr) -> exp.Expr:
    """The source with its sample."""
    method = sample.text("method").upper() or "BERNOULLI"
    if method not in _METHODS:
        raise walk.unsupported(f"SAMPLE {method}", sample)
    size, percent, seed = sample.args.get("size"), sample.args.get("percent"), sample.args.get("seed")
    if not isinstance(size or percent, (exp.Literal, exp.Parameter, exp.Placeholder)):
        raise walk.unsupported("SAMPLE without a size", sample)
    if size is not None and (seed is not None or _METHODS[method] == "SYSTEM"):
        raise _invalid(walk, sample, "Sampling with SYSTEM, BLOCK or a seed is not supported for a number of rows.")
    if seed is not None and not isinstance(node, exp.Table):
        raise _invalid(walk, sample, "Sampling with seed is not supported on the objects which are not simple tables.")
    if seed is None:
        walk.mark_volatile()
    new = exp.TableSample(
        method=exp.Var(this="RESERVOIR" if size is not None else _METHODS[method]),
        size=_given(walk, size, _MOST_ROWS, whole=True),
        percent=_given(walk, percent, _MOST_PERCENT, whole=False),
        seed=_given(walk, seed, _LARGEST_SEED, whole=True),
    )
    node.set("sample", new)
    return node


def _given(walk: Walker, node: exp.Expr | None, most: int, *, whole: bool) -> exp.Expr | None:
    """A number in its limits; those of a bound value are the engine's."""
    if node is None:
        return None
    value = walk.expression(node)
    if isinstance(value, exp.Literal) and not _fits(value, most, whole=whole):
        written = walk.source_text(node)
        raise _invalid(walk, node, f"Invalid sample '{written}': it must be between 0 and {most}.")
    return value


def _fits(value: exp.Literal, most: int, *, whole: bool) -> bool:
    if value.is_string or (whole and not value.name.isdecimal()):
        return False
    return float(value.name) <= most


def _invalid(walk: Walker, node: exp.Expr, detail: str) -> SnowflakeError:
    return SnowflakeError(ErrorCode.SEMANTIC, position=walk.position(node), detail=detail)
