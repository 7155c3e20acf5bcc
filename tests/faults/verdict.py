"""After a scenario: everything read back, and every way of finding something wrong asked."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from contracts.cases import Class
from contracts.records import Record
from contracts.topics import REQUESTS
from services.catalogue.releases import read_releases
from services.kafka.reading import KafkaReader
from services.ledger import Check, Report, Scope, read_ledger
from tests.broker.pipeline_scene import the_pack
from tests.faults.again import differences
from tests.faults.commits import went_back
from tests.faults.settling import settle
from tests.faults.stage import PATIENCE, Stage

TICKET_KEY = b"for tests only"


class By(StrEnum):
    """Who found something wrong."""

    WORKERS = "workers"
    """A worker ended as no worker may."""
    LEDGER = "ledger"
    """What `simpul verify` says, with the name of its check."""
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
    """Receipts that agencies have."""
    report: Report
    wrong: list[Wrong]

    @property
    def lost(self) -> int:
        """Records without an outcome, and sends that do not stand as their client saw them."""
        seen = sum(one.check is Check.CLIENTS for one in self.report.problems)
        return self.report.unaccounted + seen


async def verdict(stage: Stage, patience: float = PATIENCE) -> Verdict:
    """Let the bus finish and stop, then look at everything."""
    await stage.load.stop()
    await settle(stage.access, [topic.name for topic in stage.topics], stage.groups, patience)
    workers = [*stage.notes, *await stage.keeper.stop()]
    return await judged(stage, [Wrong(By.WORKERS, one) for one in workers])


async def judged(stage: Stage, known: Sequence[Wrong]) -> Verdict:
    """Everything that is wrong with a log at rest."""
    reader = KafkaReader(stage.access)
    scope = Scope(history=stage.history.read(), groups=stage.groups)
    report = await read_ledger(reader, [one.code for one in the_pack().agencies], scope)
    found = {By.REPLAY: await _replayed(stage, reader), By.COMMITS: await went_back(reader)}
    rest = [Wrong(by, sentence) for by, sentences in found.items() for sentence in sentences]
    return Verdict(stage.load.sent, report, [*known, *_by_ledger(report), *rest])


async def _replayed(stage: Stage, reader: KafkaReader) -> list[str]:
    names = [one.name for one in stage.topics]
    records: list[Record] = [one async for chunk in reader.read(names) for one in chunk]
    committed = await reader.committed(stage.groups.case)
    folded = {number: offset for (topic, number), offset in committed.items() if topic == REQUESTS}
    return await differences(records, folded, await read_releases(reader), TICKET_KEY)


def _by_ledger(report: Report) -> Iterator[Wrong]:
    for one in report.problems:
        place = f"{one.topic} {one.partition}@{one.offset}"
        yield Wrong(f"{By.LEDGER}: {one.check}", f"{place} {one.sentence}")
    if waiting := report.classes[Class.WAITING]:
        yield Wrong(f"{By.LEDGER}: waiting", f"{waiting} still wait")
