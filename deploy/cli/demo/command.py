"""`simpul demo`: the whole arrow line on this machine, with simulated agencies."""

import asyncio
import logging
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import NoReturn

import typer
from rich.console import Console

from contracts.catalogue import Catalogue
from deploy.cli.answers import Exit
from deploy.cli.catalogue.commands import CITIES
from deploy.cli.demo.options import (
    AsJson,
    CityName,
    Keep,
    Kills,
    Place,
    Rate,
    Record,
    Seconds,
    Seed,
    Speed,
)
from deploy.ending import cancel_on_signals
from deploy.local.demo.kept import is_kept, note_starts, read_starts, why_not
from deploy.local.demo.manners import manners
from deploy.local.demo.record import RecordingScreen
from deploy.local.demo.result import Result
from deploy.local.demo.run import Demo, Order
from deploy.local.demo.screen import LiveScreen, PlainScreen, Screen
from deploy.local.demo.sentences import moment
from deploy.local.demo.summary import summary
from deploy.local.kafka import EmbeddedKafka, EmbeddedKafkaFailed, free_port
from deploy.local.progress import progress_line
from deploy.local.supervisor import WorkerKeepsFailing
from deploy.metrics.serving import LOOPBACK
from deploy.settings import Settings
from services.catalogue.pack import read_pack
from services.catalogue.problems import PackRefused
from services.catalogue.publish import NotPublished
from services.kafka.access import KafkaAccess
from services.kafka.failures import TopicsFailed

_LAST_DEMO = "demo"
_INTERRUPTED = 130
_KNOWN = (EmbeddedKafkaFailed, NotPublished, PackRefused, TopicsFailed, WorkerKeepsFailing)


def demo(  # noqa: PLR0913, PLR0917 - a command has the options it has
    seconds: Seconds = None,
    as_json: AsJson = False,
    rate: Rate = None,
    kills: Kills = 0,
    seed: Seed = None,
    speed: Speed = None,
    city: CityName = None,
    folder: Place = None,
    keep: Keep = False,
    record: Record = None,
) -> None:
    """Ten days of city time a minute: an embedded Kafka, both workers, simulated agencies.

    Agencies behave as deploy/local/demo/manners.yaml says, those it does not name
    like most. Three events in a hundred are bad. With --for and --json it is a
    soak: the result says how memory and open requests ran.

    With --keep the same requests, tickets and clock go on at the next start:
    what stands on the topics stays, agencies say next what they would have said,
    and city time stands still in between. After a kill, or a failure of the
    machine, city time ends with the last record on its topics, and what would have
    been said after that is said at the next start. Figures count all starts.
    """
    if seconds is None and (as_json or kills or record):
        raise typer.BadParameter("--json, --kills and --record need --for SECONDS")
    settings = Settings()
    with _kept(settings, folder) if keep else _data(settings, folder) as place:
        order = Order(
            place,
            _city(settings, city, place),
            rate=rate,
            seconds=seconds,
            kills=kills,
            seed=seed,
            days_a_minute=speed,
            keep=keep,
        )
        found = _run(order, record, as_json=as_json)
    _end(found, order, as_json=as_json)


def _end(found: Result | None, order: Order, *, as_json: bool) -> NoReturn:
    """The result as JSON where that was asked for, and the exit code it makes."""
    if found is None:
        raise typer.Exit(0 if order.seconds is None else _INTERRUPTED)
    if as_json:
        typer.echo(found.model_dump_json())
    raise typer.Exit(0 if found.holds else Exit.FAILED)


def _city(settings: Settings, asked: str | None, place: Path) -> str:
    """The city of a demo: as asked, or as the one that goes on has it; it must be able to."""
    starts = read_starts(place)
    city = asked or (starts[-1].city if starts else "") or settings.city
    if (reason := why_not(starts, city, manners())) is not None:
        raise typer.BadParameter(f"{place} {reason}", param_hint="--keep")
    if not (CITIES / city).is_dir():
        known = ", ".join(sorted(one.parent.name for one in CITIES.glob("*/city.yaml")))
        raise typer.BadParameter(f"no folder {city!r}; there are {known}", param_hint="--city")
    return city


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


def _run(order: Order, record: Path | None, *, as_json: bool) -> Result | None:
    """The result; None where somebody ended it before its time."""
    try:
        catalogue = read_pack(CITIES / order.city)
        return asyncio.run(_demo(order, catalogue, record, as_json=as_json))
    except asyncio.CancelledError:
        return None
    except ExceptionGroup as group:
        _say_why(_first(group))
    except _KNOWN as error:
        _say_why(error)


async def _demo(
    order: Order, catalogue: Catalogue, record: Path | None, *, as_json: bool
) -> Result:
    """Broker, stage, play; whatever ends it, everything that was started ends with it."""
    cancel_on_signals(signal.SIGHUP)
    logging.basicConfig(filename=order.folder / "demo.log", level=logging.INFO)
    out = Console(stderr=as_json)
    port = None if as_json or Settings().board_port == "off" else free_port()
    said = "" if port is None else f"Papan: http://{LOOPBACK}:{port}/board. "
    screen = _screen(out, catalogue, record, said, is_live=out.is_terminal and not as_json)
    async with AsyncExitStack() as started:
        with progress_line() as progress:
            kafka = EmbeddedKafka(order.folder, progress=progress)
            await started.enter_async_context(kafka)
            demo = Demo(order, catalogue, KafkaAccess(kafka.bootstrap), kafka.pid)
            if order.keep:
                await started.enter_async_context(_standing_still(demo, out))
            stage = await demo.set_stage(progress, started)
            await demo.until_it_begins(stage, progress)
        if port is not None:
            await started.enter_async_context(demo.board_at(port))
            out.print(f"board: http://{LOOPBACK}:{port}/board", markup=False)
        with screen:
            played = await demo.play(stage.clock, screen)
        await demo.supervisor.stop()
        found = await demo.report(played)
        screen.close(summary(found))
        return found


def _screen(
    out: Console, catalogue: Catalogue, record: Path | None, board: str, *, is_live: bool
) -> Screen:
    """What the demo is shown on; where a recording is asked for, another that takes pictures."""
    screen: Screen = (
        LiveScreen(out, catalogue, f"{board}Ctrl-C mengakhiri semuanya.")
        if is_live
        else PlainScreen(out, catalogue)
    )
    if record is None:
        return screen
    return RecordingScreen(screen, catalogue, "Rekaman `make recording`.", record)


@asynccontextmanager
async def _standing_still(demo: Demo, out: Console) -> AsyncIterator[None]:
    """Afterwards, when the workers have ended, city time stands still."""
    try:
        yield
    finally:
        stood = await demo.stand_still()
        if stood is not None:
            out.print(f"City time stands at {moment(stood)}; --keep goes on from there.")


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    inner = group.exceptions[0]
    return _first(inner) if isinstance(inner, BaseExceptionGroup) else inner


def _say_why(error: BaseException) -> NoReturn:
    """A sentence for what can be told in one; anything else is a bug and shows itself."""
    if not isinstance(error, _KNOWN):
        raise error
    typer.echo(f"The demo ended: {error}", err=True)
    raise typer.Exit(Exit.FAILED) from error
