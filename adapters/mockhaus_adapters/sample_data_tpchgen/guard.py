"""Run as a program: runs another one that writes into a folder, for a process that may end without a word.

Its arguments are the folder and the other program's command. The exit code of that is written as a line. When the
input ends, because it was closed or because whoever held it is gone, the other program is killed if it runs still, and
the folder is deleted.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading


def _report(program: subprocess.Popen[bytes]) -> None:
    sys.stdout.write(f"{program.wait()}\n")
    sys.stdout.flush()


def _main(folder: str, *command: str) -> None:
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as program:  # noqa: S603 - as given
        threading.Thread(target=_report, args=(program,), daemon=True).start()
        sys.stdin.buffer.read()
        program.kill()
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    _main(*sys.argv[1:])
