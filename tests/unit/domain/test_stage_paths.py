from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockhaus.domain.errors import SnowflakeError
from mockhaus.domain.stage_paths import (
    MAX_PART_BYTES,
    MAX_PATH_BYTES,
    checked_location,
    stage_path_parts,
)


def test_a_path_is_split_at_its_slashes() -> None:
    assert stage_path_parts("year=2024/month=02/a.csv") == ("year=2024", "month=02", "a.csv")


@given(st.text(max_size=30))
def test_an_allowed_path_can_be_put_together_again_and_never_climbs(path: str) -> None:
    try:
        parts = stage_path_parts(path)
    except SnowflakeError:
        return
    assert "/".join(parts) == path
    assert not {"", ".", ".."} & set(parts)


def test_a_part_may_have_240_bytes_and_no_more() -> None:
    assert stage_path_parts("x" * MAX_PART_BYTES) == ("x" * MAX_PART_BYTES,)
    with pytest.raises(SnowflakeError):
        stage_path_parts("x" * (MAX_PART_BYTES + 1))


def test_a_path_may_have_1024_bytes_and_no_more() -> None:
    longest = "/".join(["x" * 127] * 8) + "x"
    assert len(longest) == MAX_PATH_BYTES
    assert len(stage_path_parts(longest)) == 8
    with pytest.raises(SnowflakeError):
        stage_path_parts(longest + "x")


def test_a_refusal_names_the_path_as_text_that_can_be_printed() -> None:
    with pytest.raises(SnowflakeError) as refusal:
        stage_path_parts("a\ud800")
    assert refusal.value.message == "SQL compilation error:\ninvalid stage path 'a\\ud800'"


def test_a_location_is_given_back_as_it_is() -> None:
    assert checked_location("Az09_-") == "Az09_-"


def test_a_location_ends_where_its_text_ends() -> None:
    with pytest.raises(SnowflakeError):
        checked_location("stage\n")
