"""The server deployment: the REST API on uvicorn, with maintenance in the background."""

from __future__ import annotations

import asyncio
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from importlib.metadata import version
from types import FrameType

import uvicorn

from mockhaus.application.running import RunningStatements
from mockhaus.application.use_cases import UseCases
from mockhaus_adapters.http_falcon.app import create_app
from mockhaus_adapters.http_falcon.browsers import is_loopback
from mockhaus_adapters.http_falcon.limits import Limits
from mockhaus_adapters.http_falcon.workers import Workers
from mockhaus_deployments.embedded import deployment, running
from mockhaus_deployments.settings import ConfigurationError, Settings

_READY_SECONDS = 30
_BACKLOG = 2048
_GRACE_SECONDS = 5
"""How long statements may go on after the server was told to end; containers are killed after ten seconds."""
_PAUSE_SECONDS = 0.1
_KEEP_ALIVE_SECONDS = 75
"""How long an idle connection stays open: longer than clients usually keep theirs."""


def _limits(settings: Settings) -> Limits:
    server = settings.server
    return Limits(
        body_bytes=server.max_body_bytes,
        upload_bytes=server.max_upload_bytes,
        result_rows=server.max_result_rows,
        threads=server.threads,
        local=is_loopback(server.host),
    )


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
    host = settings.server.host
    return f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}"


class _Server(uvicorn.Server):
    """Ends in order: no new connections, time for the statements that run, and then they are cancelled."""

    def __init__(self, config: uvicorn.Config, running: RunningStatements) -> None:
        super().__init__(config)
        self._running = running

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """See uvicorn."""
        hurry = asyncio.create_task(self._cancel_statements())
        try:
            await super().shutdown(sockets)
        finally:
            hurry.cancel()

    async def _cancel_statements(self) -> None:
        await asyncio.sleep(_GRACE_SECONDS)
        while True:
            for statement in self._running.list():
                statement.cancel()
            await asyncio.sleep(_PAUSE_SECONDS)


@contextmanager
def _server(settings: Settings) -> Iterator[tuple[_Server, socket.socket, UseCases]]:
    with closing(_listen(settings)) as listener, running(container := deployment(settings)) as use_cases:
        limits = _limits(settings)
        maintenance = container.core.maintenance()
        maintenance.start()
        with closing(maintenance), closing(Workers(limits.threads)) as workers:
            app = create_app(use_cases, version=version("mockhaus"), limits=limits, workers=workers)
            config = uvicorn.Config(
                app,
                log_level="warning",
                access_log=False,
                lifespan="off",
                ws="none",
                timeout_keep_alive=_KEEP_ALIVE_SECONDS,
            )
            yield _Server(config, container.core.running()), listener, use_cases


def serve(settings: Settings, on_ready: Callable[[str], None]) -> None:
    """Serve until a signal ends it, which is SystemExit 0; `on_ready` is told the base URL once the socket listens."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end)  # uvicorn takes signals while it serves, and raises them again when it is done
    with _server(settings) as (server, listener, _):
        on_ready(url_of(settings, listener))
        server.run(sockets=[listener])


def _end(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


@contextmanager
def background_server(settings: Settings) -> Iterator[tuple[str, UseCases]]:
    """A server on a thread of this process, for as long as the context lasts; its base URL, and its use cases."""
    with _server(settings) as (server, listener, use_cases):
        server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="mockhaus-http")
        thread.start()
        try:
            _await_start(server, thread)
            yield url_of(settings, listener), use_cases
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
