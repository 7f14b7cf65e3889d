"""The watchdog calls back in the order of deadlines, and not after a cancel."""

from __future__ import annotations

import threading

from mockhaus.application.watchdog import Watchdog


def test_callbacks_come_in_the_order_of_their_deadlines() -> None:
    watchdog, done, order = Watchdog(), threading.Event(), list[str]()

    def later() -> None:
        order.append("later")
        done.set()

    watchdog.after(0.05, later)
    watchdog.after(0.01, lambda: order.append("sooner"))

    assert done.wait(5)
    watchdog.close()
    assert order == ["sooner", "later"]


def test_a_cancelled_deadline_is_not_called() -> None:
    watchdog, done, called = Watchdog(), threading.Event(), list[str]()
    watchdog.after(0.01, lambda: called.append("cancelled")).cancel()
    watchdog.after(0.03, done.set)

    assert done.wait(5)
    watchdog.close()
    assert called == []


def test_closing_forgets_deadlines_that_wait() -> None:
    watchdog, called = Watchdog(), list[str]()
    watchdog.after(60, lambda: called.append("too late"))

    watchdog.close()

    assert called == []
