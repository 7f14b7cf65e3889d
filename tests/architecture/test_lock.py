from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.txt", "requirements-build.txt")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\Z")


def project() -> dict[str, list[str]]:
    """The requirements of the project: at run time with everything that the image has, and of its build."""
    document = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return {
        "requirements.txt": [
            *document["project"]["dependencies"],
            *document["project"]["optional-dependencies"]["telemetry"],
            *document["project"]["optional-dependencies"]["object-stores"],
        ],
        "requirements-build.txt": document["build-system"]["requires"],
    }


def entries(lock: str) -> list[tuple[Requirement, list[str]]]:
    """The requirements that a lock pins, each with its hashes."""
    text = (ROOT / "docker" / lock).read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    found = []
    for line in lines:
        requirement, *hashes = re.split(r"\s+(?=--hash=)", line.strip())
        found.append((Requirement(requirement), hashes))
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_of_the_project_is_pinned_to_a_version_that_it_allows(lock: str) -> None:
    pinned = entries(lock)
    for requirement in map(Requirement, project()[lock]):
        name = canonicalize_name(requirement.name)
        pins = [entry for entry, _ in pinned if canonicalize_name(entry.name) == name]
        assert pins, f"{name} is not in {lock}"
        versions = [str(pin.specifier).removeprefix("==") for pin in pins]
        assert [version for version in versions if version not in requirement.specifier] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_entry_is_pinned_to_one_version_with_hashes(lock: str) -> None:
    for requirement, hashes in entries(lock):
        assert re.fullmatch(r"==[0-9][0-9A-Za-z.]*", str(requirement.specifier)), requirement
        assert hashes, requirement
        assert [item for item in hashes if not _HASH.match(item)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_place_to_download_from(lock: str) -> None:
    text = (ROOT / "docker" / lock).read_text()
    assert (
        re.findall(r"://|--(?:extra-)?index|--find-links|--trusted-host|[\w-]+\.(?:org|com|net|io|dev)\b", text) == []
    )
