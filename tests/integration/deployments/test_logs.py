"""The log: its formats, its fields, and its files."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mockhaus.application.log_fields import log_fields
from mockhaus_deployments import logs
from mockhaus_deployments.settings import ConfigurationError, LogSettings


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    root.handlers = []
    yield
    for handler in root.handlers:
        handler.close()
    root.handlers = handlers
    root.setLevel(level)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The name of a log file."""
    return tmp_path / "mockhaus.log"


def configure(**settings: Any) -> None:
    """Write the log by these settings."""
    logs.configure(LogSettings.model_validate(settings))


def documents(file: Path) -> list[dict[str, Any]]:
    """The lines of a log in JSON."""
    return [json.loads(line) for line in file.read_text().splitlines()]


def test_a_json_line_has_time_level_logger_message_and_fields(file: Path) -> None:
    configure(file=file, format="json")
    with log_fields(request_id="r-1"):
        logging.getLogger("somewhere").warning("it took %d s", 3, extra={"query_id": "q-1"})
    (line,) = documents(file)
    assert line.pop("time").endswith("Z")
    assert line == {
        "level": "warning",
        "logger": "somewhere",
        "message": "it took 3 s",
        "request_id": "r-1",
        "query_id": "q-1",
    }


def test_an_error_stays_within_its_json_line(file: Path) -> None:
    configure(file=file, format="json")
    try:
        raise ValueError("first\nsecond")
    except ValueError:
        logging.getLogger("somewhere").exception("it failed")
    (line,) = documents(file)
    assert line["error"].startswith("Traceback")
    assert line["error"].endswith("ValueError: first\nsecond")


def test_fields_hold_for_the_work_that_they_were_given_to(file: Path) -> None:
    configure(file=file, format="json")
    with log_fields(request_id="r-1"), log_fields(session_id="s-1"):
        logging.getLogger().warning("inside")
    logging.getLogger().warning("outside")
    inside, outside = documents(file)
    assert (inside["request_id"], inside["session_id"]) == ("r-1", "s-1")
    assert "request_id" not in outside


def test_a_console_line_ends_with_its_fields(file: Path) -> None:
    configure(file=file)
    logging.getLogger("somewhere").warning("it took long", extra={"query_id": "q-1"})
    assert file.read_text().endswith(" WARNING somewhere: it took long [query_id=q-1]\n")


def test_lines_below_the_level_are_not_written(file: Path) -> None:
    configure(file=file, level="error")
    logging.getLogger().warning("unheard")
    logging.getLogger().error("heard")
    assert "unheard" not in file.read_text()
    assert "heard" in file.read_text()


def test_libraries_are_heard_from_a_warning_on(file: Path) -> None:
    configure(file=file, level="debug")
    logging.getLogger("uvicorn.error").info("chatter")
    logging.getLogger("mockhaus.anything").debug("detail")
    assert "chatter" not in file.read_text()
    assert "detail" in file.read_text()


def test_a_file_is_put_aside_at_its_size_and_a_number_of_them_kept(file: Path) -> None:
    configure(file=file, max_bytes=200, backups=2)
    for number in range(20):
        logging.getLogger().warning("a line of some length, number %d", number)
    assert sorted(path.name for path in file.parent.iterdir()) == ["mockhaus.log", "mockhaus.log.1", "mockhaus.log.2"]
    assert all(path.stat().st_size <= 200 for path in file.parent.iterdir())


def test_a_file_that_was_moved_away_is_begun_anew(file: Path) -> None:
    configure(file=file)
    logging.getLogger().warning("before")
    file.rename(file.with_suffix(".old"))
    logging.getLogger().warning("still the old one")
    configure(file=file)
    logging.getLogger().warning("after")
    assert "after" in file.read_text()
    assert "before" not in file.read_text()


def test_a_file_that_cannot_be_written_is_told_and_the_log_stays_as_it_was(file: Path) -> None:
    configure(file=file)
    with pytest.raises(ConfigurationError, match="cannot be written"):
        configure(file=file.parent / "nowhere" / "mockhaus.log")
    logging.getLogger().warning("still heard")
    assert "still heard" in file.read_text()
