"""String functions answer as Snowflake's documentation and recorded answers say."""

from __future__ import annotations

import json

import pytest

from mockhaus.domain.errors import SnowflakeError
from mockhaus.domain.results import Value
from tests.support.snowflake_session import SnowflakeQueries


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("ASCII('')", 0),
        ("ASCII('!')", 33),
        ("UNICODE('')", 0),
        ("UNICODE('é')", 233),
        ("CHR(8364)", "€"),
        ("CHAR(65)", "A"),
        ("LENGTH('é')", 1),
        ("LEN(12.5)", 4),
        ("OCTET_LENGTH('é')", 2),
        ("BIT_LENGTH('abc')", 24),
        ("RTRIMMED_LENGTH(' ABCD  ')", 5),
        ("LENGTH(HEX_DECODE_BINARY('010203'))", 3),
    ],
)
def test_lengths_and_codes_of_characters(functions: SnowflakeQueries, expression: str, expected: Value) -> None:
    assert functions.value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("CONCAT('every', 'body')", "everybody"),
        ("CONCAT(1, 'b')", "1b"),
        ("CONCAT('a', NULL)", None),
        ("CONCAT_WS(',', 'one', 'two', 'three')", "one,two,three"),
        ("CONCAT_WS(',', 'one')", "one"),
        ("CONCAT_WS(',', 'a', NULL)", None),
        ("HEX_ENCODE(CONCAT(HEX_DECODE_BINARY('01'), HEX_DECODE_BINARY('02')))", "0102"),
    ],
)
def test_concatenation_of_a_null_is_null(functions: SnowflakeQueries, expression: str, expected: Value) -> None:
    assert functions.value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("LEFT('ABCDEF', 3)", "ABC"),
        ("LEFT('ABC', -1)", ""),
        ("RIGHT('ABCDEFG', 3)", "EFG"),
        ("RIGHT('ABC', -1)", ""),
        ("SUBSTR('abc', 0, 2)", "ab"),
        ("SUBSTR('abcdef', -3, 2)", "de"),
        ("SUBSTR('abc', -5)", ""),
        ("SUBSTRING('abc', 2)", "bc"),
        ("SUBSTR('abc', 2, -1)", ""),
        ("SUBSTR('abc', 10)", ""),
        ("SUBSTR(12345, 2, 2)", "23"),
        ("SUBSTR(NULL, 2, 0)", None),
        ("HEX_ENCODE(SUBSTR(HEX_DECODE_BINARY('010203'), 2))", "0203"),
        ("HEX_ENCODE(LEFT(HEX_DECODE_BINARY('010203'), 2))", "0102"),
    ],
)
def test_parts_of_texts_by_position(functions: SnowflakeQueries, expression: str, expected: Value) -> None:
    assert functions.value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("POSITION('an', 'banana', 1)", 2),
        ("POSITION('an', 'banana', 3)", 4),
        ("POSITION('an' IN 'banana')", 2),
        ("CHARINDEX('an', 'banana')", 2),
        ("POSITION('', 'abc')", 1),
        ("POSITION('z', 'abc')", 0),
        ("POSITION('a', 'abc', 9)", 0),
        ("CONTAINS('abc', 'b')", True),
        ("STARTSWITH('abc', 'b')", False),
        ("ENDSWITH('abc', 'c')", True),
        ("CONTAINS('abc', NULL)", None),
        ("CONTAINS(HEX_DECODE_BINARY('1234'), HEX_DECODE_BINARY('23'))", False),
        ("POSITION(HEX_DECODE_BINARY('34'), HEX_DECODE_BINARY('1234'))", 2),
    ],
)
def test_texts_within_texts(functions: SnowflakeQueries, expression: str, expected: Value) -> None:
    assert functions.value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("SPLIT_PART('11.22.33', '.', 0)", "11"),
        ("SPLIT_PART('11.22.33', '.', 2)", "22"),
        ("SPLIT_PART('11.22.33', '.', 4)", ""),
        ("SPLIT_PART('11.22.33', '.', -1)", "33"),
        ("SPLIT_PART('11.22.33', '.', -4)", ""),
        ("SPLIT_PART('aaa--bbb-BBB--ccc', '--', 2)", "bbb-BBB"),
        ("SPLIT_PART('abc', '', 1)", "abc"),
        ("STRTOK('user@snowflake.com', '@.', 3)", "com"),
        ("STRTOK('user@snowflake.com.', '@.', 4)", None),
        ("STRTOK('', '')", None),
        ("STRTOK('a.b', '', 1)", "a.b"),
        ("STRTOK('a.b', NULL, 1)", None),
        ("STRTOK('a b c')", "a"),
    ],
)
def test_texts_taken_apart_at_delimiters(functions: SnowflakeQueries, expression: str, expected: Value) -> None:
    assert functions.value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("SPLIT('127.0.0.1', '.')", ["127", "0", "0", "1"]),
        ("SPLIT('|a||', '|')", ["", "a", "", ""]),
        ("SPLIT('abc', '')", ["abc"]),
        ("STRTOK_TO_ARRAY('a.b c', '. ')", ["a", "b", "c"]),
    ],
)
def test_texts_taken_apart_into_arrays(functions: SnowflakeQueries, expression: str, expected: list[str]) -> None:
    assert json.loads(str(functions.value(expression))) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("UPPER('abc')", "ABC"),
        ("LOWER('ABC')", "abc"),
        ("INITCAP('hello world-foo_bar')", "Hello World-Foo_Bar"),
        ("INITCAP('this is the new Frame+work', '')", "This is the new frame+work"),
        ("INITCAP('iqamqinterestedqinqthisqtopic', 'q')", "IqAmqInterestedqInqThisqTopic"),
        ("INITCAP('apple is僉sweetandballIsROUND', '僉a b')", "aPple Is僉SweetaNdbaLlisround"),
        ("LPAD('123', 5, '0')", "00123"),
        ("LPAD('12345', 3, '0')", "123"),
        ("RPAD('a', 3)", "a  "),
        ("LPAD('a', -1, 'x')", ""),
        ("LPAD('abc', 5, '')", "abc"),
        ("LTRIM('#000000123', '0#')", "123"),
        ("RTRIM('x  ')", "x"),
        ("TRIM('*-*ABC-*-', '*-')", "ABC"),
        ("TRIM('\\ta ')", "\ta"),
        ("REPEAT('xy', 3)", "xyxyxy"),
        ("REPLACE('abc', 'b')", "ac"),
        ("REPLACE('abc', '', 'x')", "abc"),
        ("REVERSE('Hello')", "olleH"),
        ("SPACE(3)", "   "),
        ("INSERT('abcdef', 3, 2, 'zzz')", "abzzzef"),
        ("INSERT('abc', 1, 0, 'X')", "Xabc"),
        ("TRANSLATE('áñb', 'áñ', 'an')", "anb"),
        ("TRANSLATE('aXbXcX', 'X', '')", "abc"),
        ("SOUNDEX('Pfister')", "P236"),
        ("SOUNDEX('LLoyd')", "L300"),
        ("SOUNDEX_P123('Pfister')", "P123"),
    ],
)
def test_texts_changed(functions: SnowflakeQueries, expression: str, expected: Value) -> None:
    assert functions.value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("EDITDISTANCE('Gute nacht', 'Ich weis nicht')", 8),
        ("EDITDISTANCE('Gute nacht', 'Ich weis nicht', 3)", 3),
        ("EDITDISTANCE('święta', 'swieta')", 2),
        ("EDITDISTANCE('a', 'b', -1)", 0),
        ("EDITDISTANCE('a', NULL, 3)", None),
        ("JAROWINKLER_SIMILARITY('Gute nacht', 'Ich weis nicht')", 56),
        ("JAROWINKLER_SIMILARITY('Ich weiß nicht', 'Ich weiss nicht')", 95),
        ("JAROWINKLER_SIMILARITY('święta', 'swieta')", 77),
        ("JAROWINKLER_SIMILARITY('', '')", 0),
    ],
)
def test_distances_count_characters(functions: SnowflakeQueries, expression: str, expected: Value) -> None:
    assert functions.value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("BASE64_ENCODE('HELLO')", "SEVMTE8="),
        ("BASE64_DECODE_STRING('SEVMTE8=')", "HELLO"),
        (
            "BASE64_ENCODE('Snowflake ❄❄❄ Snowman ☃☃☃', 32, '$')",
            "U25vd2ZsYWtlIOKdhOKdhOKdhCBTbm93\nbWFuIOKYg$KYg$KYgw==",
        ),
        ("BASE64_DECODE_STRING(BASE64_ENCODE('Snowman ☃☃☃', 8, '$'), '$')", "Snowman ☃☃☃"),
        ("TRY_BASE64_DECODE_STRING('127')", None),
        ("HEX_ENCODE('SNOW')", "534E4F57"),
        ("HEX_ENCODE('❄', 0)", "e29d84"),
        ("HEX_DECODE_STRING('534E4F57')", "SNOW"),
        ("TRY_HEX_DECODE_STRING('6')", None),
        ("MD5('Snowflake')", "edf1439075a83a447fb8b630ddc9c8de"),
        ("HEX_ENCODE(MD5_BINARY('a'), 0)", "0cc175b9c0f1b6a831c399e269772661"),
        ("MD5_NUMBER_LOWER64('Snowflake')", 9203306159527282910),
        ("MD5_NUMBER_UPPER64('Snowflake')", 17145559544104499780),
        ("SHA1('Snowflake')", "fda76b0bcc1e87cf259b1d1e3271d76f590fb5dd"),
        ("SHA2('Snowflake', 224)", "6267d3d7a59929e6864dd4b737d98e3ef8569d9f88a7466647838532"),
        ("SHA2_HEX('AbCd0')", "e1d8ba27889d6782008f495473278c4f071995c5549a976e4d4f93863ce93643"),
        ("UUID_STRING('fe971b24-9572-4005-b22f-351e9c09274d', 'foo')", "dc0b6f65-fca6-5b4b-9d37-ccc3fde1f3e2"),
    ],
)
def test_encodings_and_digests(functions: SnowflakeQueries, expression: str, expected: Value) -> None:
    assert functions.value(expression) == expected


@pytest.mark.parametrize("expression", ["HEX_DECODE_STRING('zz')", "BASE64_DECODE_STRING('!!')"])
def test_a_text_in_no_such_encoding_is_an_error(functions: SnowflakeQueries, expression: str) -> None:
    with pytest.raises(SnowflakeError, match="not a legal"):
        functions.value(expression)


def test_every_uuid_is_another(functions: SnowflakeQueries) -> None:
    first, second = functions.values("UUID_STRING(), UUID_STRING()")
    assert first != second


def test_parse_url_gives_the_parts(functions: SnowflakeQueries) -> None:
    parts = json.loads(str(functions.value("PARSE_URL('http://USER:PASS@EXAMPLE.INT:4345/HELLO.PHP?USER=1')")))
    assert parts == {
        "fragment": None,
        "host": "USER:PASS@EXAMPLE.INT",
        "parameters": {"USER": "1"},
        "path": "HELLO.PHP",
        "port": "4345",
        "query": "USER=1",
        "scheme": "http",
    }


def test_parse_url_of_no_url_is_an_error_unless_permissive(functions: SnowflakeQueries) -> None:
    with pytest.raises(SnowflakeError, match="scheme not specified"):
        functions.value("PARSE_URL('nope')")
    assert json.loads(str(functions.value("PARSE_URL('nope', 1)"))) == {"error": "scheme not specified"}


def test_parse_ip_gives_the_network_of_an_address(functions: SnowflakeQueries) -> None:
    parts = json.loads(str(functions.value("PARSE_IP('192.168.242.188/24', 'INET')")))
    assert parts == {
        "family": 4,
        "host": "192.168.242.188",
        "ip_fields": [3232297660, 0, 0, 0],
        "ip_type": "inet",
        "ipv4": 3232297660,
        "ipv4_range_end": 3232297727,
        "ipv4_range_start": 3232297472,
        "netmask_prefix_length": 24,
        "snowflake$type": "ip_address",
    }


def test_a_text_longer_than_128_mb_is_an_error(functions: SnowflakeQueries) -> None:
    with pytest.raises(SnowflakeError, match="too long") as caught:
        functions.value("LENGTH(REPEAT('ab', 100000000))")
    assert caught.value.code == "100078"
