"""Secrets never stay in statement text."""

from __future__ import annotations

import pytest

from mockhaus.translation.masking import mask_secrets


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("create user u password = 'it''s' comment = 'c'", "create user u password = '****' comment = 'c'"),
        ("alter user u set password='a\\'b'", "alter user u set password='****'"),
        ("PASSWORD\n=\n'x'", "PASSWORD\n=\n'****'"),
        ("password /* why */ = 'x'", "password /* why */ = '****'"),
        ("password = $$x$$", "password = '****'"),
        ("password = x", "password = ****"),
        ("alter user u set password 'x'", "alter user u set password '****'"),
        (
            "create stage s url='s3://b' credentials=(aws_key_id='a)b' aws_secret_key='y') comment='c'",
            "create stage s url='s3://b' credentials=(****) comment='c'",
        ),
        ("encryption = (type = 'AWS_CSE' master_key = 'x')", "encryption = (type = 'AWS_CSE' master_key = '****')"),
        ("AZURE_SAS_TOKEN='?sv=x'", "AZURE_SAS_TOKEN='****'"),
        ("alter user u set rsa_public_key='MII', rsa_public_key_2='MIJ'", None),
        ("create secret s type = generic_string secret_string = 'x'", None),
        ("oauth_refresh_token = 'x'", "oauth_refresh_token = '****'"),
        ('select \'{"password": "x"}\'', 'select \'{"password": "****"}\''),
        ("select '-----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY-----'", "select '****'"),
    ],
)
def test_the_value_of_a_secret_is_masked(text: str, expected: str | None) -> None:
    masked = mask_secrets(text)
    assert "MI" not in masked
    if expected is not None:
        assert masked == expected


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("alter user u set password = 'unterminated", "unterminated"),
        ("create stage s credentials = (aws_secret_key = 'x1y2", "x1y2"),
        ("selec credentials=(azure_sas_token='x1y2') ((", "x1y2"),
    ],
)
def test_a_text_that_does_not_parse_is_masked_too(text: str, secret: str) -> None:
    assert secret not in mask_secrets(text)


@pytest.mark.parametrize(
    "text",
    [
        "select 1",
        "create table t (a int primary key, token varchar, foreign key (a) references u (a))",
        "select password, a.token:b from t",
        "alter user u set must_change_password = true",
        "select * from keys where key = 'public'",
    ],
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert mask_secrets(text) == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("select encrypt('Secret!', 'pass'), 'kept'", "select encrypt('****', '****'), 'kept'"),
        ("SELECT TRY_DECRYPT(a, $$pass$$ || f('x)')) FROM t", "SELECT TRY_DECRYPT(a, '****' || f('****')) FROM t"),
        ("select decrypt_raw ( a, b, c ), 'x'", "select decrypt_raw ( a, b, c ), 'x'"),
        ("select encrypt(encrypt('a', $p), 'it''s'), 'd'", "select encrypt(encrypt('****', $p), '****'), 'd'"),
        ("select encrypt('a', 'never closed", "select encrypt('****', '****'"),
        ("select 'encrypt(', 'a', my_encrypt('b')", "select 'encrypt(', 'a', my_encrypt('b')"),
    ],
)
def test_texts_among_the_arguments_of_encryption_are_masked(text: str, masked: str) -> None:
    assert mask_secrets(text) == masked
