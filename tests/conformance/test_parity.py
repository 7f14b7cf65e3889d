"""The parity page says what the corpus proves, and what it calls refused is refused."""

from __future__ import annotations

import re

import pytest

from mockhaus.application.execute_statement import StatementRequest
from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.domain.errors import SnowflakeError
from mockhaus_deployments.embedded import embedded
from mockhaus_deployments.settings import Settings
from tests.conformance import coverage, parity
from tests.conformance.coverage import Standing

_REFUSED = ("000002", "001003")
_PLAIN = re.compile(r"[A-Z_ ]+")
# The name alone is another statement: the table of this name, or roles inside something that has no name.
_OTHERS = ("DESCRIBE ", "DROP DATABASE ROLE")


def test_the_parity_page_is_what_the_corpus_proves() -> None:
    assert parity.PAGE.read_text(encoding="utf-8") == parity.page(), "run: python -m tests.conformance.parity"


def _refused_commands() -> list[str]:
    listing = coverage.commands()
    names = {name for names in listing.values() for name, found in names.items() if found is Standing.REFUSED}
    return sorted(name for name in names if _PLAIN.fullmatch(name))


def test_commands_without_proof_are_refused() -> None:
    with embedded(Settings(data_dir=None)) as use_cases:
        session = use_cases.sessions.create(SessionRequest()).session_id
        for name in _refused_commands():
            for text in (f"{name} x", name):
                if text == name and text.startswith(_OTHERS):
                    continue
                with pytest.raises(SnowflakeError) as caught, use_cases.execute(_request(text, session)) as execution:
                    next(iter(execution))
                assert caught.value.code in _REFUSED, text


def _request(text: str, session: str) -> StatementRequest:
    return StatementRequest(sql=text, session_id=session)
