"""`mockhaus config`, as a process."""

from __future__ import annotations

import json
from pathlib import Path

from tests.support.server import mockhaus


def test_the_settings_in_force_are_shown_with_their_places(tmp_path: Path) -> None:
    file = tmp_path / "server.yaml"
    file.write_text("server: {port: 9000, threads: 3}\nmetadata: {url: 'postgresql://me:open-sesame@db/x'}\n")
    shown = mockhaus(
        "config", "show", "--format", "json", "--config", str(file), "--data-dir", "here", MOCKHAUS_SERVER__THREADS="4"
    )
    assert shown.returncode == 0, shown.stderr
    settings = json.loads(shown.stdout)
    assert settings["server.port"] == {"value": 9000, "from": str(file)}
    assert settings["server.threads"] == {"value": 4, "from": "MOCKHAUS_SERVER__THREADS"}
    assert settings["data_dir"] == {"value": "here", "from": "flag"}
    assert settings["account"] == {"value": "MOCKHAUS", "from": "default"}
    assert settings["metadata.url"]["value"] == "postgresql://me:********@db/x"
    assert "open-sesame" not in shown.stdout + mockhaus("config", "show", "--config", str(file)).stdout


def test_a_file_is_named_by_the_environment(tmp_path: Path) -> None:
    file = tmp_path / "server.yaml"
    file.write_text("account: ELSEWHERE\n")
    shown = mockhaus("config", "show", "--format", "csv", MOCKHAUS_CONFIG=str(file))
    assert f"account,ELSEWHERE,{file}\n" in shown.stdout


def test_what_is_wrong_with_a_file_is_told_a_problem_a_line(tmp_path: Path) -> None:
    file = tmp_path / "server.yaml"
    file.write_text("server: {prot: 9000, threads: none}\n")
    done = mockhaus("config", "check", str(file))
    assert done.returncode == 1
    assert done.stdout == ""
    first, second = done.stderr.splitlines()
    assert first == f"server.prot: there is no such setting ({file}); did you mean server.port?"
    assert second.startswith("server.threads: ")


def test_the_example_is_a_file_with_which_nothing_is_wrong(tmp_path: Path) -> None:
    file = tmp_path / "server.yaml"
    file.write_text(mockhaus("config", "example").stdout)
    done = mockhaus("config", "check", str(file))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("nothing is wrong")
