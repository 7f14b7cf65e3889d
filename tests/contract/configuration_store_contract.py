"""What every store of configuration values promises."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from mockhaus.ports.configuration import ConfigurationStore
from tests.support.texts import ODD_TEXTS


class ConfigurationStoreContract:
    """Subclass once for each adapter."""

    @pytest.fixture
    def store(self) -> ConfigurationStore:
        raise NotImplementedError(f"{type(self).__name__} must provide the store fixture")

    def test_a_name_without_a_value_gives_none(self, store: ConfigurationStore) -> None:
        assert store.get("nothing") is None

    def test_gives_back_what_was_put(self, store: ConfigurationStore) -> None:
        store.put("name", "value")
        assert store.get("name") == "value"

    def test_names_differ_by_case(self, store: ConfigurationStore) -> None:
        store.put("name", "lower")
        store.put("NAME", "upper")
        assert (store.get("name"), store.get("NAME")) == ("lower", "upper")

    def test_a_later_value_takes_the_place_of_an_earlier(self, store: ConfigurationStore) -> None:
        store.put("name", "first")
        store.put("name", "second")
        assert store.get("name") == "second"

    @pytest.mark.parametrize("text", ODD_TEXTS)
    def test_any_text_is_kept_as_it_is(self, store: ConfigurationStore, text: str) -> None:
        store.put("name" + text, text)
        assert store.get("name" + text) == text

    def test_a_long_value_is_kept_whole(self, store: ConfigurationStore) -> None:
        store.put("name", "x" * 1_000_000)
        assert store.get("name") == "x" * 1_000_000

    def test_put_if_absent_sets_a_value_that_is_not_there(self, store: ConfigurationStore) -> None:
        assert store.put_if_absent("name", "mine") == "mine"
        assert store.get("name") == "mine"

    def test_put_if_absent_keeps_and_tells_the_value_that_is_there(self, store: ConfigurationStore) -> None:
        store.put("name", "theirs")
        assert store.put_if_absent("name", "mine") == "theirs"
        assert store.get("name") == "theirs"

    def test_put_if_absent_counts_an_empty_value_as_there(self, store: ConfigurationStore) -> None:
        store.put("name", "")
        assert store.put_if_absent("name", "mine") == ""

    def test_of_many_threads_at_once_one_sets_the_value_and_all_see_it(self, store: ConfigurationStore) -> None:
        with ThreadPoolExecutor(8) as pool:
            seen = set(pool.map(lambda index: store.put_if_absent("name", f"value {index}"), range(32)))
        assert seen == {store.get("name")}

    def test_an_empty_store_has_no_values(self, store: ConfigurationStore) -> None:
        assert store.all() == {}

    def test_all_gives_every_value_by_name(self, store: ConfigurationStore) -> None:
        store.put("a", "1")
        store.put("b", "2")
        assert store.all() == {"a": "1", "b": "2"}

    def test_what_all_gave_does_not_change_later(self, store: ConfigurationStore) -> None:
        before = store.all()
        store.put("a", "1")
        assert before == {}
