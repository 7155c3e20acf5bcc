"""One worker's figures: told on its loop, read by a scrape in another thread; decides nothing."""

import platform
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from threading import Lock

from aiokafka import TopicPartition
from prometheus_client.metrics_core import Metric as Family

from agents.engine.metering import Carried, LaneLook, Look, Stands
from contracts.metrics import (
    BUILD,
    CARRIED,
    CATALOGUE,
    CHUNKS,
    COMMIT_AGE,
    HORIZON_AGE,
    IN_FLIGHT,
    LAG,
    OLDEST,
    PAUSED,
    REACHABLE,
    READY,
    RECORDS,
    RECOVERED,
    RECOVERY_LEFT,
    RELEASES,
    TRANSACTIONS,
    Sample,
)
from contracts.releases import Listed, in_force
from deploy.metrics.families import Spread, families
from deploy.metrics.readiness import answers, standing_in_the_way


@dataclass(slots=True)
class Figures:
    """Everything there is to show, at one moment."""

    counters: dict[Sample, float] = field(default_factory=dict)
    spreads: dict[Sample, Spread] = field(default_factory=dict)
    stands: dict[TopicPartition, Stands] = field(default_factory=dict)
    look: Look = field(default_factory=lambda: Look((), 0.0, 0))
    versions: Sequence[Listed] = ()


class Gathering:
    """An engine's observer, and a collector of Prometheus.

    The loop and a scrape share a lock that either holds for as long as a copy takes: a scrape
    writes its text from the copy, beside the loop. `now_ms` is this machine's clock.
    """

    def __init__(self, hop: str, version: str, now_ms: Callable[[], int]) -> None:
        self._hop = hop
        self._version = version
        self._now_ms = now_ms
        self._lock = Lock()
        self._figures = Figures()

    def carried(self, chunk: Carried, now_ms: int | None) -> None:
        """A chunk was committed, or a partition taken over."""
        with self._lock:
            figures = self._figures
            figures.stands[chunk.partition] = chunk.measures.stands
            for sample, count in chunk.measures.counts.items():
                figures.counters[sample] = figures.counters.get(sample, 0) + count
            for (sample, value), count in chunk.measures.seen.items():
                self._observe(sample, value, count)
            if chunk.logged:
                self._count_chunk(chunk)
            if now_ms is not None:
                self._spread(chunk, now_ms)

    def _count_chunk(self, chunk: Carried) -> None:
        counters, size = self._figures.counters, sum(chunk.logged.values())
        topic = (RECORDS, (self._hop, chunk.partition.topic))
        counters[topic] = counters.get(topic, 0) + size
        self._observe((CHUNKS, (self._hop,)), size, 1)

    def _spread(self, chunk: Carried, now_ms: int) -> None:
        for logged_ms, count in chunk.logged.items():
            self._observe((CARRIED, (self._hop,)), _seconds(now_ms - logged_ms), count)
        for (sample, logged_ms), count in chunk.measures.since.items():
            self._observe(sample, _seconds(now_ms - logged_ms), count)

    def _observe(self, sample: Sample, value: float, count: int) -> None:
        buckets = sample[0].buckets
        spread = self._figures.spreads.get(sample)
        if spread is None:
            spread = self._figures.spreads[sample] = Spread([0] * (len(buckets) + 1))
        spread.counts[bisect_left(buckets, value)] += count
        spread.total += value * count

    def looked(self, look: Look) -> None:
        """What is not in the look is not owned any more, and not shown."""
        owned = {lane.partition for lane in look.lanes}
        with self._lock:
            stands = self._figures.stands
            self._figures.look = look
            self._figures.stands = {each: stands[each] for each in stands if each in owned}

    def catalogue(self, versions: Sequence[Listed]) -> None:
        """The versions read so far."""
        with self._lock:
            self._figures.versions = versions

    @property
    def version(self) -> str:
        """The release that runs."""
        return self._version

    def unready(self) -> list[str]:
        """Why this worker does no work now, a sentence each; nothing where all is well."""
        with self._lock:
            look, versions = self._figures.look, self._figures.versions
        found = standing_in_the_way(look)
        if in_force(versions, self._now_ms()) is None:
            found.append("No catalogue version is in force, as far as this worker has read.")
        return found

    def collect(self) -> Iterator[Family]:
        """What Prometheus reads, in the order of the registry."""
        figures = self._copy()
        values = dict(figures.counters)
        now_ms = self._now_ms()
        for stands in figures.stands.values():
            values |= stands(now_ms)
        return families(values | self._gauges(figures), figures.spreads)

    def _copy(self) -> Figures:
        with self._lock:
            now = self._figures
            spreads = {
                sample: Spread(list(spread.counts), spread.total)
                for sample, spread in now.spreads.items()
            }
            return Figures(
                dict(now.counters), spreads, dict(now.stands), now.look, tuple(now.versions)
            )

    def _gauges(self, figures: Figures) -> dict[Sample, float]:
        hop, look = self._hop, figures.look
        found: dict[Sample, float] = {
            (BUILD, (hop, self._version, platform.python_version())): 1,
            (OLDEST, (hop,)): look.oldest,
            (IN_FLIGHT, (hop,)): look.in_flight,
            (HORIZON_AGE, (hop,)): look.horizon_age,
            (RELEASES, (hop,)): look.releases,
            (REACHABLE, (hop,)): int(answers(look)),
        }
        found |= {(TRANSACTIONS, (hop, how)): n for how, n in look.transactions.items()}
        chosen = in_force(figures.versions, self._now_ms())
        if chosen is not None:
            found[CATALOGUE, (hop, chosen.version)] = 1
        for lane in look.lanes:
            found |= self._lane(lane)
        return found

    def _lane(self, lane: LaneLook) -> dict[Sample, float]:
        topic, number = lane.partition
        labels = (self._hop, topic, str(number))
        known: dict[Sample, float] = {} if lane.lag is None else {(LAG, labels): lane.lag}
        return known | {
            (READY, labels): int(lane.ready),
            (RECOVERED, labels): lane.recovered,
            (RECOVERY_LEFT, labels): lane.left,
            (COMMIT_AGE, labels): lane.waited,
            (PAUSED, labels): int(lane.paused),
        }


def _seconds(milliseconds: int) -> float:
    return max(0, milliseconds) / 1000
