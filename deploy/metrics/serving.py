"""`/metrics` on loopback, in a thread of its own; never on another interface."""

import logging
from collections.abc import Callable
from threading import Thread
from typing import NamedTuple
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, ProcessCollector, start_http_server
from prometheus_client.registry import Collector

log = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1"


class Served(NamedTuple):
    """Where metrics are, and how to stop serving them."""

    address: str
    stop: Callable[[], None]


def serve_metrics(collector: Collector, port: int) -> Served:
    """Answer scrapes until the process ends; port 0 is any free one, as is one that is taken.

    A worker whose port is taken works on: the bus matters more than being watched.
    """
    registry = CollectorRegistry()
    registry.register(collector)
    ProcessCollector(registry=registry)
    try:
        server, thread = start_http_server(port, addr=LOOPBACK, registry=registry)
    except OSError as taken:
        log.warning("port %s cannot be had for metrics, any free one is taken: %s", port, taken)
        server, thread = start_http_server(0, addr=LOOPBACK, registry=registry)
    address = f"http://{LOOPBACK}:{server.server_port}/metrics"
    log.info("metrics are served on %s", address)
    return Served(address, lambda: _stop(server, thread))


def _stop(server: WSGIServer, thread: Thread) -> None:
    server.shutdown()
    server.server_close()
    thread.join()
