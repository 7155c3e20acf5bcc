"""A record in quarantine by its id or the beginning of it; the shell completes it."""

import asyncio
from collections.abc import Collection, Iterable
from typing import Annotated, NamedTuple

import typer

from contracts.quarantine import Quarantined
from contracts.records import Record
from contracts.releases import CityClock
from contracts.topics import QUARANTINE
from deploy.cli.answers import Exit, Stopped, hush_the_client
from deploy.local.progress import progress_line
from deploy.quarantine.decided import Decided, read_decided
from deploy.quarantine.finding import Progress, PutAside, named, read_all
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
    """A record in quarantine, what was decided of it, and the clock it is told by."""

    what: Quarantined
    logged_ms: int
    clock: CityClock
    decided: Decided | None


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


Names = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="ID",
        autocompletion=complete,
        help="Their quarantine_ids, or beginnings of them that no other has.",
    ),
]


async def resolved(reader: TopicReader, names: Iterable[str], progress: Progress) -> frozenset[str]:
    """The quarantine_ids some names stand for; Stopped where one stands for none or several."""
    asked = [_proper(name) for name in names]
    ids: set[str] = set()
    if asked:
        async for record in read_all(reader, progress):
            what = PutAside.model_validate_json(record.value or b"", extra="ignore")
            ids.add(what.quarantine_id)
    return frozenset(_only([one for one in ids if one.startswith(name)], name) for name in asked)


async def one_named(reach: Reach, name: str) -> Whole:
    """The one record of a name.

    Raises:
        Stopped: there is none, or there are several.
    """
    reader = reach.reader()
    record = await _record(reader, _proper(name))
    clock = (await read_releases(reader)).clock or CityClock.identity("none")
    what = Quarantined.read(record.value or b"")
    decided = (await read_decided(reader, clock)).get(what.quarantine_id)
    return Whole(what, record.timestamp, clock, decided)


async def _record(reader: TopicReader, name: str) -> Record:
    with progress_line() as progress:
        found = await named(reader, name, progress)
    return found[_only(found, name)]


def _proper(name: str) -> str:
    typed = name.strip().lower()
    if not typed or not _DIGITS.issuperset(typed):
        raise Stopped(
            f"A quarantine_id has digits, letters a to f and hyphens, got {name!r};"
            " `simpul quarantine list` lists them.",
            Exit.USAGE,
        )
    return typed


def _only(found: Collection[str], name: str) -> str:
    if not found:
        raise Stopped(f"Nothing in quarantine is named {name}.")
    if len(found) > 1:
        first = ", ".join(sorted(found)[:_MOST_NAMED])
        raise Stopped(f"{len(found)} records begin with {name}: {first} ...", Exit.USAGE)
    return next(iter(found))
