"""A record in quarantine by its id or the beginning of it; the shell completes it."""

import asyncio
from typing import Annotated, NamedTuple

import typer

from contracts.quarantine import Quarantined
from contracts.records import Record
from contracts.releases import CityClock
from contracts.topics import QUARANTINE
from deploy.cli.answers import Exit, Stopped, hush_the_client
from deploy.local.progress import progress_line
from deploy.quarantine.finding import PutAside, named
from deploy.reach import KafkaReach, Reach
from deploy.settings import Settings
from deploy.wiring import NoKafka, kafka_access
from services.catalogue.releases import read_releases
from services.kafka.failures import TopicsFailed, Unavailable
from services.kafka.ports import TopicReader

_MOST_NAMED = 5
_COMPLETED = 50
"""Records a partition, the newest, that the shell offers."""
_SOON = 2.0
_DIGITS = frozenset("0123456789abcdef-")


class Whole(NamedTuple):
    """A record in quarantine, and the clock it is told by."""

    what: Quarantined
    logged_ms: int
    clock: CityClock


def complete(incomplete: str) -> list[tuple[str, str]]:
    """What the shell offers: the newest records, where the broker answers at once."""
    hush_the_client()
    try:
        reader = KafkaReach(kafka_access(Settings())).reader()
        return asyncio.run(asyncio.wait_for(completions(reader, incomplete), _SOON))
    except (NoKafka, Unavailable, TopicsFailed, TimeoutError):
        return []


async def completions(reader: TopicReader, incomplete: str) -> list[tuple[str, str]]:
    """The newest records whose id begins so, each with its agency and reason."""
    ends = await reader.ends([QUARANTINE])
    since = {place: max(0, end - _COMPLETED) for place, end in ends.items()}
    found = {}
    async for records in reader.read([QUARANTINE], since):
        for record in records:
            what = PutAside.model_validate_json(record.value or b"", extra="ignore")
            if what.quarantine_id.startswith(incomplete):
                found[what.quarantine_id] = f"{what.agency} {what.reason}"
    return sorted(found.items())


Name = Annotated[
    str,
    typer.Argument(
        metavar="ID",
        autocompletion=complete,
        help="Its quarantine_id, or a beginning of it that no other has.",
    ),
]


async def one_named(reach: Reach, name: str) -> Whole:
    """The one record of a name.

    Raises:
        Stopped: there is none, or there are several.
    """
    reader = reach.reader()
    record = await _record(reader, name.strip().lower())
    clock = (await read_releases(reader)).clock or CityClock.identity("none")
    return Whole(Quarantined.read(record.value or b""), record.timestamp, clock)


async def _record(reader: TopicReader, name: str) -> Record:
    if not name or not _DIGITS.issuperset(name):
        raise Stopped(
            f"A quarantine_id has digits, letters a to f and hyphens, got {name!r};"
            " `simpul quarantine list` lists them.",
            Exit.USAGE,
        )
    with progress_line() as progress:
        found = await named(reader, name, progress)
    if not found:
        raise Stopped(f"Nothing in quarantine is named {name}.")
    if len(found) > 1:
        first = ", ".join(sorted(found)[:_MOST_NAMED])
        raise Stopped(f"{len(found)} records begin with {name}: {first} ...", Exit.USAGE)
    return next(iter(found.values()))
