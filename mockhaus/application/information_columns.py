"""How the columns of INFORMATION_SCHEMA are written down: names in their order, VARCHAR unless said otherwise."""

from __future__ import annotations

from mockhaus.domain.types import TIMESTAMP_LTZ, VARCHAR, DataType, number

Columns = tuple[tuple[str, DataType], ...]

COUNT = number(38, 0)
LENGTHS = dict.fromkeys(
    (
        "CHARACTER_MAXIMUM_LENGTH",
        "CHARACTER_OCTET_LENGTH",
        "NUMERIC_PRECISION",
        "NUMERIC_PRECISION_RADIX",
        "NUMERIC_SCALE",
    ),
    COUNT,
)
"""What views with data types tell of texts and numbers."""
TIMES = {"CREATED": TIMESTAMP_LTZ, "LAST_ALTERED": TIMESTAMP_LTZ}
"""What views of objects tell of their past."""


def columns(listed: str, **others: DataType) -> Columns:
    """The columns of names separated by blanks."""
    return tuple((name, others.get(name, VARCHAR)) for name in listed.split())
