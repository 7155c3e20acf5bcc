"""`simpul demo`: the whole arrow line on this machine, with simulated agencies."""

import asyncio
import logging
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from contracts.catalogue import Catalogue
from deploy.cli.answers import Exit
from deploy.local.demo.kept import is_kept, note_starts
from deploy.local.demo.result import Result
from deploy.local.demo.run import RATE, SEED, Demo, Order
from deploy.local.demo.screen import LiveScreen, PlainScreen, Screen
from deploy.local.demo.sentences import moment
from deploy.local.kafka import EmbeddedKafka, EmbeddedKafkaFailed
from deploy.local.progress import progress_line
from deploy.local.supervisor import WorkerKeepsFailing
from deploy.settings import Settings
from services.catalogue.pack import read_pack
from services.catalogue.problems import PackRefused
from services.catalogue.publish import NotPublished
from services.kafka.access import KafkaAccess
from services.kafka.failures import TopicsFailed

_CITIES = Path(__file__).parents[1] / "cities"
_LAST_DEMO = "demo"
_INTERRUPTED = 130
_KNOWN = (EmbeddedKafkaFailed, NotPublished, PackRefused, TopicsFailed, WorkerKeepsFailing)


Seconds = Annotated[
    float | None, typer.Option("--for", min=1, help="Run this many seconds; without: no end.")
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print one JSON object at the end; needs --for.")
]
Rate = Annotated[
    float | None,
    typer.Option(min=0.1, help=f"About how many events a second; else {RATE:g}, or as before."),
]
Kills = Annotated[int, typer.Option(min=0, help="SIGKILL workers this many times; needs --for.")]
Seed = Annotated[
    int | None, typer.Option(help=f"Seeds all that is invented; else {SEED}, or as before.")
]
Place = Annotated[
    Path | None,
    typer.Option(
        "--folder", help="Keep the data in this empty folder; without: a new one, removed."
    ),
]
Keep = Annotated[
    bool, typer.Option("--keep", help="Go on with the last demo of SIMPUL_DATA, or --folder.")
]


def demo(  # noqa: PLR0913, PLR0917 - a command has the options it has
    seconds: Seconds = None,
    as_json: AsJson = False,
    rate: Rate = None,
    kills: Kills = 0,
    seed: Seed = None,
    folder: Place = None,
    keep: Keep = False,
) -> None:
    """Ten days of city time a minute: an embedded Kafka, both workers, simulated agencies.

    With --keep the same requests, tickets and clock go on at the next start:
    what stands on the topics stays, agencies say next what they would have said,
    and city time stands still in between. It stops when the workers have ended.
    A demo that was killed, or a machine that failed, could not stop it: then its
    city time ends with the last record on its topics, and what would have been
    said after that is said at the next start. Figures count all starts together.
    """
    if seconds is None and (as_json or kills):
        raise typer.BadParameter("--json and --kills need --for SECONDS")
    settings = Settings()
    with _kept(settings, folder) if keep else _data(settings, folder) as place:
        order = Order(place, rate=rate, seconds=seconds, kills=kills, seed=seed, keep=keep)
        found = _run(order, settings, as_json=as_json)
    if found is None:
        raise typer.Exit(0 if seconds is None else _INTERRUPTED)
    typer.echo(found.model_dump_json() if as_json else _told(found))
    raise typer.Exit(0 if found.holds else Exit.FAILED)


@contextmanager
def _kept(settings: Settings, folder: Path | None) -> Iterator[Path]:
    """The folder of the last demo, or one for the first; nothing in it is removed."""
    place = folder or settings.data / _LAST_DEMO
    if place.exists() and any(place.iterdir()) and not is_kept(place):
        raise typer.BadParameter(f"{place} holds something else", param_hint="--folder")
    place.mkdir(parents=True, exist_ok=True)
    if not is_kept(place):
        note_starts(place, ())
    yield place.absolute()


@contextmanager
def _data(settings: Settings, folder: Path | None) -> Iterator[Path]:
    """The folder asked for, or a new one that is removed afterwards."""
    if folder is not None:
        if folder.exists() and any(folder.iterdir()):
            raise typer.BadParameter(f"{folder} is not empty", param_hint="--folder")
        folder.mkdir(parents=True, exist_ok=True)
        yield folder.absolute()
        return
    settings.data.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix="demo-", dir=settings.data)).absolute()
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _run(order: Order, settings: Settings, *, as_json: bool) -> Result | None:
    """The result; None where somebody ended it before its time."""
    try:
        catalogue = read_pack(_CITIES / settings.city)
        return asyncio.run(_demo(order, catalogue, as_json=as_json))
    except asyncio.CancelledError:
        return None
    except ExceptionGroup as group:
        _say_why(_first(group))
    except _KNOWN as error:
        _say_why(error)


async def _demo(order: Order, catalogue: Catalogue, *, as_json: bool) -> Result:
    """Broker, stage, play; whatever ends it, everything that was started ends with it."""
    _cancel_on_signals()
    logging.basicConfig(filename=order.folder / "demo.log", level=logging.INFO)
    out = Console(stderr=as_json)

    def screen() -> Screen:
        return (LiveScreen if out.is_terminal and not as_json else PlainScreen)(out, catalogue)

    async with AsyncExitStack() as started:
        with progress_line() as progress:
            kafka = EmbeddedKafka(order.folder, progress=progress)
            await started.enter_async_context(kafka)
            demo = Demo(order, catalogue, KafkaAccess(kafka.bootstrap))
            if order.keep:
                await started.enter_async_context(_standing_still(demo, out))
            stage = await demo.set_stage(progress, started)
            await demo.until_it_begins(stage, progress)
        with screen() as shown:
            sent = await demo.play(stage.clock, shown)
        await demo.supervisor.stop()
        return await demo.report(sent)


@asynccontextmanager
async def _standing_still(demo: Demo, out: Console) -> AsyncIterator[None]:
    """Afterwards, when the workers have ended, city time stands still."""
    try:
        yield
    finally:
        stood = await demo.stand_still()
        if stood is not None:
            out.print(f"City time stands at {moment(stood)}; --keep goes on from there.")


def _cancel_on_signals() -> None:
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    if task is not None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, task.cancel)


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    inner = group.exceptions[0]
    return _first(inner) if isinstance(inner, BaseExceptionGroup) else inner


def _say_why(error: BaseException) -> NoReturn:
    """A sentence for what can be told in one; anything else is a bug and shows itself."""
    if not isinstance(error, _KNOWN):
        raise error
    typer.echo(f"The demo ended: {error}", err=True)
    raise typer.Exit(Exit.FAILED) from error


def _told(found: Result) -> str:
    return "\n".join(f"{name}: {value}" for name, value in found.model_dump().items())
