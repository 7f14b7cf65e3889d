"""What the texts of all statements consist of: words, names, literals and properties."""

from __future__ import annotations

from collections.abc import Iterable

from mockhaus.domain.identifiers import QualifiedName, always_quote
from mockhaus.domain.statements import CreateMode, Options, PointInTime

_MODES = {CreateMode.OR_REPLACE: "OR REPLACE", CreateMode.OR_ALTER: "OR ALTER"}


def words(*parts: str) -> str:
    """The parts that are not empty, with blanks between them."""
    return " ".join(part for part in parts if part)


def when(condition: object, text: str) -> str:
    """A text, or nothing."""
    return text if condition else ""


def literal(text: str) -> str:
    """A text between single quotes."""
    escaped = text.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def full_name(name: QualifiedName) -> str:
    """A qualified name, each part between double quotes."""
    return ".".join(always_quote(part) for part in name.parts)


def names(listed: Iterable[str]) -> str:
    """Names between parentheses."""
    return "(" + ", ".join(always_quote(name) for name in listed) + ")"


def created(mode: CreateMode, kind: str, name: str, *, lifetime: str = "") -> str:
    """CREATE of a kind, up to and with the name."""
    if_not_exists = when(mode is CreateMode.IF_NOT_EXISTS, "IF NOT EXISTS")
    return words("CREATE", _MODES.get(mode, ""), lifetime, kind, if_not_exists, name)


def clone(source: QualifiedName | None, point: PointInTime | None) -> str:
    """CLONE of a source, as it was at a moment or as it is."""
    if source is None:
        return ""
    moment = "" if point is None else f"{point.clause} ({point.kind} => {point.value.text})"
    skipping = point is not None and point.skips_forgotten
    return words("CLONE", full_name(source), moment, when(skipping, "IGNORE TABLES WITH INSUFFICIENT DATA RETENTION"))


def properties(options: Options) -> str:
    """`NAME = 'value'` of each property."""
    return words(*(f"{name} = {literal(value)}" for name, value in options))


def comment(text: str) -> str:
    """The property COMMENT, where there is one."""
    return when(text, f"COMMENT = {literal(text)}")
