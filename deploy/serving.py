"""HTTP services on uvicorn: a socket, an app, and what runs beside it, until a signal."""

import asyncio
import signal
import socket

import uvicorn
from starlette.types import ASGIApp

from deploy.clock import now_ms
from deploy.ending import end
from deploy.reach import Reach
from deploy.settings import Settings
from services.catalogue.following import Following
from services.catalogue.routes import build

_PATIENCE = 3
"""Seconds open connections have to end."""


class AddressTaken(Exception):
    """Nobody can listen there; the message says why."""


def listening(settings: Settings) -> socket.socket:
    """A socket that listens where the settings say.

    Raises:
        AddressTaken: it cannot.
    """
    advice = "Set SIMPUL_HTTP_HOST and SIMPUL_HTTP_PORT."
    return listen(settings.http_host, settings.http_port, advice)


def listen(host: str, port: int, advice: str) -> socket.socket:
    """A socket that listens at a host and port; 0 is any free one.

    Raises:
        AddressTaken: it cannot; `advice` says what to do about it.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(found[4][:2], family=found[0])
    except OSError as taken:
        sentence = f"Nothing can listen on {host} port {port}: {taken.strerror}. {advice}"
        raise AddressTaken(sentence) from taken


def address(listener: socket.socket) -> str:
    """The URL a listening socket is reached at."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


async def serve_catalogue(reach: Reach, listener: socket.socket) -> None:
    """Serve the catalogue in force until SIGINT or SIGTERM; a bug in its reader ends it loudly."""
    following = Following(reach.reader(), now_ms)
    async with asyncio.TaskGroup() as tasks:
        reading = tasks.create_task(following.follow())
        await serve_app(build(following), listener)
        await end([reading])


async def serve_app(app: ASGIApp, listener: socket.socket) -> None:
    """Serve an app until SIGINT or SIGTERM.

    Uvicorn raises the signal that ended it once more when done; then it must harm nobody.
    """
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, _already_ending)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=_PATIENCE,
    )
    await uvicorn.Server(config).serve(sockets=[listener])


def _already_ending() -> None:
    """What a signal does after uvicorn has heeded it."""
