"""Structured values: OBJECT(…), ARRAY(…) and MAP(…) as text, into each other and out of semi-structured values.

Follows https://docs.snowflake.com/en/sql-reference/data-types-structured. A value is the canonical text of a document
of its parts; the fields of an OBJECT are all there, in the order of its type, and those that are NULL are JSON nulls.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlglot import exp

from mockhaus.domain.errors import unsupported
from mockhaus.domain.types import ARRAY, NUMERIC, SEMI_STRUCTURED, VARCHAR, VARIANT, DataType, Kind
from mockhaus.translation.functions.building import call, cast, null, text
from mockhaus.translation.functions.variants import encoded, key_path, key_text

Convert = Callable[[exp.Expr, DataType, DataType], "exp.Expr | None"]
"""A conversion of a node from one type to another; None where there is none."""

_DOCUMENTS = frozenset({Kind.OBJECT, Kind.MAP})
_ZONED = frozenset({Kind.TIMESTAMP_LTZ, Kind.TIMESTAMP_TZ})


# Types


def same(left: DataType, right: DataType) -> bool:
    """Whether two types are one but for whether their values may be NULL."""
    return left.with_nullable(True) == right.with_nullable(True)


def is_coercible(source: DataType, target: DataType) -> bool:
    """Whether a structured value becomes one of another structured type by itself."""
    if source.kind is not target.kind or source.parts is None or target.parts is None:
        return False
    if [part.name for part in source.parts] != [part.name for part in target.parts]:
        return False
    if source.kind is Kind.MAP and source.parts[0].type.kind is not target.parts[0].type.kind:
        return False
    return all(_part_fits(one.type, other.type) for one, other in zip(source.parts, target.parts, strict=True))


def _part_fits(source: DataType, target: DataType) -> bool:
    if source.is_structured or target.is_structured:
        return is_coercible(source, target)
    kinds = {source.kind, target.kind}
    return len(kinds) == 1 or kinds <= NUMERIC or kinds == _ZONED


# Conversion


def converted(node: exp.Expr, source: DataType, target: DataType, convert: Convert) -> exp.Expr | None:
    """A value as one of another type, of which at least one is structured; None where there is no conversion."""
    if same(source, target):
        return node
    if Kind.VECTOR in (source.kind, target.kind):
        return _vector(node, source, target, convert)
    if target.is_structured:
        return _structured(node, source, target, convert)
    if target.kind is Kind.VARCHAR:
        raise unsupported(f"cast of {source} to {target.kind.value}")
    wanted = Kind.OBJECT if source.kind in _DOCUMENTS else source.kind
    return loosened(node, source) if target.kind in (wanted, Kind.VARIANT) else None


def _vector(node: exp.Expr, source: DataType, target: DataType, convert: Convert) -> exp.Expr | None:
    """A VECTOR as an ARRAY of its elements' kind, or such an ARRAY as a VECTOR."""
    listed, elements = (source, target) if target.kind is Kind.VECTOR else (target, source)
    if listed.kind is not Kind.ARRAY or listed.last_part.kind is not elements.element:
        return None
    if target.kind is Kind.VECTOR:
        return convert(node, ARRAY, target)
    found = convert(node, source, ARRAY)
    return None if found is None else _array(found, ARRAY, target, convert)


def loosened(node: exp.Expr, source: DataType) -> exp.Expr:
    """A structured value as semi-structured: keys in the order of VARIANTs."""
    return call("mh_loosened", node) if _holds_object(source) else node


def _holds_object(data_type: DataType) -> bool:
    return data_type.kind is Kind.OBJECT or any(_holds_object(part.type) for part in data_type.parts or ())


def decoded(node: exp.Expr, data_type: DataType, convert: Convert) -> exp.Expr:
    """The text of a part of a structured value as a value of the part's type."""
    if data_type.kind is Kind.VARIANT:
        return node
    if data_type.kind in SEMI_STRUCTURED:
        return call("nullif", node, text("null"))
    value = convert(node, VARIANT, data_type)
    assert value is not None  # noqa: S101 - every type that a part may have is read from VARIANT
    return value


def _structured(node: exp.Expr, source: DataType, target: DataType, convert: Convert) -> exp.Expr | None:
    if target.kind is Kind.ARRAY:
        return _array(node, source, target, convert) if source.kind in (Kind.ARRAY, Kind.VARIANT) else None
    if source.kind not in _DOCUMENTS | {Kind.VARIANT}:
        return None
    if target.kind is Kind.MAP:
        return _map(node, source, target, convert)
    names = [part.name for part in target.parts or ()]
    if source.kind is Kind.OBJECT and source.parts is not None:
        return with_fields(node, source, target, names, convert) if _same_names(source, names) else None
    shaped = call("mh_object_shaped", node, _texts(names), text(str(target)))
    given = source.last_part if source.kind is Kind.MAP else VARIANT
    return _bound(shaped, target, lambda value: _object(value, [given] * len(names), names, target, convert))


def _same_names(source: DataType, names: Sequence[str]) -> bool:
    return sorted(part.name for part in source.parts or ()) == sorted(names)


def with_fields(
    node: exp.Expr, source: DataType, target: DataType, names: Sequence[str], convert: Convert
) -> exp.Expr | None:
    """A structured OBJECT as another: each field of it from the one that is named in its place, NULL where none is."""
    given = [source.field(name) for name in names]
    return _bound(node, target, lambda value: _object(value, given, names, target, convert))


def assembled(node: exp.Expr, fields: Callable[[exp.Expr], Sequence[tuple[str, exp.Expr]]]) -> exp.Expr:
    """The OBJECT of named texts that are made of a value; NULL where that is."""
    found = _bound(node, VARIANT, lambda value: joined(fields(value)))
    assert found is not None  # noqa: S101 - as the texts are there
    return found


def field_text(node: exp.Expr, name: str) -> exp.Expr:
    """The text of a field of an OBJECT."""
    return call("mh_get", node, text(key_path(name)))


def _object(
    value: exp.Expr, given: Sequence[DataType | None], names: Sequence[str], target: DataType, convert: Convert
) -> exp.Expr | None:
    fields: list[tuple[str, exp.Expr]] = []
    for part, source, name in zip(target.parts or (), given, names, strict=True):
        field = cast(null(), "VARCHAR") if source is None else field_text(value.copy(), name)
        made = _part(field, source or VARIANT, part.type, convert)
        if made is None:
            return None
        fields.append((part.name, _required(made, part.type, value, target)))
    return joined(fields)


def joined(fields: Sequence[tuple[str, exp.Expr]]) -> exp.Expr:
    """The text of an OBJECT of fields that are texts."""
    entries = [
        call("concat", text(f"{key_text(name)}:"), call("coalesce", value, text("null"))) for name, value in fields
    ]
    if not entries:
        return text("{}")
    return call("concat", text("{"), call("concat_ws", text(","), *entries), text("}"))


def _array(node: exp.Expr, source: DataType, target: DataType, convert: Convert) -> exp.Expr | None:
    given = source.last_part if source.is_structured else VARIANT
    shaped = node if source.kind is Kind.ARRAY else call("mh_array_shaped", node, text(str(target)))

    def made(value: exp.Expr) -> exp.Expr | None:
        name = f"mh_element_{_height(target)}"
        element = _part(exp.Column(this=_quoted(name)), given, target.last_part, convert)
        if element is None:
            return None
        body = _required(element, target.last_part, value, target)
        return call("mh_mk", _transformed(call("mh_elements", value.copy()), name, body))

    return _bound(shaped, target, made)


def _map(node: exp.Expr, source: DataType, target: DataType, convert: Convert) -> exp.Expr | None:
    def made(value: exp.Expr) -> exp.Expr | None:
        if source.kind is Kind.OBJECT and source.parts is not None:
            pairs = [
                _pair(text(part.name), VARCHAR, field_text(value.copy(), part.name), part.type, value, target, convert)
                for part in source.parts
            ]
            entries = [pair for pair in pairs if pair is not None]
            whole = len(entries) == len(pairs)
            return call("mh_okeep", exp.Array(expressions=entries)) if whole else None
        name = f"mh_entry_{_height(target)}"
        entry = exp.Column(this=_quoted(name))
        given = source.last_part if source.is_structured else VARIANT
        key, content = (call("struct_extract", entry.copy(), text(field)) for field in ("k", "v"))
        pair = _pair(key, VARCHAR, content, given, value, target, convert)
        return None if pair is None else call("mh_okeep", _transformed(call("mh_ents", value.copy()), name, pair))

    shaped = node if source.kind is not Kind.VARIANT else call("mh_map_shaped", node, text(str(target)))
    return _bound(shaped, target, made)


def _pair(
    key: exp.Expr,
    key_type: DataType,
    content: exp.Expr,
    content_type: DataType,
    value: exp.Expr,
    target: DataType,
    convert: Convert,
) -> exp.Expr | None:
    assert target.parts is not None  # noqa: S101 - a MAP has them
    wanted, part = (item.type for item in target.parts)
    new_key = convert(key, key_type, wanted)
    new_content = _part(content, content_type, part, convert)
    if new_key is None or new_content is None:
        return None
    return call("mh_pair", cast(new_key, "VARCHAR"), _required(new_content, part, value, target))


def _part(node: exp.Expr, source: DataType, target: DataType, convert: Convert) -> exp.Expr | None:
    """The text of a part as that of another type: NULL where it is NULL."""
    value = decoded(node, source, convert)
    if same(source, target):
        return value if source.kind in SEMI_STRUCTURED else call("nullif", node, text("null"))
    made = convert(value, source, target)
    return None if made is None else part_text(made, target)


def part_text(node: exp.Expr, data_type: DataType) -> exp.Expr:
    """A value as the text that a structured value holds it by."""
    return node if data_type.kind in SEMI_STRUCTURED else once([node], lambda items: encoded(items[0], data_type))


def _required(node: exp.Expr, part: DataType, value: exp.Expr, target: DataType) -> exp.Expr:
    """The text of a part, or an error where it is NULL and must not be."""
    return node if part.nullable else call("mh_required", node, value.copy(), text(str(target)))


# Order


def order_key(node: exp.Expr, data_type: DataType, convert: Convert) -> exp.Expr:
    """What the engine orders values of a structured type by: lists and structs, their fields by name."""
    if data_type.kind is Kind.VARIANT or (data_type.kind in SEMI_STRUCTURED and data_type.parts is None):
        return call("mh_sort", node)
    if data_type.parts is None:
        return decoded(node, data_type, convert)
    if data_type.kind is Kind.OBJECT:
        ordered = sorted(data_type.parts, key=lambda part: part.name)
        keys = [order_key(field_text(node.copy(), part.name), part.type, convert) for part in ordered]
        return call("mh_when", node.copy(), call("row", *keys)) if keys else call("mh_sort", node)
    name = f"mh_key_{_height(data_type)}"
    item: exp.Expr = exp.Column(this=_quoted(name))
    if data_type.kind is Kind.ARRAY:
        return _transformed(call("mh_elements", node), name, order_key(item, data_type.last_part, convert))
    key, value = (call("struct_extract", item.copy(), text(field)) for field in ("k", "v"))
    found = convert(key, VARCHAR, data_type.parts[0].type)
    pair = call("row", found, order_key(value, data_type.last_part, convert))
    return call("list_sort", _transformed(call("mh_ents", node), name, pair))


# Building


def _bound(node: exp.Expr, target: DataType, made: Callable[[exp.Expr], exp.Expr | None]) -> exp.Expr | None:
    """What is made of a value, which is computed once; NULL where it is NULL."""
    name = f"mh_whole_{_height(target)}"
    value = exp.Column(this=_quoted(name))
    result = made(value)
    if result is None:
        return None
    listed = _transformed(exp.Array(expressions=[node]), name, call("mh_when", value.copy(), result))
    return call("list_extract", listed, exp.Literal.number(1))


def once(nodes: Sequence[exp.Expr], made: Callable[[Sequence[exp.Expr]], exp.Expr]) -> exp.Expr:
    """What is made of some values, each computed once: a macro repeats its arguments wherever it names them."""
    if all(_is_small(node) for node in nodes):
        return made(nodes)
    given: exp.Expr = exp.Column(this=_quoted("mh_given"))
    if len(nodes) == 1:
        listed = _transformed(exp.Array(expressions=list(nodes)), "mh_given", made([given]))
    else:
        places = [call("struct_extract", given.copy(), exp.Literal.number(place)) for place in range(1, len(nodes) + 1)]
        listed = _transformed(exp.Array(expressions=[call("row", *nodes)]), "mh_given", made(places))
    return call("list_extract", listed, exp.Literal.number(1))


def _is_small(node: exp.Expr) -> bool:
    inner = node.this if isinstance(node, exp.Cast) else node
    return isinstance(inner, (exp.Column, exp.Literal, exp.Null, exp.Boolean))


def _transformed(items: exp.Expr, name: str, body: exp.Expr) -> exp.Expr:
    return call("list_transform", items, exp.Lambda(this=body, expressions=[_quoted(name)], colon=True))


def _quoted(name: str) -> exp.Identifier:
    return exp.Identifier(this=name, quoted=True)


def _texts(names: Sequence[str]) -> exp.Expr:
    return cast(exp.Array(expressions=[text(name) for name in names]), "VARCHAR[]")


def _height(data_type: DataType) -> int:
    """How many levels of structure a type has: names of one level stay apart from those of the levels within."""
    return 1 + max((_height(part.type) for part in data_type.parts or ()), default=0)
