"""Ctrl-C while work is done on a thread of its own."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator

import pytest

from mockhaus_adapters.cli_click.interrupting import Interruptible


def test_ctrl_c_cancels_the_work_and_its_outcome_is_awaited() -> None:
    cancelled = threading.Event()

    def work() -> str:
        os.kill(os.getpid(), signal.SIGINT)
        assert cancelled.wait(10)
        return "cancelled"

    with Interruptible(cancelled.set) as doing:
        assert doing.call(work) == "cancelled"
        assert doing.interrupted
        with pytest.raises(KeyboardInterrupt):
            doing.check()
        doing.check()


def test_items_are_made_and_ended_on_one_thread() -> None:
    threads = []

    def items() -> Iterator[int]:
        try:
            for number in range(3):
                threads.append(threading.current_thread())
                yield number
        finally:
            threads.append(threading.current_thread())

    with Interruptible(lambda: None) as doing:
        assert list(doing.each(items())) == [0, 1, 2]
    assert len(threads) == 4
    assert set(threads) != {threading.current_thread()}
    assert len(set(threads)) == 1


def test_what_was_begun_ends_before_the_thread_does() -> None:
    ended = []

    def items() -> Iterator[int]:
        try:
            yield 1
            yield 2
        finally:
            ended.append(threading.current_thread().name)

    with Interruptible(lambda: None) as doing:
        begun = doing.each(items())
        assert next(begun) == 1
    assert len(ended) == 1
    assert ended[0].startswith("mockhaus-statement")
    begun.close()  # type: ignore[attr-defined]


def test_an_error_of_the_work_is_raised() -> None:
    def fail() -> None:
        raise ValueError("broken")

    with Interruptible(lambda: None) as doing, pytest.raises(ValueError, match="broken"):
        doing.call(fail)
