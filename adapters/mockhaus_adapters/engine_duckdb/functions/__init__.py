"""Python functions that engine SQL calls where nothing native can do the work."""

from __future__ import annotations

from mockhaus_adapters.engine_duckdb.functions import (
    date_text,
    digests,
    distributions,
    exponents,
    json_paths,
    json_text,
    number_text,
    patterns,
    texts,
    variant_text,
    xml_text,
)
from mockhaus_adapters.engine_duckdb.functions.scalar import ScalarFunction

SCALAR_FUNCTIONS: tuple[ScalarFunction, ...] = (
    *date_text.FUNCTIONS,
    *digests.FUNCTIONS,
    *distributions.FUNCTIONS,
    *exponents.FUNCTIONS,
    *json_paths.FUNCTIONS,
    *json_text.FUNCTIONS,
    *number_text.FUNCTIONS,
    *patterns.FUNCTIONS,
    *texts.FUNCTIONS,
    *variant_text.FUNCTIONS,
    *xml_text.FUNCTIONS,
)
