"""The gate that work passes side by side, and that is shut for what must be alone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from mockhaus.application.gate import Gate


@contextmanager
def _working(gate: Gate) -> Iterator[threading.Event]:
    """Work that is in until the event is set."""
    began, end = threading.Event(), threading.Event()

    def work() -> None:
        with gate.passed():
            began.set()
            assert end.wait(10)

    thread = threading.Thread(target=work)
    thread.start()
    assert began.wait(10)
    try:
        yield end
    finally:
        end.set()
        thread.join()


def test_an_open_gate_is_passed_side_by_side() -> None:
    gate = Gate()
    with _working(gate) as first, _working(gate) as second, gate.passed():
        assert not first.is_set()
        assert not second.is_set()


def test_whoever_shuts_the_gate_is_alone_once_what_was_in_has_ended() -> None:
    gate = Gate()
    with _working(gate) as end, gate.shut(10, insist=end.set) as is_alone:
        assert is_alone


def test_whoever_shuts_the_gate_is_told_that_something_does_not_end() -> None:
    gate = Gate()
    with _working(gate), gate.shut(0.02, insist=lambda: None) as is_alone:
        assert not is_alone


def test_a_shut_gate_is_waited_for() -> None:
    gate, passed = Gate(), threading.Event()

    def work() -> None:
        with gate.passed():
            passed.set()

    thread = threading.Thread(target=work)
    with gate.shut(10, insist=lambda: None):
        thread.start()
        assert not passed.wait(0.1)
    assert passed.wait(10)
    thread.join()


def test_work_that_fails_is_out_again() -> None:
    gate = Gate()
    with pytest.raises(ValueError, match="broken"), gate.passed():
        raise ValueError("broken")
    with gate.shut(0, insist=lambda: None) as is_alone:
        assert is_alone
