"""The data folder: one process at a time, and one metadata store for each."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockhaus_deployments.data_folder import claim, identity_of
from mockhaus_deployments.embedded import embedded
from mockhaus_deployments.settings import ConfigurationError, load


def test_a_claimed_folder_is_refused_to_others_with_the_holders_process(tmp_path: Path) -> None:
    with claim(tmp_path), pytest.raises(ConfigurationError, match=r"is in use by process \d+"), claim(tmp_path):
        pass


def test_a_folder_is_free_again_after_its_holder(tmp_path: Path) -> None:
    with claim(tmp_path):
        pass

    with claim(tmp_path) as folder:
        assert folder == tmp_path


def test_a_folder_keeps_its_identity(tmp_path: Path) -> None:
    assert identity_of(tmp_path) == identity_of(tmp_path)


def test_the_metadata_of_another_folder_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'shared.db'}"
    with embedded(load(flags={"data_dir": tmp_path / "one", "metadata": {"url": url}})):
        pass

    with (
        pytest.raises(ConfigurationError, match="belongs to another data folder"),
        embedded(load(flags={"data_dir": tmp_path / "two", "metadata": {"url": url}})),
    ):
        pass


def test_a_path_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")

    with pytest.raises(ConfigurationError, match="cannot be used"), claim(tmp_path / "file"):
        pass
