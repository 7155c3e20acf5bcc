"""`simpul worker intake|case`: one hop as one process, until a signal."""

import asyncio
import logging
from typing import Annotated

import typer

from contracts.releases import CityClock
from contracts.topics import CATALOGUE
from deploy.cli.answers import Exit, Folder, stop
from deploy.ending import cancel_until_ended
from deploy.logs import log_json
from deploy.settings import Settings
from deploy.wiring import (
    ClockRefused,
    Hop,
    NoKafka,
    engine_settings,
    kafka_access,
    refuse_a_fast_clock,
    serve,
)
from services.catalogue.releases import read_releases
from services.kafka.access import KafkaAccess
from services.kafka.failures import Unavailable, UnknownTopic
from services.kafka.reading import KafkaReader

log = logging.getLogger(__name__)

_ASK_EVERY = 1.0


def worker(
    hop: Annotated[Hop, typer.Argument(help="Which hop to run.")],
    folder: Folder = None,
    metrics_port: Annotated[
        int | None, typer.Option(min=0, max=65_535, help="Goes before SIMPUL_METRICS_PORT.")
    ] = None,
) -> None:
    """Run one hop: `intake` turns agencies' events into facts, `case` folds facts into stories."""
    settings = Settings() if metrics_port is None else Settings(metrics_port=metrics_port)
    log_json(hop=hop.value)
    try:
        access = kafka_access(settings, folder)
        clock = asyncio.run(_clock(access))
        refuse_a_fast_clock(clock)
    except (NoKafka, Unavailable) as away:
        stop(str(away), Exit.UNREACHABLE)
    except ClockRefused as refused:
        stop(str(refused), Exit.FAILED)
    except asyncio.CancelledError:  # a signal came while there was nothing to stop
        raise typer.Exit from None
    datadir = (folder or settings.data) / "workers" / hop.value
    serve(hop, engine_settings(hop, access, clock, datadir), settings)


async def _clock(access: KafkaAccess) -> CityClock:
    """The city's clock, waiting for a catalogue to be published with it."""
    cancel_until_ended()
    reader = KafkaReader(access)
    while (clock := await _published_clock(reader)) is None:
        log.warning(
            "no city clock on %s yet; waiting for `simpul topics apply` and"
            " `simpul catalogue publish`",
            CATALOGUE,
        )
        await asyncio.sleep(_ASK_EVERY)
    return clock


async def _published_clock(reader: KafkaReader) -> CityClock | None:
    try:
        return (await read_releases(reader)).clock
    except UnknownTopic:
        return None
