"""Texts that stores tend to lose or to change."""

from __future__ import annotations

ODD_TEXTS = (
    "",
    " blanks ",
    'it\'s; "quoted" \\ %s :name $1 ?',
    "line\r\nbreak\ttab",
    "äöü ÅÄÖ ß",
    "e\u0301 is not \u00e9",
    "日本語 🦆",
    "nul \x00 inside",
    "lone \ud800 surrogate \udfff",
    "private \ue000 use \ue0000000",
)
