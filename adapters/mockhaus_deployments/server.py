"""The server deployment: the REST API on uvicorn, in the foreground, in a daemon, or on a thread."""

from __future__ import annotations

import datetime as dt
import functools
import logging
import queue
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict
from types import FrameType

import uvicorn

from mockhaus.application.use_cases import UseCases
from mockhaus_deployments import logs
from mockhaus_deployments.notify import notify
from mockhaus_deployments.pid_file import PidFile, held
from mockhaus_deployments.reloading import Reloading
from mockhaus_deployments.serving import Drain, Serving, serving
from mockhaus_deployments.serving import url_of as serving_url
from mockhaus_deployments.settings import ConfigurationError, Effective, Settings

_log = logging.getLogger(__name__)
_READY_SECONDS = 30
_BACKLOG = 2048
_KEEP_ALIVE_SECONDS = 75
"""How long an idle connection stays open: longer than clients usually keep theirs."""
_PARTING_SECONDS = 2
"""How long clients may take to read their last answer."""
_ENDING = (signal.SIGINT, signal.SIGTERM)


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.server.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((settings.server.host, settings.server.port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        place = f"{settings.server.host}:{settings.server.port}"
        raise ConfigurationError(f"cannot listen on {place}: {error.strerror}") from error
    return listener


def url_of(settings: Settings, listener: socket.socket) -> str:
    """The base URL of a listening server."""
    return serving_url(settings, listener.getsockname()[1])


class _Server(uvicorn.Server):
    """Ends in order. Until no statement runs it goes on answering, so that nobody waits in vain for what was begun."""

    def __init__(self, config: uvicorn.Config, drain: Drain) -> None:
        super().__init__(config)
        self._drain = drain
        self.stopping: Callable[[], None] = lambda: None
        """Called when the server begins to end."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """See uvicorn."""
        self.stopping()
        await self._drain.finished()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """See uvicorn. A second signal cancels what still runs."""
        if self.should_exit:
            self._drain.hurry()
        else:
            super().handle_exit(sig, frame)


@contextmanager
def _server(found: Effective) -> Iterator[tuple[_Server, socket.socket, Serving]]:
    with closing(_listen(found.settings)) as listener, serving(found) as served:
        served.publish(url_of(found.settings, listener))
        config = uvicorn.Config(
            served.app,
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="none",
            timeout_keep_alive=_KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=_PARTING_SECONDS,
        )
        yield _Server(config, served.drain), listener, served


def serve(
    found: Effective, reread: Callable[[], Effective], on_ready: Callable[[str], None], *, daemon: bool = False
) -> None:
    """Serve until a signal ends it, which is SystemExit 0.

    `on_ready` is told the base URL once the socket listens, unless the log tells it in JSON to the same reader.
    `reread` gives the settings anew when the process is told to reload.
    """
    settings = found.settings
    open_log = functools.partial(_open_log, adopts_output=daemon)
    with ExitStack() as stack:
        hangups = stack.enter_context(_signals(ends_on_hangup=not daemon and _on_terminal()))
        pid_file = stack.enter_context(held(settings.server.pid_file)) if settings.server.pid_file else None
        open_log(settings)
        server, listener, served = stack.enter_context(_server(found))
        url = url_of(settings, listener)
        standing = _Standing(pid_file, Reloading(found, reread, served.take_over, open_log))
        hangups.answer(standing.reload)
        standing.ready(url)
        _announce(settings, url, on_ready)
        stack.callback(standing.stopping)
        stack.callback(_ignore_signals)
        server.stopping = standing.stopping
        server.run(sockets=[listener])


def _announce(settings: Settings, url: str, on_ready: Callable[[str], None]) -> None:
    """Tell the URL in the log and to the caller, but only once to a person, and in JSON alone to what reads JSON."""
    if settings.log.file is not None or settings.log.format == "json":
        _log.info("Mockhaus answers at %s", url)
    if settings.log.file is not None or settings.log.format == "console":
        on_ready(url)


def _open_log(settings: Settings, *, adopts_output: bool) -> None:
    logs.configure(settings.log, adopts_output=adopts_output)


class _Standing:
    """What the outside is told of a server: in its pid file, and by messages to the service manager."""

    def __init__(self, pid_file: PidFile | None, reloading: Reloading) -> None:
        self._pid_file = pid_file
        self._reloading = reloading
        self._reloads = 0
        self._stopping = False

    def ready(self, url: str) -> None:
        """The server answers."""
        self._tell(state="running", url=url, since=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"))
        notify("READY=1", f"STATUS=Answers at {url}")

    def stopping(self) -> None:
        """The server takes no new calls. Told once, however it came to that."""
        if self._stopping:
            return
        self._stopping = True
        self._tell(state="stopping")
        notify("STOPPING=1")

    def reload(self) -> None:
        """Take new settings over."""
        notify("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1_000}")
        report = self._reloading()
        self._reloads += 1
        self._tell(reloads=self._reloads, reload=asdict(report))
        notify("READY=1")

    def _tell(self, **state: object) -> None:
        if self._pid_file is not None:
            self._pid_file.tell(**state)


class _Hangups:
    """Answers hang-up signals on a thread of its own: a handler may do next to nothing."""

    def __init__(self) -> None:
        self._signals: queue.SimpleQueue[bool] = queue.SimpleQueue()

    def on_signal(self, _signal: int, _frame: FrameType | None) -> None:
        """The handler."""
        self._signals.put(True)

    def answer(self, work: Callable[[], None]) -> None:
        """Do work at each signal from now on, and for those that came before."""
        threading.Thread(target=self._work, args=(work,), name="mockhaus-reload", daemon=True).start()

    def _work(self, work: Callable[[], None]) -> None:
        while self._signals.get():
            work()

    def close(self) -> None:
        """Answer no more."""
        self._signals.put(False)


@contextmanager
def _signals(*, ends_on_hangup: bool) -> Iterator[_Hangups]:
    """Take signals while the server starts and ends; uvicorn takes SIGINT and SIGTERM while it serves.

    A hang-up of the terminal that the server was started on ends it.
    """
    for number in _ENDING:
        signal.signal(number, _end)
    hangups = _Hangups()
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, _terminate if ends_on_hangup else hangups.on_signal)
    with closing(hangups):
        yield hangups


def _on_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _end(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def _terminate(_signal: int, _frame: FrameType | None) -> None:
    signal.raise_signal(signal.SIGTERM)


def _ignore_signals() -> None:
    """Let nothing disturb the end."""
    for number in _ENDING:
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def background_server(settings: Settings) -> Iterator[tuple[str, UseCases]]:
    """A server on a thread of this process, for as long as the context lasts; its base URL, and its use cases."""
    with _server(Effective.of_program(settings)) as (server, listener, served):
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="mockhaus-http")
        thread.start()
        try:
            _await_start(server, thread)
            yield url_of(settings, listener), served.use_cases
        finally:
            server.should_exit = True
            thread.join()


def _await_start(server: uvicorn.Server, thread: threading.Thread) -> None:
    waited = threading.Event()
    for _ in range(_READY_SECONDS * 100):
        if server.started:
            return
        if not thread.is_alive():
            break
        waited.wait(0.01)
    raise ConfigurationError("the server did not start")
