"""Python functions that engine SQL calls where nothing native can do the work."""

from __future__ import annotations

from mockhaus_adapters.engine_duckdb.functions import json_text
from mockhaus_adapters.engine_duckdb.functions.scalar import ScalarFunction

SCALAR_FUNCTIONS: tuple[ScalarFunction, ...] = (*json_text.FUNCTIONS,)
