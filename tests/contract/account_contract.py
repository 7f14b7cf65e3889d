"""What every store of the account's objects promises."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from mockhaus.ports.account import AccountRecord, AccountStore
from tests.support.texts import ODD_TEXTS

ANNE = AccountRecord("USER", "ANNE", 1, '{"login_name":"ANNE"}')
ANALYST = AccountRecord("ROLE", "ANALYST", 2, "{}")


class AccountStoreContract:
    """Subclass once for each adapter."""

    @pytest.fixture
    def store(self) -> AccountStore:
        raise NotImplementedError(f"{type(self).__name__} must provide the store fixture")

    def test_a_new_store_is_empty(self, store: AccountStore) -> None:
        assert list(store.list()) == []

    def test_records_come_back_by_kind_and_name(self, store: AccountStore) -> None:
        lower = AccountRecord("ROLE", "analyst", 3, "{}")
        store.change(put=[ANNE, lower, ANALYST])
        assert list(store.list()) == [ANALYST, lower, ANNE]

    def test_one_name_may_be_that_of_several_kinds(self, store: AccountStore) -> None:
        role = AccountRecord("ROLE", "ANNE", 4, "{}")
        store.change(put=[ANNE, role])
        assert list(store.list()) == [role, ANNE]

    def test_a_record_takes_the_place_of_one_with_its_kind_and_name(self, store: AccountStore) -> None:
        store.change(put=[ANNE])
        changed = AccountRecord("USER", "ANNE", 9, '{"disabled":true}')
        store.change(put=[changed])
        assert list(store.list()) == [changed]

    def test_removes_by_kind_and_name(self, store: AccountStore) -> None:
        store.change(put=[ANNE, ANALYST])
        store.change(remove=[("USER", "ANNE")])
        assert list(store.list()) == [ANALYST]

    def test_removing_what_is_not_there_is_no_error(self, store: AccountStore) -> None:
        store.change(remove=[("USER", "NOBODY")])
        assert list(store.list()) == []

    def test_removes_before_it_adds(self, store: AccountStore) -> None:
        store.change(put=[ANNE])
        renamed = AccountRecord("USER", "ANNA", 1, ANNE.body)
        store.change(put=[renamed], remove=[("USER", "ANNE"), ("USER", "ANNA")])
        assert list(store.list()) == [renamed]

    @pytest.mark.parametrize("text", ODD_TEXTS)
    def test_any_text_is_kept_as_it_is(self, store: AccountStore, text: str) -> None:
        record = AccountRecord("USER", text, 1, text)
        store.change(put=[record])
        assert list(store.list()) == [record]
        store.change(remove=[("USER", text)])
        assert list(store.list()) == []

    def test_threads_change_side_by_side(self, store: AccountStore) -> None:
        records = [AccountRecord("ROLE", f"R{index:03d}", index, "{}") for index in range(50)]
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda record: store.change(put=[record]), records))
        assert list(store.list()) == records
