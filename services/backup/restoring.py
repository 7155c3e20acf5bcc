"""A backup into a broker that holds nothing yet; the clock last, so that no worker starts early."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import NamedTuple

from contracts.envelope import encode
from contracts.records import Headers, Message
from contracts.releases import CLOCK, CityClock
from contracts.restored import RESTORED, Restored
from contracts.topics import ARCHIVE, CASES, CATALOGUE, topics_for
from services.backup.lines import Kept
from services.backup.manifest import BackupRefused, Manifest, Told
from services.backup.opening import Backup
from services.kafka.ports import Offsets, TopicAdmin, TopicReader, TopicWriter

SOURCE = "/simpul/backup"
_AT_ONCE = 5_000


class NotEmpty(Exception):
    """The broker holds something; the message says what and where."""


class Topics(NamedTuple):
    """How a restore reads, writes and makes topics, and which groups its hops work in."""

    reader: TopicReader
    writer: TopicWriter
    admin: TopicAdmin
    groups: tuple[str, ...]


class Begun(NamedTuple):
    """The log a restore begins: its name, when, and how its first clock says who wrote it."""

    epoch: str
    now_ms: int
    release: Headers = ()


class Restoration(NamedTuple):
    """What was written, and the log it began."""

    records: int
    epoch: str
    restored: Restored


async def must_be_empty(topics: Topics, manifest: Manifest) -> None:
    """NotEmpty where a topic has or had a record, or a hop has worked there."""
    names = [one.name for one in topics_for(manifest.agencies)]
    for (topic, partition), end in sorted((await topics.reader.ends(names)).items()):
        if end:
            raise NotEmpty(
                f"This broker is not empty: {topic} partition {partition} has held {end} records."
                " A restore goes only into a broker on which nothing was ever said; one that was"
                " broken off is begun again on a new one."
            )
    for group in topics.groups:
        if worked := _worked(await topics.reader.committed(group), names):
            raise NotEmpty(
                f"This broker is not empty: the group {group} has worked on {worked[0]} up to"
                f" offset {worked[1]}, and would pass over what comes there now."
            )


def _worked(committed: Offsets, names: Iterable[str]) -> tuple[str, int] | None:
    found = {topic: offset for (topic, _), offset in committed.items() if offset}
    return next(((name, found[name]) for name in names if name in found), None)


async def restore_backup(backup: Backup, topics: Topics, log: Begun, told: Told) -> Restoration:
    """Create the topics, write the records, begin the log; then agencies may write.

    Raises:
        NotEmpty: the broker holds something; nothing was written.
        BackupRefused: the backup has no clock, or records of a time that is still to come.
        TopicsFailed: the broker is away, or has topics of another kind.
    """
    await must_be_empty(topics, backup.manifest)
    clock, manifest = _clock(backup), backup.manifest
    _must_be_past(backup, log.now_ms)
    await topics.admin.apply(topics_for((), manifest.partitions))
    done, logged_ms, waiting = 0, 0, _messages(backup)
    while messages := list(islice(waiting, _AT_ONCE)):
        receipts = await topics.writer.write(messages)
        logged_ms = max(logged_ms, *(one.timestamp for one in receipts))
        done += len(messages)
        told(done, manifest.records)
    before = Restored(epoch=clock.epoch, taken_ms=manifest.taken_ms, restored_ms=logged_ms)
    await topics.writer.write([_begun(clock, log, before)])
    await topics.admin.apply(topics_for(manifest.agencies, manifest.partitions))
    return Restoration(done + 1, log.epoch, before)


def _messages(backup: Backup) -> Iterator[Message]:
    """Everything but the clock, each to the partition of its key."""
    for topic in (CATALOGUE, ARCHIVE, CASES):
        for part in backup.manifest.of(topic):
            for kept in backup.records(part):
                if (topic, kept.key) != (CATALOGUE, CLOCK):
                    yield _restored(topic, kept)


def _restored(topic: str, kept: Kept) -> Message:
    first = (RESTORED, str(kept.ms).encode())
    return Message(topic, kept.key, kept.value, (*kept.headers, first))


def _clock(backup: Backup) -> CityClock:
    """The clock of the log before."""
    parts = backup.manifest.of(CATALOGUE)
    found = (kept for part in parts for kept in backup.records(part) if kept.key == CLOCK)
    kept = next(found, None)
    if kept is None:
        raise BackupRefused(f"{backup.path} has no city clock, so no log can be begun from it.")
    return CityClock.read(kept.value)


def _must_be_past(backup: Backup, now_ms: int) -> None:
    """Times of the log before tell its records from this one's, and cases never go back."""
    if backup.newest_ms > now_ms:
        ahead = (backup.newest_ms - now_ms) / 1000
        raise BackupRefused(
            f"{backup.path} holds a record written {ahead:.0f} s from now: set the clocks of this"
            " machine and of the broker right first."
        )


def _begun(clock: CityClock, log: Begun, before: Restored) -> Message:
    """The same city time in another log."""
    begun = clock.model_copy(update={"epoch": log.epoch, "restored": (*clock.restored, before)})
    return encode(
        begun,
        topic=CATALOGUE,
        key=CLOCK.decode(),
        event_id=f"{log.epoch}-clock-{len(clock.segments)}",
        source=SOURCE,
        at=datetime.fromtimestamp(before.restored_ms / 1000, UTC),
        release=log.release,
    )
