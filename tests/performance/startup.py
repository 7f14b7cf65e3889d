"""From the start of `mockhaus serve` to its first answer, and its memory when idle."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from tests.support.server import ServerProcess


def measure(rounds: int) -> dict[str, Any]:
    """Seconds and megabytes, on a new folder and on one that is there; modules are compiled, as installers do it."""
    with tempfile.TemporaryDirectory() as bytecode, tempfile.TemporaryDirectory() as scratch:
        started(Path(scratch) / "compiling", bytecode)
        folder = Path(scratch) / "measured"
        first, _ = started(folder, bytecode)
        again = [started(folder, bytecode) for _ in range(rounds)]
    return {
        "first_answer_on_a_new_folder_s": round(first, 3),
        "first_answer_s": round(median(seconds for seconds, _ in again), 3),
        "idle_anonymous_mb": round(median(memory for _, memory in again), 1),
    }


def started(folder: Path, bytecode: str) -> tuple[float, float]:
    """Seconds to the first answer, and megabytes of memory after it; `bytecode` is the folder of compiled modules."""
    began = time.perf_counter()
    server = ServerProcess(folder, PYTHONDONTWRITEBYTECODE="", PYTHONPYCACHEPREFIX=bytecode)
    with server.client() as client:
        client.run("SELECT 1")
        seconds = time.perf_counter() - began
    memory = anonymous_megabytes(server.pid)
    server.stop()
    return seconds, memory


def anonymous_megabytes(pid: int) -> float:
    """What a process holds for itself, beside the files that it has mapped, as Linux tells it."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    (line,) = [line for line in status.splitlines() if line.startswith("RssAnon:")]
    return int(line.split()[1]) / 1024
