"""Tokens that users sign with their private keys."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from mockhaus.domain.account.tokens import KeyPairToken, read_key_pair_token
from tests.support.key_pairs import FINGERPRINT, PUBLIC_KEY, encoded, jwt

_NOW = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
_SECOND = dt.timedelta(seconds=1)


def read(text: str) -> KeyPairToken:
    found = read_key_pair_token(text)
    assert found is not None
    return found


def test_a_token_names_its_user_and_key() -> None:
    found = read(jwt("JOHN", issued=_NOW))
    assert (found.login_name, found.fingerprint) == ("JOHN", FINGERPRINT)
    assert (found.issued_at, found.expires_at) == (_NOW, _NOW + dt.timedelta(minutes=59))


def test_the_name_of_a_user_may_have_points() -> None:
    assert read(jwt("JOHN.DOE")).login_name == "JOHN.DOE"


def test_times_may_be_in_milliseconds() -> None:
    begin = int(_NOW.timestamp() * 1_000)
    found = read(jwt("JOHN", iat=begin, exp=begin + 60_000))
    assert (found.issued_at, found.expires_at) == (_NOW, _NOW + dt.timedelta(minutes=1))


def test_the_key_that_signed_a_token_is_known() -> None:
    assert read(jwt("JOHN")).is_signed_by([PUBLIC_KEY])
    assert not read(jwt("JOHN")).is_signed_by([])


def test_a_token_that_was_changed_is_signed_by_nobody() -> None:
    header, payload, signature = jwt("JOHN").split(".")
    other = encoded(json.dumps({**_claims("JANE")}).encode())
    assert not read(f"{header}.{other}.{signature}").is_signed_by([PUBLIC_KEY])
    assert not read(f"{header}.{payload}.{encoded(b'x' * 256)}").is_signed_by([PUBLIC_KEY])


def test_a_key_that_is_no_rsa_key_signs_nothing() -> None:
    token = read(jwt("JOHN", iss="MYORG-MYACCOUNT.JOHN.SHA256:n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg="))
    assert not token.is_signed_by(["dGVzdA=="])


@pytest.mark.parametrize(
    ("moment", "good"),
    [
        (_NOW - dt.timedelta(minutes=1) - _SECOND, False),
        (_NOW - dt.timedelta(minutes=1), True),
        (_NOW, True),
        (_NOW + dt.timedelta(minutes=10) - _SECOND, True),
        (_NOW + dt.timedelta(minutes=10), False),
    ],
)
def test_a_token_is_good_until_it_expires(moment: dt.datetime, *, good: bool) -> None:
    assert read(jwt("JOHN", issued=_NOW, minutes=10)).is_good_at(moment) is good


def test_no_token_is_good_for_longer_than_an_hour() -> None:
    token = read(jwt("JOHN", issued=_NOW, minutes=600))
    assert token.is_good_at(_NOW + dt.timedelta(hours=1) - _SECOND)
    assert not token.is_good_at(_NOW + dt.timedelta(hours=1))


def _claims(user: str) -> dict[str, object]:
    return {"iss": f"A.{user}.{FINGERPRINT}", "sub": f"A.{user}", "iat": 1, "exp": 2}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "a.b.c",
        "a.b.c.d",
        "é.é.é",
        jwt("JOHN", sub="JOHN"),
        jwt("JOHN", sub=7),
        jwt("JOHN", iss="MYORG-MYACCOUNT.JANE." + FINGERPRINT),
        jwt("JOHN", iat="now"),
        jwt("JOHN", iat=True),
        jwt("JOHN", exp=1e300),
        jwt("JOHN", exp=float("nan")),
        jwt("JOHN", exp=-(10**30)),
        jwt("\ud800"),
        f"{encoded(b'[]')}.{encoded(json.dumps(_claims('JOHN')).encode())}.",
        f"{encoded(b'{}')}.{encoded(json.dumps(_claims('JOHN')).encode())}.",
        f'{encoded(b"""{"alg": "none"}""")}.{encoded(json.dumps(_claims("JOHN")).encode())}.',
        f'{encoded(b"""{"alg": "RS256"}""")}.{encoded(b"[" * 100_000)}.',
    ],
)
def test_what_is_no_such_token_is_none(text: str) -> None:
    assert read_key_pair_token(text) is None
