"""A running bus into a file: the latest of every case, then what they stand on; never a write."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

import orjson

from contracts.cases import Stub
from contracts.envelope import type_of
from contracts.records import Record
from contracts.releases import Releases
from contracts.restored import first_logged_ms
from contracts.topics import ARCHIVE, CASES, CATALOGUE
from services.backup.manifest import BackupRefused, Cases, Manifest, Told
from services.backup.writing import BackupFile
from services.kafka.latest import latest_by_key
from services.kafka.ports import Offsets, TopicReader

Latest = Mapping[bytes, Record]


async def take_backup(
    reader: TopicReader,
    backup: BackupFile,
    *,
    at: datetime,
    release: str,
    with_archive: bool,
    told: Told,
) -> Manifest:
    """Write everything a backup holds; UnknownTopic, Unavailable, BackupRefused.

    Partition by partition, each as it is when it is read; the catalogue last, so that every
    version a case names is in it. `at` is now.
    """
    taking = _Taking(reader, backup, told)
    partitions = await taking.cases(with_archive=with_archive)
    releases = await taking.catalogue()
    if releases.clock is None:
        raise BackupRefused("No catalogue is published here, so there is nothing to back up.")
    manifest = Manifest(
        release=release,
        city=releases.all()[-1].city.code,
        taken_at=at,
        epoch=releases.clock.epoch,
        partitions=partitions,
        agencies=tuple(sorted(releases.agencies())),
        cases=taking.counted(),
        parts=tuple(backup.parts),
    )
    backup.close(manifest)
    return manifest


class _Taking:
    """One backup in the making."""

    def __init__(self, reader: TopicReader, backup: BackupFile, told: Told) -> None:
        self._reader = reader
        self._backup = backup
        self._told = told
        self._done = 0
        self._counts = {"live": 0, "put_away": 0, "held": 0, "waiting": 0}

    async def cases(self, *, with_archive: bool) -> int:
        """Every partition's cases, and what it archived; the number of partitions."""
        topics = [CASES, ARCHIVE] if with_archive else [CASES]
        ends = await self._reader.ends(topics)
        begins = await self._reader.begins(topics)
        self._total = sum(ends.values()) - sum(begins.values())
        partitions = [number for topic, number in sorted(ends) if topic == CASES]
        for number in partitions:
            latest = await latest_by_key(self._reader, CASES, _elsewhere(number, ends))
            self._count(latest.values())
            self._put(CASES, number, latest.values())
            self._tell(ends[CASES, number] - begins[CASES, number])
            if with_archive:
                await self._archive(number, ends, latest)
        return len(partitions)

    async def catalogue(self) -> Releases:
        """Every version and the clock."""
        found, releases = await latest_by_key(self._reader, CATALOGUE), Releases()
        for record in found.values():
            releases.apply(record)
        self._put(CATALOGUE, 0, found.values())
        return releases

    def counted(self) -> Cases:
        """How the cases stand."""
        return Cases(**self._counts)

    async def _archive(self, number: int, ends: Offsets, latest: Latest) -> None:
        """Stories of requests put away, but for those put away after their case was read."""
        with self._backup.part(ARCHIVE, number) as part:
            others = _elsewhere(number, ends)
            async for records in self._reader.read([ARCHIVE], others, others):
                for record in records:
                    if not _is_later(record, latest):
                        part.put(record)
                self._tell(len(records))

    def _put(self, topic: str, number: int, records: Iterable[Record]) -> None:
        with self._backup.part(topic, number) as part:
            for record in records:
                part.put(record)

    def _count(self, records: Iterable[Record]) -> None:
        for name in (name for record in records for name in _standings(record)):
            self._counts[name] += 1

    def _tell(self, more: int) -> None:
        self._done += more
        self._told(self._done, self._total)


def _elsewhere(number: int, ends: Offsets) -> Offsets:
    """Every partition but those of a number."""
    return {place: end for place, end in ends.items() if place[1] != number}


def _standings(record: Record) -> Collection[str]:
    if type_of(record.headers) == Stub.TYPE:
        return ("put_away",)
    case = orjson.loads(record.value or b"")
    told = {"live": "request" in case, "held": case.get("held"), "waiting": case.get("waiting")}
    return [name for name, holds in told.items() if holds]


def _is_later(record: Record, latest: Latest) -> bool:
    """Whether a request's case, as it was read, had not yet said this.

    A reference used anew has a story of long ago, which its case knows nothing of.
    """
    case = latest.get(record.key or b"")
    if case is None or type_of(case.headers) == Stub.TYPE:
        return False
    if first_logged_ms(record) < first_logged_ms(case):
        return False
    said: Mapping[str, int] = orjson.loads(case.value or b"").get("counters", {})
    seq: int = orjson.loads(record.value or b"")["seq"]
    return seq > said.get(ARCHIVE, 0)
