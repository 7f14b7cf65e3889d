"""Python functions that engine SQL calls where nothing native can do the work."""

from __future__ import annotations

from mockhaus_adapters.engine_duckdb.functions import (
    addresses,
    bitmaps,
    collated_texts,
    compression,
    date_text,
    decimal_floats,
    digests,
    distributions,
    encryption,
    exponents,
    hyperloglog,
    json_paths,
    json_text,
    minhash,
    number_scan,
    number_text,
    patterns,
    percentiles,
    row_patterns,
    texts,
    variant_text,
    xml_text,
)
from mockhaus_adapters.engine_duckdb.functions.scalar import ScalarFunction

SCALAR_FUNCTIONS: tuple[ScalarFunction, ...] = (
    *addresses.FUNCTIONS,
    *bitmaps.FUNCTIONS,
    *collated_texts.FUNCTIONS,
    *compression.FUNCTIONS,
    *date_text.FUNCTIONS,
    *decimal_floats.FUNCTIONS,
    *digests.FUNCTIONS,
    *distributions.FUNCTIONS,
    *encryption.FUNCTIONS,
    *exponents.FUNCTIONS,
    *hyperloglog.FUNCTIONS,
    *json_paths.FUNCTIONS,
    *json_text.FUNCTIONS,
    *minhash.FUNCTIONS,
    *number_scan.FUNCTIONS,
    *number_text.FUNCTIONS,
    *patterns.FUNCTIONS,
    *percentiles.FUNCTIONS,
    *row_patterns.FUNCTIONS,
    *texts.FUNCTIONS,
    *variant_text.FUNCTIONS,
    *xml_text.FUNCTIONS,
)
