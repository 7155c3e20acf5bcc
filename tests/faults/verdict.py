"""After a scenario: everything read back, and every way of finding something wrong asked."""

from enum import StrEnum
from typing import NamedTuple

from contracts.cases import Class
from contracts.records import Record
from contracts.topics import REQUESTS
from deploy.wiring import Hop
from services.catalogue.releases import read_releases
from services.kafka.reading import KafkaReader
from services.ledger import read_ledger
from tests.broker.pipeline_scene import the_pack
from tests.faults.again import differences
from tests.faults.becoming import lost, unlike
from tests.faults.commits import finished, went_back
from tests.faults.settling import settle
from tests.faults.stage import PATIENCE, Stage

TICKET_KEY = b"for tests only"


class By(StrEnum):
    """Who found something wrong."""

    WORKERS = "workers"
    """A worker ended as no worker may."""
    LEDGER = "ledger"
    """`simpul verify`, with the name of its check."""
    HISTORY = "history"
    """What the client knows of its sends against what became of them."""
    REPLAY = "replay"
    """The log folded again in memory."""
    COMMITS = "commits"
    """Committed offsets that went back."""


class Wrong(NamedTuple):
    """One thing that does not hold."""

    by: str
    sentence: str


class Verdict(NamedTuple):
    """What a whole run came to."""

    sent: int
    lost: int
    wrong: list[Wrong]


async def verdict(stage: Stage, patience: float = PATIENCE) -> Verdict:
    """Let the bus finish and stop, then look at everything."""
    await stage.load.stop()
    await settle(stage.access, [topic.name for topic in stage.topics], "bus", patience)
    workers = [*stage.notes, *await stage.keeper.stop()]
    return await judged(stage, [Wrong(By.WORKERS, one) for one in workers])


async def judged(stage: Stage, known: list[Wrong]) -> Verdict:
    """Everything that is wrong with a log at rest."""
    reader = KafkaReader(stage.access)
    names = [one.name for one in stage.topics]
    records: list[Record] = [one async for chunk in reader.read(names) for one in chunk]
    missing = lost(stage.history.path, records)
    folded = await finished(reader, f"bus-{Hop.CASE.group}", REQUESTS)
    replayed = await differences(records, folded, await read_releases(reader), TICKET_KEY)
    found = {
        By.HISTORY: [*missing, *unlike(stage.load.said, records)],
        By.REPLAY: replayed,
        By.COMMITS: await went_back(reader),
    }
    wrong = [Wrong(by, sentence) for by, sentences in found.items() for sentence in sentences]
    return Verdict(stage.load.sent, len(missing), [*known, *await _ledger(reader), *wrong])


async def _ledger(reader: KafkaReader) -> list[Wrong]:
    report = await read_ledger(reader, [one.code for one in the_pack().agencies])
    found = [
        Wrong(
            f"{By.LEDGER}: {one.check}", f"{one.topic} {one.partition}@{one.offset} {one.sentence}"
        )
        for one in report.problems
    ]
    if report.unaccounted:
        found.append(Wrong(f"{By.LEDGER}: unaccounted", f"{report.unaccounted} have no outcome"))
    if waiting := report.classes[Class.WAITING]:
        found.append(Wrong(f"{By.LEDGER}: waiting", f"{waiting} still wait"))
    return found
