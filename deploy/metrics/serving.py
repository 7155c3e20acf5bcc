"""A worker's `/metrics`, `/livez`, `/readyz` and `/version` on loopback, in threads of its own."""

import logging
import platform
from collections.abc import Callable, Iterable
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any, NamedTuple, Protocol
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import orjson
from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest, make_wsgi_app
from prometheus_client.registry import Collector

log = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1"

_Start = Callable[[str, list[tuple[str, str]]], Any]
_App = Callable[[dict[str, Any], _Start], Iterable[bytes]]


class Watched(Collector, Protocol):
    """Figures to collect, and what stands in the way of work."""

    @property
    def version(self) -> str:
        """The release that runs."""

    def unready(self) -> list[str]:
        """Why no work is done now, a sentence each; nothing where all is well."""


class Served(NamedTuple):
    """Where metrics are, and how to stop serving them."""

    address: str
    stop: Callable[[], None]


def serve_metrics(watched: Watched, port: int) -> Served:
    """Answer until the process ends; port 0 is any free one, as is one that is taken.

    A worker whose port is taken works on: the bus matters more than being watched.
    """
    app = _app(watched)
    try:
        server = _server(port, app)
    except OSError as taken:
        log.warning("port %s cannot be had for metrics, any free one is taken: %s", port, taken)
        server = _server(0, app)
    thread = Thread(target=server.serve_forever, name="metrics", daemon=True)
    thread.start()
    address = f"http://{LOOPBACK}:{server.server_port}/metrics"
    log.info("metrics are served on %s", address)
    return Served(address, lambda: _stop(server, thread))


def text_of(watched: Watched) -> bytes:
    """What a scrape of it reads, made anew."""
    text: bytes = generate_latest(_registry(watched))
    return text


def _registry(watched: Watched) -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(watched)
    ProcessCollector(registry=registry)
    return registry


def _app(watched: Watched) -> _App:
    """Each address with what answers it; any other is 404."""
    metrics: _App = make_wsgi_app(_registry(watched))
    answers: dict[str, Callable[[], tuple[str, object]]] = {
        "/livez": lambda: ("200 OK", {"alive": True}),
        "/readyz": lambda: _readiness(watched.unready()),
        "/version": lambda: (
            "200 OK",
            {"version": watched.version, "python": platform.python_version()},
        ),
    }

    def app(environ: dict[str, Any], start: _Start) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/metrics":
            return metrics(environ, start)
        known = answers.get(path)
        there = ", ".join(("/metrics", *answers))
        status, body = known() if known else ("404 Not Found", {"known": there})
        start(status, [("content-type", "application/json")])
        return [orjson.dumps(body)]

    return app


def _readiness(because: list[str]) -> tuple[str, object]:
    status = "503 Service Unavailable" if because else "200 OK"
    return status, {"ready": not because, "because": because}


class _Server(ThreadingMixIn, WSGIServer):
    """A thread a request: a slow scrape keeps no probe waiting."""

    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    """Scrapes are no news."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- as its base has it
        """Say nothing."""


def _server(port: int, app: _App) -> WSGIServer:
    return make_server(LOOPBACK, port, app, server_class=_Server, handler_class=_Quiet)


def _stop(server: WSGIServer, thread: Thread) -> None:
    server.shutdown()
    server.server_close()
    thread.join()
