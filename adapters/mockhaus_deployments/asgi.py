"""The server deployment as an ASGI application, for uvicorn, gunicorn and the like to serve.

`uvicorn mockhaus_deployments.asgi:application`, or with `--factory`, `…asgi:create_application`. Settings come from
the file that `MOCKHAUS_CONFIG` names and from the environment; where to listen is the server's own affair. The
deployment starts and ends with the application's lifespan. One worker process serves a data folder: a second one is
refused at its start, which ends servers of several workers. Reloading is the server's own affair too: a restart.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from mockhaus_deployments import logs
from mockhaus_deployments.data_folder import DEFAULT_FOLDER, FolderInUseError, claim
from mockhaus_deployments.serving import Drain, Serving, serving
from mockhaus_deployments.settings import Effective, effective
from mockhaus_deployments.settings.sources import CONFIG_VARIABLE

_log = logging.getLogger(__name__)
_ONE_WORKER = "one worker process serves a data folder; start the server with a single worker"
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


def settings_of_environment() -> Effective:
    """The settings of the file that the environment names, and of the environment."""
    name = os.environ.get(CONFIG_VARIABLE)
    return effective(Path(name) if name else None, defaults={"data_dir": DEFAULT_FOLDER})


class Application:
    """An ASGI application that starts a deployment with its lifespan, and ends it in order."""

    def __init__(self, settings: Callable[[], Effective] = settings_of_environment) -> None:
        self._settings = settings
        self._ending = ExitStack()
        self._serving: Serving | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif self._serving is None:
            raise RuntimeError("the application has not started: its server is to send lifespan events")
        else:
            await self._serving.app(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            self._serving = await asyncio.to_thread(self._start)
        except FolderInUseError as error:
            await send({"type": "lifespan.startup.failed", "message": f"{error}; {_ONE_WORKER}"})
            return
        except Exception as error:  # noqa: BLE001 - whatever it is, the server is told and ends
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        drain = self._serving.drain
        on_end = _OnSignals(drain)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await (on_end.drained or asyncio.ensure_future(drain.finished()))
        await asyncio.to_thread(self._ending.close)
        await send({"type": "lifespan.shutdown.complete"})

    def _start(self) -> Serving:
        found = self._settings()
        logs.configure(found.settings.log, quiet=("alembic",))
        with ExitStack() as stack:
            if found.settings.data_dir is None:
                stack.enter_context(_only_worker())
            started = stack.enter_context(serving(found))
            self._ending = stack.pop_all()
        return started


class _OnSignals:
    """Begins the end at the signal, which the server answers first: it waits for requests, however long they run."""

    def __init__(self, drain: Drain) -> None:
        self.drained: asyncio.Future[None] | None = None
        self._drain = drain
        self._loop = asyncio.get_running_loop()
        self._before: dict[int, Any] = {}
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                self._before[number] = signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._loop.call_soon_threadsafe(self._begin)
        before = self._before[number]
        if callable(before):
            before(number, frame)

    def _begin(self) -> None:
        if self.drained is None:
            self.drained = asyncio.ensure_future(self._drain.finished())


@contextmanager
def _only_worker() -> Iterator[None]:
    """Keep other workers of the same server out where nothing but memory is theirs: each would hold other data."""
    if not _is_worker():
        yield
        return
    place = Path(tempfile.gettempdir()) / f"mockhaus-workers-{os.getppid()}"
    with claim(place):
        try:
            yield
        finally:
            shutil.rmtree(place, ignore_errors=True)


def _is_worker() -> bool:
    """Whether this process was made by a server that makes several."""
    return multiprocessing.parent_process() is not None or "gunicorn" in os.environ.get("SERVER_SOFTWARE", "")


def create_application() -> Application:
    """An application of its own, for servers that take a factory."""
    return Application()


application = create_application()
"""The application, for servers that take one."""
