"""Paths into a VARIANT that are not known before a query runs, in the engine's spelling.

Follows https://docs.snowflake.com/en/sql-reference/functions/get_path: names with dots between them, `[index]` and
`['key']`; a name between double quotes is taken as it is.
"""

from __future__ import annotations

import re
from functools import lru_cache

from mockhaus_adapters.engine_duckdb.functions.json_text import quoted
from mockhaus_adapters.engine_duckdb.functions.scalar import ScalarFunction

_NAME = r"""(?:"(?P<exact>(?:[^"]|"")*)"|(?P<name>[A-Za-z_][A-Za-z0-9_$]*))"""
_FIRST = re.compile(_NAME)
_STEP = re.compile(
    rf"""\.{_NAME}|\[\s*(?P<index>-?\d+)\s*\]|\[\s*(?:'(?P<single>(?:[^'\\]|\\.)*)'|"(?P<double>[^"]*)")\s*\]"""
)


def _key(found: re.Match[str]) -> str:
    groups = found.groupdict()
    if groups["exact"] is not None:
        return str(groups["exact"]).replace('""', '"')
    if groups.get("single") is not None:
        return re.sub(r"\\(.)", r"\1", groups["single"])
    return str(groups["name"] or groups.get("double"))


@lru_cache(maxsize=1024)
def _translated(written: str) -> str | None:
    path, at = "$", 0
    while at < len(written):
        found = (_FIRST.match(written) if at == 0 else None) or _STEP.match(written, at)
        if found is None:
            raise ValueError(f"100132 (P0000): Invalid extraction path '{written}'")
        index = found.groupdict().get("index")
        if index is not None and int(index) < 0:
            return None
        path += f".{quoted(_key(found))}" if index is None else f"[{int(index)}]"
        at = found.end()
    return path


def engine_path(written: str | None) -> str | None:
    """The engine's path; None where nothing can be found: an index counted from the end."""
    return None if written is None else _translated(written)


FUNCTIONS: tuple[ScalarFunction, ...] = (ScalarFunction("mh_path", engine_path, ("VARCHAR",), "VARCHAR"),)
