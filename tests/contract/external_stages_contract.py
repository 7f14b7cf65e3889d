"""What everything promises that lets stages lie outside of Mockhaus."""

from __future__ import annotations

import pytest

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.ports.external_stages import ExternalPlace, ExternalStages
from mockhaus.ports.stages import StageStore

LOCATION = "external"


class ExternalStagesContract:
    """Subclass once for each adapter, which is a stage store too."""

    @pytest.fixture
    def stages(self) -> ExternalStages:
        raise NotImplementedError

    @pytest.fixture
    def store(self, stages: ExternalStages) -> StageStore:
        """The store whose locations it connects."""
        raise NotImplementedError

    @pytest.fixture
    def place(self) -> ExternalPlace:
        """A place that is allowed and empty."""
        raise NotImplementedError

    def test_a_location_that_was_connected_is_the_place(
        self, stages: ExternalStages, store: StageStore, place: ExternalPlace
    ) -> None:
        stages.connect(LOCATION, place)
        stages.connect("another", place)
        store.put(LOCATION, "a", (b"1",), overwrite=False)
        assert [file.path for file in store.list("another")] == ["a"]

    def test_other_locations_stay_inside(self, stages: ExternalStages, store: StageStore, place: ExternalPlace) -> None:
        stages.connect(LOCATION, place)
        store.put("inside", "a", (b"1",), overwrite=False)
        assert store.list(LOCATION) == []

    def test_a_location_goes_where_it_was_connected_last(
        self, stages: ExternalStages, store: StageStore, place: ExternalPlace
    ) -> None:
        stages.connect(LOCATION, place)
        store.put(LOCATION, "d/a", (b"1",), overwrite=False)
        stages.connect(LOCATION, ExternalPlace(f"{place.url}d/", place.endpoint, place.credentials))
        assert [file.path for file in store.list(LOCATION)] == ["a"]

    def test_removing_its_location_leaves_the_files_of_a_place(
        self, stages: ExternalStages, store: StageStore, place: ExternalPlace
    ) -> None:
        stages.connect(LOCATION, place)
        store.put(LOCATION, "a", (b"1",), overwrite=False)
        store.remove_location(LOCATION)
        assert store.list(LOCATION) == []
        stages.connect(LOCATION, place)
        assert [file.path for file in store.list(LOCATION)] == ["a"]

    def test_a_place_that_is_not_allowed_is_refused_by_name(self, stages: ExternalStages) -> None:
        place = ExternalPlace("s3://not-allowed/")
        with pytest.raises(SnowflakeError, match="s3://not-allowed/") as checked:
            stages.check(place)
        with pytest.raises(SnowflakeError, match="s3://not-allowed/") as connected:
            stages.connect(LOCATION, place)
        assert {checked.value.error, connected.value.error} == {ErrorCode.STATEMENT_UNSUPPORTED}

    def test_checking_a_place_that_is_allowed_says_nothing(self, stages: ExternalStages, place: ExternalPlace) -> None:
        stages.check(place)

    def test_a_place_does_not_tell_its_credentials(self, place: ExternalPlace) -> None:
        assert not any(secret in repr(place) for _, secret in place.credentials)
