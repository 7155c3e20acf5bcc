"""`simpul up`: every part of the bus on this machine but agencies, until Ctrl-C."""

import asyncio
import logging
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from contracts.catalogue import Catalogue
from deploy.cli.answers import Exit, Stopped, stop
from deploy.cli.board.command import SAYS
from deploy.cli.catalogue.commands import CITIES, checked_pack, publish_pack
from deploy.cli.topics import Replication, apply_topics
from deploy.ending import cancel_on_signals
from deploy.local.board import board_worker, metrics_ports, port_option
from deploy.local.kafka import EmbeddedKafka, EmbeddedKafkaFailed
from deploy.local.progress import progress_line
from deploy.local.supervisor import Supervisor, Worker, WorkerKeepsFailing
from deploy.reach import KafkaReach, Reach
from deploy.settings import DEMO_TICKET_KEY, Settings
from deploy.wiring import Hop, kafka_access
from services.catalogue.releases import read_releases
from services.kafka.failures import TopicsFailed, Unavailable
from services.kafka.ports import Difference

_LOOK = 0.2
_SERVE = (("Catalogue at ", "Catalogue over HTTP"), (SAYS, "Board"))
"""What the processes beside the workers say of where they serve, and what each is called here."""
_A_DEMOS = (
    "The clock on these topics is a demo's: `simpul demo --keep` goes on with it."
    " Set SIMPUL_DATA to another folder, or SIMPUL_KAFKA to another cluster."
)


def up(
    replication: Replication = 1,
    publish: Annotated[
        bool, typer.Option(help="Publish the city's pack where it differs from what stands.")
    ] = True,
) -> None:
    """Start the bus: topics, the catalogue, both workers, the catalogue over HTTP, the board.

    Against SIMPUL_KAFKA, or without it an embedded broker whose data stay in
    SIMPUL_DATA. No agency is simulated and city time is real time. Topics and
    catalogue are made what the code and the pack of SIMPUL_CITY say; nothing is
    deleted. A worker that ends is started again; Ctrl-C ends all that this
    command started, in order.

    For one machine. On several, run `simpul worker` and `simpul serve`, one
    process a core and hop.
    """
    settings = Settings()
    catalogue = checked_pack(CITIES / settings.city) if publish else None
    with _said():
        asyncio.run(_up(settings, catalogue, replication))


@contextmanager
def _said() -> Iterator[None]:
    """Ends the command with a sentence for what can be told in one; Ctrl-C is no failure."""
    try:
        yield
    except asyncio.CancelledError:
        raise typer.Exit from None
    except Unavailable as away:
        stop(str(away), Exit.UNREACHABLE)
    except Stopped as stopped:
        stop(str(stopped), stopped.code)
    except (EmbeddedKafkaFailed, TopicsFailed, WorkerKeepsFailing) as failed:
        stop(str(failed), Exit.FAILED)


async def _up(settings: Settings, catalogue: Catalogue | None, replication: int) -> NoReturn:
    """Broker, topics, catalogue, processes; whatever ends it, all it started ends with it."""
    cancel_on_signals(signal.SIGHUP)
    logs = settings.data.absolute() / "up"
    logs.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(filename=logs / "up.log", level=logging.INFO)
    async with AsyncExitStack() as started:
        folder = await _broker(settings, started)
        await prepare(KafkaReach(kafka_access(settings, folder)), catalogue, replication)
        supervisor = Supervisor(_workers(settings, folder, logs))
        await started.enter_async_context(supervisor)
        await _watch(supervisor)


async def _broker(settings: Settings, started: AsyncExitStack) -> Path | None:
    """The folder of the embedded broker, started; None where the settings name another."""
    if settings.kafka is not None:
        typer.echo(f"Kafka: {settings.kafka}")
        return None
    folder = settings.data.absolute()
    with progress_line() as progress:
        kafka = EmbeddedKafka(folder, progress=progress)
        await started.enter_async_context(kafka)
    typer.echo(f"Kafka: {kafka.bootstrap} (embedded; its data stay in {settings.data})")
    return folder


async def prepare(reach: Reach, catalogue: Catalogue | None, replication: int) -> None:
    """Make topics and the published catalogue what they should be, and say what was done.

    Raises:
        Stopped: the topics are a demo's, or nothing is published and nothing is to be.
    """
    rows = await apply_topics(reach, replication, quiet=True)
    clock = (await read_releases(reach.reader())).clock
    if clock is not None and not clock.is_identity:
        raise Stopped(_A_DEMOS)
    if catalogue is not None:
        published = await publish_pack(reach, catalogue)
        verb = "published" if published.is_new else "unchanged"
        typer.echo(f"Catalogue: {published.version} ({verb})")
        rows += await apply_topics(reach, replication)
    elif clock is None:
        raise Stopped("No catalogue is published yet; run without --no-publish.")
    typer.echo(f"Topics: {_counted(rows)}")
    if Settings().ticket_key.get_secret_value() == DEMO_TICKET_KEY:
        typer.echo("Ticket numbers can be guessed: set SIMPUL_TICKET_KEY before real requests.")


def _counted(rows: Sequence[Difference]) -> str:
    return f"{len(rows)} made or changed" if rows else "as the code says"


def _workers(settings: Settings, folder: Path | None, logs: Path) -> list[Worker]:
    simpul = [sys.executable, "-m", "deploy.cli"]
    where = [] if folder is None else ["--folder", str(folder)]
    ports, port = metrics_ports(settings), settings.board_port
    return [
        *(
            Worker(hop, [*simpul, "worker", hop, *where, *port_option(hop, ports)], logs)
            for hop in Hop
        ),
        Worker("catalogue", [*simpul, "serve", "catalogue", *where], logs),
        *([] if port == "off" else [board_worker(ports, port, logs, where)]),
    ]


async def _watch(supervisor: Supervisor) -> NoReturn:
    """Say what started, and again what had to be started again."""
    hops, served = supervisor.workers[: len(Hop)], supervisor.workers[len(Hop) :]
    for worker, (says, name) in zip(served, _SERVE, strict=False):
        typer.echo(f"{name}: {await _address(supervisor, worker, says)}")
    typer.echo(f"Workers: {', '.join(hop.hop for hop in hops)}; logs in {hops[0].log.parent}")
    typer.echo("Ctrl-C ends all of it.")
    starts = {worker.hop: worker.starts for worker in supervisor.workers}
    while True:
        supervisor.check()
        for worker in supervisor.workers:
            if worker.starts > starts[worker.hop]:
                starts[worker.hop] = worker.starts
                typer.echo(f"The {worker.hop} process ended and was started again: {worker.log}")
        await asyncio.sleep(_LOOK)


async def _address(supervisor: Supervisor, served: Worker, says: str) -> str:
    """Where a process says that it serves, once it says so."""
    while says not in (said := served.log.read_text(encoding="utf-8")):
        supervisor.check()
        await asyncio.sleep(_LOOK)
    return next(line for line in said.splitlines() if says in line).removeprefix(says)
