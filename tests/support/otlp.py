"""A collector of traces that speaks OTLP over HTTP, as OpenTelemetry's own does."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

_SECONDS = 20


class Collector:
    """What came in so far. `status` is what deliveries are answered with, after `delay` seconds."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.paths: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.requests: list[ExportTraceServiceRequest] = []
        self.status = 200
        self.delay = 0.0

    def take(self, path: str, headers: dict[str, str], body: bytes) -> None:
        """A delivery; the names of headers are in lower case."""
        self.headers.append(headers)
        request = ExportTraceServiceRequest()
        request.ParseFromString(body)
        self.paths.append(path)
        self.requests.append(request)

    @property
    def spans(self) -> list[Span]:
        """Every span."""
        return [
            span
            for request in list(self.requests)
            for of_resource in request.resource_spans
            for of_scope in of_resource.scope_spans
            for span in of_scope.spans
        ]

    def resource(self) -> dict[str, Any]:
        """What the sender says of itself."""
        return values_of(self.requests[0].resource_spans[0].resource)

    def statements(self) -> list[Span]:
        """The spans of statements, without those of their phases."""
        return [span for span in self.spans if span.kind == Span.SPAN_KIND_SERVER]

    def phases(self, statement: Span) -> list[Span]:
        """The spans below one, in the order of their beginnings."""
        below = [span for span in self.spans if span.parent_span_id == statement.span_id]
        return sorted(below, key=lambda span: span.start_time_unix_nano)

    def of_query(self, query_id: str) -> Span:
        """The span of a statement, once it has come."""
        (found,) = self.awaited(
            lambda: [span for span in self.statements() if values_of(span)["mockhaus.query_id"] == query_id]
        )
        return found

    def awaited(self, found: Callable[[], list[Span]]) -> list[Span]:
        """What there is as soon as there is something."""
        deadline = time.monotonic() + _SECONDS
        while not (spans := found()):
            assert time.monotonic() < deadline, "the collector was not told"
            time.sleep(0.02)
        return spans


def values_of(item: Any) -> dict[str, Any]:
    """The attributes of a span or a resource."""
    return {entry.key: getattr(entry.value, entry.value.WhichOneof("value")) for entry in item.attributes}


@contextmanager
def collector() -> Iterator[Collector]:
    """A collector on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            time.sleep(found.delay)
            if found.status < 300:
                headers = {name.lower(): value for name, value in self.headers.items()}
                zipped = headers.get("content-encoding") == "gzip"
                found.take(self.path, headers, gzip.decompress(body) if zipped else body)
            self.send_response(found.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found = Collector(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield found
        finally:
            server.shutdown()
            thread.join()
