"""How texts are read and values printed: formats, the time zone, weeks, JSON."""

from __future__ import annotations

from mockhaus.domain.sessions.definitions.definition import Effect, ParameterDefinition

_TIMESTAMP_MAPPINGS = ("TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP_TZ")
_GEOSPATIAL = ("GeoJSON", "WKT", "WKB", "EWKT", "EWKB")

DEFINITIONS = (
    ParameterDefinition(
        "BINARY_INPUT_FORMAT",
        "HEX",
        "Format of text converted to BINARY.",
        choices=("HEX", "BASE64", "UTF8", "UTF-8"),
    ),
    ParameterDefinition(
        "BINARY_OUTPUT_FORMAT", "HEX", "Format of BINARY converted to text.", choices=("HEX", "BASE64")
    ),
    ParameterDefinition(
        "CSV_TIMESTAMP_FORMAT",
        "",
        "Format of timestamps in CSV files that the web interface downloads.",
        effect=Effect.KEPT,
    ),
    ParameterDefinition("DATE_INPUT_FORMAT", "AUTO", "Format of text converted to DATE."),
    ParameterDefinition("DATE_OUTPUT_FORMAT", "YYYY-MM-DD", "Format of DATE converted to text."),
    ParameterDefinition(
        "DEFAULT_NULL_ORDERING",
        "LAST",
        "Whether NULL sorts above or below all values.",
        choices=("LAST", "FIRST"),
        effect=Effect.ONLY_DEFAULT,
    ),
    ParameterDefinition(
        "GEOGRAPHY_OUTPUT_FORMAT",
        "GeoJSON",
        "Format of GEOGRAPHY in results.",
        choices=_GEOSPATIAL,
    ),
    ParameterDefinition(
        "GEOMETRY_OUTPUT_FORMAT",
        "GeoJSON",
        "Format of GEOMETRY in results.",
        choices=_GEOSPATIAL,
    ),
    ParameterDefinition("JSON_INDENT", 2, "Blanks of indentation of JSON in results; 0 is compact.", 0, 16),
    ParameterDefinition("STRICT_JSON_OUTPUT", False, "Print JSON strictly.", effect=Effect.ONLY_DEFAULT),
    ParameterDefinition(
        "TIMESTAMP_DAY_IS_ALWAYS_24H", False, "A day is always 24 hours in date arithmetic.", effect=Effect.ONLY_DEFAULT
    ),
    ParameterDefinition("TIMESTAMP_INPUT_FORMAT", "AUTO", "Format of text converted to timestamps."),
    ParameterDefinition(
        "TIMESTAMP_LTZ_OUTPUT_FORMAT", "", "Format of TIMESTAMP_LTZ; empty takes TIMESTAMP_OUTPUT_FORMAT."
    ),
    ParameterDefinition(
        "TIMESTAMP_NTZ_OUTPUT_FORMAT",
        "YYYY-MM-DD HH24:MI:SS.FF3",
        "Format of TIMESTAMP_NTZ; empty takes TIMESTAMP_OUTPUT_FORMAT.",
    ),
    ParameterDefinition(
        "TIMESTAMP_OUTPUT_FORMAT",
        "YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM",
        "Format of timestamps converted to text.",
    ),
    ParameterDefinition(
        "TIMESTAMP_TYPE_MAPPING", "TIMESTAMP_NTZ", "What TIMESTAMP means.", choices=_TIMESTAMP_MAPPINGS
    ),
    ParameterDefinition(
        "TIMESTAMP_TZ_OUTPUT_FORMAT", "", "Format of TIMESTAMP_TZ; empty takes TIMESTAMP_OUTPUT_FORMAT."
    ),
    ParameterDefinition("TIMEZONE", "America/Los_Angeles", "Time zone of the session."),
    ParameterDefinition("TIME_INPUT_FORMAT", "AUTO", "Format of text converted to TIME."),
    ParameterDefinition("TIME_OUTPUT_FORMAT", "HH24:MI:SS", "Format of TIME converted to text."),
    ParameterDefinition("TWO_DIGIT_CENTURY_START", 1970, "First year that two digits can mean.", 1900, 2100),
    ParameterDefinition("WEEK_OF_YEAR_POLICY", 0, "Which week is the year's first.", 0, 1),
    ParameterDefinition("WEEK_START", 0, "First day of the week; 0 is the ISO way.", 0, 7),
)
