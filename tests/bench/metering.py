"""What being watched costs an event: `python -m tests.bench.metering`; CPU time, rounds in pairs.

The same records through both hops' steps, with figures counted and gathered and without, turn by
turn in one process. That cases' records say how they stand is in both: the next release needs it.
"""

import asyncio
import gc
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from statistics import median
from time import process_time
from typing import NamedTuple

from aiokafka import TopicPartition

from agents.case.partition import Cases
from agents.engine.metering import UNWATCHED, Observer, carried
from agents.intake.meters import measure
from agents.intake.outcomes import messages
from agents.intake.take import Under
from contracts.catalogue import Catalogue
from contracts.records import Message, Record, StoredRecord
from contracts.releases import CityClock
from contracts.topics import REQUESTS
from deploy.clock import epoch_ms
from deploy.grounding import Nowhere, ground
from deploy.local.bench.load import load
from deploy.local.demo.stage import begin_of
from deploy.metrics.gathering import Gathering
from tests.builders.packs import city_catalogue

EVENTS = 8_000
CHUNK = 2_000
ROUNDS = 7
AIM_US = 1.0


class Cost(NamedTuple):
    """CPU of an event at one hop, microseconds: without figures, and how much more with them."""

    hop: str
    without: float
    more: float


class Pair(NamedTuple):
    """A hop's work over all its records, told to somebody or to nobody; seconds of CPU."""

    hop: str
    events: int
    work: Callable[[Observer], float]


def logged(said: Sequence[Message], at_ms: int) -> list[StoredRecord]:
    """Messages as the next hop reads them, all of one partition."""
    return [
        StoredRecord(one.topic, 0, place, at_ms, one.key, one.value, one.headers)
        for place, one in enumerate(said)
    ]


def chunks(records: Sequence[Record]) -> Iterator[Sequence[Record]]:
    """As many at once as a worker takes."""
    return (records[start : start + CHUNK] for start in range(0, len(records), CHUNK))


def intake(records: Sequence[StoredRecord], under: Under) -> Callable[[Observer], float]:
    """Deciding on agencies' records; each chunk holds one agency's, as a partition does."""
    by_topic: dict[str, list[StoredRecord]] = {}
    for one in records:
        by_topic.setdefault(one.topic, []).append(one)

    def work(observer: Observer) -> float:
        begun = process_time()
        for topic, mine in by_topic.items():
            for chunk in chunks(mine):
                said = [message for record in chunk for message in messages(record, under)]
                if observer is not UNWATCHED:
                    place = TopicPartition(topic, 0)
                    observer.carried(carried(place, chunk, measure(chunk, said)), 0)
        return process_time() - begun

    return work


def case(records: Sequence[StoredRecord], catalogue: Catalogue) -> Callable[[Observer], float]:
    """Folding facts into cases that nothing is known of."""
    clock = CityClock.identity("bench", catalogue.city.time_zone)
    on = ground(catalogue.city.code, clock, lambda _: catalogue, Nowhere())

    def work(observer: Observer) -> float:
        cases = Cases(0, replace(on, watched=observer is not UNWATCHED))
        begun = process_time()
        for chunk in chunks(records):
            asyncio.run(_folded(cases, chunk))
            place = TopicPartition(REQUESTS, 0)
            observer.carried(carried(place, chunk, cases.measure()), 0)
        return process_time() - begun

    return work


async def _folded(cases: Cases, chunk: Sequence[Record]) -> None:
    await cases.fold(chunk)


def pairs() -> list[Pair]:
    """Both hops over the same stories."""
    catalogue = city_catalogue()
    clock = CityClock.identity("bench", catalogue.city.time_zone)
    under, at_ms = Under(catalogue, clock, b"bench"), epoch_ms(begin_of(catalogue.city))
    told = logged(list(islice(load(under, EVENTS), EVENTS)), at_ms)
    facts = [m for one in told for m in messages(one, under) if m.topic == REQUESTS]
    return [
        Pair("intake", len(told), intake(told, under)),
        Pair("case", len(facts), case(logged(facts, at_ms), catalogue)),
    ]


def cost(pair: Pair) -> Cost:
    """The median difference of rounds that follow each other, and the median without."""
    without, more = list[float](), list[float]()
    for _ in range(ROUNDS):
        gc.collect()
        alone = pair.work(UNWATCHED)
        gc.collect()
        told = pair.work(Gathering(pair.hop, "bench", lambda: 0))
        without.append(alone)
        more.append(told - alone)
    each = 1e6 / pair.events
    return Cost(pair.hop, median(without) * each, median(more) * each)


def table(costs: Sequence[Cost]) -> Iterator[str]:
    """The figures in columns."""
    yield f"{'hop':10}{'without us':>12}{'more us':>10}"
    for one in costs:
        yield f"{one.hop:10}{one.without:12.1f}{one.more:10.2f}"
    yield f"aim: at most {AIM_US:g} us more; never asserted"


if __name__ == "__main__":
    gc.disable()
    sys.stdout.writelines(f"{line}\n" for line in table([cost(one) for one in pairs()]))
