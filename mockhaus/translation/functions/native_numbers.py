"""Numbers that the engine itself reads and writes by a numeric format model.

Follows https://docs.snowflake.com/en/sql-reference/sql-format-models for plain models: digits with a point and
separators of thousands. Whatever else a model, a text or a number may be is left to the functions of
`mockhaus_adapters.engine_duckdb.functions.number_scan` and `number_text`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from sqlglot import exp

from mockhaus.translation.functions.building import call, integer, text

_READ = re.compile(r"(?P<whole>9*0*)(?P<point>\.(?P<fraction>0*9*))?", re.ASCII)
_WRITTEN = re.compile(
    r"(?P<compact>FM)?(?P<money>\$)?(?P<whole>9*0?|9{1,3}(?:,999)*,99[90])(?P<fraction>\.0+)?",
    re.ASCII | re.IGNORECASE,
)
_CACHED_MODELS = 256
_EXACT_DIGITS = 15
"""So many digits survive as DOUBLE."""


@lru_cache(maxsize=_CACHED_MODELS)
def plain_digits(model: str) -> str | None:
    """The expression of the plain texts that a model reads as they are; None for a model that is not plain."""
    found = _READ.fullmatch(model)
    if found is None or not found["whole"]:
        return None
    whole = f"[0-9]{{{max(found['whole'].count('0'), 1)},{len(found['whole'])}}}"
    fraction = found["fraction"]
    if not fraction:
        return whole
    least = fraction.count("0")
    behind = f"[.][0-9]{{{least},{len(fraction)}}}"
    return whole + (behind if least else f"(?:{behind})?")


def digits_read(node: exp.Expr, model: str) -> exp.Expr | None:
    """A text that is plain digits by a model, NULL where it is to be read otherwise; None for a model that is not."""
    pattern = plain_digits(model)
    return None if pattern is None else call("mh_matching", node.copy(), text(pattern))


def number_written(node: exp.Expr, model: str) -> exp.Expr | None:
    """A NUMBER by a model, NULL where it is to be written otherwise; None for a model that the engine has not."""
    found = _WRITTEN.fullmatch(model)
    if found is None or not found["whole"]:
        return None
    whole, places = found["whole"], len(found["fraction"] or ".") - 1
    digits = len(whole) - whole.count(",")
    if digits + places > _EXACT_DIGITS:
        digits = _EXACT_DIGITS - places
    if digits < 1:
        return None
    separated = "," if "," in whole else ""
    money, compact = found["money"] or "", bool(found["compact"])
    return call(
        "mh_number_written",
        node.copy(),
        integer(places),
        integer(10**digits),
        text(f"{{:{separated}.{places}f}}"),
        text("-" + money),
        text(money if compact else " " + money),
        integer(0 if compact else len(model) + 1),
    )
