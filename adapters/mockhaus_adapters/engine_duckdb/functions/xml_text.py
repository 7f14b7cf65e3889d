"""XML as Snowflake reads it into an OBJECT, and prints it again.

Follows https://docs.snowflake.com/en/sql-reference/functions/parse_xml and
https://docs.snowflake.com/en/user-guide/semistructured-data-formats. The OBJECT of an element has its name under `@`,
its attributes under `@name`, its content under `$` (a scalar, an element, or an ARRAY of these) and, under the name of
each inner element, its place or places in the content. One more key, DEL and `x`, says that it is XML: its value is
`true`, or the number that the content was written as where the number prints otherwise (`27.00`).

A result that starts with `!` is an error's text, as in `json_text`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from mockhaus_adapters.engine_duckdb.functions.json_text import TAG, number_text, quoted
from mockhaus_adapters.engine_duckdb.functions.scalar import ScalarFunction
from mockhaus_adapters.engine_duckdb.functions.tags import TAGGED, printed

MARK = f"{TAG}x"
_KEY = f'"{MARK}":'
_MARKER = re.compile(rf',"{MARK}":(?:true|"[^"]*")')
_NAME = r"[^\s<>/=!?\"'&;]+"
_QUOTED = r"(?:\"[^\"<]*\"|'[^'<]*')"
_PIECE = re.compile(
    rf"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[(?P<raw>.*?)\]\]>|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>|</(?P<close>{_NAME})\s*>"
    rf"|<(?P<open>{_NAME})(?P<attributes>(?:\s+{_NAME}\s*=\s*{_QUOTED})*)\s*(?P<empty>/?)>|(?P<text>[^<]+)",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(rf"({_NAME})\s*=\s*({_QUOTED})", re.DOTALL)
_ENTITY = re.compile(r"&(?:#x([0-9A-Fa-f]{1,6})|#(\d{1,7})|(\w+));")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?P<exponent>[eE][-+]?\d+)?\Z", re.ASCII)
_BLANKS = " \t\r\n"
_MAX_DEPTH = 900
_LAST_CHARACTER = 0x10FFFF


class XmlError(ValueError):
    """Why and where a text is no XML."""


@dataclass(slots=True)
class _Element:
    """An element while it is read; its content is canonical text, with the names of what is an element."""

    name: str
    attributes: dict[str, str]
    content: list[tuple[str, str | None]] = field(default_factory=list)
    written: str | None = None

    def serialised(self) -> str:
        items = [text for text, _ in self.content]
        members = {"@": quoted(self.name), **{f"@{name}": value for name, value in self.attributes.items()}}
        members["$"] = '""' if not items else items[0] if len(items) == 1 else f"[{','.join(items)}]"
        places: dict[str, list[int]] = {}
        for place, (_, name) in enumerate(self.content):
            if name is not None:
                places.setdefault(name, []).append(place)
        members.update({name: _places(found) for name, found in places.items()})
        members[MARK] = "true" if self.written is None else f'"{self.written}"'
        return "{" + ",".join(f"{_key(name)}:{members[name]}" for name in sorted(members)) + "}"


def _key(name: str) -> str:
    return f'"{name}"' if name == MARK else quoted(name)


def _places(found: Sequence[int]) -> str:
    return str(found[0]) if len(found) == 1 else f"[{','.join(map(str, found))}]"


def _entity(found: re.Match[str]) -> str:
    if found[3]:
        return _ENTITIES.get(found[3], found[0])
    code = int(found[1], 16) if found[1] else int(found[2])
    return chr(code) if code <= _LAST_CHARACTER else found[0]


def _unescaped(text: str) -> str:
    return _ENTITY.sub(_entity, text)


def _scalar(text: str, *, convert: bool) -> tuple[str, str | None]:
    """The canonical text of a content or attribute, and the number as it was written where it prints otherwise."""
    if convert and text in ("true", "false"):
        return text, None
    number = _NUMBER.match(text) if convert else None
    if number is None:
        return quoted(text), None
    canonical = number_text(text)
    keeps = number["exponent"] or printed(canonical) == text
    return canonical, None if keeps else text


class _Reader:
    """One reading of a text."""

    def __init__(self, text: str, *, convert: bool, spaced: bool) -> None:
        self.text = text
        self.convert = convert
        self.spaced = spaced
        self.open: list[_Element] = []
        self.root: str | None = None

    def document(self) -> str:
        at = 0
        while at < len(self.text):
            piece = _PIECE.match(self.text, at)
            if piece is None:
                raise XmlError(f"not a well-formed tag, pos {at}")
            self.piece(piece)
            at = piece.end()
        if self.open:
            missing = "".join(f"</{element.name}>" for element in reversed(self.open))
            raise XmlError(f"missing closing tags: {missing}, pos {at}")
        if self.root is None:
            raise XmlError(f"no root element, pos {at}")
        return self.root

    def piece(self, found: re.Match[str]) -> None:
        if found["open"]:
            self.begin(found)
        elif found["close"]:
            self.end(found["close"], found.end())
        elif found["raw"] is not None:
            self.characters(found["raw"], found.end())
        elif found["text"] and (found["text"].strip(_BLANKS) or self.is_whole_content(found.end())):
            text = found["text"] if self.spaced else found["text"].strip(_BLANKS)
            self.characters(_unescaped(text), found.end())

    def is_whole_content(self, end: int) -> bool:
        """Whether blanks up to a position are all that an element holds, and are to be kept."""
        return self.spaced and bool(self.open) and not self.open[-1].content and self.text.startswith("</", end)

    def begin(self, found: re.Match[str]) -> None:
        if self.root is not None:
            raise XmlError(f"more than one root element, pos {found.end()}")
        if len(self.open) > _MAX_DEPTH:
            raise XmlError(f"nested too deeply, pos {found.end()}")
        attributes = {
            name: _scalar(_unescaped(value[1:-1]), convert=self.convert)[0]
            for name, value in _ATTRIBUTE.findall(found["attributes"])
        }
        self.open.append(_Element(found["open"], attributes))
        if found["empty"]:
            self.end(found["open"], found.end())

    def characters(self, text: str, position: int) -> None:
        if not self.open:
            raise XmlError(f"text outside of the root element, pos {position}")
        canonical, written = _scalar(text, convert=self.convert)
        self.open[-1].written = written if not self.open[-1].content else None
        self.open[-1].content.append((canonical, None))

    def end(self, name: str, position: int) -> None:
        if not self.open or self.open[-1].name != name:
            raise XmlError(f"no opening tag for </{name}>, pos {position}")
        element = self.open.pop()
        if len(element.content) > 1:
            element.written = None
        serialised = element.serialised()
        if self.open:
            self.open[-1].content.append((serialised, element.name))
        else:
            self.root = serialised


def _read(text: str | None, unconverted: bool | None) -> str | None:  # noqa: FBT001 - the engine's arguments
    return _parsed(text, convert=not unconverted, spaced=False)


def _read_spaced(text: str | None, unconverted: bool | None) -> str | None:  # noqa: FBT001 - as above
    return _parsed(text, convert=not unconverted, spaced=True)


def _parsed(text: str | None, *, convert: bool, spaced: bool) -> str | None:
    if text is None:
        return None
    if not text.strip(_BLANKS):
        return None
    try:
        return _Reader(text, convert=convert, spaced=spaced).document()
    except XmlError as problem:
        return f"!{problem}"


def _check(text: str | None) -> str | None:
    found = _read(text, unconverted=True)
    return found[1:] if found is not None and found.startswith("!") else None


# Out


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _attribute(name: str, value: object) -> str:
    shown = _text(value).replace('"', "&quot;")
    return f' {name}="{shown}"'


def _text(value: object) -> str:
    """A scalar as text: numbers come as their texts, tagged ones with their tags."""
    if isinstance(value, bool):
        return "true" if value else "false"
    shown = "" if value is None else str(value)
    tagged = TAGGED.fullmatch(f'"{shown}"')
    return _escaped(printed(tagged[0]).strip('"') if tagged else shown.replace(TAG + TAG, TAG))


def _tree(text: str) -> object:
    return json.loads(text, parse_int=str, parse_float=str, strict=False)


def _element(tree: dict[str, object]) -> str:
    name = tree.get("@")
    attributes = "".join(_attribute(key[1:], value) for key, value in tree.items() if key[:1] == "@" and key != "@")
    content, written = tree.get("$"), tree.get(MARK)
    inner = written if isinstance(written, str) else _content(content)
    return f"<{name}{attributes}>{inner}</{name}>"


def _content(content: object) -> str:
    if isinstance(content, list):
        return "".join(map(_content, content))
    return _element(content) if isinstance(content, dict) else _text(content)


def _members(text: str) -> dict[str, object]:
    tree = _tree(text)
    return tree if isinstance(tree, dict) else {}


def shown(text: str) -> str:
    """The canonical text as Snowflake prints it: an element as XML, others as JSON."""
    if _KEY not in text:
        return printed(text)
    members = _members(text)
    return _element(members) if MARK in members else as_json(text)


def as_json(text: str) -> str:
    """The canonical text as JSON, elements as the objects that they are."""
    return printed(_MARKER.sub("", text))


def _printed_json(text: str | None) -> str | None:
    return None if text is None else as_json(text)


# TO_XML of what was not XML


def _kind(value: object, text: str) -> str:
    if isinstance(value, bool):
        return "BOOLEAN"
    if isinstance(value, str):
        return _KINDS.get(value[1:2] if value.startswith(TAG) and value[1:2] != TAG else "", text)
    return "OBJECT" if isinstance(value, dict) else "ARRAY" if isinstance(value, list) else "NULL_VALUE"


_KINDS = {
    "f": "DOUBLE",
    "n": "DECIMAL",
    "d": "DATE",
    "t": "TIME",
    "s": "TIMESTAMP_NTZ",
    "l": "TIMESTAMP_LTZ",
    "z": "TIMESTAMP_TZ",
    "b": "BINARY",
}


class _Number(str):
    """The text of a number."""

    __slots__ = ()


def _generated(name: str, value: object) -> str:
    number = "DECIMAL" if isinstance(value, str) and "." in value else "INTEGER"
    kind = _kind(value, number if isinstance(value, _Number) else "VARCHAR")
    if isinstance(value, dict):
        inner = _element(value) if MARK in value else "".join(_generated(key, item) for key, item in value.items())
    elif isinstance(value, list):
        inner = "".join(_generated("e", item) for item in value)
    else:
        inner = _text(value)
    return f'<{name} type="{kind}">{inner}</{name}>'


def _to_xml(text: str | None) -> str | None:
    if text is None:
        return None
    tree = json.loads(text, parse_int=_Number, parse_float=_Number, strict=False)
    if isinstance(tree, dict) and MARK in tree:
        return _element(tree)
    return _generated("SnowflakeData", tree)


FUNCTIONS: tuple[ScalarFunction, ...] = (
    ScalarFunction("mh_parse_xml_text", _read, ("VARCHAR", "BOOLEAN"), "VARCHAR"),
    ScalarFunction("mh_parse_spaced_xml_text", _read_spaced, ("VARCHAR", "BOOLEAN"), "VARCHAR"),
    ScalarFunction("mh_check_xml", _check, ("VARCHAR",), "VARCHAR"),
    ScalarFunction("mh_printed_json", _printed_json, ("VARCHAR",), "VARCHAR"),
    ScalarFunction("mh_to_xml", _to_xml, ("VARCHAR",), "VARCHAR"),
)
