"""How fast the ledger reads: `python -m tests.bench.ledger`; nothing is asserted.

Both hops carry a backlog on an embedded Kafka; then `simpul verify`'s own reading is timed over all
of it, with the reference judging no request, one in ten, and every one.
"""

import asyncio
import tempfile
from collections.abc import Mapping
from itertools import islice
from operator import itemgetter
from pathlib import Path
from time import perf_counter, process_time
from typing import Annotated

import typer

from agents.intake.take import Under
from contracts.releases import CityClock
from contracts.topics import PARTITIONS
from deploy.cli.verify import GROUPS
from deploy.local.bench.load import load
from deploy.local.bench.watching import Goal, gauge, watch
from deploy.local.kafka import EmbeddedKafka
from deploy.wiring import Hop
from services.kafka.access import KafkaAccess
from services.kafka.reading import KafkaReader
from services.kafka.writing import KafkaWriter
from services.ledger import ALL, NONE, Report, Scope, read_ledger
from tests.bench.flood import prepared
from tests.builders.packs import city_catalogue

AGAIN = 2
"""How often each is timed; the faster one is told."""
JUDGED: Mapping[str, int] = {"no request": NONE, "one request in ten": 10, "every request": ALL}


def main(events: Annotated[int, typer.Option(help="How many agencies publish.")] = 50_000) -> None:
    """Print records a minute, by how many requests the reference judges."""
    with tempfile.TemporaryDirectory(prefix="ledger-") as place:
        asyncio.run(run(Path(place), events))


async def run(folder: Path, events: int) -> None:
    """A log of so many events, and every way of reading it."""
    catalogue, clock = city_catalogue(), CityClock.identity("bench")
    under = Under(catalogue, clock, b"a key for benches only")
    async with EmbeddedKafka(folder) as kafka:
        access = KafkaAccess(kafka.bootstrap)
        async with KafkaWriter(access) as writer, gauge(access, PARTITIONS) as ask:
            await prepared(access, writer, catalogue, clock)
            told = load(under, events)
            while batch := list(islice(told, 10_000)):
                await writer.write(batch)
            goal = Goal(events, ask, ask.folded, lambda _: None)
            await watch([Hop.CASE, Hop.INTAKE], folder, goal)
        for who, every in JUDGED.items():
            await timed(KafkaReader(access), list(catalogue.mapping), who, every)


async def timed(reader: KafkaReader, agencies: list[str], who: str, every: int) -> None:
    """Read all of it a few times and say how fast."""
    found = [await once(reader, agencies, every) for _ in range(AGAIN)]
    rate, core, report = max(found, key=itemgetter(0))
    clean = "adds up" if report.holds else "DOES NOT ADD UP: these figures say nothing"
    typer.echo(
        f"{who} judged: {rate * 60:,.0f} records a minute of {report.read:,}"
        f" ({core:.0%} of a core); the log {clean}"
    )


async def once(reader: KafkaReader, agencies: list[str], every: int) -> tuple[float, float, Report]:
    """Records a second, how much of a core that took, and what was found."""
    wall, cpu = perf_counter(), process_time()
    report = await read_ledger(reader, agencies, Scope(every=every, groups=GROUPS))
    seconds = perf_counter() - wall
    return report.read / seconds, (process_time() - cpu) / seconds, report


if __name__ == "__main__":
    typer.run(main)
