"""`simpul board`: one page for who watches the bus without Grafana, until a signal."""

import socket
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Final

import typer

from deploy.board.running import Plan, run_board
from deploy.cli.answers import Exit, Folder, answer, stop
from deploy.cli.board.story import teller
from deploy.logs import log_json
from deploy.metrics.serving import LOOPBACK
from deploy.reach import Reach
from deploy.serving import AddressTaken, address, listen
from deploy.settings import Settings
from services.board.history import HistoryRefused

SAYS: Final = "Board at "
_HISTORY: Final = "board.sqlite3"
_OPEN: Final = (
    "{host} is reached from other machines, and the board asks nobody who they are."
    " Say --open to serve it there all the same."
)


Metrics = Annotated[
    list[str] | None,
    typer.Option(help="A worker's or exporter's http://HOST:PORT/metrics; may be repeated."),
]
PortAsked = Annotated[
    int | None, typer.Option(min=0, max=65_535, help="0: any free one; else SIMPUL_BOARD_PORT.")
]
Beyond = Annotated[bool, typer.Option("--open", help="Serve it where other machines can reach it.")]
Every = Annotated[float, typer.Option(min=0.5, help="Seconds between two rounds.")]
Kept = Annotated[
    Path | None, typer.Option(help="Where figures are kept for a day; else in SIMPUL_DATA.")
]


def board(  # noqa: PLR0913, PLR0917 - a command has the options it has
    context: typer.Context,
    metrics: Metrics = None,
    port: PortAsked = None,
    host: Annotated[str, typer.Option(help="Where it listens.")] = LOOPBACK,
    beyond: Beyond = False,
    every: Every = 5.0,
    history: Kept = None,
    folder: Folder = None,
) -> None:
    """Serve the board: what is late, stuck, silent or wrong, on one page that keeps itself fresh.

    Figures come from the addresses given and from the broker, and are kept for
    a day; requests and their stories come from the topics. It writes nothing to
    the bus. On loopback unless told otherwise; nobody is asked who they are.
    """
    log_json(service="board")
    settings = Settings()
    listener = _listener(host, _port(settings) if port is None else port, beyond)
    kept = history or (folder or settings.data) / _HISTORY
    plan = Plan(metrics or [], every, kept, names=None if beyond else ())
    typer.echo(f"{SAYS}{address(listener)}/board")

    async def serving(reach: Reach) -> None:
        await run_board(reach, listener, plan, teller(reach))

    try:
        answer(context, folder, serving)
    except HistoryRefused as refused:
        stop(str(refused), Exit.FAILED)


def _port(settings: Settings) -> int:
    """Where the settings say; off is for who starts a board beside other things."""
    return 0 if settings.board_port == "off" else settings.board_port


def _listener(host: str, port: int, beyond: bool) -> socket.socket:
    """A socket that listens there; on loopback alone where nothing else was asked for."""
    try:
        listener = listen(host, port, "Choose another --port.")
    except AddressTaken as taken:
        stop(str(taken), Exit.FAILED)
    if not beyond and not ip_address(listener.getsockname()[0]).is_loopback:
        listener.close()
        stop(_OPEN.format(host=host), Exit.USAGE)
    return listener
