"""The pid file: who holds it, and who does not any more."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mockhaus_deployments import control
from mockhaus_deployments.pid_file import held, look
from mockhaus_deployments.settings import ConfigurationError, NotRunningError


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The name of a pid file."""
    return tmp_path / "mockhaus.pid"


def test_a_held_file_names_the_process_that_lives(place: Path) -> None:
    with held(place) as pid_file:
        pid_file.tell(state="running", url="http://here")
        found = look(place)
    assert found is not None
    assert (found.pid, found.alive, found.state) == (os.getpid(), True, {"state": "running", "url": "http://here"})


def test_the_first_line_is_the_number_alone(place: Path) -> None:
    with held(place):
        assert place.read_text().splitlines()[0] == str(os.getpid())


def test_the_file_is_gone_afterwards(place: Path) -> None:
    with held(place):
        pass
    assert look(place) is None


def test_a_second_holder_is_refused_with_the_first_ones_number(place: Path) -> None:
    with (
        held(place),
        pytest.raises(ConfigurationError, match=rf"a server runs already as process {os.getpid()} "),
        held(place),
    ):
        pass


def test_a_number_that_another_process_bears_by_now_is_no_server(place: Path) -> None:
    place.write_text(f"{os.getpid()}\n{{}}\n")
    found = look(place)
    assert found is not None
    assert not found.alive
    with pytest.raises(NotRunningError, match=f"left over from process {os.getpid()}"):
        control.stop(place, 1)


def test_a_stale_file_is_taken_over(place: Path) -> None:
    place.write_text('999999\n{"state": "running", "url": "http://there"}\n')
    with held(place):
        found = look(place)
    assert found is not None
    assert (found.pid, found.alive, found.state) == (os.getpid(), True, {})


def test_a_look_does_not_disturb_the_holder(place: Path) -> None:
    with held(place):
        for _ in range(3):
            assert look(place) is not None
        with pytest.raises(ConfigurationError), held(place):
            pass


def test_a_killed_holder_holds_nothing(place: Path) -> None:
    script = (
        "import pathlib, sys, time\nfrom mockhaus_deployments.pid_file import held\n"
        "with held(pathlib.Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(place)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        before = look(place)
        process.kill()
    after = look(place)
    assert before is not None
    assert after is not None
    assert (before.alive, after.alive) == (True, False)
    assert before.pid == after.pid == process.pid


def test_a_file_of_something_else_is_refused_and_kept(place: Path) -> None:
    place.write_text("account: MINE\n")
    with pytest.raises(ConfigurationError, match="is no pid file"):
        look(place)
    with pytest.raises(ConfigurationError, match="is no pid file"), held(place):
        pass
    assert place.read_text() == "account: MINE\n"


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be written"), held(tmp_path / "nowhere" / "mockhaus.pid"):
        pass
