"""Text functions that have no native counterpart: distances, phonetics, URLs, IP addresses."""

from __future__ import annotations

import ipaddress
import json
import random
import re
import string
import uuid
from functools import lru_cache
from json.encoder import encode_basestring
from urllib.parse import unquote_plus

from mockhaus_adapters.engine_duckdb.functions.scalar import ScalarFunction

_SOUNDEX_DIGITS = {
    **dict.fromkeys("BFPV", "1"),
    **dict.fromkeys("CGJKQSXZ", "2"),
    **dict.fromkeys("DT", "3"),
    "L": "4",
    **dict.fromkeys("MN", "5"),
    "R": "6",
}
_VOWEL = "0"
_SOUNDEX_TABLE = str.maketrans(
    {letter: _SOUNDEX_DIGITS.get(letter, _VOWEL) for letter in string.ascii_uppercase} | {"H": "", "W": ""}
)
_NO_LETTERS = re.compile("[^A-Z]+")
_SOUNDEX_LENGTH = 4
_JARO_PREFIX = 4
_JARO_BOOST_FROM = 0.7
_PREFIX_WEIGHT = 0.1
_LETTERS = string.digits + string.ascii_uppercase + string.ascii_lowercase
_TAG = "\x7f"
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
_IPV4_BITS = 32
_CACHED_DELIMITERS = 64
_WORD = 0xFFFF_FFFF


def edit_distance(left: str | None, right: str | None) -> int | None:
    """The Levenshtein distance in characters."""
    if left is None or right is None:
        return None
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        previous, row[0] = row[0], i
        for j, b in enumerate(right, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (a != b))
    return row[-1]


def jaro_winkler(left: str | None, right: str | None) -> float | None:
    """The Jaro-Winkler similarity in characters, from 0 to 1."""
    if left is None or right is None:
        return None
    jaro = _jaro(left, right)
    if jaro <= _JARO_BOOST_FROM:
        return jaro
    prefix = 0
    for a, b in zip(left[:_JARO_PREFIX], right[:_JARO_PREFIX], strict=False):
        if a != b:
            break
        prefix += 1
    return jaro + prefix * _PREFIX_WEIGHT * (1 - jaro)


def _jaro(left: str, right: str) -> float:
    window = max(max(len(left), len(right)) // 2 - 1, 0)
    taken = [False] * len(right)
    matched: list[str] = []
    for i, letter in enumerate(left):
        for j in range(max(0, i - window), min(len(right), i + window + 1)):
            if not taken[j] and right[j] == letter:
                taken[j] = True
                matched.append(letter)
                break
    if not matched:
        return 0.0
    others = [letter for letter, found in zip(right, taken, strict=True) if found]
    moved = sum(a != b for a, b in zip(matched, others, strict=True)) / 2
    count = len(matched)
    return (count / len(left) + count / len(right) + (count - moved) / count) / 3


def soundex(text: str | None) -> str | None:
    """The code where letters of one digit count once, also with H or W between them; the first letter starts it."""
    return _soundex(text, collapse_first=True)


def soundex_p123(text: str | None) -> str | None:
    """The code that keeps the digit of a second letter like the first one: Pfister is P123."""
    return _soundex(text, collapse_first=False)


def _soundex(text: str | None, *, collapse_first: bool) -> str | None:
    if text is None:
        return None
    letters = _NO_LETTERS.sub("", text.upper())
    if not letters:
        return ""
    code, last = letters[0], _SOUNDEX_DIGITS.get(letters[0], _VOWEL) if collapse_first else ""
    for digit in letters[1:].translate(_SOUNDEX_TABLE):
        if digit not in (last, _VOWEL):
            code += digit
        last = digit
    return code[:_SOUNDEX_LENGTH].ljust(_SOUNDEX_LENGTH, "0")


def initcap(text: str | None, delimiters: str | None) -> str | None:
    """An ASCII text with each word's first letter in capitals, all others in small letters."""
    if text is None or delimiters is None:
        return None
    words = _words(delimiters)
    return words.sub(_capitalized, text) if words else text.capitalize()


def _capitalized(found: re.Match[str]) -> str:
    return found[0].capitalize()


@lru_cache(maxsize=_CACHED_DELIMITERS)
def _words(delimiters: str) -> re.Pattern[str] | None:
    """What a word between some delimiters is; None without any."""
    return re.compile(f"[^{re.escape(delimiters)}]+") if delimiters else None


def named_uuid(namespace: str | None, name: str | None) -> str | None:
    """The version 5 UUID of a name in a namespace; None for a namespace that is no UUID."""
    if namespace is None or name is None:
        return None
    try:
        return str(uuid.uuid5(uuid.UUID(namespace), name))
    except ValueError:
        return None


def random_text(length: int | None, generator: int | None) -> str | None:
    """Letters and digits that depend on the generator's value alone."""
    if length is None or generator is None:
        return None
    return "".join(random.Random(generator).choices(_LETTERS, k=max(length, 0)))  # noqa: S311 - not for secrets


def binary_position(needle: bytes | None, haystack: bytes | None, start: int | None) -> int | None:
    """The position of some bytes, from 1, searched from `start`; 0 where there are none."""
    if needle is None or haystack is None or start is None:
        return None
    return haystack.find(needle, max(start, 1) - 1) + 1


def parse_url(url: str | None, permissive: int | None) -> str | None:
    """An OBJECT of a URL's parts; an `error` in it, or `!` and the error, where the text is no URL."""
    if url is None or permissive is None:
        return None
    scheme, colon, rest = url.partition(":")
    if not colon or not scheme.isalnum():
        return _failed("Error parsing URL: scheme not specified", "scheme not specified", permissive)
    rest, fragment = _split_off(rest, "#")
    rest, query = _split_off(rest, "?")
    host: str | None = None
    port: str | None = None
    if rest.startswith("//"):
        authority, _, rest = rest[2:].partition("/")
        host, port = _host_and_port(authority)
    parameters = "null" if query is None else _object(_parameters(query))
    return (
        f'{{"fragment":{_quoted(fragment)},"host":{_quoted(host)},"parameters":{parameters},"path":{_quoted(rest)},'
        f'"port":{_quoted(port)},"query":{_quoted(query)},"scheme":{_quoted(scheme)}}}'
    )


def _quoted(text: str | None) -> str:
    """A text in the canonical text of a VARIANT."""
    return "null" if text is None else encode_basestring(text).replace(_TAG, _TAG * 2)


def _split_off(text: str, mark: str) -> tuple[str, str | None]:
    before, found, after = text.partition(mark)
    return before, after if found else None


def _host_and_port(authority: str) -> tuple[str, str | None]:
    host, colon, port = authority.rpartition(":")
    return (host, port) if colon and port.isdigit() else (authority, None)


def _parameters(query: str) -> dict[str, object]:
    parts = (part.partition("=") for part in query.split("&") if part)
    return {unquote_plus(name): unquote_plus(value) if equals else None for name, equals, value in parts}


def parse_ip(text: str | None, kind: str | None, permissive: int | None) -> str | None:
    """An OBJECT of an address and its network; an `error` in it, or `!` and the error, where it is none."""
    if text is None or kind is None or permissive is None:
        return None
    address, _, prefix = text.partition("/")
    try:
        if kind.lower() not in ("inet", "cidr"):
            raise ValueError(kind)
        host = ipaddress.ip_address(address)
        network = ipaddress.ip_network(text, strict=False) if prefix else None
    except ValueError:
        detail = f"Invalid IP address: {text}"
        return _failed(f"Error parsing IP address: {detail}", detail, permissive)
    fields: dict[str, object] = {
        "family": host.version,
        "host": address,
        "ip_fields": _ip_fields(host),
        "ip_type": kind.lower(),
        "snowflake$type": "ip_address",
    }
    if network is not None:
        fields["netmask_prefix_length"] = network.prefixlen
    return _object(fields | _ip_range(host, network))


def _ip_fields(host: ipaddress.IPv4Address | ipaddress.IPv6Address) -> list[int]:
    if host.version == 4:  # noqa: PLR2004 - the version's own number
        return [int(host), 0, 0, 0]
    return [int(host) >> shift & _WORD for shift in (96, 64, 32, 0)]


def _ip_range(
    host: ipaddress.IPv4Address | ipaddress.IPv6Address,
    network: ipaddress.IPv4Network | ipaddress.IPv6Network | None,
) -> dict[str, object]:
    fields: dict[str, object] = {}
    if host.max_prefixlen == _IPV4_BITS:
        fields["ipv4"] = int(host)
        if network is not None:
            fields["ipv4_range_start"] = int(network.network_address)
            fields["ipv4_range_end"] = int(network.broadcast_address)
        return fields
    fields["hex_ipv6"] = f"{int(host):032X}"
    if network is not None:
        fields["hex_ipv6_range_start"] = f"{int(network.network_address):032X}"
        fields["hex_ipv6_range_end"] = f"{int(network.broadcast_address):032X}"
    return fields


def _failed(message: str, detail: str, permissive: int) -> str:
    return _object({"error": detail}) if permissive else f"!{message}"


def _object(fields: dict[str, object]) -> str:
    """The canonical text of an OBJECT of texts and integers."""
    return _ENCODER.encode(fields).replace(_TAG, _TAG * 2)


FUNCTIONS: tuple[ScalarFunction, ...] = (
    ScalarFunction("mh_unicode_distance", edit_distance, ("VARCHAR", "VARCHAR"), "BIGINT"),
    ScalarFunction("mh_unicode_jaro", jaro_winkler, ("VARCHAR", "VARCHAR"), "DOUBLE"),
    ScalarFunction("mh_soundex", soundex, ("VARCHAR",), "VARCHAR"),
    ScalarFunction("mh_soundex_p123", soundex_p123, ("VARCHAR",), "VARCHAR"),
    ScalarFunction("mh_ascii_initcap", initcap, ("VARCHAR", "VARCHAR"), "VARCHAR"),
    ScalarFunction("mh_named_uuid", named_uuid, ("VARCHAR", "VARCHAR"), "VARCHAR"),
    ScalarFunction("mh_randstr", random_text, ("BIGINT", "HUGEINT"), "VARCHAR"),
    ScalarFunction("mh_binary_position", binary_position, ("BLOB", "BLOB", "BIGINT"), "BIGINT"),
    ScalarFunction("mh_parse_url_text", parse_url, ("VARCHAR", "BIGINT"), "VARCHAR"),
    ScalarFunction("mh_parse_ip_text", parse_ip, ("VARCHAR", "VARCHAR", "BIGINT"), "VARCHAR"),
)
