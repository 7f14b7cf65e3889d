"""String and binary functions.

Follows https://docs.snowflake.com/en/sql-reference/functions-string. Lengths and positions count characters of text
and bytes of BINARY. What a collation changes is in `collations`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import (
    ARRAY,
    BINARY,
    BOOLEAN,
    INTEGER,
    MAX_VARCHAR,
    OBJECT,
    VARCHAR,
    DataType,
    Kind,
    binary,
    varchar,
)
from mockhaus.translation.functions.building import (
    arguments_of,
    call,
    cast,
    integer,
    literal_integer,
    literal_text,
    text,
)
from mockhaus.translation.functions.signatures import (
    COUNTING,
    Coercion,
    as_binary,
    as_bytes,
    as_huge_integer,
    as_integer,
    as_text,
    as_text_or_binary,
    coerce_argument,
    coerced,
    named,
    plain,
    returns,
    returns_long_text,
    returns_nullable,
    returns_text,
)
from mockhaus.translation.rules import FunctionRules, NodeRule, NodeRules, TypeRule, Walk

_TRIMS = {"LEADING": "ltrim", "TRAILING": "rtrim"}
_DEFAULT_ALPHABET = "+/="
_ENGINE_DIGESTS = (0, 256)
_LARGEST_POSITION = 2**31 - 1


def _text_or_binary(
    of_text: str, of_binary: str, result: TypeRule, *parameters: tuple[str, Coercion | None]
) -> NodeRule:
    """A function with one engine form for text and one for BINARY.

    The arguments without a coercion are those that must all be BINARY, or all become text.
    """

    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        values = [node.args[key] for key, coercion in parameters if coercion is None and node.args.get(key)]
        is_binary = bool(values) and all(walk.type_of(value).kind is Kind.BINARY for value in values)
        content = as_text_or_binary if is_binary else as_text
        given = [(node.args[key], coercion or content) for key, coercion in parameters if node.args.get(key)]
        arguments = coerced(node, [value for value, _ in given], [coercion for _, coercion in given], walk)
        return call(of_binary if is_binary else of_text, *arguments)

    return NodeRule(result, rewrite)


# Concatenation


def _concat_type(_: exp.Expr, operands: Sequence[DataType], __: Walk) -> DataType:
    nullable = any(operand.nullable for operand in operands)
    if all(operand.kind is Kind.BINARY for operand in operands):
        return binary(sum(operand.length for operand in operands), nullable=nullable)
    lengths = (operand.length if operand.kind is Kind.VARCHAR else VARCHAR.length for operand in operands)
    return varchar(sum(lengths), nullable=nullable)


def _content(node: exp.Expr, arguments: Sequence[exp.Expr], walk: Walk) -> list[exp.Expr]:
    all_binary = all(walk.type_of(argument).kind is Kind.BINARY for argument in arguments)
    return coerced(node, arguments, [as_text_or_binary if all_binary else as_text], walk)


def _concat(node: exp.Expr, walk: Walk) -> exp.Expr:
    first, *others = _content(node, node.expressions, walk)
    if not others:
        return first
    result: exp.Expr = first
    for other in others:
        result = call("mh_concat", result, other)
    return result


def _concat_ws_type(_: exp.Expr, operands: Sequence[DataType], __: Walk) -> DataType:
    nullable = any(operand.nullable for operand in operands)
    lengths = [operand.length if operand.kind is Kind.VARCHAR else VARCHAR.length for operand in operands]
    separators = lengths[0] * max(len(lengths) - 2, 0)
    return varchar(max(sum(lengths[1:]) + separators, 1), nullable=nullable)


def _concat_ws(node: exp.Expr, walk: Walk) -> exp.Expr:
    separator, *items = coerced(node, node.expressions, [as_text], walk)
    if literal_text(separator) is None:
        return call("mh_concat_ws", separator, exp.Array(expressions=items))
    return reduce(lambda joined, item: call("mh_concat", call("mh_concat", joined, separator.copy()), item), items)


# Parts of texts


def _trim(node: exp.Expr, walk: Walk) -> exp.Expr:
    position = node.args.get("position")
    name = "trim" if position is None else _TRIMS.get(str(position).upper(), "trim")
    characters = node.args.get("expression") or text(" ")
    return call(name, *coerced(node, [node.this, characters], [as_text, as_text], walk))


def _substring(node: exp.Expr, walk: Walk) -> exp.Expr:
    length = node.args.get("length")
    if node.args.get("start") is None:
        raise _too_few(node, 2, 1, walk)
    prefix = "mh_binary_substr" if walk.type_of(node.this).kind is Kind.BINARY else "mh_substr"
    arguments = arguments_of(node, "this", "start", "length")
    return call(
        prefix if length is None else f"{prefix}_length",
        *coerced(node, arguments, [as_text_or_binary, as_integer], walk),
    )


def _too_few(node: exp.Expr, expected: int, actual: int, walk: Walk) -> SnowflakeError:
    return SnowflakeError(
        ErrorCode.ARGUMENT_COUNT_SMALL,
        position=walk.position(node),
        call=walk.source_text(node).upper(),
        expected=expected,
        actual=actual,
    )


def _position(node: exp.Expr, walk: Walk) -> exp.Expr:
    needle, haystack = node.args["substr"], node.this
    start = node.args.get("position") or integer(1)
    kinds = [walk.type_of(item).kind for item in (needle, haystack)]
    if kinds == [Kind.BINARY, Kind.BINARY]:
        return call("mh_binary_position", needle, haystack, coerce_position(node, start, walk))
    first, second = coerced(node, [needle, haystack], [as_text], walk)
    return call("mh_text_position", first, second, coerce_position(node, start, walk))


def coerce_position(node: exp.Expr, start: exp.Expr, walk: Walk) -> exp.Expr:
    """A position argument, which may be a literal that no user wrote."""
    given = literal_integer(start)
    if given is not None and abs(given) <= _LARGEST_POSITION:
        return start
    return coerce_argument(node, start, as_integer, walk)


def _pad(node: exp.Expr, walk: Walk) -> exp.Expr:
    side = "lpad" if node.args.get("is_left") else "rpad"
    fill = node.args.get("fill_pattern")
    if walk.type_of(node.this).kind is not Kind.BINARY:
        arguments = [node.this, node.expression, fill or text(" ")]
        return call(f"mh_{side}", *coerced(node, arguments, [as_text, as_integer, as_text], walk))
    if fill is None:
        raise _too_few(node, 3, 2, walk)
    arguments = [node.this, node.expression, fill]
    return call(f"mh_binary_{side}", *coerced(node, arguments, [as_binary, as_integer, as_binary], walk))


def _split_part(node: exp.Expr, walk: Walk) -> exp.Expr:
    arguments = arguments_of(node, "this", "delimiter", "part_index")
    if len(arguments) < 3:  # noqa: PLR2004 - SPLIT_PART has three
        raise _too_few(node, 3, len(arguments), walk)
    return call("mh_split_part", *coerced(node, arguments, [as_text, as_text, as_integer], walk))


def _strtok(node: exp.Expr, walk: Walk) -> exp.Expr:
    delimiters = node.args.get("delimiter") or text(" ")
    subject, characters = coerced(node, [node.this, delimiters], [as_text], walk)
    part = coerce_position(node, node.args.get("part_index") or integer(1), walk)
    return call("mh_strtok", subject, characters, part)


def _initcap(node: exp.Expr, walk: Walk) -> exp.Expr:
    return call("mh_initcap", *coerced(node, [node.this, node.expression], [as_text], walk))


def _char(node: exp.Expr, walk: Walk) -> exp.Expr:
    return call("mh_chr", *coerced(node, node.expressions, [as_integer], walk))


def _space(node: exp.Expr, walk: Walk) -> exp.Expr:
    return call("mh_repeat", text(" "), *coerced(node, [node.this], [as_integer], walk))


def _first_text(_: exp.Expr, operands: Sequence[DataType], __: Walk) -> DataType:
    first = operands[0]
    length = first.length if first.kind is Kind.VARCHAR else VARCHAR.length
    return varchar(length, nullable=True)


# Lengths


def _length(node: exp.Expr, walk: Walk) -> exp.Expr:
    is_binary = walk.type_of(node.this).kind is Kind.BINARY
    return call("octet_length" if is_binary else "length", *coerced(node, [node.this], [as_text_or_binary], walk))


def _octets(node: exp.Expr, walk: Walk) -> exp.Expr:
    is_binary = walk.type_of(node.this).kind is Kind.BINARY
    return call("octet_length" if is_binary else "strlen", *coerced(node, [node.this], [as_text_or_binary], walk))


def _bits(node: exp.Expr, walk: Walk) -> exp.Expr:
    return exp.Mul(this=_octets(node, walk), expression=integer(8))


# Encodings and digests


def _base64_encode(node: exp.Expr, walk: Walk) -> exp.Expr:
    width = node.args.get("max_line_length") or integer(0)
    return call(
        "mh_base64_encode",
        coerce_argument(node, node.this, as_bytes, walk),
        coerce_position(node, width, walk),
        _alphabet(node, walk),
    )


def _alphabet(node: exp.Expr, walk: Walk) -> exp.Expr:
    alphabet = node.args.get("alphabet")
    return text(_DEFAULT_ALPHABET) if alphabet is None else coerce_argument(node, alphabet, as_text, walk)


def _base64_decode(name: str, result: DataType) -> NodeRule:
    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        return call(name, coerce_argument(node, node.this, as_text, walk), _alphabet(node, walk))

    return NodeRule(returns_nullable(result) if "try" in name else returns(result), rewrite)


def _hex_encode(node: exp.Expr, walk: Walk) -> exp.Expr:
    value = coerce_argument(node, node.this, as_bytes, walk)
    return call("mh_hex_encode", value, coerce_position(node, node.args.get("case") or integer(1), walk))


def _hex_decode(name: str, result: DataType) -> NodeRule:
    return plain(name, returns_nullable(result) if "try" in name else returns(result), ("this", as_text))


def _digest(name: str, *, length: int, to_binary: bool = False) -> NodeRule:
    """An engine digest of text or BINARY, as hexadecimal text or as BINARY."""

    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        digest = call(name, coerce_argument(node, node.this, as_bytes, walk))
        return call("unhex", digest) if to_binary else digest

    return NodeRule(returns(binary(length) if to_binary else varchar(length)), rewrite)


def _sha2(*, to_binary: bool) -> NodeRule:
    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        size = coerce_position(node, node.args.get("length") or integer(256), walk)
        content = coerce_argument(node, node.this, as_bytes, walk)
        if literal_integer(size) in _ENGINE_DIGESTS:
            return call("unhex", call("sha256", content)) if to_binary else call("sha256", content)
        digest = call("mh_sha2", content, size)
        return digest if to_binary else call("lower", call("hex", digest))

    return NodeRule(returns(binary(64) if to_binary else varchar(128)), rewrite)


def _md5_half(*, upper: bool) -> NodeRule:
    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        digest = call("md5", coerce_argument(node, node.this, as_bytes, walk))
        half = call("left" if upper else "right", digest, integer(16))
        return cast(call("concat", text("0x"), half), "UBIGINT")

    return NodeRule(returns(INTEGER), rewrite)


# Distances, parsers


def _edit_distance(node: exp.Expr, walk: Walk) -> exp.Expr:
    limit = node.args.get("max_dist")
    words = coerced(node, [node.this, node.expression], [as_text], walk)
    if limit is None:
        return call("mh_editdistance", *words)
    return call("mh_editdistance_upto", *words, coerce_argument(node, limit, as_integer, walk))


def _parse_url(node: exp.Expr, walk: Walk) -> exp.Expr:
    permissive = coerce_position(node, node.args.get("permissive") or integer(0), walk)
    return call("mh_parse_url", coerce_argument(node, node.this, as_text, walk), permissive)


def _parse_ip(node: exp.Expr, walk: Walk) -> exp.Expr:
    permissive = coerce_position(node, node.args.get("permissive") or integer(0), walk)
    return call("mh_parse_ip", *coerced(node, [node.this, node.args["type"]], [as_text], walk), permissive)


def _random_text(node: exp.Expr, walk: Walk) -> exp.Expr:
    arguments = arguments_of(node, "this", "generator")
    if len(arguments) == 1:
        raise _too_few(node, 2, 1, walk)
    return call("mh_randstr", *coerced(node, arguments, [as_integer, as_huge_integer], walk))


def _uuid(node: exp.Expr, walk: Walk) -> exp.Expr:
    arguments = arguments_of(node, "this", "name")
    if len(arguments) == 2:  # noqa: PLR2004 - a namespace and a name
        return call("mh_named_uuid", *coerced(node, arguments, [as_text], walk))
    if arguments:
        raise _too_few(node, 2, 1, walk)
    walk.mark_volatile()
    return cast(call("uuid"), "VARCHAR")


def _uuid_type(_: exp.Expr, operands: Sequence[DataType], __: Walk) -> DataType:
    return varchar(36, nullable=bool(operands))


_LONG_TEXT = varchar(MAX_VARCHAR)
_BOOLEAN_OF_TEXT = returns(BOOLEAN)

NODES: NodeRules = {
    exp.Ascii: plain("ascii", returns(COUNTING), ("this", as_text)),
    exp.Base64DecodeBinary: _base64_decode("mh_base64_decode", BINARY),
    exp.Base64DecodeString: _base64_decode("mh_base64_decode_text", VARCHAR),
    exp.Base64Encode: NodeRule(returns(_LONG_TEXT), _base64_encode),
    exp.BitLength: NodeRule(returns(COUNTING), _bits),
    exp.ByteLength: NodeRule(returns(COUNTING), _octets),
    exp.Chr: NodeRule(returns(varchar(1)), _char),
    exp.Concat: NodeRule(_concat_type, _concat),
    exp.ConcatWs: NodeRule(_concat_ws_type, _concat_ws),
    exp.Contains: _text_or_binary(
        "contains", "mh_binary_contains", _BOOLEAN_OF_TEXT, ("this", None), ("expression", None)
    ),
    exp.EndsWith: _text_or_binary(
        "ends_with", "mh_binary_ends", _BOOLEAN_OF_TEXT, ("this", None), ("expression", None)
    ),
    exp.HexDecodeString: _hex_decode("mh_hex_decode_text", VARCHAR),
    exp.Hex: NodeRule(returns(_LONG_TEXT), _hex_encode),
    exp.Initcap: NodeRule(returns_text(factor=3), _initcap),
    exp.JarowinklerSimilarity: plain("mh_jarowinkler", returns(COUNTING), ("this", as_text), ("expression", as_text)),
    exp.Left: _text_or_binary("mh_left", "mh_binary_left", returns_text(), ("this", None), ("expression", as_integer)),
    exp.Length: NodeRule(returns(COUNTING), _length),
    exp.Levenshtein: NodeRule(returns(COUNTING), _edit_distance),
    exp.Lower: plain("lower", returns_text(factor=3), ("this", as_text)),
    exp.MD5: _digest("md5", length=32),
    exp.MD5Digest: _digest("md5", length=16, to_binary=True),
    exp.MD5NumberLower64: _md5_half(upper=False),
    exp.MD5NumberUpper64: _md5_half(upper=True),
    exp.Pad: NodeRule(returns_long_text, _pad),
    exp.ParseIp: NodeRule(returns_nullable(OBJECT), _parse_ip),
    exp.ParseUrl: NodeRule(returns_nullable(OBJECT), _parse_url),
    exp.Randstr: NodeRule(returns(VARCHAR), _random_text),
    exp.Repeat: _text_or_binary("mh_repeat", "repeat", returns_long_text, ("this", None), ("times", as_integer)),
    exp.Replace: plain(
        "replace", returns_long_text, ("this", as_text), ("expression", as_text), ("replacement", as_text)
    ),
    exp.Reverse: _text_or_binary("reverse", "mh_binary_reverse", returns_text(), ("this", None)),
    exp.Right: _text_or_binary(
        "mh_right", "mh_binary_right", returns_text(), ("this", None), ("expression", as_integer)
    ),
    exp.RtrimmedLength: plain("mh_rtrimmed_length", returns(COUNTING), ("this", as_text)),
    exp.SHA: _digest("sha1", length=40),
    exp.SHA1Digest: _digest("sha1", length=20, to_binary=True),
    exp.SHA2: _sha2(to_binary=False),
    exp.SHA2Digest: _sha2(to_binary=True),
    exp.Soundex: plain("mh_soundex", returns(varchar(4)), ("this", as_text)),
    exp.SoundexP123: plain("mh_soundex_p123", returns(varchar(4)), ("this", as_text)),
    exp.Space: NodeRule(returns(_LONG_TEXT), _space),
    exp.Split: plain("mh_split", returns(ARRAY), ("this", as_text), ("expression", as_text)),
    exp.SplitPart: NodeRule(returns_text(), _split_part),
    exp.StartsWith: _text_or_binary(
        "starts_with", "mh_binary_starts", _BOOLEAN_OF_TEXT, ("this", None), ("expression", None)
    ),
    exp.StrPosition: NodeRule(returns(COUNTING), _position),
    exp.Strtok: NodeRule(_first_text, _strtok),
    exp.StrtokToArray: plain("mh_strtok_array", returns(ARRAY), ("this", as_text), ("expression", as_text)),
    exp.Stuff: _text_or_binary(
        "mh_text_insert",
        "mh_binary_insert",
        returns_long_text,
        ("this", None),
        ("start", as_integer),
        ("length", as_integer),
        ("expression", None),
    ),
    exp.Substring: NodeRule(returns_text(), _substring),
    exp.Translate: plain("mh_translate", returns_text(), ("this", as_text), ("from_", as_text), ("to", as_text)),
    exp.Trim: NodeRule(returns_text(), _trim),
    exp.TryBase64DecodeBinary: _base64_decode("mh_try_base64_decode", BINARY),
    exp.TryBase64DecodeString: _base64_decode("mh_try_base64_decode_text", VARCHAR),
    exp.TryHexDecodeBinary: _hex_decode("mh_try_hex_decode", BINARY),
    exp.TryHexDecodeString: _hex_decode("mh_try_hex_decode_text", VARCHAR),
    exp.Unhex: _hex_decode("mh_hex_decode", BINARY),
    exp.Unicode: plain("mh_unicode", returns(COUNTING), ("this", as_text)),
    exp.Upper: plain("mh_upper", returns_text(factor=3), ("this", as_text)),
    exp.Uuid: NodeRule(_uuid_type, _uuid),
}

NAMED: FunctionRules = {"MD5_NUMBER": named("mh_md5_number", returns(INTEGER), as_bytes)}
