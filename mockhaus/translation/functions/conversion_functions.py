"""CAST, TRY_CAST, `::` and the TO_… and TRY_TO_… functions.

Follows https://docs.snowflake.com/en/sql-reference/functions-conversion.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import (
    BINARY,
    BOOLEAN,
    DATE,
    DECFLOAT,
    FLOAT,
    MAX_PRECISION,
    TIME,
    TIMESTAMPS,
    UUID,
    VARCHAR,
    DataType,
    Kind,
    fractional,
    number,
)
from mockhaus.translation.functions.building import call, cast, literal_integer, literal_text, text
from mockhaus.translation.functions.conversion import cast_node, plain_conversion
from mockhaus.translation.functions.converting import Conversion, otherwise, settings_of
from mockhaus.translation.functions.date_formats import written_model
from mockhaus.translation.functions.declared_types import declared_type, timestamp_kind
from mockhaus.translation.functions.native_numbers import digits_read, number_written
from mockhaus.translation.functions.signatures import argument_types, as_shown
from mockhaus.translation.functions.structures import with_fields
from mockhaus.translation.functions.to_dates import DATES_AND_TIMES, dated, since_epoch
from mockhaus.translation.functions.to_texts import binary_by, printed_date
from mockhaus.translation.rules import FunctionRule, FunctionRules, NodeRule, NodeRules, Walk


def _invalid(node: exp.Expr, walk: Walk, name: str) -> SnowflakeError:
    return SnowflakeError(
        ErrorCode.INVALID_CONVERSION,
        position=walk.position(node),
        expression=walk.source_text(node),
        name=name,
    )


def _target(node: exp.Expr, walk: Walk) -> DataType:
    to = node.args["to"]
    target = declared_type(to, walk.context.session.parameters)
    lenient = isinstance(node, exp.TryCast)
    return target.with_nullable(lenient or walk.type_of(node.this).nullable)


def _cast_type(node: exp.Expr, _: Sequence[DataType], walk: Walk) -> DataType:
    return _target(node, walk)


def _cast(node: exp.Expr, walk: Walk) -> exp.Expr:
    action = node.args.get("action")
    if action is not None:
        return _with_fields(node, action.name.upper(), walk)
    return _converted(node.this, _target(node, walk), walk)


def _with_fields(node: exp.Expr, action: str, walk: Walk) -> exp.Expr:
    """CAST(… AS OBJECT(…) RENAME FIELDS), which takes fields by their places, or ADD FIELDS, which leaves some NULL."""
    source, target = walk.type_of(node.this), _target(node, walk)
    if source.kind is not Kind.OBJECT or source.parts is None or target.parts is None or target.kind is not source.kind:
        raise _invalid(node, walk, "TO_OBJECT")
    given, names = [part.name for part in source.parts], [part.name for part in target.parts]
    taken = given if action == "RENAME FIELDS" else names
    if len(taken) != len(names) or not set(given) <= set(taken):
        raise _invalid(node, walk, "TO_OBJECT")
    made = with_fields(node.this, source, target, taken, plain_conversion(settings_of(walk)))
    if made is None:
        raise _invalid(node, walk, "TO_OBJECT")
    return made


def _try_cast(node: exp.Expr, walk: Walk) -> exp.Expr:
    source, target = walk.type_of(node.this), _target(node, walk)
    if source.kind not in (Kind.VARCHAR, Kind.NULL):
        raise SnowflakeError(ErrorCode.TRY_CAST_TYPES, position=walk.position(node), source=source, target=target)
    return _converted(node.this, target, walk, lenient=True)


def _converted(value: exp.Expr, target: DataType, walk: Walk, *, lenient: bool = False) -> exp.Expr:
    return cast_node(value, walk.type_of(value), target, walk, try_=lenient)


def _lenient(node: exp.Expr) -> bool:
    return bool(node.args.get("safe"))


def _nullable(node: exp.Expr, result: DataType, walk: Walk) -> DataType:
    return result.with_nullable(_lenient(node) or walk.type_of(node.this).nullable)


# TO_NUMBER, TO_DOUBLE, TO_BOOLEAN


def _number_target(node: exp.Expr, walk: Walk) -> DataType:
    precision = _size(node, "precision", 1, MAX_PRECISION, MAX_PRECISION, walk)
    scale = _size(node, "scale", 0, min(precision, MAX_PRECISION - 1), 0, walk)
    return number(precision, scale)


def _size(node: exp.Expr, key: str, least: int, most: int, default: int, walk: Walk) -> int:
    """A precision or scale: a literal within bounds, the default where it is not given."""
    given = node.args.get(key)
    if given is None:
        return default
    value = literal_integer(given)
    if value is None or not least <= value <= most:
        shown = as_shown(given, walk)
        raise SnowflakeError(ErrorCode.INVALID_VALUE, position=walk.position(node), value=shown, name=key)
    return value


def _number_model(node: exp.Expr, walk: Walk) -> exp.Expr | None:
    """The format model of a number: any text, or none."""
    model = node.args.get("format")
    if model is not None and walk.type_of(model).kind not in (Kind.VARCHAR, Kind.NULL):
        raise argument_types(node, [node.this, model], walk)
    return model if isinstance(model, exp.Expr) else None


def _to_number_type(node: exp.Expr, _: Sequence[DataType], walk: Walk) -> DataType:
    return _nullable(node, _number_target(node, walk), walk)


def _to_number(node: exp.Expr, walk: Walk) -> exp.Expr:
    target, lenient = _number_target(node, walk), _lenient(node)
    model = _number_model(node, walk)
    if model is None:
        return _converted(node.this, target, walk, lenient=lenient)
    return cast_node(_scanned(node, model, walk, lenient=lenient), VARCHAR, target, walk, try_=lenient)


def _scanned(node: exp.Expr, model: exp.Expr, walk: Walk, *, lenient: bool) -> exp.Expr:
    """Text read by a format model, as text that the engine reads."""
    written = _text_argument(node.this, walk)
    scanned = _first(_plainly(digits_read, written, model), call("mh_scan_number", written, model))
    if lenient:
        return scanned
    return otherwise(scanned, cast(call("mh_no_number_match", written.copy(), model.copy()), "VARCHAR"))


def _plainly(convert: Callable[[exp.Expr, str], exp.Expr | None], value: exp.Expr, model: exp.Expr) -> exp.Expr | None:
    """What the engine makes of a value by a plain model; None for other models."""
    written = literal_text(model)
    return None if written is None else convert(value, written)


def _first(native: exp.Expr | None, general: exp.Expr) -> exp.Expr:
    """What the engine makes of a value where it can, else what is made in general."""
    return general if native is None else exp.Coalesce(this=native, expressions=[general])


def _text_argument(node: exp.Expr, walk: Walk) -> exp.Expr:
    """Text that a format model is to read; of a VARIANT its text."""
    source = walk.type_of(node)
    if source.kind not in (Kind.VARCHAR, Kind.VARIANT, Kind.NULL):
        raise _invalid(node, walk, "TO_NUMBER")
    return cast_node(node, source, VARCHAR, walk)


def _to(target: DataType) -> NodeRule:
    """A TO_ function of one argument, TRY_TO_ where the node is marked so."""
    return NodeRule(
        lambda node, _, walk: _nullable(node, target, walk),
        lambda node, walk: _converted(node.this, target, walk, lenient=_lenient(node)),
    )


def _to_double(node: exp.Expr, walk: Walk) -> exp.Expr:
    model = _number_model(node, walk)
    if model is None:
        return _converted(node.this, FLOAT, walk, lenient=_lenient(node))
    scanned = call("mh_scan_number", _text_argument(node.this, walk), model)
    return cast(scanned, "DOUBLE")


def _to_decimal_float(*, lenient: bool) -> NodeRule:
    """TO_DECFLOAT, and TRY_TO_DECFLOAT, which is a node of its own."""

    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        model = _number_model(node, walk)
        if model is None:
            return _converted(node.this, DECFLOAT, walk, lenient=lenient)
        return cast_node(_scanned(node, model, walk, lenient=lenient), VARCHAR, DECFLOAT, walk, try_=lenient)

    return NodeRule(lambda node, _, walk: DECFLOAT.with_nullable(lenient or walk.type_of(node.this).nullable), rewrite)


# TO_CHAR


def _to_char_type(node: exp.Expr, _: Sequence[DataType], walk: Walk) -> DataType:
    return VARCHAR.with_nullable(walk.type_of(node.this).nullable)


def _date_to_char(node: exp.Expr, walk: Walk) -> exp.Expr:
    """TO_CHAR of what the parser knows to be a date: it has turned the format model into its own directives."""
    model = _model_of(node, walk)
    return _in_format(node, None if model is None else text(model), walk)


def _to_char(node: exp.Expr, walk: Walk) -> exp.Expr:
    return _in_format(node, _number_model(node, walk), walk)


def _in_format(node: exp.Expr, model: exp.Expr | None, walk: Walk) -> exp.Expr:
    value, source = node.this, walk.type_of(node.this)
    if model is None:
        return _converted(value, VARCHAR, walk)
    if source.kind is Kind.NULL:
        return cast(value, "VARCHAR")
    if source.kind in (Kind.NUMBER, Kind.FLOAT, Kind.DECFLOAT):
        return _formatted_number(value, source, model)
    written = literal_text(model)
    if written is None:
        raise walk.unsupported("format that is not a literal", node)
    if source.kind in DATES_AND_TIMES:
        settings = settings_of(walk)
        chosen = settings.output_format(source.kind) if written.upper() == "AUTO" else written
        return printed_date(value, source.kind, chosen, settings.fraction)
    if source.kind is Kind.BINARY:
        return _printed_binary(value, written.upper(), node, walk)
    raise _invalid(node, walk, "TO_CHAR")


def _formatted_number(value: exp.Expr, source: DataType, model: exp.Expr) -> exp.Expr:
    if source.kind is Kind.FLOAT:
        shown: exp.Expr = call("mh_float_text", value)
    elif source.kind is Kind.DECFLOAT:
        shown = call("mh_decfloat_text", value)
    else:
        shown = cast(cast(value, f"DECIMAL(38,{source.scale})") if source.scale else value, "VARCHAR")
    refusal = cast(call("mh_no_number_model", shown.copy(), model.copy()), "VARCHAR")
    native = _plainly(number_written, value, model) if source.kind is Kind.NUMBER else None
    return otherwise(_first(native, call("mh_format_number", shown, model)), refusal)


def _printed_binary(value: exp.Expr, model: str, node: exp.Expr, walk: Walk) -> exp.Expr:
    printer = {"HEX": "hex", "BASE64": "to_base64", "UTF-8": "decode", "UTF8": "decode"}.get(model)
    if printer is None:
        raise _invalid(node, walk, "TO_CHAR")
    return call(printer, value)


# TO_BINARY


def _to_binary(node: exp.Expr, walk: Walk) -> exp.Expr:
    model = literal_text(node.args.get("format"))
    source = walk.type_of(node.this)
    if model is None and node.args.get("format") is not None:
        raise walk.unsupported("format that is not a literal", node)
    if model is None or source.kind is not Kind.VARCHAR:
        return _converted(node.this, BINARY, walk, lenient=_lenient(node))
    converted = binary_by(Conversion(node.this, source, BINARY, settings_of(walk), _lenient(node)), model)
    if converted is None:
        raise _invalid(node, walk, "TO_BINARY")
    return converted


# TO_DATE, TO_TIME, TO_TIMESTAMP


def _model_of(node: exp.Expr, walk: Walk) -> str | None:
    """The format model of a node, as it was written; None where it has none."""
    model = node.args.get("format")
    if model is None:
        return None
    written = literal_text(model)
    if written is None:
        raise walk.unsupported("format that is not a literal", node)
    return written_model(written)


def _read(value: exp.Expr, target: DataType, model: str | None, walk: Walk, *, lenient: bool) -> exp.Expr:
    """A value as a DATE, TIME or timestamp; text by the model where there is one."""
    source = walk.type_of(value)
    if model is None or source.kind not in (Kind.VARCHAR, Kind.VARIANT):
        return _converted(value, target, walk, lenient=lenient)
    written = cast_node(value, source, VARCHAR, walk)
    return dated(Conversion(written, VARCHAR, target, settings_of(walk), lenient), model)


def _to_date_or_time(target: DataType) -> NodeRule:
    return NodeRule(
        lambda node, _, walk: _nullable(node, target, walk),
        lambda node, walk: _read(node.this, target, _model_of(node, walk), walk, lenient=_lenient(node)),
    )


def _stamp_target(node: exp.Expr, walk: Walk) -> DataType:
    return declared_type(node.args["target_type"], walk.context.session.parameters)


def _stamp_type(node: exp.Expr, _: Sequence[DataType], walk: Walk) -> DataType:
    return _nullable(node, _stamp_target(node, walk), walk)


def _stamp_by_model(node: exp.Expr, walk: Walk) -> exp.Expr:
    return _read(node.this, _stamp_target(node, walk), _model_of(node, walk), walk, lenient=_lenient(node))


def _stamp_by_scale(node: exp.Expr, walk: Walk) -> exp.Expr:
    scale = node.args.get("scale")
    return _scaled(node.this, scale, _stamp_target(node, walk), walk, lenient=_lenient(node))


def _scaled(value: exp.Expr, scale: exp.Expr | None, target: DataType, walk: Walk, *, lenient: bool) -> exp.Expr:
    digits = 0 if scale is None else literal_integer(scale)
    if digits is None:
        raise walk.unsupported("scale that is not a literal", value)
    source = walk.type_of(value)
    if source.kind in (Kind.NUMBER, Kind.NULL):
        return since_epoch(Conversion(value, source, target, settings_of(walk)), digits)
    if scale is None or source.kind not in (Kind.VARCHAR, Kind.VARIANT, Kind.FLOAT):
        return _converted(value, target, walk, lenient=lenient)
    counted = number(38, 9)
    count = cast_node(value, source, counted, walk, try_=lenient)
    return since_epoch(Conversion(count, counted, target, settings_of(walk)), digits)


def _named_stamp(kind: Kind | None, *, lenient: bool) -> FunctionRule:
    def target(walk: Walk) -> DataType:
        return fractional(kind or timestamp_kind(walk.context.session.parameters))

    def result(node: exp.Expr, _: Sequence[DataType], walk: Walk) -> DataType:
        return target(walk).with_nullable(lenient or walk.type_of(node.expressions[0]).nullable)

    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        value, *rest = node.expressions
        if not rest:
            return _read(value, target(walk), None, walk, lenient=lenient)
        model = literal_text(rest[0])
        if model is not None:
            return _read(value, target(walk), model, walk, lenient=lenient)
        return _scaled(value, rest[0], target(walk), walk, lenient=lenient)

    return FunctionRule(result, rewrite, 1, 2)


def _named_to(target: DataType, *, lenient: bool) -> FunctionRule:
    """A TO_ or TRY_TO_ function that the parser knows only by name, of one argument."""
    return FunctionRule(
        lambda node, _, walk: target.with_nullable(lenient or walk.type_of(node.expressions[0]).nullable),
        lambda node, walk: _converted(node.expressions[0], target, walk, lenient=lenient),
        1,
    )


def _named_read(target: DataType, *, lenient: bool) -> FunctionRule:
    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        value, *rest = node.expressions
        model = literal_text(rest[0]) if rest else None
        if rest and model is None:
            raise walk.unsupported("format that is not a literal", node)
        return _read(value, target, model, walk, lenient=lenient)

    return FunctionRule(
        lambda node, _, walk: target.with_nullable(lenient or walk.type_of(node.expressions[0]).nullable),
        rewrite,
        1,
        2,
    )


NODES: NodeRules = {
    exp.Cast: NodeRule(_cast_type, _cast),
    exp.TryCast: NodeRule(_cast_type, _try_cast),
    exp.ToNumber: NodeRule(_to_number_type, _to_number),
    exp.ToDouble: replace(_to(FLOAT), rewrite=_to_double),
    exp.ToDecfloat: _to_decimal_float(lenient=False),
    exp.TryToDecfloat: _to_decimal_float(lenient=True),
    exp.ToBoolean: _to(BOOLEAN),
    exp.ToChar: NodeRule(_to_char_type, _to_char),
    exp.TimeToStr: NodeRule(_to_char_type, _date_to_char),
    exp.ToBinary: replace(_to(BINARY), rewrite=_to_binary),
    exp.TsOrDsToDate: _to_date_or_time(DATE),
    exp.TsOrDsToTime: _to_date_or_time(TIME),
    exp.Time: _to_date_or_time(TIME),
    exp.StrToTime: NodeRule(_stamp_type, _stamp_by_model),
    exp.UnixToTime: NodeRule(_stamp_type, _stamp_by_scale),
}
NAMED: FunctionRules = {
    "TO_TIMESTAMP": _named_stamp(None, lenient=False),
    "TRY_TO_TIMESTAMP": _named_stamp(None, lenient=True),
    **{f"TO_{kind.value}": _named_stamp(kind, lenient=False) for kind in TIMESTAMPS},
    **{f"TRY_TO_{kind.value}": _named_stamp(kind, lenient=True) for kind in TIMESTAMPS},
    "TO_UUID": _named_to(UUID, lenient=False),
    "TRY_TO_UUID": _named_to(UUID, lenient=True),
    "TO_TIME": _named_read(TIME, lenient=False),
    "TRY_TO_TIME": _named_read(TIME, lenient=True),
    "TO_DATE": _named_read(DATE, lenient=False),
    "TRY_TO_DATE": _named_read(DATE, lenient=True),
}
