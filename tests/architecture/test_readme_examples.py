from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from falcon import testing

from mockhaus_adapters.http_falcon.app import create_app
from mockhaus_deployments.embedded import embedded
from mockhaus_deployments.settings import load

README = (Path(__file__).parents[2] / "README.md").read_text()
EXAMPLES = re.findall(r"^```bash\n(curl [^\n]+)\n```\n\n```json\n(.+?)\n```$", README, re.DOTALL | re.MULTILINE)
NEW_EACH_TIME = {"query_id", "execution_time"}


def lasting(document: Any) -> Any:
    """A document without what is new each time."""
    if isinstance(document, dict):
        return {name: lasting(value) for name, value in document.items() if name not in NEW_EACH_TIME}
    return [lasting(item) for item in document] if isinstance(document, list) else document


@pytest.fixture(scope="module")
def client() -> Iterator[testing.TestClient]:
    """The REST API of an account in memory."""
    with embedded(load()) as use_cases:
        yield testing.TestClient(create_app(use_cases, version="test"))


def test_the_readme_has_examples() -> None:
    assert len(EXAMPLES) > 1


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_a_command_of_the_readme_is_answered_as_it_says(client: testing.TestClient, number: int) -> None:
    command, answer = EXAMPLES[number]
    words = shlex.split(command)
    url = next(word for word in words if word.startswith("http://"))
    found = client.simulate_post(urlsplit(url).path, body=words[words.index("-d") + 1])
    assert lasting(found.json) == lasting(json.loads(answer))
