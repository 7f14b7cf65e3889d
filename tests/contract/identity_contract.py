"""What every source of identifiers promises."""

from __future__ import annotations

import re
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from mockhaus.domain.stage_paths import checked_location
from mockhaus.ports.identity import IdentitySource

MANY = 2000


class IdentityContract:
    """Subclass once for each adapter."""

    @pytest.fixture
    def identity(self) -> IdentitySource:
        raise NotImplementedError(f"{type(self).__name__} must provide the identity fixture")

    def test_a_query_id_is_a_uuid_in_lower_case(self, identity: IdentitySource) -> None:
        query_id = identity.query_id()
        assert str(uuid.UUID(query_id)) == query_id

    def test_query_ids_sort_in_the_order_they_were_made(self, identity: IdentitySource) -> None:
        made = [identity.query_id() for _ in range(MANY)]
        assert made == sorted(made)

    def test_query_ids_are_distinct_between_threads(self, identity: IdentitySource) -> None:
        with ThreadPoolExecutor(8) as pool:
            made = list(pool.map(lambda _: identity.query_id(), range(MANY)))
        assert len(set(made)) == MANY

    def test_a_session_id_is_a_number_of_at_most_18_digits(self, identity: IdentitySource) -> None:
        assert re.fullmatch(r"[1-9][0-9]{0,17}", identity.session_id())

    def test_session_ids_are_distinct(self, identity: IdentitySource) -> None:
        assert len({identity.session_id() for _ in range(MANY)}) == MANY

    def test_a_token_has_room_for_128_bits_in_url_safe_characters(self, identity: IdentitySource) -> None:
        assert re.fullmatch(r"[A-Za-z0-9_-]{22,}", identity.token())

    def test_a_token_may_be_the_folder_key_of_a_stage(self, identity: IdentitySource) -> None:
        token = identity.token()
        assert checked_location(token) == token

    def test_tokens_are_distinct(self, identity: IdentitySource) -> None:
        assert len({identity.token() for _ in range(MANY)}) == MANY
